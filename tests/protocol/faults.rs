//! What can happen to files while a session goes on: each is told in its place, and what comes back is seen again.

use serde_json::{Value, json};

use crate::harness::{Builder, TestServer};

const MAIN: &str = "\\cite{} \\cite{knuth}\n\\bibliography{refs}\n";
const REFS: &str = "@misc{knuth, title = {The Art}}\n";

fn paper() -> Builder {
    TestServer::builder().with_file("main.tex", MAIN).optional("textDocument/publishDiagnostics").log("error")
}

/// Waits for the list of reports on the paper that has these codes.
#[track_caller]
fn await_codes(server: &mut TestServer, wanted: &[&str]) {
    loop {
        let params = server.diagnostics("main.tex");
        let found: Vec<&str> =
            params["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
        if found == wanted {
            return;
        }
        // Shown if what is wanted does not come.
        eprintln!("{found:?}");
    }
}

/// What `make` makes of `refs.bib` is reported as `code`, and a file in its place is read.
#[cfg(unix)]
#[track_caller]
fn check(make: impl Fn(&std::path::Path), code: &str) {
    let mut server = paper().start();
    let path = server.path("refs.bib");
    make(&path);
    server.open("main.tex", MAIN);
    await_codes(&mut server, &["empty-citation", code]);
    let uri = server.uri("main.tex");
    let hover = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 15}});
    server.request("textDocument/hover", hover);
    let _ = std::fs::remove_dir(&path).or_else(|_| std::fs::remove_file(&path));
    std::fs::write(&path, REFS).unwrap();
    await_codes(&mut server, &["empty-citation"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_no_bibliography() {
    check(|_| {}, "missing-bibliography");
    check(|path| std::fs::create_dir(path).unwrap(), "missing-bibliography");
    check(|path| std::os::unix::fs::symlink("refs.bib", path).unwrap(), "missing-bibliography");
    check(|path| std::os::unix::fs::symlink("/dev/full", path).unwrap(), "missing-bibliography");
    check(
        |path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success()),
        "missing-bibliography",
    );
    check(|path| std::fs::write(path, "").unwrap(), "empty-bibliography");
    check(|path| std::fs::write(path, &REFS[.."@misc{kn".len()]).unwrap(), "undefined-citation");
}

#[test]
fn a_bibliography_that_is_replaced_all_the_time_is_read_in_the_end() {
    let mut server = paper().with_file("refs.bib", REFS).start();
    server.open("main.tex", MAIN);
    await_codes(&mut server, &["empty-citation"]);
    let path = server.path("refs.bib");
    let large: String = (0..2_000).map(|it| format!("@misc{{k{it}, title = {{Number {it}}}}}\n")).collect();
    for time in 0..100 {
        match time % 4 {
            0 => std::fs::write(&path, &large[..large.len() / 2]).unwrap(),
            1 => std::fs::remove_file(&path).unwrap(),
            2 => {
                let beside = server.path("new.tmp");
                std::fs::write(&beside, &large).unwrap();
                std::fs::rename(&beside, &path).unwrap();
            }
            _ => std::fs::write(&path, "").unwrap(),
        }
        server.change("main.tex", time + 2, Some([0, 0, 0, 0]), " ");
        if time % 10 == 0 {
            let uri = server.uri("main.tex");
            let place = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 15}});
            server.request("textDocument/completion", place);
        }
    }
    std::fs::write(&path, large + REFS).unwrap();
    let found = (0..400).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(25));
        let symbols = server.request("workspace/symbol", json!({"query": "number 1999"}));
        let defined = server.request("workspace/symbol", json!({"query": "art"}));
        symbols.to_string().contains("k1999") && defined.to_string().contains("knuth")
    });
    assert!(found, "the last of it is read");
    assert_eq!(server.log(), "");
}

#[test]
fn a_workspace_that_is_removed_ends_nothing() {
    let mut server = paper().with_file("refs.bib", REFS).with_file("a/b/part.tex", "\\cite{knuth}").start();
    server.open("main.tex", MAIN);
    await_codes(&mut server, &["empty-citation"]);
    let folder = server.path("");
    std::fs::remove_dir_all(&folder).unwrap();
    let uri = server.uri("main.tex");
    for (line, method) in ["hover", "completion", "definition", "references", "codeAction"].iter().enumerate()
    {
        server.change("main.tex", line as i32 + 2, Some([0, 0, 0, 0]), "x ");
        let at = json!({"line": 0, "character": 17 + 2 * line});
        let params = json!({
            "textDocument": {"uri": uri}, "position": at, "range": {"start": at, "end": at},
            "context": {"diagnostics": [], "includeDeclaration": true, "triggerKind": 1},
        });
        server.request(&format!("textDocument/{method}"), params);
    }
    assert!(server.document("main.tex")["text"].as_str().unwrap().starts_with("x x x x x "));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(server.path("refs.bib"), REFS).unwrap();
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 25}});
    server.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": server.uri("refs.bib"), "type": 1}]}),
    );
    let defined = (0..400).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(25));
        server.request("textDocument/definition", place.clone()) != Value::Null
    });
    assert!(defined, "what is there again is read");
}
