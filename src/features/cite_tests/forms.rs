//! Every form of every cite command, as the manuals write it: one table for reports, references and renaming.

use super::fixture;
use crate::features::{references, rename};
use crate::fixture::Fixture;
use crate::model::uses;
use crate::rules::diagnostics;
use crate::rules::keys::undefined_citation;

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
    r"\cite{@,*@} \cite{*@} \cite{@, *[see] @, *[{a, b}][p.~3]@}",
    r"\cite{[][{, and references}]@,@} \cite{[See the note in ]@,*[As ][ do, too]@}",
    r"\string\cite{no} \cmd\cite{} \cite{@}",
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
    r"\usepackage{jurabib} \citefield{author}[x]{@} \footcitefield{text}[x]{@} \citeswithoutentry{@} \nextcitefull{@}",
    // multibbl
    r"\usepackage{multibbl} \newbibliography{books} \cite{books}{@} \cite[5]{books}{@,@} \nocite{books}{@}",
    // multibib, bibunits, bibentry
    r"\newcites{web,law}{Web,Law} \citeweb{@} \citelaw[a]{@} \citepweb[a][b]{@} \nociteweb{@} \citetlaw*{@}",
    r"\cite*{@} \nocite*{@} \bibentry{@} \fullbibentry{@}",
    // biblatex-chicago and kin
    r"\headlesscite[3]{@} \footheadlesscite{@} \headlessfullcite{@} \gentextcite{@} \gentextcites{@}{@}",
    r"\shorthandcite{@} \shortrefcite{@} \citejournal{@} \surnocite{@} \shortcites{@}{@} \nptextcite{@}",
    r"\atcite{@} \foottextcite{@} \shorthandcites{@}{@} \citeyear{@} \fullcitebib{@} \citejournal{@}",
    r"\citeincite[3]{@} \citeincites{@}[5]{@} \citetitles(see)(also)[a][3]{@}[5]{@} \surnamecite{@} \surnamecites{@}{@}",
    r"\shorthandrefcite{@} \runcite[see][3]{@} \headlessparencites{@}{@} \Headlesscite{@} \Shortcite*[3]{@}",
    r"\Gentextcite['s][see][3]{@} \gentextcites['s](see)(also)[a][3]{@}[5]{@} \Gentextcites(see)(){@}{@}",
    r"\ccite{@} \footcitet[3]{@} \pagescite[3]{@} \yearpagescite{@} \citetns{@} \citefirstlastauthor{@}",
    // apacite with natbib's names
    r"\citeauthort{@} \Citeauthorp[a][b]{@} \maskcitep[3]{@} \maskCitet{@} \shortcitep{@} \citefullauthorp{@}",
    // amsrefs, nmbib, ACM, World Scientific, ICML
    r"\cite{@}*{p. 5} \cites{@,@} \ocites{@,@} \ycites{@,@} \fullocite{@} \citeauthory{@} \citealn{@} \citeall*{@}",
    r"\citeNN{@} \shortcite[3]{@} \refcite{@} \yrcite{@} \LTRcite{@} \Latincite[3]{@} \margincites{@}[5]{@}",
    // harvard, ACL, REVTeX, abntex, mcite, beamer
    r"\citeasnoun[p.~3]{@} \possessivecite{@} \citeaffixed{@}{e.g.} \citename{@} \newcite{@} \citeposs{@}",
    r"\onlinecite{@} \citeonline[p.~3]{@} \mcite{@,*@} \citeauthoronline{@} \footcite<2->[3]{@}",
    r"\citeN{@} \shortciteN{@} \citeNP{@} \citeANP{@} \shortciteNP{@} \shortciteANP{@} \shortciteA{@}",
    r"\citen{@} \Citealt*{@} \Citeauthor*{@} \citepos{@} \namecite{@} \textcite{@} \rcite{text}",
    r"\apud[5]{@}{@} \apudonline{@}{@} \citeyear{@} \opcit[5]{text} \parentext{text} \brackettext{text}",
    r"\citelist{\cite{@}*{p. 5}\cite{@}} \ycite{@} \ocite{@} \fullcite{@}",
    r"\sidecite[0pt][5]{@} \sidetextcite{@} \sidecites{@}{@} \marginpar{\fullcite{@}}",
    r"\addtocategory{text}{@,@} \defbibentryset{text}{@,@} \assignrefcontextentries[labelprefix=A]{@}",
    r"\usebibentry{@}{title} \hyperlink{cite.text}{text} \latin{text} \cref{text} \mancite \pno~5 \volcite{2}{@}",
    r"\begin{quote} \cite{@} \end{quote} \caption[\cite{@}]{\cite{@}} \item[\cite{@}] \href{text}{\cite{@}}",
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
    r"\newcommandx{\see}[3][1=a,3=b]{\citep[#1][#3]{#2}} \see[x]{@}[y]",
    r"\NewCommandCopy{\see}{\citet} \see[x]{@} \LetLtxMacro\also\volcite \also{2}{@}",
    r"\newrobustcmd*{\see}[1]{\cite{#1}} \see{@} \DeclareRobustCommand\also[1]{\see{#1}} \also{@}",
    r"\newcommand{\see}[3]{#1 \cite{#3}\footnote{\cite{#2}}} \see{text}{@}{@} {text}",
    r"\newcommand{\see}[3]{\cite{#1}: #2 \cite{#3}} \see{@}{text}{@}{text}",
    r"\newcommand{\see}[2]{\cite{#1,#2}} \see{@}{@}",
    r"\newcommand{\see}[2][right]{#2~\cite{#1}} \see[@]{text} \see{text}",
    r"\newcommand{\see}[2]{%
      \emph{#1}

      \footnote{%
      \cite{#2}}} \see{text}{@}",
    r"\newcommand{\see}[1]{\emph{#1}~\citep} \see{text}[x]{@}",
    r"\newcommand{\vone}{\volcite{1}} \vone[5]{@}",
    r"\def\see[#1]#2{\citep[#1]{#2}} \see[x]{@}",
    r"\DeclareMultiCiteCommand{\vols}{\volcite}{; } \vols{1}{@}{2}[5]{@}",
    r"\newenvironment{from}[2][x]{\quote #1}{\cite{#2}\endquote} \begin{from}[y]{@}text\end{from}",
    r"\NewDocumentEnvironment{from}{m o m}{\cite{#3}}{} \begin{from}{text}[y]{@}text\end{from}",
    r"\expandafter\def\csname x\endcsname{text} \patchcmd{\cite}{text}{text}{}{} \pretocmd{\cite}{text}{}{}",
    r"\AtBeginDocument{\newcommand{\see}[1]{\cite{#1}}} \see{@}",
    r"\DeclareCiteCommand\lawcite[\mkbibparens]{a}{b}{c}{d} \lawcite[3]{@}",
    r"\DeclareMultiCiteCommand\vols{\volcite}{; } \vols{1}{@}{2}[5]{@}",
    r"\csdef{see}#1{\cite{#1}} \see{@} \cslet{also}{\citet} \also[x]{@} \csgdef{name}{text} {text}",
    r"\newbibmacro{cite}{text} \renewbibmacro*{citep}[1]{text} \cite{@} \citep{@}",
    // Named like cite commands, and none is one
    r"\citestyle{text} \setcitestyle{text} \bibcite{text}{1} \citetext{text} \AtEveryCitekey{text}",
    r"\DeclareAutoCiteCommand{text}{\footcite}{\footcites} \citereset \citeindexfalse",
    r"\someCitething{text} \excitement{text}",
    r"\hypersetup{citecolor=text, citebordercolor={0 0 1}} \definecolor{citecolor}{rgb}{0,0,1} \textcolor{citecolor}{text}",
    r"\cref{text} \Cref{text,text} \cpageref{text} \autoref{text} \crefrange{text}{text} \hyperref[text]{text} \refcite{@}",
    r"\usepackage[capitalise,citecolor=text]{cleveref} \PassOptionsToPackage{citestyle=text}{biblatex} \cite{@}",
];

/// The places of `@` in `form`, and `form` with `key` of each place there.
fn filled(form: &str, key: impl Fn(usize) -> &'static str) -> (String, Vec<usize>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    for (number, piece) in form.split('@').enumerate() {
        if number > 0 {
            places.push(text.len());
            text += key(number - 1);
        }
        text += piece;
    }
    (text, places)
}

/// A document of this text beside entries of the keys `right`, `fresh` and `other`, as far as they are used.
fn paper(text: &str) -> Fixture {
    let keys: Vec<&str> = ["right", "fresh"].into_iter().filter(|it| text.contains(it)).collect();
    let entries = keys.iter().map(|it| format!("@misc{{{it}, title = {{A}}}}\n")).collect::<String>();
    fixture(&format!("%- main.tex\n{text}\n%- refs.bib\n{entries}@misc{{other, title = {{B}}}}\n"))
}

#[track_caller]
fn check(form: &str) {
    // A key that a definition holds is one, too.
    let fixed = form.matches("{right}").count() + form.matches("[right]").count();
    let (text, places) = filled(form, |_| "right");
    let right = paper(&text);
    assert_eq!(diagnostics(&right.snapshot, &right.id), [], "with right keys: {form}");
    let project = right.snapshot.project(&right.id).unwrap();
    assert_eq!(uses::of_key(&right.snapshot, project, "right").len(), places.len() + fixed, "uses of {form}");

    for slot in 0..places.len() {
        let wrong = |it| if it == slot { "misspelt" } else { "right" };
        let (text, places) = filled(form, wrong);
        let fixture = paper(&text);
        let found: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
            .iter()
            .map(|it| (it.rule, it.range.start, it.range.len()))
            .collect();
        assert_eq!(
            found,
            [(undefined_citation::RULE, places[slot], "misspelt".len())],
            "key {slot} of {form}"
        );
    }

    for at in places {
        let found = references::references(&right.snapshot, &right.id, at, false).unwrap_or_default();
        let found: Vec<_> = found.iter().map(|it| &text[it.range.std()]).collect();
        assert_eq!(found, vec!["right"; found.len()], "references of {form}");
        assert_eq!(found.len(), form.matches('@').count() + fixed, "references of {form}");
        let there = renamed(&right, at, "fresh");
        assert_eq!(there, text.replace("right", "fresh"), "{form} renamed");
        assert_eq!(renamed(&paper(&there), at, "right"), text, "{form} renamed there and back");
    }
}

/// The document after the key at `at` has got the name `new`.
#[track_caller]
fn renamed(fixture: &Fixture, at: usize, new: &str) -> String {
    let edits = rename::rename(&fixture.snapshot, &fixture.id, at, new, &[]).unwrap();
    let edits = edits.iter().find(|it| it.0 == fixture.id).unwrap();
    fixture.edited(&fixture.id, &edits.1).trim_end().to_owned()
}

#[test]
fn reports_references_and_renaming_agree_on_every_form() {
    for form in FORMS {
        check(form);
    }
}
