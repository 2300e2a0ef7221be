//! `lacuna unused` and `lacuna merge`.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// Runs the program; what it writes to standard output, then to standard error.
#[track_caller]
fn check(folder: &Path, arguments: &[&str], status: i32, expected: Expect) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    let output = command.args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    // The line ends of files stand in a diff of them.
    let told: Vec<&str> = told.split('\n').map(str::trim_end).collect();
    expected.assert_eq(&told.join("\n"));
    assert_eq!(output.status.code(), Some(status));
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

const REFS: &str = "% Ours.\r\n@article{a, author = {Alder, Ann}, title = {On Hedges and Ditches}, year = 1984}\r\n\r\n\
    @book{b, author = {Birch, Bob}, title = {Banks}, year = 1994}\r\n\r\n\
    @book{c, author = {Cole, Cy}, title = {Coal}, year = 1999} % kept\r\n";

fn paper(cited: &str) -> TempDir {
    let text = format!("\\documentclass{{article}}\n{cited}\n\\bibliography{{refs}}\n");
    folder(&[("main.tex", &text), ("refs.bib", REFS)])
}

#[test]
fn entries_that_no_paper_cites_are_listed_and_removed() {
    let folder = paper("\\cite{a}");
    let list = expect![[r#"
        refs.bib:4: b  Birch (1994): Banks
        refs.bib:6: c  Cole (1999): Coal
        2 entries of 1 bibliography are cited by no paper
    "#]];
    check(folder.path(), &["unused"], 0, list);
    check(
        folder.path(),
        &["unused", "main.tex", "--format", "json"],
        0,
        expect![[r#"
            {
              "version": 1,
              "unused": [
                {
                  "file": "refs.bib",
                  "line": 4,
                  "key": "b",
                  "title": "Banks"
                },
                {
                  "file": "refs.bib",
                  "line": 6,
                  "key": "c",
                  "title": "Coal"
                }
              ],
              "removed": 0
            }
        "#]],
    );
    check(
        folder.path(),
        &["unused", "--diff"],
        1,
        expect![[r#"
            --- refs.bib
            +++ refs.bib
            @@ -1,6 +1,4 @@
             % Ours.
             @article{a, author = {Alder, Ann}, title = {On Hedges and Ditches}, year = 1984}

            -@book{b, author = {Birch, Bob}, title = {Banks}, year = 1994}
            -
            -@book{c, author = {Cole, Cy}, title = {Coal}, year = 1999} % kept
            + % kept
        "#]],
    );
    assert_eq!(read(folder.path(), "refs.bib"), REFS);
    check(
        folder.path(),
        &["unused", "--remove"],
        0,
        expect![[r#"
        2 entries removed from 1 file
    "#]],
    );
    let left = "% Ours.\r\n@article{a, author = {Alder, Ann}, title = {On Hedges and Ditches}, year = 1984}\r\n\r\n % kept\r\n";
    assert_eq!(read(folder.path(), "refs.bib"), left);
    check(
        folder.path(),
        &["unused"],
        0,
        expect![[r#"
        0 entries of 1 bibliography are cited by no paper
    "#]],
    );
}

#[test]
fn what_cannot_be_seen_may_cite_and_is_told() {
    check(
        paper("\\nocite{*}").path(),
        &["unused", "--remove"],
        0,
        expect![[r#"
        0 entries removed from 0 files
        lacuna: refs.bib: which entries are unused is not known: `\nocite{*}` cites all of it
    "#]],
    );
    check(
        paper("\\cite{a}\\input{lost}").path(),
        &["unused"],
        0,
        expect![[r#"
        lacuna: refs.bib: which entries are unused is not known: a file of a paper is missing, which may cite them
    "#]],
    );
    check(
        paper("\\cite{a}\\markdownInput{part.md}").path(),
        &["unused"],
        0,
        expect![[r#"
        lacuna: refs.bib: which entries are unused is not known: a paper cites in another language, which is not read
    "#]],
    );
    check(
        folder(&[("note.txt", "")]).path(),
        &["unused"],
        0,
        expect![[r#"
        lacuna: .: no paper with a bibliography is here
    "#]],
    );
}

#[test]
fn all_papers_of_a_folder_count_and_master_libraries_do_not() {
    let folder = paper("\\cite{a}");
    let other = "\\documentclass{article}\n\\cite{b}\n\\bibliography{refs}\n";
    std::fs::write(folder.path().join("other.tex"), other).unwrap();
    std::fs::write(folder.path().join("mine.bib"), "@misc{x, title = {X}}\n").unwrap();
    std::fs::write(folder.path().join("lacuna.toml"), "libraries = [\"mine.bib\"]\n").unwrap();
    let list = expect![[r#"
        refs.bib:6: c  Cole (1999): Coal
        1 entry of 1 bibliography is cited by no paper
    "#]];
    check(folder.path(), &["unused"], 0, list);
}

#[test]
fn a_file_that_serves_several_papers_is_not_emptied() {
    let many: String = (0..300).map(|it| format!("@misc{{k{it}, title = {{T{it}}}}}\n")).collect();
    let paper = "\\documentclass{article}\n\\cite{k0}\n\\bibliography{refs}\n";
    let folder = folder(&[("main.tex", paper), ("refs.bib", &many)]);
    check(
        folder.path(),
        &["unused", "--remove"],
        2,
        expect![[r#"
        0 entries removed from 0 files
        lacuna: refs.bib: so little of it is cited that other papers must cite from it, so nothing is removed; `lacuna export` writes what is cited
    "#]],
    );
    assert_eq!(read(folder.path(), "refs.bib"), many);
}

#[test]
fn bibliographies_become_one() {
    let hers = "@article{alder84, author = {Alder, A.}, title = {On {Hedges} and Ditches}, journal = {J}, year = 1984}\n\
        @book{b, author = {Other, O.}, title = {Something Else}, year = 2020}\n\
        @book{c, title = {Coal}, author = {Cole, Cy}, year = {1999}}\n";
    let folder = folder(&[("mine.bib", REFS), ("hers.bib", hers)]);
    check(
        folder.path(),
        &["merge", "mine.bib", "hers.bib", "-o", "all.bib"],
        0,
        expect![[r#"
        lacuna: hers.bib:1: `alder84` is the same work as `a` of mine.bib: cite `a`; taken from it: journal; not taken, for the other has another value: author
        lacuna: hers.bib:2: `b` is another work elsewhere: this one is now `b-2`
        lacuna: 4 entries, of 6 in 2 files
    "#]],
    );
    expect![[r#"
        % Ours.␍
        @article{a, author = {Alder, Ann}, title = {On Hedges and Ditches}, year = 1984, journal = {J}}␍
        ␍
        @book{b, author = {Birch, Bob}, title = {Banks}, year = 1994}␍
        ␍
        @book{c, author = {Cole, Cy}, title = {Coal}, year = 1999} % kept␍
        ␍
        @book{b-2, author = {Other, O.}, title = {Something Else}, year = 2020}␍
    "#]]
    .assert_eq(&read(folder.path(), "all.bib").replace('\r', "␍"));
    check(
        folder.path(),
        &["merge", "mine.bib", "hers.bib", "-o", "all.bib", "--format", "json"],
        0,
        expect![[r#"
            {
              "version": 1,
              "files": [
                "mine.bib",
                "hers.bib"
              ],
              "entries": 4,
              "equal": 1,
              "dropped": [
                {
                  "file": "hers.bib",
                  "line": 1,
                  "key": "alder84",
                  "kept": "a",
                  "of": "mine.bib",
                  "taken": [
                    "journal"
                  ],
                  "differing": [
                    "author"
                  ]
                }
              ],
              "renamed": [
                {
                  "file": "hers.bib",
                  "line": 2,
                  "key": "b",
                  "new": "b-2"
                }
              ],
              "strings": [],
              "malformed": []
            }
        "#]],
    );
    // What has been merged stays as it is.
    check(
        folder.path(),
        &["merge", "all.bib", "all.bib", "-o", "again.bib"],
        0,
        expect![[r#"
        lacuna: 4 entries, of 8 in 2 files
    "#]],
    );
    assert_eq!(read(folder.path(), "again.bib"), read(folder.path(), "all.bib"));
}

#[test]
fn what_is_no_bibliography_is_not_merged() {
    let folder = folder(&[("mine.bib", REFS), ("paper.tex", "\\cite{a}\n")]);
    check(
        folder.path(),
        &["merge", "mine.bib", "paper.tex"],
        2,
        expect![[r#"
        lacuna: paper.tex: no entry is in it; is it a bibliography?
    "#]],
    );
    check(
        folder.path(),
        &["merge", "mine.bib", "lost.bib"],
        2,
        expect![[r#"
        lacuna: lost.bib: there is no such file; check the name, or create it
    "#]],
    );
    check(
        folder.path(),
        &["merge", "mine.bib", "--format", "json"],
        2,
        expect![[r#"
        lacuna: `--format json` needs `--output`: standard output has room for one of the two
    "#]],
    );
}
