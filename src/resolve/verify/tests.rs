use expect_test::{Expect, expect};

use super::*;
use crate::model::library::EntryId;
use crate::model::library::ResolvedField;
use crate::model::record::{Record, Reference};
use crate::model::verified::Verdict;
use crate::syntax::bib::fields::read;

fn reference(bib: &str) -> Reference {
    let (entry, _) = read(bib, 0);
    let field = |it: &crate::syntax::bib::Field| ResolvedField {
        name: it.name.clone(),
        value: it.pieces.iter().map(crate::syntax::bib::Piece::text).collect(),
        from: EntryId { bibliography: 0, entry: Default::default() },
        of_parent: false,
    };
    let fields: Vec<ResolvedField> = entry.fields.iter().map(field).collect();
    Reference::of(entry.key, entry.kind, &fields)
}

fn record(bib: &str) -> Candidate {
    let Reference { work, .. } = reference(bib);
    Candidate { source: 0, record: Record { work, ..Record::default() } }
}

#[track_caller]
fn check(here: &str, there: &[&str], expected: Expect) {
    let candidates: Vec<Candidate> = there.iter().map(|it| record(it)).collect();
    let scope = Scope {
        sources: 1,
        dois: 10_000,
        knows_registrant: !here.contains("10.99999/"),
        at_venue: 100,
        published: 5000,
        ..Scope::default()
    };
    let judgement = judge(&reference(here), &candidates, &scope);
    let mut told = judgement.verdict.name().to_owned();
    for it in &judgement.differences {
        told += &format!("\n{}: {} | {}", it.field, it.here, it.there);
    }
    if judgement.verdict == Verdict::Unchecked {
        told += &format!(": {}", judgement.reason);
    }
    if let Some(at) = judgement.published {
        told += &format!("\npublished: {}", candidates[at].record.citation());
    }
    expected.assert_eq(&told);
}

#[test]
fn a_doi_that_does_not_exist_is_told_of_where_its_registrant_or_another_doi_says_so() {
    let invented = reference(&PAPER.replace("10.1145/1.2", "10.1145/9.9"));
    let (with_doi, without) = (record(PAPER), record(&PAPER.replace("10.1145/1.2", "")));
    let copy = record(&PAPER.replace("10.1145/1.2", "10.5555/1.2"));
    let told = |registered: Registered, candidate: &Candidate| {
        let scope = Scope { sources: 1, registered, ..Scope::default() };
        let judgement = judge(&invented, std::slice::from_ref(candidate), &scope);
        let there = judgement.differences.first().map(|it| it.there.clone());
        (judgement.verdict, there, judgement.is_unregistered)
    };
    let there = |doi: &str| Some(doi.to_owned());
    assert_eq!(told(Registered::NoRegistrant, &without), (Verdict::Differs, there(""), true));
    assert_eq!(told(Registered::NoRegistrant, &with_doi), (Verdict::Differs, there(""), true));
    assert_eq!(told(Registered::No, &with_doi), (Verdict::Differs, there("10.1145/1.2"), true));
    assert_eq!(told(Registered::No, &without), (Verdict::Unchecked, None, true));
    assert_eq!(told(Registered::No, &copy), (Verdict::Unchecked, None, true));
    assert_eq!(told(Registered::Yes, &without), (Verdict::Confirmed, None, false));
}

const PAPER: &str = "@inproceedings{x, author = {Petra Moss and Jan de Vries and Ida Blum}, title = {Shallow Trees for Deep Forests of Words}, booktitle = {ICML}, year = 2021, doi = {10.1145/1.2}}";

#[test]
fn what_says_the_same_is_confirmed_however_it_is_written() {
    check(
        "@inproceedings{y, author = {Moss, P. and De Vries, J. and others}, title = {Shallow {Trees} for deep forests of words.}, booktitle = {Proceedings of the 38th International Conference on Machine Learning, Virtual}, year = 2022, doi = {https://doi.org/10.1145/1.2}}",
        &[PAPER],
        expect!["confirmed"],
    );
}

#[test]
fn every_field_that_differs_is_told_with_both_values() {
    check(
        "@inproceedings{y, author = {Petra Moss and Jan de Vries}, title = {Shallow Trees for Deep Forests of Words}, booktitle = {CVPR}, year = 2016, doi = {10.1145/9.9}}",
        &[PAPER],
        expect![[r#"
            differs
            author: Petra Moss and Jan de Vries | Petra Moss and Jan de Vries and Ida Blum
            year: 2016 | 2021
            venue: CVPR | ICML"#]],
    );
    check(
        "@inproceedings{y, author = {Petra Moss and Jan de Vries and Ida Blum}, title = {Shallow Trees for Deep Forests of Words}, year = 2021, booktitle = {ICML}, doi = {10.1145/9.9}}",
        &[PAPER],
        expect![[r#"
            differs
            doi: 10.1145/9.9 | 10.1145/1.2"#]],
    );
}

#[test]
fn a_title_that_is_a_slip_away_differs_where_all_else_agrees() {
    let here = |title: &str| {
        PAPER.replace("Shallow Trees for Deep Forests of Words", title).replace(", doi = {10.1145/1.2}", "")
    };
    check(
        &here("Shallow Trees for Wide Forests of Words"),
        &[PAPER],
        expect![[r#"
            differs
            title: Shallow Trees for Wide Forests of Words | Shallow Trees for Deep Forests of Words"#]],
    );
    check(&here("Shallow Trees for Wide Forests of Words, Part 2"), &[PAPER], expect!["not-found"]);
    check(
        &here("Shallow Trees for Wide Forests of Words").replace("2021", "2015"),
        &[PAPER],
        expect!["not-found"],
    );
}

#[test]
fn other_people_for_a_telling_title_differ_and_for_a_common_one_are_another_work() {
    check(
        "@article{y, author = {Ann Hill and Bo Reed}, title = {Shallow Trees for Deep Forests of Words}, year = 2021}",
        &[PAPER],
        expect![[r#"
            differs
            author: Ann Hill and Bo Reed | Petra Moss and Jan de Vries and Ida Blum"#]],
    );
    check(
        "@article{y, author = {Ann Hill}, title = {Shallow Trees}, journal = {J}, year = 2021}",
        &["@article{x, author = {Petra Moss}, title = {Shallow Trees}, journal = {K}, year = 2003}"],
        expect!["not-found"],
    );
}

#[test]
fn a_doi_of_another_work_or_of_an_unknown_registrant_differs() {
    let other = "@article{z, author = {Ida Blum}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = 2019, doi = {10.1145/7.7}}";
    let bare = PAPER.replace(", doi = {10.1145/1.2}", "");
    let here = |doi: &str| PAPER.replace("10.1145/1.2", doi);
    check(
        &here("10.1145/7.7"),
        &[&bare, other],
        expect![[r#"
            differs
            doi: 10.1145/7.7 | Blum 2019, Rivers of the North and their Fish"#]],
    );
    check(
        &here("10.99999/made.up"),
        &[&bare],
        expect![[r#"
            differs
            doi: 10.99999/made.up | "#]],
    );
    check(&here("10.1145/8.8"), &[&bare], expect!["confirmed"]);
}

#[test]
fn a_preprint_is_confirmed_by_its_paper_which_is_told() {
    check(
        "@article{y, author = {Petra Moss and others}, title = {Shallow Trees for Deep Forests of Words}, journal = {arXiv preprint arXiv:1901.00001}, year = 2019}",
        &[PAPER],
        expect![[r#"
            confirmed
            published: Moss et al. 2021, Shallow Trees for Deep Forests of Words"#]],
    );
}

#[test]
fn what_sources_of_papers_cannot_have_is_not_missed() {
    check(
        "@book{y, author = {Ann Hill}, title = {The Book of Rivers and Hills}, year = 2001}",
        &[],
        expect!["unchecked: no corpus has books"],
    );
    check(
        "@misc{y, title = {Weather of the North}, howpublished = {\\url{https://weather.example}}}",
        &[],
        expect!["unchecked: corpora have papers, not web pages, software, reports, theses or letters"],
    );
    check("@article{y, author = {Ann Hill}}", &[], expect!["unchecked: it has no title"]);
    check(
        "@article{y, author = {Ann Hill}, title = {Rivers and Hills}, journal = {J}, year = 2001}",
        &[],
        expect!["not-found"],
    );
}

#[test]
fn a_journal_beside_a_preprints_doi_is_no_difference_where_no_source_has_the_journal() {
    let judged = |venue: &str, at_venue: u64| {
        let here = format!(
            "@article{{y, author = {{Petra Moss}}, title = {{Shallow Trees for Deep Forests of Words}}, {venue}, year = 2021, doi = {{10.48550/arXiv.2101.00001}}}}"
        );
        let there = "@article{x, author = {Petra Moss}, title = {Shallow Trees for Deep Forests of Words}, journal = {CoRR}, year = 2021, eprint = {2101.00001}, archiveprefix = {arXiv}}";
        let scope = Scope { sources: 1, published: 5000, at_venue, ..Scope::default() };
        judge(&reference(&here), &[record(there)], &scope).verdict
    };
    assert_eq!(judged("journal = {Physical Review Letters}", 0), Verdict::Confirmed);
    assert_eq!(judged("journal = {Physical Review Letters}", 40), Verdict::Confirmed);
    assert_eq!(judged("booktitle = {ICML}", 4000), Verdict::Differs);
    assert_eq!(judged("booktitle = {Symposium on Quantum Rivers}", 0), Verdict::Differs);
    // Of many workshops no source has the papers.
    assert_eq!(judged("booktitle = {Workshop on Distribution of Rivers}", 0), Verdict::Confirmed);
    assert_eq!(judged("booktitle = {ICML 2021 Workshop on Rivers}", 4000), Verdict::Confirmed);
}

#[test]
fn of_a_corpus_that_cannot_be_read_nothing_follows() {
    let here = "@article{y, author = {Ann Hill}, title = {Rivers and Hills}, journal = {J}, year = 2001}";
    let scope = Scope { sources: 1, is_damaged: true, ..Scope::default() };
    let judged = judge(&reference(here), &[], &scope);
    assert_eq!(judged.verdict, Verdict::Unchecked);
    assert_eq!(judged.reason, "a corpus cannot be read and must be added again");
}
