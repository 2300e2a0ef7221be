//! The real binary under messages that no client would send: whatever comes, what is asked last is answered.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::ugly::{Random, run};

const METHODS: [&str; 34] = [
    "initialize",
    "initialized",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/didSave",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeConfiguration",
    "textDocument/hover",
    "textDocument/completion",
    "completionItem/resolve",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/documentSymbol",
    "workspace/symbol",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/rename",
    "textDocument/prepareRename",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/documentLink",
    "textDocument/inlayHint",
    "inlayHint/resolve",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/range",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "workspace/executeCommand",
    "$/cancelRequest",
    "$/setTrace",
    "lacuna/document",
    "\u{0}",
];

const TOOLS: [&str; 9] =
    ["check", "open_citations", "resolve", "search", "cite", "add_entry", "fix", "explain", "nothing"];

const COMMANDS: [&str; 8] = [
    "lacuna.search",
    "lacuna.candidates",
    "lacuna.openCitations",
    "lacuna.status",
    "lacuna.insertCitation",
    "lacuna.pasteBibtex",
    "lacuna.report",
    "lacuna.nothing",
];

const TEXT: &str = "\\documentclass{article}\n\\begin{document}\n😀 \\cite{a, b} ____ \\cite{} [?]\n\\bibliography{refs}\n\\end{document}\n";

/// What stands in messages, sometimes of the wrong kind.
fn value(random: &mut Random, uri: &str, depth: usize) -> Value {
    let place = |random: &mut Random| json!({"line": random.below(8), "character": random.below(40)});
    match random.below(24) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => json!(-1),
        3 => json!(u64::MAX),
        4 => json!(0.5),
        5 => json!(random.piece(&["", "main.tex", "file:///", "\\cite{", "a"])),
        6 => json!([]),
        7 if depth > 0 => json!([value(random, uri, depth - 1)]),
        _ => {
            let (at, to) = (place(random), place(random));
            let range = json!({"start": at, "end": to});
            let change =
                json!({"range": range, "text": random.piece(&["x", "\n\n", "\\cite{", "}", "____", ""])});
            let mut all = json!({
                "textDocument": {"uri": uri, "languageId": "latex", "version": random.below(9), "text": TEXT},
                "position": at, "positions": [at], "range": range, "newName": "new", "query": "a", "id": random.below(30),
                "context": {"diagnostics": [], "triggerKind": 1, "includeDeclaration": true},
                "contentChanges": [change], "changes": [{"uri": uri, "type": 2}], "settings": {"lacuna": {"completion": {"limit": 3}}},
                "command": random.pick(&COMMANDS), "arguments": [{"uri": uri, "position": at, "keys": ["a"], "query": "a", "text": "@misc{n,}"}],
                "label": "a", "data": {"uri": uri, "key": "a"}, "capabilities": {}, "previousResultIds": [], "value": "off",
            });
            if depth > 0 && random.below(3) == 0 {
                let names: Vec<String> = all.as_object().unwrap().keys().cloned().collect();
                let name = &names[random.below(names.len())];
                all[name] = value(random, uri, depth - 1);
            }
            all
        }
    }
}

fn start(arguments: &[&str], folder: &TempDir) -> Child {
    std::fs::write(folder.path().join("main.tex"), TEXT).unwrap();
    std::fs::write(folder.path().join("refs.bib"), "@misc{a, title = {A}}\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command
        .args(arguments)
        .env("LACUNA_LOG", "off")
        .env("HOME", folder.path().join("home"))
        .current_dir(folder.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

fn frame(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// Writes all of `wire` to the program and returns what it has written when it has ended.
fn talked(mut child: Child, wire: Vec<u8>) -> (Vec<u8>, Option<i32>) {
    let mut input = child.stdin.take().unwrap();
    let mut output = child.stdout.take().unwrap();
    let writing = std::thread::spawn(move || {
        let _ = input.write_all(&wire);
    });
    let mut heard = Vec::new();
    output.read_to_end(&mut heard).unwrap();
    writing.join().unwrap();
    (heard, child.wait().unwrap().code())
}

/// The bodies of frames that are sound.
fn bodies(mut heard: &[u8]) -> Vec<Value> {
    let mut all = Vec::new();
    let mut line = String::new();
    while BufRead::read_line(&mut heard, &mut line).unwrap() > 0 {
        let length =
            line.strip_prefix("Content-Length: ").and_then(|it| it.trim().parse::<usize>().ok()).unwrap();
        let (body, rest) = heard[2..].split_at(length);
        all.push(serde_json::from_slice(body).unwrap());
        (heard, line) = (rest, String::new());
    }
    all
}

#[test]
fn whatever_a_client_sends_its_last_question_is_answered() {
    run(
        8,
        |random| random.below(1 << 40),
        |random, _| {
            let folder = tempfile::tempdir().unwrap();
            let uri = format!("file://{}/main.tex", folder.path().display());
            let root = format!("file://{}", folder.path().display());
            let first = json!({"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": {"rootUri": root, "capabilities": {}}});
            let mut wire = frame(first.to_string().as_bytes());
            wire.extend(frame(br#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#));
            let mut asked = Vec::new();
            for id in 0..60 {
                let method = random.pick(&METHODS);
                let mut message =
                    json!({"jsonrpc": "2.0", "method": method, "params": value(random, &uri, 3)});
                let is_request = random.below(3) > 0;
                if is_request {
                    message["id"] = json!(id);
                }
                let mut body = message.to_string().into_bytes();
                match random.below(20) {
                    0 => body.truncate(random.below(body.len())),
                    1 => {
                        let at = random.below(body.len());
                        body[at] = random.below(256) as u8;
                    }
                    // No more than what is behind it can be lost in what looks like a longer message.
                    2 => wire.extend(random.bytes(
                        &["Content-Length: 9\r\n\r\n{}", "\r\n\r\n"],
                        &["{", "Content-Length:", "\r\n"],
                    )),
                    _ if is_request => asked.push(id),
                    _ => {}
                }
                wire.extend(frame(&body));
                if random.below(9) == 0 {
                    let name = ["main.tex", "refs.bib"][random.below(2)];
                    std::fs::write(
                        folder.path().join(name),
                        random.text(&[TEXT], &["\\cite{", "@misc{", "}"]),
                    )
                    .unwrap();
                }
            }
            // Debris may have swallowed the beginning of what follows it.
            wire.extend(b"\r\n\r\n".repeat(3));
            for body in [
                r#"{"jsonrpc":"2.0","method":"$/nothing"}"#,
                r#"{"jsonrpc":"2.0","id":"last","method":"shutdown"}"#,
                r#"{"jsonrpc":"2.0","method":"exit"}"#,
            ] {
                wire.extend(frame(body.as_bytes()));
            }
            let (heard, code) = talked(start(&[], &folder), wire);
            let answers = bodies(&heard);
            let of = |id: &Value| {
                answers.iter().filter(|it| it.get("method").is_none() && it["id"] == *id).count()
            };
            assert_eq!(code, Some(0), "{answers:#?}");
            assert_eq!((of(&json!("first")), of(&json!("last"))), (1, 1));
            for id in asked {
                assert!(of(&json!(id)) <= 1, "{id} was answered twice");
            }
            let faults: Vec<&Value> = answers.iter().filter(|it| it["error"]["code"] == -32603).collect();
            assert!(faults.is_empty(), "{faults:#?}");
        },
    );
}

#[test]
fn whatever_an_agent_sends_its_last_question_is_answered() {
    run(
        8,
        |random| random.below(1 << 40),
        |random, _| {
            let folder = tempfile::tempdir().unwrap();
            let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
            let mut wire = format!(
                "{}\n",
                json!({"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": hello})
            );
            wire += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
            for id in 0..40 {
                let arguments = json!({
                    "file": random.piece(&["main.tex", "../x", "/etc/passwd", ""]), "line": random.below(9), "query": random.piece(&["a", "", "\\"]),
                    "keys": ["a"], "text": value(random, "main.tex", 2), "bibtex": random.text(&["@misc{n, title = {N}}"], &["{", "}", "@"]),
                    "code": random.piece(&["unused-entry", "?"]), "limit": random.below(5), "place": 1, "title": "A", "authors": ["Wu"],
                });
                let params = match random.below(6) {
                    0 => value(random, "main.tex", 2),
                    _ => {
                        json!({"name": random.pick(&TOOLS), "arguments": arguments, "uri": "lacuna://paper"})
                    }
                };
                let method = random.pick(&[
                    "tools/call",
                    "tools/call",
                    "tools/call",
                    "resources/read",
                    "prompts/get",
                    "tools/list",
                    "ping",
                    "x",
                ]);
                wire +=
                    &format!("{}\n", json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
            }
            wire += "{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"method\":\"ping\"}\n";
            let mut child = start(&["mcp", "--root", "."], &folder);
            let mut input = child.stdin.take().unwrap();
            let output = BufReader::new(child.stdout.take().unwrap());
            let writing = std::thread::spawn(move || {
                input.write_all(wire.as_bytes()).unwrap();
                input
            });
            let last = output
                .lines()
                .map(|it| serde_json::from_str::<Value>(&it.unwrap()).unwrap())
                .find(|it| it["id"] == "last");
            assert!(last.is_some_and(|it| it["result"].is_object()), "the last question is answered");
            drop(writing.join().unwrap());
            assert!(child.wait().unwrap().success());
        },
    );
}
