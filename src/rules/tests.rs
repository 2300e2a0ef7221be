use expect_test::{Expect, expect};

use super::diagnostics;
use crate::fixture::Fixture;

/// Draws the reports under the lines they are about.
#[track_caller]
pub(crate) fn check(text: &str, expected: Expect) {
    draw(&Fixture::new(text), expected);
}

/// The same where references are looked up among these records.
#[track_caller]
pub(crate) fn check_verified(text: &str, records: &str, expected: Expect) {
    draw(&Fixture::with_records(text, records), expected);
}

#[track_caller]
fn draw(fixture: &Fixture, expected: Expect) {
    let ranges: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
        .into_iter()
        .map(|it| {
            let verdict = it.data.verdict.map(|it| format!(".{it}")).unwrap_or_default();
            (it.range, format!("{}{verdict}: {}", it.rule.code, it.message))
        })
        .collect();
    expected.assert_eq(&fixture.draw(&ranges));
}

pub(crate) const WORKS: &str = r"
%- refs.bib
@inproceedings{sutskever2014sequence,
  author = {Sutskever, Ilya and Vinyals, Oriol and Le, Quoc},
  title = {Sequence to Sequence Learning with Neural Networks}, year = 2014}
@article{devlin2019bert, author = {Devlin, Jacob and Chang, Ming-Wei},
  title = {{BERT}: Pre-training of Deep Bidirectional Transformers for Language Understanding}, year = 2019}
";

mod bib;
mod edits;
mod marks;
mod prose;
mod written_by_models;

#[test]
fn silent_places() {
    check(
        r"
%- main.tex
\documentclass{article}
\newcommand{\gap}{____ \cite{}}
\begin{document}
\begin{comment}
\cite{} ____
\end{comment}
\iffalse \cite{} \ifx a b ____ \fi \cite{x} \fi
\begin{equation} ____ \cite{} \cite{nokey} \end{equation}
\begin{lstlisting}
____ \cite{}
\end{lstlisting}
\url{http://a___b} \href{http://x___y}{____}
\end{document}
\cite{} ____
%- refs.bib
@misc{a,}
",
        expect![[r#"
            \url{http://a___b} \href{http://x___y}{____}
                                                   ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
        "#]],
    );
}

#[test]
fn what_a_macro_throws_away_is_silent() {
    check(
        r"
%- main.tex
\input{macros}
\newcommand{\kept}[1]{\emph{#1}} \long\def\dropped#1{} \newcommand{\first}[2]{#2} \newcommand{\once}[1]{} \renewcommand{\once}[1]{#1}
\hidden{\cite{} ____ \cite{nokey}} \dropped{[citation needed]} \kept{\cite{}} \first{____}{\cite{}} \once{____}
%- macros.tex
\NewDocumentCommand{\hidden}{m}{} \newcommand{\kept}[1]{}
%- refs.bib
@misc{a,}
",
        expect![[r#"
            \hidden{\cite{} ____ \cite{nokey}} \dropped{[citation needed]} \kept{\cite{}} \first{____}{\cite{}} \once{____}
                                                                                      ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                                                                                                            ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                                                                                                                      ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
        "#]],
    );
}

/// Entries by people with plain names.
pub(crate) const BIB: &str = r#"
%- refs.bib
@inproceedings{devlin, author = {Devlin, Jacob and Chang, Ming-Wei}, title = {BERT}, booktitle = {NAACL}, year = 2019}
@article{vaswani, author = {Vaswani, Ashish and Shazeer, Noam and others}, title = {Attention}, journal = {arXiv:1706.03762}, year = 2017}
@article{mueller, author = {M{\"u}ller, Hans and Kim, S. and Wu, T.}, title = {T}, journal = {J}, year = 2001}
@article{kim, author = {Kim, S. and Wu, T.}, title = {U}, journal = {J}, year = 2003}
@misc{oecd, title = {Report}, year = 2001}
"#;
