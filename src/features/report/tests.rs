//! Reports on inline papers.

use expect_test::{Expect, expect};

use super::{Report, report};
use crate::fixture::Fixture;

fn of(fixture: &Fixture) -> Report {
    let project = fixture.snapshot.project(&fixture.id).unwrap();
    report(&fixture.snapshot, project, "2026-01-01", None)
}

#[track_caller]
fn check(text: &str, told: impl Fn(&Report) -> String, expected: Expect) {
    expected.assert_eq(&told(&of(&Fixture::new(text))));
}

const THESIS: &str = r"
%- main.tex
\documentclass{book}
\title{On \emph{Gardens}}
\begin{document}
Before all \cite{a}.
\chapter{One}
\input{parts/one}
At the end of one \citep{a,c} and \cite{smith2001} and \cite{TODO}.
\chapter{Two}
\section{Trees}
Trees \cite{b,B} ____. \nocite{d}
\bibliography{refs}
\end{document}
%- parts/one.tex
\section{Hedges}
Hedges \cite{a} and \cite{b}, \newcommand{\x}[1]{\cite{#1}}.
% \cite{d}
%- refs.bib
@article{a, author = {Alder, Ann}, title = {On Hedges}, journal = {Journal of Gardens}, year = 1984}
@inproceedings{b, author = {Birch, Bob}, title = {On Trees}, booktitle = {Proceedings of the 3rd Conference on Machine Learning}, year = 1994}
@misc{c, author = {Cole, Cy}, title = {On Shrubs}, eprint = {2001.00001}, archiveprefix = {arXiv}, year = 2020}
@article{d, author = {Dill, Dee}, title = {On Herbs}, journal = {Gardens}, year = 1990}
";

#[test]
fn sections_count_over_the_borders_of_files_with_what_is_in_them() {
    let told = |it: &Report| -> String {
        let line = |it: &super::Section| {
            let name = format!("{}{}", "  ".repeat(it.level), it.title);
            let part = if it.is_part { " (part)" } else { "" };
            let place = format!("{}:{}", it.place.file, it.place.line);
            format!(
                "{name}{part} {place}: {} works, {} citations, {} open\n",
                it.works, it.citations, it.open
            )
        };
        it.sections.iter().map(line).collect()
    };
    check(
        THESIS,
        told,
        expect![[r#"
             main.tex:1: 1 works, 1 citations, 0 open
            One (part) main.tex:5: 4 works, 4 citations, 1 open
              Hedges parts/one.tex:1: 4 works, 4 citations, 1 open
            Two (part) main.tex:8: 1 works, 1 citations, 1 open
              Trees main.tex:9: 1 works, 1 citations, 1 open
        "#]],
    );
}

#[test]
fn works_say_how_often_and_where_they_are_cited() {
    let told = |it: &Report| -> String {
        let line = |it: &super::Work| {
            let preprint = if it.preprint { ", preprint" } else { "" };
            let link = it.link.as_deref().unwrap_or("no link");
            let place = format!("{}:{}", it.place.file, it.place.line);
            format!("{} {}× in {:?}{preprint}, {place}, {link}\n", it.key, it.cited, it.sections)
        };
        it.works.iter().map(line).collect::<String>()
            + &format!("{:?}\n{:?}\n{:?}\n", it.totals, it.years, it.venues)
    };
    check(
        THESIS,
        told,
        expect![[r#"
            a 3× in [0, 1], refs.bib:1, no link
            b 3× in [1, 3], refs.bib:2, no link
            c 1× in [1], preprint, refs.bib:3, https://arxiv.org/abs/2001.00001
            smith2001 1× in [1], main.tex:7, no link
            Totals { open: 2, citations: 6, works: 4, cited_once: 2, preprints: 1, undefined: 1, entries: 4, uncited_entries: 1, paragraphs: 0, uncited_paragraphs: 0 }
            [Year { year: 1984, works: 1 }, Year { year: 1994, works: 1 }, Year { year: 2020, works: 1 }]
            [Venue { name: "Journal of Gardens", works: 1 }, Venue { name: "Proceedings of the 3rd Conference on Machine Learning", works: 1 }, Venue { name: "arXiv", works: 1 }]
        "#]],
    );
}

#[test]
fn parts_that_share_works_are_told_of_in_pairs() {
    let told = |it: &Report| -> String {
        let name = |at: usize| it.sections[at].title.clone();
        it.shared
            .iter()
            .map(|it| format!("“{}” and “{}”: {}\n", name(it.first), name(it.second), it.works))
            .collect()
    };
    check(
        THESIS,
        told,
        expect![[r#"
        “” and “One”: 1
        “One” and “Two”: 1
    "#]],
    );
}

#[test]
fn the_title_is_the_paper_s_own() {
    check(
        THESIS,
        |it| format!("{} {} {}", it.title, it.root, it.made),
        expect!["On Gardens main.tex 2026-01-01"],
    );
    check("%- main.tex\n\\documentclass{article}", |it| it.title.clone(), expect!["main.tex"]);
}

#[test]
fn one_title_of_a_venue_stands_for_its_spellings() {
    let text = r"
%- main.tex
\cite{a,b,c,d,e,f} \bibliography{refs}
%- refs.bib
@inproceedings{a, title = {A}, booktitle = {Proceedings of the 57th Annual Meeting of the Association for Computational Linguistics}}
@inproceedings{b, title = {B}, booktitle = {ACL 2019}}
@inproceedings{c, title = {C}, booktitle = {ACL}}
@article{d, title = {D}, journal = {arXiv preprint arXiv:2001.00001}}
@article{e, title = {E}, journal = {CoRR}}
@article{f, title = {F}, journal = {Nature}}
";
    let told =
        |it: &Report| it.venues.iter().map(|it| format!("{} {}\n", it.works, it.name)).collect::<String>();
    check(
        text,
        told,
        expect![[r#"
        3 ACL
        2 arXiv
        1 Nature
    "#]],
    );
}

const LONG: &str = "so that we may speak of gardens and of all who keep them with care in spring and in autumn and in winter and whenever else there is some time left for that";

#[test]
fn paragraphs_without_citation_are_running_text_alone() {
    let text = format!(
        r"
%- main.tex
\documentclass{{article}}
\newcommand{{\x}}{{This stands in the preamble, {LONG}.}}
\begin{{document}}
\begin{{abstract}}
An abstract, {LONG}.
\end{{abstract}}

\section{{One}}\label{{sec:one}}
First, {LONG}.

Second, {LONG}~\cite{{a}}.

Third, {LONG} ____.

Short.

\begin{{figure}}
\caption{{A caption, {LONG}.}}

A figure, {LONG}.
\end{{figure}}

% A comment, {LONG}.

\begin{{itemize}}
\item Fourth, {LONG}.
\item And fifth.
\end{{itemize}}
\bibliography{{refs}}
\end{{document}}
%- refs.bib
@misc{{a, title = {{A}}}}
"
    );
    let told = |it: &Report| -> String {
        let lines = it
            .uncited_paragraphs
            .iter()
            .map(|it| format!("{}:{} in {}: {}\n", it.place.file, it.place.line, it.section, it.begins));
        lines.collect::<String>() + &format!("of {}\n", it.totals.paragraphs)
    };
    check(
        &text,
        told,
        expect![[r#"
        main.tex:9 in One: First, so that we may speak of gardens and of all who keep them …
        main.tex:26 in One: Fourth, so that we may speak of gardens and of all who keep them …
        of 4
    "#]],
    );
}

#[test]
fn what_nothing_cites_is_named_where_it_fits() {
    let text = r"
%- main.tex
\section{Retrieval}
Dense retrieval of clinical notes has been tried by a few groups so far, and it is said to help those who look for
rare diseases in large archives of hospitals~\cite{used}; what remains open is how much of it is worth its price.

\section{Other}
Nothing of the kind is told here, where we speak of kitchens and of the spoons that are used in them day by day, of
soups and of bread, and of whatever else may be put upon a table.
\bibliography{refs}
%- refs.bib
@article{used, author = {Ash, A.}, title = {Archives of hospitals}, journal = {J}, year = 2001}
@article{fits, author = {Elm, E.}, title = {Dense retrieval for rare diseases in clinical notes}, journal = {J}, year = 2002}
@article{copy, author = {Ash, A.}, title = {Archives of {Hospitals}}, journal = {J}, year = 2001}
@proceedings{volume, title = {Clinical notes on dense retrieval of rare diseases}, year = 2002}
@article{far, author = {Fir, F.}, title = {Stars and planets}, journal = {J}, year = 2003}
";
    let told = |it: &Report| -> String {
        let line = |it: &super::Forgotten| {
            format!(
                "{} at {}:{} in {}: {}\n",
                it.entry.key, it.place.file, it.place.line, it.section, it.entry.why
            )
        };
        it.forgotten.iter().map(line).collect()
    };
    check(
        text,
        told,
        expect![[r#"
            fits at main.tex:2 in Retrieval: shares: dense, retrieval, rare, diseases, clinical, notes
        "#]],
    );
}

#[test]
fn references_are_compared_with_records() {
    let text = r#"
%- main.tex
\cite{same,other,none} Also Nobody et al., "A Title that No Record Has Anywhere".
\bibliography{refs}
%- refs.bib
@article{same, author = {Alder, Ann}, title = {On the Hedges of the North}, journal = {Gardens}, year = 1984}
@article{other, author = {Birch, Bob}, title = {On the Banks of the South}, journal = {Gardens}, year = 1990}
@article{none, author = {Cole, Cy}, title = {On the Shores of the West}, journal = {Gardens}, year = 1991}
"#;
    let records = r"
@article{r1, author = {Alder, Ann}, title = {On the Hedges of the North}, journal = {Gardens}, year = 1984}
@article{r2, author = {Birch, Bob}, title = {On the Banks of the South}, journal = {Gardens}, year = 1996, doi = {10.1000/b}}
";
    let found = of(&Fixture::with_records(text, records)).references;
    let mut told = format!("{:?}: {} confirmed, {} pending\n", found.asked, found.confirmed, found.pending);
    for it in found.doubtful {
        let differences: Vec<String> =
            it.differences.iter().map(|it| format!("{} {} → {}", it.field, it.here, it.there)).collect();
        told += &format!(
            "{} {:?} {}: {differences:?} {:?} {:?}\n",
            it.verdict, it.entry.key, it.entry.label, it.record, it.link
        );
    }
    expect![[r#"
        ["made (1 record of 2026-01-01)"]: 1 confirmed, 0 pending
        differs "other" Birch (1990): ["year 1990 → 1996"] Some("Birch 1996, On the Banks of the South") Some("https://doi.org/10.1000/b")
        not-found "none" Cole (1991): [] None None
    "#]].assert_eq(&told);
    assert_eq!(of(&Fixture::new(text)).references, super::References::default());
}

#[test]
fn duplicates_and_undefined_keys_are_told_of_with_both_places() {
    let text = r"
%- main.tex
\documentclass{article}\begin{document}
\cite{a,b,alder} \cite{nowhere}
\bibliography{refs}
\end{document}
%- refs.bib
@article{a, author = {Alder, Ann}, title = {On the Hedges of the North}, journal = {Gardens}, year = 1984}
@article{b, author = {Alder, Ann}, title = {On the {Hedges} of the {North}}, journal = {Gardens}, year = 1984}
@article{alder, author = {Fir, F.}, title = {A}, journal = {J}, year = 1999}
@article{alder, author = {Gum, G.}, title = {B}, journal = {J}, year = 1998}
";
    let told = |it: &Report| -> String {
        let line = |it: &super::Finding| {
            let other = it.other.as_ref().map(|it| format!(" ({}:{})", it.file, it.line)).unwrap_or_default();
            format!("{}:{}{other} {} {}: {}\n", it.place.file, it.place.line, it.level, it.rule, it.message)
        };
        it.findings.iter().map(line).collect()
    };
    check(
        text,
        told,
        expect![[r#"
            main.tex:2 error undefined-citation: No entry has the key `nowhere` (searched 4 entries in 1 bibliography); correct the key or add the entry
            refs.bib:4 (refs.bib:3) error duplicate-key: `alder` is defined twice and this later entry is not used; its title is another one: rename one
            refs.bib:2 (refs.bib:1) information duplicate-work: `b` is the same work as `a`; cite one of them throughout
        "#]],
    );
}

#[test]
fn places_lead_to_an_editor_only_if_that_is_wanted() {
    use super::html::{Links, Options, html};
    let found = of(&Fixture::new("%- a b.tex\n\\section{One}\n\\cite{}\n"));
    let page = |links| html(&found, &Options { links, revision: None });
    assert!(page(Links::None).contains("<span class=place>a b.tex:2</span>"));
    assert!(!page(Links::None).contains("/project"));
    assert!(page(Links::VsCode).contains("href=\"vscode://file/project/a%20b.tex:2:6\""));
    assert!(page(Links::Panel).contains("data-file=\"/project/a b.tex\" data-line=\"2\" data-column=\"6\""));
}
