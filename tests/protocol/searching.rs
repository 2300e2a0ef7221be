//! What is looked for outside the paper, and what is not read though it is there.

use std::time::Instant;

use serde_json::{Value, json};

use crate::harness::{PATIENCE, TestServer};

/// Waits until the diagnostics of `name` have these codes.
#[track_caller]
fn await_codes(server: &mut TestServer, name: &str, wanted: &[&str]) {
    loop {
        let params = server.diagnostics(name);
        let list = params["diagnostics"].as_array().unwrap();
        if list.iter().map(|it| it["code"].as_str().unwrap()).eq(wanted.iter().copied()) {
            return;
        }
    }
}

#[test]
fn of_a_workspace_that_is_a_home_the_folders_of_open_files_are_read() {
    let text =
        "\\documentclass{article}\n\\input{../shared/part}\n\\bibliography{refs}\n\\cite{nokeyatall}\n";
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .at_home()
        .with_file("paper/main.tex", text)
        .with_file("paper/refs.bib", "@misc{own, title = {Own}}\n")
        .with_file("shared/part.tex", "\\cite{own}\n")
        .with_file("other/main.tex", "\\documentclass{article}\n\\bibliography{refs}\n")
        .with_file("other/refs.bib", "@misc{elsewhere, title = {Elsewhere}}\n")
        .start();
    let told = server.next("window/showMessage")["message"].to_string();
    assert!(told.contains("holds more than papers"), "{told}");
    server.open("paper/main.tex", text);
    await_codes(&mut server, "paper/main.tex", &["undefined-citation"]);
    let mut entries = |query: &str| match server.request("workspace/symbol", json!({"query": query})) {
        Value::Array(found) => found.len(),
        _ => 0,
    };
    // The words are found once they are indexed.
    let deadline = Instant::now() + PATIENCE;
    while entries("own") == 0 {
        assert!(Instant::now() < deadline);
    }
    assert_eq!((entries("own"), entries("elsewhere")), (1, 0));
}

/// Until `go` is made, the program does not answer.
#[cfg(unix)]
#[test]
fn nothing_waits_for_a_slow_distribution_which_is_asked_once() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let script = "#!/bin/sh\necho call >>calls\nwhile ! test -f go; do sleep 0.1; done\n\
                  for name; do test -f \"$name\" && echo \"$(pwd)/$name\"; done\nexit 0\n";
    for (name, text) in [
        ("kpsewhich", script),
        ("one.bib", "@misc{a, title = {A}}\n"),
        ("two.bib", "@misc{b, title = {B}}\n"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let program = folder.path().join("kpsewhich");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());

    let far = "\\documentclass{article}\n\\bibliography{one,two}\n\\cite{a} \\cite{b} \\cite{nokeyatall}\n";
    let near = "\\documentclass{article}\n\\bibliography{refs}\n\\cite{nokeyatall}\n";
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .environment("PATH", path)
        .with_file("far.tex", far)
        .with_file("near.tex", near)
        .with_file("refs.bib", "@misc{own, title = {Own}}\n")
        .start();
    server.open("far.tex", far);
    server.open("near.tex", near);
    await_codes(&mut server, "near.tex", &["undefined-citation"]);
    std::fs::write(folder.path().join("go"), "").unwrap();
    await_codes(&mut server, "far.tex", &["undefined-citation"]);
    let calls = std::fs::read_to_string(folder.path().join("calls")).unwrap();
    assert_eq!(calls.lines().count(), 1);
}
