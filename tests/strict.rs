//! `lacuna check --strict`: nothing open, nothing that neither a source nor a person confirmed.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};
use tempfile::TempDir;

const PAPER: &str = r"\documentclass{article}
\begin{document}
Rivers are old~\cite{blum2019rivers}, and so are hills~\cite{moss2001hills}.
\bibliography{refs}
\end{document}
";

const REFS: &str = "@article{moss2001hills, author = {Moss, Petra}, title = {Hills of the Very Far North}, journal = {Hills}, year = 2001}
@article{blum2019rivers, author = {Blum, Ida}, title = {Measuring Rivers}, journal = {Rivers}, year = 2019}
";

fn lacuna(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(arguments).current_dir(folder.join("paper"));
    command.env("NO_COLOR", "1").env("XDG_DATA_HOME", folder.join("data"));
    let output = command.output().unwrap();
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (told, output.status.code())
}

fn paper(text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("paper")).unwrap();
    fs::write(folder.path().join("paper/main.tex"), text).unwrap();
    fs::write(folder.path().join("paper/refs.bib"), REFS).unwrap();
    fs::write(folder.path().join("works.bib"), REFS.lines().nth(1).unwrap()).unwrap();
    folder
}

#[track_caller]
fn check(folder: &TempDir, status: i32, expected: Expect) {
    let (told, code) = lacuna(folder.path(), &["check", "--strict", "--format", "jsonl"]);
    let messages: Vec<String> = told
        .lines()
        .map(|it| {
            let it: serde_json::Value = serde_json::from_str(it).unwrap();
            // Up to the day on which the corpus was read.
            let message = it["message"]
                .as_str()
                .unwrap()
                .split(" (1 record")
                .next()
                .unwrap()
                .split(" record of 20")
                .next()
                .unwrap();
            format!("{} {} {}\n", it["severity"].as_str().unwrap(), it["rule"].as_str().unwrap(), message)
        })
        .collect();
    expected.assert_eq(&messages.concat());
    assert_eq!(code, Some(status));
}

#[test]
fn a_reference_is_confirmed_or_accepted() {
    let folder = paper(PAPER);
    assert_eq!(lacuna(folder.path(), &["check"]).1, Some(0));
    check(
        &folder,
        1,
        expect![[r#"
        warning reference-not-found `moss2001hills` is not confirmed: no corpus was asked; look, then accept it by `lacuna verify --write --accept moss2001hills`
        warning reference-not-found `blum2019rivers` is not confirmed: no corpus was asked; look, then accept it by `lacuna verify --write --accept blum2019rivers`
    "#]],
    );
    assert_eq!(lacuna(folder.path(), &["corpus", "add", "--name", "works", "../works.bib"]).1, Some(0));
    check(
        &folder,
        1,
        expect![[r#"
            warning reference-not-found `moss2001hills` was not found in works
        "#]],
    );
    lacuna(folder.path(), &["verify", "--write", "--accept", "moss2001hills"]);
    check(
        &folder,
        0,
        expect![[r#"
            information reference-not-found `moss2001hills` was not found in works
        "#]],
    );
    // What was accepted is accepted as it was.
    let refs = REFS.replace("Moss, Petra", "Moss, Paul");
    fs::write(folder.path().join("paper/refs.bib"), refs).unwrap();
    check(
        &folder,
        1,
        expect![[r#"
            warning reference-not-found `moss2001hills` was not found in works
        "#]],
    );
}

#[test]
fn hints_of_gaps_fail_too() {
    let text = PAPER.replace("and so", "as in arXiv:2401.01234 many of them say, and so");
    let text = text.replace(r"~\cite{moss2001hills}", " (Moss et al., 2001)");
    let folder = paper(&text.replace(r"~\cite{blum2019rivers}", ""));
    check(
        &folder,
        1,
        expect![[r#"
        warning identifier-text `arXiv:2401.01234` names a work without a cite command; cite its entry
        warning author-year-text `(Moss et al., 2001)` names a work without a cite command; use one
    "#]],
    );
}
