//! Marks that language models leave where a citation should stand, and what looks like them.

use crate::fixture::Fixture;
use crate::rules::diagnostics;

/// What each line of the text is reported as; nothing for those that are silent.
fn reported(lines: &[&str]) -> Vec<String> {
    // Each in a paragraph of its own, so that none excuses another.
    let text = lines.join("\n\n");
    let fixture = Fixture::new(&format!(
        "%- main.tex\n\\documentclass{{article}}\n\\begin{{document}}\n{text}\n\nSee \\cite{{smith2024}}.\n\\bibliography{{refs}}\n\\end{{document}}\n%- refs.bib\n{BIB}"
    ));
    let document = fixture.snapshot.document(&fixture.id).unwrap();
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    let first = 2;
    (0..lines.len())
        .map(|at| {
            let line = document.text.line(first + 2 * at);
            let mut rules: Vec<_> =
                found.iter().filter(|it| it.range.overlaps(line)).map(|it| it.rule.code).collect();
            rules.dedup();
            rules.join(" ")
        })
        .collect()
}

const BIB: &str = "
@article{smith2024, author = {Smith, Jane}, title = {Rivers of the North}, journal = {Rivers}, year = 2024}
@article{wu2020graphs, author = {Wu, Kai}, title = {On Graphs and Trees}, journal = {Trees}, year = 2020}
@article{verifying2019, author = {Hill, Ann}, title = {Verifying Programs}, journal = {Proofs}, year = 2019}
@article{todorov2012, author = {Todorov, Emo}, title = {A Physics Engine}, journal = {Engines}, year = 2012}
@article{placeholders2021, author = {Moor, Bo}, title = {Placeholders in Forms}, journal = {Forms}, year = 2021}
@article{unknown:2018, author = {Dale, Cy}, title = {Known Unknowns}, journal = {Knowing}, year = 2018}
";

const MARKS: [(&str, &str); 62] = [
    (r"Text \cite{PLACEHOLDER_smith2024_verify_this}.", "placeholder-key"),
    (r"Text \cite{placeholder_bert}.", "placeholder-key"),
    (r"Text \cite{smith2024_VERIFY}.", "placeholder-key"),
    (r"Text \cite{wu2020graphs_verify_this}.", "placeholder-key"),
    (r"Text \cite{VERIFY_smith2024}.", "placeholder-key"),
    (r"Text \cite{CHECK_smith2024}.", "placeholder-key"),
    (r"Text \cite{smith2024_unverified}.", "placeholder-key"),
    (r"Text \cite{TODO_graphs}.", "placeholder-key"),
    (r"Text \cite{todo:graphs}.", "placeholder-key"),
    (r"Text \cite{smith2024TODO}.", "placeholder-key"),
    (r"Text \citep{TODO}.", "placeholder-key"),
    (r"Text \cite{FIXME}.", "placeholder-key"),
    (r"Text \cite{tbd}.", "placeholder-key"),
    (r"Text \cite{XXXX2024}.", "placeholder-key"),
    (r"Text \cite{xxx}.", "placeholder-key"),
    (r"Text \cite{smith2024?}.", "placeholder-key"),
    (r"Text \cite{?}.", "placeholder-key"),
    (r"Text \cite{???}.", "placeholder-key"),
    (r"Text \cite{[smith2024]}.", "placeholder-key"),
    (r"Text \cite{PLACEHOLDER}.", "placeholder-key"),
    (r"Text \cite{smith_placeholder}.", "placeholder-key"),
    (r"Text \cite{REF}.", "placeholder-key"),
    (r"Text \cite{CITATION_NEEDED}.", "placeholder-key"),
    (r"Text \cite{needs-citation}.", "placeholder-key"),
    (r"Text \cite{need_citation_graphs}.", "placeholder-key"),
    (r"Text \cite{INSERT_CITATION_HERE}.", "placeholder-key"),
    (r"Text \cite{AuthorYear}.", "placeholder-key"),
    (r"Text \cite{author2024}.", "placeholder-key"),
    (r"Text \cite{AUTHOR_YEAR_TITLE}.", "placeholder-key"),
    (r"Text \cite{unknown2024}.", "placeholder-key"),
    (r"Text \cite{dummy}.", "placeholder-key"),
    (r"Text \cite{wu2020graphs}. % TODO: verify this citation", "placeholder-key"),
    (r"Text \cite{}.", "empty-citation"),
    (r"Text \cite{smith2024, }.", "empty-citation"),
    ("Text [Author, Year].", "citation-todo"),
    ("Text (Author, Year).", "citation-todo"),
    ("Text (Smith et al., XXXX).", "citation-todo"),
    ("Text [Smith et al., YEAR].", "citation-todo"),
    ("Text [citation].", "citation-todo"),
    ("Text [source].", "citation-todo"),
    ("Text [REF1].", "citation-todo"),
    ("Text [Ref].", "citation-todo"),
    ("Text [CITE].", "citation-todo"),
    ("Text [cit.].", "citation-todo"),
    ("Text [citation needed].", "citation-todo"),
    ("Text [Citation Needed: graphs].", "citation-todo"),
    ("Text [add citation].", "citation-todo"),
    ("Text [INSERT CITATION].", "citation-todo"),
    ("Text [cite: Wu 2020].", "citation-todo"),
    ("Text [citation placeholder].", "citation-todo"),
    ("Text [reference needed].", "citation-todo"),
    (r"Text \textbf{[citation]}.", "citation-todo"),
    (r"Text \textcolor{red}{[REF]}.", "citation-todo"),
    ("Text <cite>.", "citation-todo"),
    ("Text [?].", "masked-citation"),
    ("Text ____.", "masked-citation"),
    ("Text 【1†source】.", "generated-text"),
    ("Text [^1].", "generated-text"),
    ("Text :cite[smith2024].", "masked-citation"),
    ("Text [@smith2024].", "generated-text"),
    ("Text citeturn0search1.", "generated-text"),
    ("That much is shown in arXiv:2401.01234 for all trees.", "identifier-text"),
];

const LOOK_ALIKES: [&str; 62] = [
    r"Text \cite{verifying2019}.",
    r"Text \cite{todorov2012}.",
    r"Text \cite{placeholders2021}.",
    r"Text \cite{unknown:2018}.",
    r"Text \cite{smith2024}. % TODO: shorten this paragraph",
    r"Text \cite{smith2024}. % verified against the proceedings",
    r"Text \cite[see][p.~3]{smith2024}.",
    r"Text \cite{smith2024,wu2020graphs}.",
    r"Text \nocite{*}.",
    r"The key \verb|PLACEHOLDER_smith2024| is a name.",
    r"We write \texttt{\textbackslash cite\{TODO\}} for it.",
    "The model wrote ``[citation needed]'' again.",
    "A [source] node and a [sink] node are joined.",
    "The source code (source) is free.",
    "The form asks for Author, Year and Title.",
    "A table with the columns (Author, Title, Year).",
    "The array a[i] and the map m[key] are read.",
    "The interval [0, 1] is closed.",
    "The tuple (a, b) is ordered.",
    "In the year 2024 (see Section 3) it was so.",
    r"As Figure~\ref{fig:a} [top] shows.",
    "The Reference [Model] is a standard.",
    "The reference frame (REF) moves.",
    "The signal REF1 is low.",
    r"The register \texttt{[REF1]} is set.",
    "An element <cite> of HTML holds a title.",
    r"The tag \texttt{<cite>} holds a title.",
    r"\begin{verbatim}[^1] :cite[x] ____\end{verbatim}",
    "% Text [citation needed].",
    r"\iffalse Text \cite{TODO}. \fi",
    r"The mark \verb|[^1]| of Markdown is known.",
    "Is it so? [Yes]",
    r"Why (?) is it so\,?",
    "The wild card ? matches a letter.",
    r"Name: \underline{\hspace{3cm}} Date: \rule{3cm}{1pt}",
    "The file name my__init__file is odd.",
    r"The identifier \texttt{a\_\_\_\_b} is odd.",
    "The type XXXX is a stand-in for four letters.",
    "Version 2024.XX of the program.",
    "The telephone number is 555-XXXX today.",
    "Cite us if you use it.",
    "Please cite the work of others.",
    "They need citations to be counted.",
    "A citation is a reference.",
    "Citation counts (citations) are used as features.",
    r"A \texttt{[citation]} token is learned.",
    "The data are at https://doi.org/10.5281/zenodo.1234 for all readers.",
    "The code is available at https://arxiv.org/abs/2401.01234 in the sources.",
    r"See \url{https://arxiv.org/abs/2401.01234} for all of the details.",
    r"As was shown\footnote{arXiv:2401.01234} in all of the other cases.",
    r"As is shown in arXiv:2401.01234 by many others \cite{smith2024}.",
    "The archive arXiv has two million papers.",
    "The DOI prefix 10.1000 is that of a publisher.",
    "Smith, J. (2024). Rivers of the North. Rivers 3. https://doi.org/10.1000/182",
    r"\section{Unknown Authors}",
    r"\section{TODO Lists in Practice}",
    "The TODO comments in source code were counted.",
    "A placeholder is replaced by its value.",
    "We verify this claim in Section 4.",
    r"$x[1]$ and $[?]$ are formulas.",
    r"\label{TODO} and \ref{sec:todo} are names.",
    "Anonymous authors (2024 edition) are listed.",
];

#[test]
fn marks_are_reported() {
    let lines: Vec<&str> = MARKS.iter().map(|it| it.0).collect();
    let wrong = MARKS.iter().zip(reported(&lines)).filter(|((_, rule), found)| found != rule);
    let wrong: Vec<String> = wrong.map(|((line, _), found)| format!("{line} -> {found}")).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn what_looks_like_them_is_not() {
    let wrong = LOOK_ALIKES.iter().zip(reported(&LOOK_ALIKES)).filter(|it| !it.1.is_empty());
    let wrong: Vec<String> = wrong.map(|(line, found)| format!("{line} -> {found}")).collect();
    assert_eq!(wrong, Vec::<String>::new());
}
