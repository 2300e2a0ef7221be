//! Ctrl-C: a file holds what it held, or all of what is new.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// So many times each command is interrupted, at moments spread over its run.
const TIMES: u32 = 5;

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

/// Interrupts a command at many moments; each time every file is as before or as after it, and no other is there.
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
    for time in 0..TIMES {
        let folder = folder();
        let mut child = start(folder.path(), arguments);
        std::thread::sleep(took * (time + 1) / (TIMES + 1) + Duration::from_millis(u64::from(time)));
        let kill =
            Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        interrupted += u32::from(kill.unwrap().success());
        child.wait().unwrap();
        for (name, content) in contents(folder.path()) {
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
