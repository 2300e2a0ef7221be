//! `lacuna mask` and `lacuna unmask`.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use expect_test::expect;

fn lacuna(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// Runs the program; what it writes to standard error.
#[track_caller]
fn run(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = lacuna(folder, arguments, b"");
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{told}");
    told
}

const MAIN: &[u8] =
    b"\\documentclass{article}\r\n\\begin{document}\r\nM\xFCller \\citep[p.~3]{m\xFCller2001, hill}\r\
    \\input{part}\n\\cite{TODO} \\nocite{*}\n\\end{document}\n";
const PART: &str = "So \\cite{hill}, as Ö said.\n";

#[test]
fn a_paper_is_masked_and_restored_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("main.tex"), MAIN).unwrap();
    std::fs::create_dir(at("a b")).unwrap();
    std::fs::write(at("part.tex"), PART).unwrap();
    let mask = ["mask", "main.tex", "--map", "map.json", "--into", "a b/masked"];
    expect!["lacuna: 2 keys masked in 3 places\n"].assert_eq(&run(folder.path(), &mask, 0));
    let masked = std::fs::read(at("a b/masked/main.tex")).unwrap();
    assert!(masked.windows(26).any(|it| it == b"{lacuna-0001, lacuna-0002}"), "{}", masked.escape_ascii());
    expect!["So \\cite{lacuna-0002}, as Ö said.\n"]
        .assert_eq(&std::fs::read_to_string(at("a b/masked/part.tex")).unwrap());
    expect![[r#"
        {
          "version": 1,
          "prefix": "lacuna-",
          "marks": [
            {
              "mark": "lacuna-0001",
              "key": "müller2001",
              "bytes": {
                "hex": "6dfc6c6c657232303031",
                "amid_utf8": false
              }
            },
            {
              "mark": "lacuna-0002",
              "key": "hill"
            }
          ]
        }
    "#]]
    .assert_eq(&std::fs::read_to_string(at("map.json")).unwrap());
    let unmask = ["unmask", "a b/masked", "--map", "map.json", "--into", "restored"];
    expect!["lacuna: 3 places restored\n"].assert_eq(&run(folder.path(), &unmask, 0));
    assert_eq!(std::fs::read(at("restored/main.tex")).unwrap(), MAIN);
    assert_eq!(std::fs::read(at("restored/part.tex")).unwrap(), PART.as_bytes());
    // Nothing that is there is written over.
    expect![[r#"
        lacuna: map.json: it exists already, and may be all that can restore a former text; name another file
    "#]]
    .assert_eq(&run(folder.path(), &mask, 2));
    let again = ["mask", "main.tex", "--map", "other.json", "--into", "restored"];
    expect![[r#"
        lacuna: restored/main.tex: it exists already; nothing is written
    "#]]
    .assert_eq(&run(folder.path(), &again, 2));
    assert!(!at("other.json").exists());
}

#[test]
fn one_file_is_masked_and_what_was_made_of_it_restored() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("main.tex"), "\\input{part}\\cite{a,b} and \\cite{a}.\n").unwrap();
    std::fs::write(at("part.tex"), PART).unwrap();
    let output = lacuna(folder.path(), &["mask", "main.tex", "--map", "map.json"], b"");
    let masked = String::from_utf8(output.stdout).unwrap();
    assert_eq!(masked, "\\input{part}\\cite{lacuna-0001,lacuna-0002} and \\cite{lacuna-0001}.\n");
    expect![[r#"
        lacuna: main.tex: the files that it is read with are not masked; `--into FOLDER` masks them, too
        lacuna: 2 keys masked in 3 places
    "#]]
    .assert_eq(&String::from_utf8(output.stderr).unwrap());
    let edited = b"Newly: \\citet{lacuna-0001} and \\cite{lacuna-0007}.";
    let output = lacuna(folder.path(), &["unmask", "-", "--map", "map.json"], edited);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Newly: \\citet{a} and \\cite{lacuna-0007}.");
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        lacuna: 1 place restored
        lacuna: the text has no longer lacuna-0002
        lacuna: nothing is known of lacuna-0007: left as written
    "#]]
    .assert_eq(&String::from_utf8(output.stderr).unwrap());
}

#[test]
fn what_cannot_be_masked_or_restored_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("refs.bib"), "@misc{a}\n").unwrap();
    std::fs::write(folder.path().join("main.tex"), "\\input{../part}\\cite{a}\n").unwrap();
    let mut told = String::new();
    for arguments in [
        &["mask", ".", "--map", "m.json"][..],
        &["mask", "refs.bib", "--map", "m.json"],
        &["mask", "lost.tex", "--map", "m.json"],
        &["mask", "main.tex", "--map", "no/folder/m.json", "-o", "masked.tex"],
        &["unmask", "main.tex", "--map", "lost.json"],
        &["unmask", "main.tex", "--map", "refs.bib"],
    ] {
        told += &run(folder.path(), arguments, 2);
    }
    expect![[r#"
        lacuna: .: name the paper's main file
        lacuna: refs.bib: it is no LaTeX file
        lacuna: lost.tex: there is no such file or folder
        lacuna: no/folder/m.json: there is no such file; check the name, or create it
        lacuna: lost.json: there is no such file; check the name, or create it
        lacuna: refs.bib: expected value at line 1 column 1; it must be as `lacuna mask` wrote it
    "#]]
    .assert_eq(&told);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}
