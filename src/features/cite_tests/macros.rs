//! Macros of a project's own.

use super::{fixture, reported};
use crate::features::rename;
use crate::fixture::Fixture;
use crate::model::uses;
use crate::rules::diagnostics;
use crate::rules::keys::undefined_citation;

#[test]
fn an_unknown_command_cites_where_its_braces_hold_known_keys() {
    let known = fixture(
        "%- main.tex\n\\upcite{right,misspelt} \\upcite{text}\n%- refs.bib\n@misc{right, title = {A}}\n",
    );
    let found: Vec<_> = diagnostics(&known.snapshot, &known.id).iter().map(|it| it.range.start).collect();
    assert_eq!(found, [14]);
}

#[test]
fn macros_of_included_files_and_local_packages_cite() {
    let text = r"
%- main.tex
\documentclass{own}
\usepackage{mine}
\input{macros}
\begin{document}
\fromclass{wrong1} \frompackage{text}{wrong2} \frominput{wrong3} \through{wrong4}
\end{document}
%- own.cls
\newcommand{\fromclass}[1]{\cite{#1}}
%- mine.sty
\RequirePackage{deep}
\newcommand{\frompackage}[2]{#1 \fromclass{#2}}
%- deep.sty
\NewDocumentCommand{\through}{m}{\frominput{#1}}
%- macros.tex
\def\frominput#1{\frompackage{x}{#1}}
%- refs.bib
@misc{right, title = {A}}
";
    let fixture = fixture(text);
    let main = fixture.text();
    let found: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
        .iter()
        .map(|it| main[it.range.std()].to_owned())
        .collect();
    assert_eq!(found, ["wrong1", "wrong2", "wrong3", "wrong4"]);
}

/// The document after the key at the cursor has got the name `new`, or why it cannot.
#[track_caller]
fn renamed(text: &str, new: &str) -> String {
    let fixture = fixture(text);
    match rename::rename(&fixture.snapshot, &fixture.id, fixture.offset, new, &[]) {
        Ok(edits) => {
            let edits = edits.into_iter().find(|it| it.0 == fixture.id).unwrap();
            fixture.edited(&fixture.id, &edits.1)
        }
        Err(why) => why,
    }
}

#[track_caller]
fn used(text: &str, key: &str) -> usize {
    let fixture = fixture(text);
    uses::of_key(&fixture.snapshot, fixture.snapshot.project(&fixture.id).unwrap(), key).len()
}

const SMITHS: &str =
    "\n%- refs.bib\n@misc{smith:1, title = {A}}\n@misc{smith:2, title = {B}}\n@misc{1, title = {C}}\n";

#[test]
fn a_key_built_by_a_macro_is_used_and_never_judged() {
    let paper = format!(
        "%- main.tex\n\\newcommand{{\\smith}}[1]{{\\cite{{smith:#1}}}} \\smith{{1}} \\smith{{none}} \\smith{{}}{SMITHS}"
    );
    assert_eq!(reported(&paper), ["{}"]);
    assert_eq!(used(&paper, "smith:1"), 1);
    assert_eq!(used(&paper, "1"), 0);
}

#[test]
fn a_key_built_by_a_macro_is_renamed_by_its_part_or_not_at_all() {
    let paper = |cites: &str| {
        format!("%- main.tex\n\\newcommand{{\\smith}}[1]{{\\cite{{smith:#1}}}} {cites}{SMITHS}")
    };
    let shown = |cites: &str, new| {
        let text = renamed(&paper(cites), new);
        text.split_once("#1}} ").map_or(text.clone(), |it| it.1.trim_end().to_owned())
    };
    assert_eq!(shown("\\smith{1‸} \\cite{smith:1,1}", "9"), "\\smith{9} \\cite{smith:9,1}");
    assert_eq!(shown("\\smith{1} \\cite{smith:1‸,1}", "smith:9"), "\\smith{9} \\cite{smith:9,1}");
    assert_eq!(shown("\\smith{1} \\cite{smith:1,1‸}", "9"), "\\smith{1} \\cite{smith:1,9}");
    assert_eq!(
        shown("\\smith{1} \\cite{smith:1‸,1}", "jones"),
        "a macro in main.tex makes this key of its argument and cannot make `jones`; nothing was renamed"
    );
}

#[test]
fn a_key_built_in_a_way_that_cannot_be_followed_is_left_alone() {
    for body in [r"\cite{#1:#2}", r"\cite{\prefix#1#2}", r"\cite{\csname x#1#2\endcsname}"] {
        let paper =
            format!("%- main.tex\n\\newcommand{{\\mycite}}[2]{{{body}}} \\mycite{{1}}{{none}}{SMITHS}");
        assert_eq!(reported(&paper), [""; 0], "{body}");
        assert_eq!(used(&paper, "1"), 0, "{body}");
    }
}

#[test]
fn a_macro_that_holds_its_key_counts_once_and_its_calls_never() {
    let paper = r"
%- main.tex
\newcommand{\bert}{BERT~\cite{dev‸lin}} \newcommand{\gpt}[1]{GPT-#1~\citep{brown}}
\begin{document}
\bert{} and \gpt{3}, \bert\ and \gpt{2} \gpt{brown}.
\end{document}
%- refs.bib
@misc{devlin, title = {A}}
@misc{brown, title = {B}}
";
    assert_eq!(reported(paper), [""; 0]);
    assert_eq!((used(paper, "devlin"), used(paper, "brown")), (1, 1));
    let text = renamed(paper, "d19");
    assert!(text.contains("BERT~\\cite{d19}") && text.contains("\\gpt{brown}"), "{text}");
    let text = renamed(&paper.replace("dev‸lin", "devlin").replace("citep{brown}", "citep{bro‸wn}"), "b20");
    assert!(text.contains("GPT-#1~\\citep{b20}") && text.contains("\\gpt{brown}"), "{text}");
}

#[test]
fn a_wrong_key_in_a_body_is_reported_unless_it_takes_arguments() {
    let paper = r"
%- main.tex
\newcommand{\bert}{BERT~\cite{wrong1}} \newcommand{\gpt}[1]{GPT-#1~\citep{wrong2}, \cite{} [?] ____}
\newcommand{\gap}{\cite{} [?] ____ [citation needed]}
\def\x#1{\cite{#1,wrong3}} \x{wrong4}
%- refs.bib
@misc{right, title = {A}}
";
    assert_eq!(reported(paper), ["wrong1", "wrong4"]);
}

#[test]
fn what_a_macro_named_like_a_cite_command_does_is_told_by_its_definition() {
    let bib = "\n%- refs.bib\n@misc{right, title = {A}}\n";
    let uses = |text: &str| used(&format!("%- main.tex\n{text}{bib}"), "right");
    assert_eq!(uses(r"\newcommand{\excite}[1]{\emph{#1}} \excite{right}"), 0);
    assert_eq!(uses(r"\newcommand{\mycite}[2]{\emph{#1}\cite{#2}} \mycite{right}{right}"), 1);
    // Not even TeX knows before it runs.
    assert_eq!(uses(r"\def\mycite{\@ifnextchar[\my@cite{\my@cite[]}} \mycite{right}"), 1);
    assert_eq!(uses(r"\def\see{\@ifstar\citet\citep} \see{right} \see*[5]{right}"), 2);
    assert_eq!(uses(r"\mycite{right}"), 1);
    assert_eq!(uses(r"\mycites{right}{x}[5]{right}"), 2);
}

#[test]
fn a_cite_command_keeps_citing_when_it_is_wrapped_or_patched() {
    for definition in [
        r"\let\oldcite\cite \renewcommand{\cite}[1]{[\oldcite{#1}]}",
        r"\let\oldcite\cite \renewcommand{\cite}[2][]{\textbf{\oldcite[#1]{#2}}}",
        r"\let\oldcite\cite \renewcommand{\cite}{\unskip~\oldcite}",
        r"\renewcommand{\cite}[1]{\parencite{#1}}",
        r"\renewcommand{\cite}[1]{[\textbf{?}]}",
        r"\providecommand{\cite}[1]{}",
        r"\pretocmd{\cite}{\unskip~}{}{}",
        r"\makeatletter\def\@cite#1#2{[{#1\if@tempswa , #2\fi}]}\makeatother",
        r"\DeclareCiteCommand{\cite}[\mkbibbrackets]{}{\usebibmacro{cite}}{}{}",
    ] {
        let paper = format!(
            "%- main.tex\n{definition}\n\\cite[5]{{wrong,right}}\n%- refs.bib\n@misc{{right, title = {{A}}}}\n"
        );
        assert_eq!(reported(&paper), ["wrong"], "{definition}");
    }
}

#[test]
fn a_setting_may_name_a_command_with_its_backslash_and_star() {
    let settings = crate::settings::Settings {
        cite_commands: vec![" \\see*".to_owned(), "also".to_owned()],
        ..Default::default()
    };
    let fixture = Fixture::with_settings(
        "%- main.tex\n\\see*[x]{wrong1} \\also{wrong2,right} \\neither{text}\n%- refs.bib\n@misc{right, title = {A}}\n",
        settings,
    );
    let found: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id).iter().map(|it| it.rule).collect();
    assert_eq!(found, [undefined_citation::RULE; 2]);
}
