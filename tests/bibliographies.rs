//! Bibliographies as they lie on disk, in every encoding, with every line end, of every size: as seen in a
//! terminal.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

use serde_json::Value;

/// What is reported of a paper that cites `müller`, `last` and `typo` and has this bibliography.
#[track_caller]
fn reported(bib: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("refs.bib"), bib).unwrap();
    std::fs::write(folder.path().join("main.tex"), "\\bibliography{refs}\n\\cite{müller,last,typo}\n")
        .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    let command = command.args(["check", "--format", "json", "main.tex"]).current_dir(folder.path());
    let output = command.env("HOME", folder.path()).env("PATH", "").output().unwrap();
    let out: Value = serde_json::from_slice(&output.stdout).unwrap();
    let reports = out["reports"].as_array().unwrap().iter().map(|it| {
        let name = it["message"].as_str().unwrap().split('`').nth(1).unwrap_or_default();
        format!("{} {name}", it["rule"].as_str().unwrap())
    });
    reports.collect()
}

#[track_caller]
fn check(what: &str, bib: &[u8]) {
    assert_eq!(reported(bib), ["undefined-citation typo"], "{what}");
}

const ENTRIES: &str = "@misc{müller,\n  title = {Große Wörter},\n  year = 2020,\n}\n\n@misc{last,\n  title = {Last}, year = 2021}\n";

#[test]
fn every_encoding_and_line_end_is_read() {
    check("plain", ENTRIES.as_bytes());
    check("CRLF", ENTRIES.replace('\n', "\r\n").as_bytes());
    check("CR", ENTRIES.replace('\n', "\r").as_bytes());
    check("mixed", ENTRIES.replacen('\n', "\r\n", 2).replacen(",\n", ",\r", 2).as_bytes());
    check("no line end at the end", ENTRIES.trim_end().as_bytes());
    check("a byte order mark", format!("\u{FEFF}{ENTRIES}").as_bytes());
    check("NUL", ENTRIES.replace("Last}", "La\0st}").replace("@misc{last", "\0@misc{last").as_bytes());
    let latin: Vec<u8> = ENTRIES.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    check("Latin-1", &latin);
    let units = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{FEFF}{ENTRIES}").encode_utf16().flat_map(order).collect()
    };
    check("UTF-16, little end first", &units(u16::to_le_bytes));
    check("UTF-16, big end first", &units(u16::to_be_bytes));
}

#[test]
fn files_of_every_size_are_read() {
    let long = "word ".repeat(200_000);
    check(
        "a line of a million bytes",
        ENTRIES.replace("{Last}", &format!("{{Last}}, abstract = {{{long}}}")).as_bytes(),
    );
    let tall = "A line of an abstract.\n".repeat(50_000);
    check(
        "fifty thousand lines",
        ENTRIES.replace("{Last}", &format!("{{Last}}, abstract = {{{tall}}}")).as_bytes(),
    );
    let one_line = ENTRIES.replace('\n', " ")
        + &(0..20_000).map(|it| format!("@misc{{k{it}, title = {{T {it}}}, year = 1}} ")).collect::<String>();
    check("all in one line", one_line.as_bytes());
    let many: String = (0..72_000)
        .map(|it| format!("@misc{{k{it},\n  title = {{A title of work {it}}},\n  year = 2020,\n}}\n"))
        .collect();
    assert!(many.len() > 4 << 20);
    check("72,000 entries", (many + ENTRIES).as_bytes());
    assert_eq!(reported(b""), ["empty-bibliography refs.bib"]);
}
