//! Ctrl-C: a file holds what it held, or all of what is new.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// So many times each command is interrupted, at moments spread over its run; `LACUNA_INTERRUPTIONS` sets another number.
const TIMES: u32 = 5;

fn times() -> u32 {
    std::env::var("LACUNA_INTERRUPTIONS").ok().and_then(|it| it.parse().ok()).unwrap_or(TIMES)
}

fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap());
    let mut all: Vec<_> = entries
        .map(|it| (it.file_name().to_string_lossy().into_owned(), std::fs::read(it.path()).unwrap()))
        .collect();
    all.sort();
    all
}

/// Interrupts a command at many moments, by Ctrl-C and by killing it; each time every file is as before or as after it,
/// and no other is there, but for what a killed one could not take away.
#[track_caller]
fn check(files: &[(&str, &str)], arguments: &[&str]) {
    let folder = || {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        folder
    };
    let whole = folder();
    let before = contents(whole.path());
    let began = Instant::now();
    start(whole.path(), arguments).wait().unwrap();
    let took = began.elapsed();
    let after = contents(whole.path());
    assert_ne!(before, after, "{arguments:?} does something");
    let mut interrupted = 0;
    for time in 0..2 * times() {
        let folder = folder();
        let mut child = start(folder.path(), arguments);
        std::thread::sleep(took * (time / 2 + 1) / (times() + 1) + Duration::from_millis(u64::from(time)));
        let signal = if time % 2 == 0 { "-INT" } else { "-KILL" };
        let kill =
            Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
        interrupted += u32::from(kill.unwrap().success());
        child.wait().unwrap();
        for (name, content) in contents(folder.path()) {
            if signal == "-KILL" && name.starts_with(".lacuna-") && name.ends_with(".tmp") {
                continue;
            }
            let known = before.iter().chain(&after).any(|it| it.0 == name && it.1 == content);
            assert!(known, "{arguments:?} leaves {name} with {} bytes", content.len());
        }
    }
    assert!(interrupted > 0, "{arguments:?} was over each time");
}

#[test]
fn nothing_is_half_written() {
    let entries = |from: usize| -> String {
        (from..from + 1500)
            .map(|it| format!("@misc{{k{it}, title = {{Title number {it} of many}}}}\n\n"))
            .collect()
    };
    let text: String = (0..1500).map(|it| format!("Words \\cite{{k{it},k{it}}} follow.\n\n")).collect();
    let text = format!("{text}\\bibliography{{refs,more}}\n");
    let paper = [("main.tex", text.as_str()), ("refs.bib", &entries(750)), ("more.bib", &entries(0))];
    check(&paper, &["fix", "main.tex"]);
    check(&paper, &["export", "main.tex", "-o", "cited.bib"]);
    check(&paper, &["merge", "refs.bib", "more.bib", "-o", "refs.bib"]);
    check(&paper, &["unused", "main.tex", "--remove"]);
    check(&paper, &["mask", "main.tex", "--map", "map.json", "-o", "masked.tex"]);
}

/// A corpus that is replaced is the old one or the new one, whenever the import is killed; the next import goes through.
#[test]
fn a_corpus_is_old_or_new() {
    let folder = tempfile::tempdir().unwrap();
    let entries = |count: usize| -> String {
        (0..count)
            .map(|it| format!("@misc{{k{it}, title = {{Rivers number {it}}}, author = {{Blum, Ida}}}}\n"))
            .collect()
    };
    let corpora = folder.path().join("corpora");
    let lacuna = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
        command
            .args(arguments)
            .current_dir(folder.path())
            .env("LACUNA_CORPORA", &corpora)
            .env("HOME", folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let add = |file: &str| lacuna(&["corpus", "add", "--name", "made", file]);
    let records = || {
        let listed = lacuna(&["corpus", "list"]).output().unwrap();
        let text = String::from_utf8(listed.stdout).unwrap();
        [300, 3000].into_iter().find(|it| {
            text.replace([',', '\u{202f}'], "").split_whitespace().any(|word| word == it.to_string())
        })
    };
    std::fs::write(folder.path().join("main.tex"), "\\cite{k7}\\bibliography{refs}\n").unwrap();
    std::fs::write(
        folder.path().join("refs.bib"),
        "@misc{k7, title = {Rivers number 7}, author = {Blum, Ida}}\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("old.bib"), entries(300)).unwrap();
    std::fs::write(folder.path().join("new.bib"), entries(3000)).unwrap();
    let began = Instant::now();
    assert!(add("new.bib").output().unwrap().status.success());
    let took = began.elapsed();
    assert_eq!(records(), Some(3000));
    for time in 0..times() {
        assert!(add("old.bib").output().unwrap().status.success());
        assert_eq!(records(), Some(300));
        let mut child = add("new.bib").spawn().unwrap();
        std::thread::sleep(took * (time + 1) / times());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(records().is_some(), "the corpus is gone");
        let found = lacuna(&["verify", "main.tex", "--format", "json"]).output().unwrap();
        let found = String::from_utf8_lossy(&found.stdout).into_owned();
        assert!(found.contains("\"confirmed\""), "{found}");
    }
}

/// A disk that takes no more: nothing is lost, and it is told.
#[test]
fn a_full_disk_costs_nothing_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Known \\cite{a,a} and \\cite{a,,b}.\n\\bibliography{refs}\n";
    let refs = "@misc{a, title = {A}}\n@misc{b, title = {B}}\n@misc{idle, title = {C}}\n";
    std::fs::write(folder.path().join("main.tex"), text).unwrap();
    std::fs::write(folder.path().join("refs.bib"), refs).unwrap();
    let before = contents(folder.path());
    for arguments in [
        "fix main.tex",
        "unused main.tex --remove",
        "export main.tex -o cited.bib",
        "mask main.tex --map map.json -o masked.tex",
    ] {
        // The least that a file may grow to; what goes beyond is an error, as on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f 0; exec \"$0\" {arguments}");
        let mut command = Command::new("bash");
        command
            .args(["-c", &script, env!("CARGO_BIN_EXE_lacuna")])
            .current_dir(folder.path())
            .stdin(Stdio::null());
        let output = command.output().unwrap();
        assert!(!output.status.success(), "{arguments}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("File too large"),
            "{arguments}: {output:?}"
        );
        assert_eq!(contents(folder.path()), before, "{arguments}");
    }
}
