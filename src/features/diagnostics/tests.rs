use expect_test::{Expect, expect};

use super::diagnostics;
use crate::features::fixture::Fixture;

/// Draws the reports under the lines they are about.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let fixture = Fixture::new(text);
    let ranges: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
        .into_iter()
        .map(|it| {
            let verdict = it.data.verdict.map(|it| format!(".{it}")).unwrap_or_default();
            (it.range, format!("{}{verdict}: {}", it.rule.code(), it.message))
        })
        .collect();
    expected.assert_eq(&fixture.draw(&ranges));
}

#[test]
fn empty_citations() {
    check(
        r"
%- main.tex
\cite{} \citep[p.~3]{ } \cite{a,,b} \cites{a}{} \verb|\cite{}| % \cite{}
%- refs.bib
@misc{a, title = {A}}
@misc{b, title = {B}}
",
        expect![[r#"
            \cite{} \citep[p.~3]{ } \cite{a,,b} \cites{a}{} \verb|\cite{}| % \cite{}
                 ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                                ^^^ empty-citation: `\citep` has no key; fill in the key of an entry
                                           ^^ empty-citation: an empty place among the keys of `\cite`; fill it or remove it
                                                         ^^ empty-citation: `\cites` has no key; fill in the key of an entry
        "#]],
    );
}
