//! `lacuna search`, `lacuna resolve` and `lacuna export`.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output};

use expect_test::{Expect, expect};

const PAPER: &str = "\\documentclass{article}\n\\begin{document}\n\\cite{b} \\cite{nokey}\n\\bibliography{refs}\n\\end{document}\n";
const REFS: &str = r"@string{acm = {ACM}}
@article{a, author = {Alder, Ann}, title = {On Hedges}, journal = acm, year = 1984}
@inproceedings{b, author = {van Birch, Bob and Cole, Cy}, title = {On {B}anks and Shores}, crossref = {vol}, pages = {1--9}}
@proceedings{vol, title = {Proceedings of Banks}, booktitle = {Proceedings of Banks}, publisher = acm, year = 1994}
";

#[track_caller]
fn check(arguments: &[&str], status: i32, expected: Expect) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.tex"), PAPER).unwrap();
    std::fs::write(folder.path().join("refs.bib"), REFS).unwrap();
    let output = lacuna(folder.path(), arguments);
    expected.assert_eq(&String::from_utf8([output.stdout, output.stderr].concat()).unwrap());
    assert_eq!(output.status.code(), Some(status));
}

fn lacuna(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

#[test]
fn words_find_entries() {
    check(
        &["search", "birch", "shores"],
        0,
        expect![[r#"
            b  van Birch and Cole (1994): On Banks and Shores  refs.bib (cited 1×)
        "#]],
    );
    check(
        &["search", "birch", "unicorns"],
        0,
        expect![[r#"
        b  van Birch and Cole (1994): On Banks and Shores  refs.bib (without “unicorns”; cited 1×)
    "#]],
    );
    check(
        &["search", "unicorns"],
        1,
        expect![[r#"
        nothing has these words; searched 3 entries in 1 bibliography
    "#]],
    );
}

#[test]
fn words_are_resolved() {
    check(
        &[
            "resolve",
            "van Birch et al., \"On Banks and Shores\"",
            "On Hedges",
            "Nobody, \"On Nothing at All\"",
        ],
        1,
        expect![[r#"
            match: van Birch et al., "On Banks and Shores"
              b  van Birch and Cole (1994): On Banks and Shores  refs.bib
            ambiguous: On Hedges
              a  Alder (1984): On Hedges  refs.bib
            not-found: Nobody, "On Nothing at All"
        "#]],
    );
}

#[test]
fn cited_entries_are_exported_with_what_they_need() {
    check(
        &["export", "main.tex"],
        1,
        expect![[r#"
        @string{acm = {ACM}}

        @inproceedings{b, author = {van Birch, Bob and Cole, Cy}, title = {On {B}anks and Shores}, crossref = {vol}, pages = {1--9}}

        @proceedings{vol, title = {Proceedings of Banks}, booktitle = {Proceedings of Banks}, publisher = acm, year = 1994}
        lacuna: no entry has the key nokey
    "#]],
    );
    check(
        &["export", "--format", "csl"],
        1,
        expect![[r#"
        [
          {
            "id": "b",
            "type": "paper-conference",
            "title": "On Banks and Shores",
            "container-title": "Proceedings of Banks",
            "publisher": "ACM",
            "page": "1-9",
            "author": [
              {
                "family": "Birch",
                "given": "Bob",
                "non-dropping-particle": "van"
              },
              {
                "family": "Cole",
                "given": "Cy"
              }
            ],
            "issued": {
              "date-parts": [
                [
                  1994
                ]
              ]
            }
          }
        ]
        lacuna: no entry has the key nokey
    "#]],
    );
}
