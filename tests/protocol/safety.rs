//! Faults that an attacker or an ordinary afternoon can trigger: what fails costs its own reports only, what must
//! not be read is not, and what a document holds stays text.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{PATIENCE, TestServer};

/// Asks until the answer is as wanted.
#[track_caller]
fn until(server: &mut TestServer, method: &str, params: &Value, wanted: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found = server.request(method, params.clone());
        if wanted(&found) {
            return found;
        }
        assert!(Instant::now() < deadline, "{method}: {found}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn at(server: &TestServer, name: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": server.uri(name)}, "position": {"line": line, "character": character}})
}

/// The messages of the next reports on a document for which `wanted` holds.
#[track_caller]
fn reported(server: &mut TestServer, name: &str, wanted: impl Fn(&[String]) -> bool) -> Vec<String> {
    loop {
        let found = server.diagnostics(name);
        let found = found["diagnostics"].as_array().unwrap().iter();
        let messages: Vec<String> = found.map(|it| it["message"].as_str().unwrap().to_owned()).collect();
        if wanted(&messages) {
            return messages;
        }
    }
}

#[cfg(debug_assertions)]
#[test]
fn a_fault_at_a_paragraph_or_an_entry_costs_its_own_reports_only() {
    let refs =
        "@misc{knuth, title = {The Art}}\n@misc{culprit, title = {A}}\n@misc{lamport, title = {A System}}\n";
    let main = "\\bibliography{refs}\n\\cite{}\n\nA culprit \\cite{}\n\n\\cite{nothing}\n";
    let mut server = TestServer::builder()
        .with_file("main.tex", main)
        .with_file("refs.bib", refs)
        .environment("LACUNA_FAULT", "culprit".to_owned())
        .log("off")
        .optional("textDocument/publishDiagnostics")
        .start();
    server.open("main.tex", main);
    server.open("refs.bib", refs);
    let messages = reported(&mut server, "main.tex", |it| it.len() > 1);
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert_eq!(server.next("window/showMessage")["type"], 2, "the user is told, once");
    let place = at(&server, "main.tex", 1, 6);
    for method in ["textDocument/hover", "textDocument/completion"] {
        assert_ne!(server.request(method, place.clone()), Value::Null, "{method}");
    }
    let symbols = server.request("workspace/symbol", json!({"query": "knuth"}));
    assert!(symbols.to_string().contains("knuth"), "{symbols}");
    let uri = server.uri("main.tex");
    let open = json!({"command": "lacuna.openCitations", "arguments": [{"uri": uri}]});
    assert_eq!(server.request("workspace/executeCommand", open).as_array().unwrap().len(), 1);
    // And the reporter goes on.
    server.change("main.tex", 2, Some([5, 0, 5, 0]), "\\cite{} ");
    assert_eq!(reported(&mut server, "main.tex", |it| it.len() > 2).len(), 3);
}

#[test]
fn a_verdict_comes_also_where_document_and_bibliography_are_opened_at_once() {
    // Large enough for its index to take a while, in which the editor opens it.
    let others =
        (0..6000).map(|n| format!("@misc{{k{n}, title = {{A Book of Number {n}}}, author = {{A{n}, B}}}}\n"));
    let refs = others.collect::<String>()
        + "@misc{devlin, author = {Devlin, Jacob}, title = {{BERT}: Pre-training}}\n";
    let main = "\\bibliography{refs}\n__**Devlin et al., \"BERT: Pre-training\"**__\n";
    for _ in 0..5 {
        let mut server = TestServer::builder()
            .with_file("main.tex", main)
            .with_file("refs.bib", &refs)
            .optional("textDocument/publishDiagnostics")
            .start();
        server.open("main.tex", main);
        server.open("refs.bib", &refs);
        reported(&mut server, "main.tex", |it| it.iter().any(|it| it.contains("devlin")));
    }
}

#[test]
fn a_new_bibliography_counts_as_soon_as_it_is_opened() {
    for is_written in [true, false] {
        let main = "\\documentclass{article}\\begin{document}\n\\cite{knuth}\n";
        let mut server = TestServer::builder()
            .with_file("main.tex", main)
            .optional("textDocument/publishDiagnostics")
            .start();
        server.open("main.tex", main);
        reported(&mut server, "main.tex", |it| !it.is_empty());
        let refs = "@misc{knuth, title = {The Art}}\n";
        if is_written {
            std::fs::write(server.path("refs.bib"), refs).unwrap();
        }
        server.open("refs.bib", refs);
        let place = at(&server, "main.tex", 1, 7);
        until(&mut server, "textDocument/definition", &place, |it| !it.is_null());
    }
}

#[test]
fn links_are_where_they_are_after_their_lines_were_indented() {
    let main = "\\input{one}\n\\input{two}\n";
    let mut server = TestServer::builder()
        .with_file("main.tex", main)
        .with_file("one.tex", "One")
        .with_file("two.tex", "Two")
        .optional("textDocument/publishDiagnostics")
        .start();
    server.open("main.tex", main);
    let uri = server.uri("main.tex");
    let document = json!({"textDocument": {"uri": uri}});
    let starts = |links: &Value| -> Vec<u64> {
        let links = links.as_array().into_iter().flatten();
        links.map(|it| it["range"]["start"]["character"].as_u64().unwrap()).collect()
    };
    until(&mut server, "textDocument/documentLink", &document, |it| starts(it) == [7, 7]);
    server.change("main.tex", 2, Some([0, 0, 1, 11]), "  \\input{one}\n    \\input{two}");
    let links = server.request("textDocument/documentLink", document.clone());
    assert_eq!(starts(&links), [9, 11]);
    server.change("main.tex", 3, Some([0, 0, 0, 13]), "\\input{one}");
    let links = server.request("textDocument/documentLink", document);
    assert_eq!(starts(&links), [7, 11]);
    let place = at(&server, "main.tex", 1, 12);
    assert_ne!(server.request("textDocument/definition", place), Value::Null);
}

#[test]
fn what_an_entry_holds_is_no_markup_on_its_card() {
    let refs = "@misc{evil, title = {http://a.b<img src=x> \u{202e}![x](command:y) \u{1b}[31m}, \
                author = {{[a]: http://c}}, url = {http://h\n\n[h]: command:z\n}}\n";
    let main = "\\bibliography{refs}\\cite{evil}\n";
    let mut server = TestServer::builder()
        .with_file("main.tex", main)
        .with_file("refs.bib", refs)
        .capabilities(json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}))
        .optional("textDocument/publishDiagnostics")
        .start();
    server.open("main.tex", main);
    let place = at(&server, "main.tex", 0, 27);
    let card = until(&mut server, "textDocument/hover", &place, |it| !it.is_null());
    let card = card["contents"]["value"].as_str().unwrap();
    for raw in ["http://a.b", "b<img", "![x](", "\u{202e}", "\u{1b}", "\n[h]", "[a]:"] {
        assert!(!card.contains(raw), "{raw:?} in {card}");
    }
    assert!(card.contains("(http://h%5Bh%5D:%20command:z)") || card.contains("[h]("), "{card}");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_no_documents() {
    let chapter = "\\cite{knuth}\n";
    let builder = TestServer::builder().with_file("a/b/one.tex", chapter).with_file("a/b/x.bib", "");
    let mut server = builder.optional("textDocument/publishDiagnostics").start();
    // Beside what is walked: in folders that are only looked through for a root.
    let made = std::process::Command::new("mkfifo").arg(server.path("a/pipe.tex")).status();
    assert!(made.unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", server.path("a/zero.tex")).unwrap();
    server.open("a/b/one.tex", chapter);
    let place = json!({"query": "knuth"});
    server.request("workspace/symbol", place);
    let uri = server.uri("a/b/one.tex");
    let status = json!({"command": "lacuna.status", "arguments": [{"uri": uri}]});
    let read = |it: &Value| !it["text"].as_str().unwrap().contains("still being read");
    until(&mut server, "workspace/executeCommand", &status, read);
    // The loader is alive.
    std::fs::write(server.path("a/b/x.bib"), "@misc{knuth, title = {The Art}}\n").unwrap();
    let place = at(&server, "a/b/one.tex", 0, 7);
    until(&mut server, "textDocument/definition", &place, |it| !it.is_null());
}

#[test]
fn nothing_outside_a_workspace_that_is_not_trusted_is_read() {
    for trusted in [json!(true), json!(false), json!("false"), json!(0)] {
        let main = "\\bibliography{../other/refs}\\cite{knuth}\n";
        let mut server = TestServer::builder()
            .with_file("ws/main.tex", main)
            .with_file("other/refs.bib", "@misc{knuth, title = {The Art}}\n")
            .optional("textDocument/publishDiagnostics")
            .spawn();
        let mut params = server.initialize_params();
        let root = server.uri("ws");
        params["rootUri"] = json!(root);
        params["workspaceFolders"] = json!([{"uri": root, "name": "ws"}]);
        params["initializationOptions"] =
            json!({"trusted": trusted, "lacuna": {"completion": {"limit": 50}}});
        server.request("initialize", params);
        server.notify("initialized", json!({}));
        server.open("ws/main.tex", main);
        let place = at(&server, "ws/main.tex", 0, 36);
        if trusted == true {
            until(&mut server, "textDocument/definition", &place, |it| !it.is_null());
        } else {
            let messages = reported(&mut server, "ws/main.tex", |it| !it.is_empty());
            assert!(messages.iter().any(|it| it.contains("not trusted")), "{messages:?}");
            assert_eq!(server.request("textDocument/definition", place), Value::Null);
        }
    }
}

#[test]
fn an_edit_that_was_not_offered_is_not_applied() {
    let mut server = TestServer::builder()
        .capabilities(json!({"workspace": {"applyEdit": true}}))
        .with_file("main.tex", "")
        .start();
    let uri = server.uri("elsewhere.tex");
    let edit = json!({"documentChanges": [{"kind": "create", "uri": uri}]});
    let params = json!({"command": "lacuna.applyEdit", "arguments": [{"label": "x", "edit": edit}]});
    assert_eq!(server.request_error("workspace/executeCommand", params), -32602);
}

#[cfg(target_os = "linux")]
#[test]
fn of_what_a_client_does_not_read_not_everything_is_kept() {
    use std::io::{Read as _, Write as _};
    use std::process::{Command, Stdio};

    /// Answers of a megabyte each.
    const ASKED: usize = 1500;

    let mut child = Command::new(env!("CARGO_BIN_EXE_lacuna"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let status = format!("/proc/{}/status", child.id());
    let resident = move || -> usize {
        let status = std::fs::read_to_string(&status).unwrap();
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").trim().parse::<usize>().unwrap() >> 10
    };
    let document =
        json!({"uri": "untitled:a", "languageId": "latex", "version": 1, "text": "x ".repeat(1 << 19)});
    let message = |id: Option<usize>, method: &str, params: Value| {
        let mut message = json!({"jsonrpc": "2.0", "method": method, "params": params});
        if let Some(id) = id {
            message["id"] = json!(id);
        }
        crate::harness::frame(&message.to_string())
    };
    let opening = [
        message(Some(0), "initialize", json!({"capabilities": {}})),
        message(None, "initialized", json!({})),
        message(None, "textDocument/didOpen", json!({"textDocument": document})),
    ];
    let asked = (1..=ASKED)
        .map(|id| message(Some(id), "lacuna/document", json!({"textDocument": {"uri": "untitled:a"}})));
    let messages: Vec<String> = opening.into_iter().chain(asked).collect();
    let (sent, progress) = std::sync::mpsc::channel();
    let writer = std::thread::spawn(move || {
        for message in messages {
            input.write_all(message.as_bytes()).unwrap();
            sent.send(()).unwrap();
        }
        input
    });
    // Until nothing more is taken, and nothing more is made.
    while progress.recv_timeout(Duration::from_secs(2)).is_ok() {}
    let mut held = resident();
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let former = std::mem::replace(&mut held, resident());
        if held <= former + 5 {
            break;
        }
    }
    // Each answer comes once it is read.
    let mut read = Vec::new();
    (&mut output).take((ASKED << 20) as u64).read_to_end(&mut read).unwrap();
    drop(writer.join().unwrap());
    output.read_to_end(&mut read).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "it was not told to shut down");
    assert!(read.len() > ASKED << 20);
    assert!(held < 1000, "{held} MB are held");
}
