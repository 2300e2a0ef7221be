//! Verbatim and comments: nothing in them is reported, used, found or renamed.

use super::{fixture, reported};
use crate::features::{references, rename};
use crate::model::uses;

/// In each, `no` is cited where nothing is, and `yes` where something is.
const TEXTS: &[&str] = &[
    // Comments
    "% \\cite{no}\n\\cite{yes} %\\cite{no}\n100\\% \\cite{yes} \\\\% \\cite{no}",
    "\\begin{comment}\n\\cite{no}\n\n\\cite{no}\n\\end{comment} \\cite{yes}",
    "\\iffalse \\cite{no} \\ifx\\a\\b\\cite{no}\\else\\cite{no}\\fi \\cite{no}\n\n\\cite{no} \\fi \\cite{yes}",
    "\\iffalse \\cite{no} \\else \\cite{yes} \\fi \\cite{yes}",
    "\\iffalse \\ifmmode\\cite{no}\\fi \\ifthenelse{a}{\\cite{no}}{} \\ifdefempty{a}{\\cite{no}}{} \\fi \\cite{yes}",
    "\\if0 \\cite{no} \\fi \\cite{yes}",
    "\\ifx\\a\\b \\cite{yes} \\else \\cite{yes} \\fi \\newif\\ifdraft \\draftfalse \\ifdraft \\cite{yes} \\else \\cite{yes} \\fi",
    "\\iftrue \\cite{yes} \\fi \\ifthenelse{\\equal{a}{b}}{\\cite{yes}}{\\cite{yes}}",
    "\\begin{document} \\cite{yes}\n\\end{document} \\cite{no}\n\n\\cite{no} \\bibitem{no}",
    "\\cite{yes}\n\\endinput\n\\cite{no}\n\n\\cite{no}",
    "\\ifx\\a\\b\n\\endinput\n\\fi \\cite{yes} \\newcommand{\\x}{\\endinput} \\cite{yes}",
    // Environments
    "\\begin{verbatim}\n\\cite{no}%\n\n}$ \\cite{no}\\end{verbatim}\\cite{yes}",
    "\\begin{verbatim*}\\cite{no}\\end{verbatim*} \\begin{Verbatim}[numbers=left]\n\\cite{no}\n\\end{Verbatim} \\cite{yes}",
    "\\begin{BVerbatim}\\cite{no}\\end{BVerbatim} \\begin{LVerbatim*}\\cite{no}\\end{LVerbatim*} \\cite{yes}",
    "\\begin{SaveVerbatim}{x}\n\\cite{no}\n\\end{SaveVerbatim} \\begin{spverbatim}\\cite{no}\\end{spverbatim} \\cite{yes}",
    "\\begin{lstlisting}[language=C, caption={\\cite{no}}]\n\\cite{no}\n\\end{lstlisting} \\cite{yes}",
    "\\begin{minted}[linenos]{tex}\n\\cite{no}\n\\end{minted} \\begin{Piton}\\cite{no}\\end{Piton} \\cite{yes}",
    "\\begin{tcblisting}{title=A}\n\\cite{no}\n\\end{tcblisting} \\cite{yes}",
    "\\begin{filecontents}[overwrite]{x.tex}\n\\cite{no}\n\\end{filecontents} \\begin{filecontents*}{y.tex}\\cite{no}\\end{filecontents*} \\cite{yes}",
    "\\begin{luacode}\n\\cite{no}\n\\end{luacode} \\begin{pycode}\\cite{no}\\end{pycode} \\begin{asy}\\cite{no}\\end{asy} \\cite{yes}",
    "\\begin{Sinput}\\cite{no}\\end{Sinput} \\begin{CodeInput}\\cite{no}\\end{CodeInput} \\begin{markdown}\\cite{no}\\end{markdown} \\cite{yes}",
    "\\begin{alltt}\n\\cite{yes} [?] ____\n\\end{alltt} \\begin{semiverbatim}\\cite{yes} [?]\\end{semiverbatim} \\cite{yes}",
    "\\begin{Highlighting}[]\n\\NormalTok{x[?] ____} \\end{Highlighting} \\cite{yes}",
    "\\begin{verbatim}\n\\begin{lstlisting}\n\\end{verbatim} \\cite{yes} \\begin{lstlisting}\n\\end{verbatim}\\cite{no}\n\\end{lstlisting}",
    // Commands
    "\\verb|\\cite{no}| \\verb+\\cite{no}+ \\verb*!\\cite{no}! \\Verb|\\cite{no}| \\Verb*{\\cite{no}} \\cite{yes}",
    "\\lstinline!\\cite{no}! \\lstinline{\\cite{no}} \\lstinline[language=C]|\\cite{no}| \\lstinline[a=b]{\\cite{no}} \\cite{yes}",
    "\\mintinline{tex}{\\cite{no}} \\mintinline[a=b]{tex}|\\cite{no}| \\SaveVerb{x}|\\cite{no}| \\UseVerb{x} \\cite{yes}",
    "\\url{a%b\\cite{no}} \\path{\\cite{no}} \\path|\\cite{no}| \\nolinkurl{\\cite{no}} \\cite{yes}",
    "\\href{a%b\\cite{no}}{\\cite{yes}} \\href[pdfnewwindow]{a#b\\cite{no}}{text} \\includegraphics[width=3cm]{no} \\cite{yes}",
    "\\label{no} \\ref{no} \\bibliographystyle{no} \\index{no} \\gls{no} \\texttt{\\textbackslash cite\\{no\\}} \\cite{yes}",
    "\\\\cite{no} \\\\ \\cite{yes} \\\\\\cite{yes}",
    // Of the document's own making
    "\\lstnewenvironment{code}[1][]{}{} \\begin{code}[a]\n\\cite{no}\n\n\\cite{no}\n\\end{code} \\cite{yes}",
    "\\newminted{rust}{} \\newminted[mine]{c}{} \\begin{rustcode}\\cite{no}\\end{rustcode} \\begin{mine}\\cite{no}\\end{mine} \\cite{yes}",
    "\\newmintinline{rust}{} \\newmintinline[mine]{c}{} \\rustinline|\\cite{no}| \\mine[a=b]{\\cite{no}} \\cite{yes} |\\cite{yes}|",
    "\\DefineVerbatimEnvironment{code}{Verbatim}{fontsize=\\small} \\begin{code}\n\\cite{no}\n\\end{code} \\cite{yes}",
    "\\newtcblisting{code}[2][]{title=#2} \\begin{code}{A}\\cite{no}\\end{code} \\NewTCBListing{too}{m}{} \\begin{too}{A}\\cite{no}\\end{too} \\cite{yes}",
    "\\newenvironment{hide}{\\comment}{\\endcomment} \\begin{hide}\n\n\\cite{no}\n\n\\end{hide} \\excludecomment{out} \\begin{out}\\cite{no}\\end{out} \\cite{yes}",
    "\\newenvironment{code}{\\VerbatimEnvironment\\begin{Verbatim}}{\\end{Verbatim}} \\begin{code}\\cite{no}\\end{code} \\cite{yes}",
    "\\DefineShortVerb{\\|} |\\cite{no}| and |x| \\cite{yes} $|a| \\cite{yes} |b|$ \\|\\cite{yes}\\|\n\\cite{yes} |\\cite{no}| |\n\\cite{yes}",
    "\\MakeShortVerb\\! !\\cite{no}! \\cite{yes} ! \\cite{yes}\n\\cite{yes}",
    "\\lstMakeShortInline[columns=fixed]| |\\cite{no}| \\cite{yes}",
    "\\newcommand{\\code}{\\lstinline} \\code|\\cite{no}| \\code{\\cite{no}} \\cite{yes}\n\\let\\also\\verb \\also+\\cite{no}+ \\cite{yes}",
    "\\newcommand{\\code}{\\lstinline[language=C]} \\code|\\cite{no}| \\cite{yes}",
    "\\newcommand{\\code}[1]{\\texttt{#1}} \\code{\\cite{yes}}",
];

#[track_caller]
fn check(text: &str) {
    let cited = text.matches("\\cite{yes}").count();
    let bib = "%- refs.bib\n@misc{yes, title = {A}}\n@misc{no, title = {B}}\n";
    let known = fixture(&format!("%- main.tex\n{text}\n{bib}"));
    let project = known.snapshot.project(&known.id).unwrap();
    assert_eq!(uses::of_key(&known.snapshot, project, "no"), [], "{text}");
    assert_eq!(uses::of_key(&known.snapshot, project, "yes").len(), cited, "{text}");
    let at = text.find("\\cite{yes}").unwrap() + "\\cite{".len();
    let found = references::references(&known.snapshot, &known.id, at, false).unwrap_or_default();
    assert_eq!(found.len(), cited, "{text}");
    let edits = rename::rename(&known.snapshot, &known.id, at, "new", &[]).unwrap();
    let edits = &edits.iter().find(|it| it.0 == known.id).unwrap().1;
    assert_eq!(known.edited(&known.id, edits).trim_end(), text.replace("{yes}", "{new}"));

    let misspelt = text.replace("{yes}", "{wrong}").replace("{no}", "{none}");
    let misspelt = format!("%- main.tex\n{misspelt}\n%- refs.bib\n@misc{{other, title = {{A}}}}\n");
    assert_eq!(reported(&misspelt), vec!["wrong"; cited], "{text}");
}

#[test]
fn what_stands_in_verbatim_and_comments_is_no_citation() {
    for text in TEXTS {
        check(text);
    }
}

#[test]
fn what_one_file_makes_verbatim_is_verbatim_in_all_files_of_the_paper() {
    let text = r"
%- main.tex
\documentclass{article}
\input{preamble}
\begin{document}
\begin{code}

\cite{no} [?]

\end{code}
\py|\cite{no} [?]| \cite{wrong1} \input{chapter}
\end{document}
%- preamble.tex
\usepackage{mine} \lstnewenvironment{code}{}{}
%- mine.sty
\newmintinline[py]{python}{}
%- chapter.tex
\begin{code}

\cite{no} [?]

\end{code}
\cite{wrong2} \py{\cite{no}}
%- refs.bib
@misc{right, title = {A}}
";
    assert_eq!(reported(text), ["wrong1"]);
    assert_eq!(reported(&text.replace("chapter.tex\n", "chapter.tex\n‸")), ["wrong2"]);
}

#[test]
fn commands_in_hybrid_markdown_cite_and_code_in_markdown_does_not() {
    let text = "\\usepackage[hybrid]{markdown}\n\\begin{markdown}\nSee \\citep[p. 3]{yes} and [@yes], not `@yes`, http://x.org/@yes.\n\n    @yes\n\\end{markdown}\n";
    let bib = "%- refs.bib\n@misc{yes, title = {A}}\n";
    for (setup, count) in [("", 2), ("[]", 1)] {
        let text = if setup.is_empty() { text.to_owned() } else { text.replace("[hybrid]", setup) };
        let known = fixture(&format!("%- main.tex\n{text}\n{bib}"));
        let project = known.snapshot.project(&known.id).unwrap();
        assert_eq!(uses::of_key(&known.snapshot, project, "yes").len(), count, "{text}");
    }
}
