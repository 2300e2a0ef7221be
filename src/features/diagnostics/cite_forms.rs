//! Every form of every cite command, as the manuals write it: one table for reports and uses.

use super::diagnostics;
use crate::features::fixture::Fixture;
use crate::features::uses;
use crate::settings::{Rule, Settings};

/// `@` stands where a key stands; nothing else is one. Definitions may precede the call.
const FORMS: &[&str] = &[
    // LaTeX
    r"\cite{@}",
    r"\cite[p.~3]{@,@}",
    r"\cite {@}",
    "\\cite\n{ @ , @ }",
    "\\cite{@, % note, with comma\n  @}",
    r"\cite{@} {text}",
    r"\cite{@}{text}",
    r"\cite{@}[text]",
    r"\nocite{@}",
    r"\nocite{*} \cite{@}",
    "\\nocite{*}% {x}\n\\cite{@}",
    r"\section{A \cite{@}} \footnote{B \cite{@}}",
    r"\begin{tabular}{c} a & \cite{@} \\ \end{tabular} $a \cite{@}$",
    // natbib
    r"\citep[see][p.~3]{@}",
    r"\citep[see][]{@}",
    r"\citep*{@} \citet*[ch.~2]{@}",
    r"\citet{@} \Citet{@} \Citep[a]{@} \Citealt{@} \Citealp{@}",
    r"\citealt{@} \citealt*{@} \citealp[b][c]{@} \citealp*{@}",
    r"\citenum{@} \citeauthor{@} \citeauthor*{@} \Citeauthor{@} \citeyear{@} \citeyearpar[d]{@} \citefullauthor{@}",
    r"\citetext{see \citealp{@}; also \citealp{@}}",
    r"\defcitealias{@}{Paper~I} \citetalias{@} \citepalias[p.~3]{@}",
    r"\cite{@,*@}",
    r"\citep[see][p.~3, \cite{@}]{@}",
    r"\citep[{[}]{@} \citep[$a[1]$]{@}",
    // biblatex
    r"\parencite[see][3]{@} \parencite*{@} \Parencite{@} \Parencite*[3]{@}",
    r"\footcite[3]{@} \footcitetext{@} \textcite[see][]{@} \Textcite{@}",
    r"\smartcite{@} \Smartcite{@} \supercite{@} \autocite[3]{@} \autocite*{@} \Autocite{@} \Autocite*{@}",
    r"\fullcite{@} \footfullcite[3]{@} \citetitle*{@} \citedate{@} \citeurl{@} \citeyear*{@}",
    r"\citefield{@}{title} \citelist{@}[fmt]{location} \citename{@}[fmt]{author}",
    r"\notecite[see][3]{@} \Notecite{@} \pnotecite{@} \Pnotecite{@} \fnotecite{@}",
    r"\cites{@}{@} \Cites(see)(also)[a][3]{@}[5]{@}",
    r"\cites(pre)(post)[p]{@}[q]{@,@}",
    r"\parencites[p]{@}[q]{@} \Parencites()(x){@}{@}",
    r"\textcites{@}[3]{@} \Textcites(see)(){@} \autocites[p]{@}{@} \Autocites{@}",
    r"\footcites{@}[q]{@} \footcitetexts{@}{@} \smartcites{@}{@} \Smartcites[a]{@} \supercites{@}{@}",
    r"\fullcites{@}{@} \footfullcites{@}{@}",
    r"\volcite{2}{@} \volcite[see]{2}[5]{@} \Volcite{2}{@} \pvolcite{2}[5]{@} \Pvolcite[see]{2}[5]{@}",
    r"\fvolcite{2}{@} \ftvolcite{2}{@} \svolcite{2}[5]{@} \tvolcite{2}{@} \avolcite{2}[5]{@}",
    r"\volcites{2}[5]{@}[see]{3}{@} \pvolcites(pre)(post){2}{@}{3}[5]{@} \Tvolcites{1}{@}",
    // csquotes
    r"\textcquote{@}{text} \textcquote[see][5]{@}[.]{text} \textcquote*[5]{@}{text}",
    r"\blockcquote[5]{@}[.]{text} \blockcquote{@}{text} \hybridblockcquote{german}[5]{@}{text}",
    r"\foreigntextcquote{german}[see][5]{@}[.]{text} \hyphentextcquote{german}{@}{text}",
    r"\foreignblockcquote{german}[5]{@}{text} \hyphenblockcquote{german}[5]{@}{text}",
    r"\begin{displaycquote}[5]{@}text\end{displaycquote}",
    r"\begin{foreigndisplaycquote}{german}[see][5]{@}text\end{foreigndisplaycquote}",
    r"\begin{hyphendisplaycquote}{german}{@}text\end{hyphendisplaycquote}",
    // apacite
    r"\cite<see>[p.~2]{@} \citeA<e.g.,>[ch.~3]{@} \citeauthor{@} \citeyear[p.~2]{@} \citeNP<a>{@}",
    r"\shortcite<see>{@} \shortciteA{@} \fullcite{@} \fullciteA[a]{@} \citeyearNP{@} \citeauthorNP{@}",
    r"\maskcite<see>[p.~2]{@} \maskciteA{@} \masknocite{@}",
    // jurabib
    r"\cite[Author][p.~3]{@} \footcite[p.~3]{@} \fullcite{@} \citetitle{@} \footcitetitle{@} \citetitleonly{@}",
    // multibib, bibunits, bibentry
    r"\newcites{web,law}{Web,Law} \citeweb{@} \citelaw[a]{@} \citepweb[a][b]{@} \nociteweb{@} \citetlaw*{@}",
    r"\cite*{@} \nocite*{@} \bibentry{@} \fullbibentry{@}",
    // biblatex-chicago and kin
    r"\headlesscite[3]{@} \footheadlesscite{@} \headlessfullcite{@} \gentextcite{@} \gentextcites{@}{@}",
    r"\shorthandcite{@} \shortrefcite{@} \citejournal{@} \surnocite{@} \shortcites{@}{@} \nptextcite{@}",
    // harvard, ACL, REVTeX, abntex, mcite, beamer
    r"\citeasnoun[p.~3]{@} \possessivecite{@} \citeaffixed{@}{e.g.} \citename{@} \newcite{@} \citeposs{@}",
    r"\onlinecite{@} \citeonline[p.~3]{@} \mcite{@,*@} \citeauthoronline{@} \footcite<2->[3]{@}",
    // A project's own
    r"\newcommand{\see}[1]{\textsuperscript{\cite{#1}}} \see{@}",
    r"\newcommand\see[1]{\cite{#1}} \see{@,@} \see {@} {text}",
    r"\newcommand{\see}[2][p.]{\citep[#1]{#2}} \see{@} \see[x]{@}",
    r"\newcommand{\see}[2]{\textbf{#1} \citep{#2}} \see{text}{@}",
    r"\newcommand{\see}[2]{\cite{#1}, \cite{#2}} \see{@}{@}",
    r"\newcommand{\see}{\citep} \see[x][y]{@}",
    r"\newcommand{\seeall}{\parencites} \seeall[x]{@}[y]{@}",
    r"\renewcommand{\cite}[1]{[\oldcite{#1}]} \cite{@}",
    r"\providecommand{\see}[1]{\cite{#1}} \see{@}",
    r"\DeclareRobustCommand{\see}[1]{\cite{#1}} \see{@}",
    r"\def\see#1{\cite{#1}} \see{@}",
    r"\def\see#1#2{#2 \cite[#2]{#1}} \see{@}{text}",
    r"\let\see\citet \see[x]{@}",
    r"\let\see=\volcite \see{2}{@}",
    r"\NewDocumentCommand{\see}{s o m m}{\IfBooleanT{#1}{x}\citep[#2]{#4}} \see*[x]{text}{@} \see{text}{@}",
    r"\RenewDocumentCommand\see{O{x} m}{\cite{#2}} \see{@}",
    r"\DeclareDocumentCommand{\see}{d() m}{\cite{#2}} \see{@}",
    r"\newcommand{\c}[1]{\b{#1}} \newcommand{\b}[1]{\a{x}{#1}} \newcommand{\a}[2]{#1\cite{#2}} \c{@}",
    r"\DeclareCiteCommand{\lawcite}[\mkbibparens]{\usebibmacro{a}}{b}{c}{d} \lawcite[3]{@}",
    r"\DeclareCiteCommand*{\lawcite}{a}{b}{c}{d} \lawcite*{@}",
    r"\DeclareMultiCiteCommand{\lawcites}[\mkbibparens]{\lawcite}{; } \lawcites[a]{@}[b]{@}",
    r"\newcommand{\key}[1]{\cite{smith#1}} \key{text}",
    r"\newcommand{\bert}[1]{#1~\cite{right}} \bert{text}",
    r"\newcommand{\excite}[1]{\emph{#1}} \excite{text}",
    r"\named{@}",
    // Named like cite commands, and none is one
    r"\citestyle{text} \setcitestyle{text} \bibcite{text}{1} \citetext{text} \AtEveryCitekey{text}",
    r"\DeclareAutoCiteCommand{text}{\footcite}{\footcites} \citereset \citeindexfalse",
    r"\someCitething{text} \excitement{text}",
];

/// The places of `@` in `form`, and `form` with `key` of each place there.
fn filled(form: &str, key: impl Fn(usize) -> &'static str) -> (String, Vec<(usize, &'static str)>) {
    let mut text = String::from("%- main.tex\n");
    let (start, mut places) = (text.len(), Vec::new());
    for (number, piece) in form.split('@').enumerate() {
        if number > 0 {
            places.push((text.len() - start, key(number - 1)));
            text += key(number - 1);
        }
        text += piece;
    }
    (text + "\n%- refs.bib\n@misc{right, title = {A}}\n@misc{other, title = {B}}\n", places)
}

fn fixture(text: &str) -> Fixture {
    let named = vec!["named".to_owned()];
    let rules = [("repeated-key".to_owned(), crate::settings::Level::Off)].into_iter().collect();
    Fixture::with_settings(text, Settings { cite_commands: named, rules, ..Settings::default() })
}

#[track_caller]
fn check(form: &str) {
    let slots = form.matches('@').count();
    let (text, places) = filled(form, |_| "right");
    let right = fixture(&text);
    assert_eq!(diagnostics(&right.snapshot, &right.id), [], "with right keys: {form}");
    let project = right.snapshot.project(&right.id).unwrap();
    let written = usize::from(form.contains("{right}"));
    assert_eq!(
        uses::of_key(&right.snapshot, project, "right").len(),
        places.len() + written,
        "uses of {form}"
    );
    for wrong in 0..slots {
        let (text, places) = filled(form, |slot| if slot == wrong { "misspelt" } else { "right" });
        let fixture = fixture(&text);
        let found: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
            .iter()
            .map(|it| (it.rule, it.range.start, it.range.len()))
            .collect();
        let expected = (Rule::UndefinedCitation, places[wrong].0, "misspelt".len());
        assert_eq!(found, [expected], "key {wrong} of {form}");
    }
}

#[test]
fn a_wrong_key_is_reported_in_each_place_and_nothing_else_ever() {
    for form in FORMS {
        check(form);
    }
}

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
