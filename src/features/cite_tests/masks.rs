//! Everything that stands for a citation still to be made, and what only looks like it.

use super::fixture;
use crate::rules::diagnostics;

/// The rule and the words of each report on a text beside one entry.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let fixture = fixture(&format!("%- main.tex\n{text}\n%- refs.bib\n@misc{{a, title = {{A}}}}\n"));
    let main = fixture.text();
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    let found: Vec<_> =
        found.iter().map(|it| format!("{} {}", it.rule.code, &main[it.range.std()])).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn each_mark_of_an_open_citation_is_reported_as_what_it_is() {
    for (text, expected) in [
        (r"It is so \cite{TODO}.", "placeholder-key TODO"),
        (r"It is so \cite{?}.", "placeholder-key ?"),
        (r"It is so \citep{??}.", "placeholder-key ??"),
        ("It is so [?].", "masked-citation [?]"),
        ("It is so [?, ?].", "masked-citation [?, ?]"),
        ("It is so [citation needed].", "citation-todo [citation needed]"),
        ("It is so (Author, Year).", "citation-todo (Author, Year)"),
        ("It was shown by ____ that.", "masked-citation ____"),
        ("It is so [ref].", "citation-todo [ref]"),
        ("It is so [[CITE]].", "citation-todo [[CITE]]"),
        (r"It is so \textbf{[CITE]}.", "citation-todo [CITE]"),
        (
            "Work __**Devlin et al., \"BERT: Pre-training of Transformers\"**__ says.",
            "prose-citation Devlin et al., \"BERT: Pre-training of Transformers\"",
        ),
    ] {
        check(text, &[expected]);
    }
}

#[test]
fn what_only_looks_like_a_mark_is_left_alone() {
    for text in [
        // The same blank drawn by TeX is a form to be filled in.
        r"It was shown by \_\_\_\_ that.",
        r"Name: \underline{\hspace{4cm}} Date: \rule{3cm}{0.4pt} \hrulefill",
        r"\begin{tabular}{ll} Name & [?] \\ [?] & 2 \\ \end{tabular}",
        "\\begin{lstlisting}\nint a = b ??( 0 ??) ? ____ : [?];\n\\end{lstlisting}",
        r"\verb|____ [?]| \texttt{a____b} \url{http://a.b/____?x=[?]} \href{http://x/____}{link}",
        r"$x_{__}$ and \(y_{____}\) and \[ ____ [?] \]",
        r"the method __init__ and the name my___name, a___",
        r"\item[?] One \section[?]{Two} \footnote[?]{Three} \\[?] \includegraphics[____]{a___b}",
        r"\label{fig:a____b} \ref{fig:a____b} \input{a____b} \begin{forest} [?] \end{forest}",
        "% ____ [?] [citation needed] \\cite{TODO}\n",
        r"an interval [0, 1], a list [1, 2], see [Figure 1], the array a[i], [sic], [\ldots], why (?)",
    ] {
        check(text, &[]);
    }
}
