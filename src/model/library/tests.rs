use crate::model::bibliography::Bibliography;
use std::sync::Arc;

use super::*;
use crate::text::Text;

pub(super) fn library(files: &[&str]) -> Library {
    let bibliographies =
        files.iter().map(|file| Arc::new(Bibliography::parse(Text::plain((*file).to_owned())).indexed()));
    Library::new(bibliographies.collect(), 0)
}

fn work(files: &[&str], key: &str) -> Work {
    let library = library(files);
    library.work(library.get(key).expect("the key is defined"))
}

#[track_caller]
fn keys(library: &Library, ids: Vec<EntryId>, expected: &[&str]) {
    let keys: Vec<String> = ids.into_iter().map(|id| library.key(id)).collect();
    assert_eq!(keys, expected);
}

#[test]
fn the_first_definition_counts() {
    let library =
        library(&["@misc{a, title={1}}\n@misc{b}\n@misc{a, title={2}}", "@misc{a, title={3}}\n@misc{A}"]);
    assert_eq!(library.definitions("a").len(), 3);
    assert_eq!(library.work(library.get("a").unwrap()).title, "1");
    keys(&library, library.differing_in_case("a"), &["A"]);
    keys(&library, library.differing_in_case("B"), &["b"]);
    assert_eq!(library.len(), 5);
}

#[test]
fn what_identifies_a_volume_does_not_identify_its_papers() {
    let bib =
        "@inproceedings{a, title={A}, crossref={v}} @inproceedings{b, title={B}, crossref={v}, doi={10.1000/b}}
        @proceedings{v, title={V}, year=1999, doi={10.1000/v}, url={https://a.org/v}}";
    let (a, b) = (work(&[bib], "a"), work(&[bib], "b"));
    assert_eq!((a.doi, a.url, a.venue.as_str(), a.year), (None, None, "V", Some(1999)));
    assert_eq!(b.doi.as_deref(), Some("10.1000/b"));
    let library = library(&[bib]);
    assert!(library.fields(library.get("a").unwrap()).iter().any(|it| it.name == "doi" && it.of_parent));
}

#[test]
fn a_set_is_what_its_members_are() {
    let bib = "@set{s, entryset={a,b,t}} @set{t, entryset={s}} @misc{a, title={A}, author={Wu, K}, year=1} @misc{b, title={B}}";
    let set = work(&[bib], "s");
    assert_eq!((set.title.as_str(), set.authors.len()), ("A; B", 1));
    assert_eq!(work(&[bib], "t").title, "");
}

#[test]
fn a_store_of_fields_is_no_work_and_lends_single_fields() {
    let bib = "@XData{far-press, publisher={Press}, title={Store}} @book{a, title={A}, publisher={xdata=far-press-publisher}}";
    assert_eq!(work(&[bib], "a").venue, "Press");
    let library = library(&[bib]);
    keys(&library, library.search("store", 9), &[]);
    keys(&library, library.with_key_prefix("far", 9), &[]);
}

#[test]
fn a_key_is_found_by_its_parts_written_together() {
    let bib = "@misc{vaswani2017attention, title={Attention}, author={Vaswani, A}, year=2017}
        @misc{DBLP:conf/nips/VaswaniSPUJGKP17, title={Attn}} @misc{CCS:BelRog93, title={Oracles}}";
    let library = library(&[bib]);
    keys(
        &library,
        library.search("vaswani17", 9),
        &["vaswani2017attention", "DBLP:conf/nips/VaswaniSPUJGKP17"],
    );
    keys(&library, library.search("VaswaniSP", 9), &["DBLP:conf/nips/VaswaniSPUJGKP17"]);
    keys(&library, library.search("BelRog93", 9), &["CCS:BelRog93"]);
    keys(&library, library.search("atention17", 9), &[]);
}

#[test]
fn ids_are_further_keys() {
    let library = library(&["@misc{new, ids = {old, older2}, title={x}}"]);
    keys(&library, library.definitions("older2"), &["new"]);
    keys(&library, library.search("older2", 9), &["new"]);
    assert_eq!(library.get("oldest"), None);
}

#[test]
fn master_libraries_are_searched_only() {
    let mut library = library(&["@misc{a, title={Alpha}}", "@misc{b, title={Beta}}"]);
    library.masters = 1;
    assert_eq!(library.get("b"), None);
    let found = library.search("beta", 10);
    assert!(library.is_master(found[0]));
    keys(&library, found, &["b"]);
}

#[test]
fn strings_are_expanded_across_files() {
    let strings = "@string{icml = \"Int. Conf. \" # ml}\n@STRING{ML = {Machine Learning}}";
    let entries = "@inproceedings{a, booktitle = ICML # { 2020}, month = jan, title = nosuch}";
    let work = work(&[strings, entries], "a");
    assert_eq!((work.venue.as_str(), work.title.as_str()), ("Int. Conf. Machine Learning 2020", "nosuch"));
}

#[test]
fn strings_that_name_each_other_end() {
    assert!(!work(&["@string{a = b # b}@string{b = a # {x}}@misc{k, title = a}"], "k").title.is_empty());
}

#[test]
fn a_part_inherits_from_its_volume() {
    let bib = "@inproceedings{a, title = {Part}, crossref = {PROC}}\n\
        @proceedings{proc, title = {Volume}, year = 2001, publisher = {P}, ids = {q}}";
    let part = work(&[bib], "a");
    assert_eq!((part.title.as_str(), part.venue.as_str(), part.year), ("Part", "Volume", Some(2001)));
}

#[test]
fn other_types_inherit_by_name() {
    let bib = "@article{a, crossref = b}\n@article{b, title = {T}, crossref = {c}, xdata = {x}}\n\
        @article{c, crossref = {a}, journal = {J}}\n@xdata{x, author = {Doe, J.}, title = {no}}";
    let heir = work(&[bib], "a");
    assert_eq!(
        (heir.title.as_str(), heir.venue.as_str(), heir.authors[0].family.as_str()),
        ("T", "J", "Doe")
    );
}

#[test]
fn a_work_is_read_from_the_fields_people_use() {
    let bib = r#"@online{a, date = {2020-05/2021}, subtitle = {and more}, title = "The {T}itle", editor = {Roe, R.},
        note = {UNVERIFIED}, journal = {arXiv preprint arXiv:1810.04805v2}, doi = {https://doi.org/10.1000/X_y}}"#;
    let work = work(&[bib], "a");
    assert_eq!((work.title.as_str(), work.year, work.unverified), ("The Title: and more", Some(2020), true));
    assert_eq!((work.arxiv.as_deref(), work.doi.as_deref()), (Some("1810.04805"), Some("10.1000/x_y")));
    assert_eq!(work.authors[0].family, "Roe");
}

#[test]
fn entries_are_found_by_words_titles_and_authors() {
    let library = library(&[r#"@inproceedings{vaswani2017attention, title = {Attention is All you Need},
            author = {Vaswani, Ashish and Shazeer, Noam}, year = 2017}
        @article{bert, title = {{BERT}: Pre-training of deep bidirectional transformers}, author = {Jacob Devlin}, year = {2019}}"#]);
    keys(&library, library.search("vasw 2017", 9), &["vaswani2017attention"]);
    keys(&library, library.search("deep bert devl", 9), &["bert"]);
    keys(&library, library.by_author("shazeer", 9), &["vaswani2017attention"]);
    let titled = library.titled(&["attention".to_owned(), "need".to_owned(), "bert".to_owned()], 9);
    keys(&library, titled.into_iter().map(|(id, _)| id).collect(), &["vaswani2017attention", "bert"]);
}

#[test]
fn what_a_title_is_dressed_in_does_not_hide_it() {
    for title in [
        "{{Attention Nets for K-NN}}",
        "{A}ttention {N}ets for {K-NN}",
        "Attention Nets for $k$-{NN}",
        r"\emph{Attention} {\bf Nets} for \texttt{k}-NN",
        "Attention\n   Nets\r\n for\tk--NN",
        "Attention Nets for k&#45;NN",
        r"``Attention'' Nets: for \& k-NN",
    ] {
        let library = library(&[&format!("@misc{{a, title = {{{title}}}}}")]);
        keys(&library, library.search("attention nets for k nn", 9), &["a"]);
    }
    let library =
        library(&["@misc{a, title = {Research \\& Design}} @misc{b, title = {Research &amp; Design}}"]);
    keys(&library, library.search("research design", 9), &["a", "b"]);
}

#[test]
fn years_are_read_in_every_form() {
    for (date, year) in [
        ("year = {in press}", None),
        ("year = {forthcoming}", None),
        ("year = \"{2020}\"", Some(2020)),
        ("year = {{2020}}, month = {may}", Some(2020)),
        ("date = {2020-05/2021}", Some(2020)),
        ("date = {2020~}", Some(2020)),
        ("year = {2020a}", Some(2020)),
    ] {
        assert_eq!(work(&[&format!("@misc{{a, {date}}}")], "a").year, year, "{date}");
    }
}

#[test]
fn keys_can_be_found_by_their_beginning_before_the_index_is_ready() {
    let file = Bibliography::parse(Text::plain("@misc{Smith2020,} @misc{smithers,} @misc{jones,}".into()));
    let library = Library::new(vec![Arc::new(file)], 0);
    let found = |prefix: &str, limit| -> Vec<String> {
        library.with_key_prefix(prefix, limit).into_iter().map(|id| library.key(id)).collect()
    };
    assert_eq!(found("smith", 9), ["Smith2020", "smithers"]);
    assert_eq!(found("smith", 1), ["Smith2020"]);
    assert_eq!(found("ü", 9), Vec::<String>::new());
}

#[test]
fn a_heading_is_the_work_without_the_rest() {
    let library = library(&[r#"
@string{who = "Wu, Kai"}
@article{a, author = who # " and Li, Bo", title = {On {X}}, SUBTITLE = {Y}, abstract = {Z}, year = 2020}
@inproceedings{b, title = {In It}, crossref = {c}}
@proceedings{c, editor = {Ito, A}, title = {All of It}}
@misc{d, booktitle = {B}, editor = {E, F}}
@misc{e}
"#]);
    for (id, _) in library.keys() {
        let (heading, work) = (library.heading(id), library.work(id));
        assert_eq!((&heading.key, &heading.kind), (&work.key, &work.kind));
        assert_eq!((&heading.title, &heading.authors), (&work.title, &work.authors), "{}", work.key);
    }
}

#[test]
fn the_latest_definition_of_a_string_above_its_use_holds() {
    let bib = "@string{h = {First}} @book{a, title={A}, publisher=h} @string{H = {Second}} @book{b, title={B}, publisher=h}
        @string{h = h # { House}} @book{c, title={C}, publisher=h} @book{d, title={D}, publisher=later} @string{later={Later}}";
    let venue = |key: &str| work(&[bib], key).venue;
    assert_eq!(["a", "b", "c", "d"].map(venue), ["First", "Second", "Second House", "Later"]);
    let files = ["@string{h = {Old}} @string{h = {New}}", "@book{a, publisher=h}"];
    assert_eq!(work(&files, "a").venue, "New");
}

#[test]
fn items_of_lists_come_from_stores() {
    let bib = "@xdata{m-1, author={Brown, Ann and Green, Bob}, location={New York and London}, publisher={M}}
        @book{a, author={xdata=m-1-author-2 and White, Cy}, title={A}, publisher={xdata=m-1-publisher}}
        @book{b, author={xdata=m-1-author}, title={B}}
        @book{c, author={xdata=m-1-author-7}, title={C}}";
    let authors =
        |key: &str| work(&[bib], key).authors.iter().map(|it| it.full()).collect::<Vec<_>>().join(", ");
    assert_eq!(["a", "b"].map(authors), ["Bob Green, Cy White", "Ann Brown, Bob Green"]);
    assert_eq!(work(&[bib], "a").venue, "M");
    assert!(authors("c").contains("xdata"));
}
