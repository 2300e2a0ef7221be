//! Hints, lenses, colours, and diagnostics for clients that ask for them.

use serde_json::{Value, json};

use crate::harness::TestServer;

const MAIN: &str =
    "\\documentclass{article}\\bibliography{refs}\n\\section{One}\n😀 \\cite{x1, none} \\cite{}\n";
const REFS: &str = "@book{x1, author = {Knuth, Donald}, title = {The Art}, year = 1968}\n@misc{y,}\n";

fn pulling() -> Value {
    json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    })
}

#[track_caller]
fn ask(server: &mut TestServer, method: &str, name: &str, more: Value) -> Value {
    let mut params = more;
    params["textDocument"] = json!({"uri": server.uri(name)});
    server.request(method, params)
}

fn open(capabilities: Value) -> TestServer {
    let mut server = TestServer::builder()
        .with_file("main.tex", MAIN)
        .with_file("refs.bib", REFS)
        .capabilities(capabilities)
        .answer("workspace/diagnostic/refresh", Value::Null)
        .ignore("textDocument/publishDiagnostics")
        .start();
    server.open("main.tex", MAIN);
    server.open("refs.bib", REFS);
    server
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({"start": {"line": line, "character": start}, "end": {"line": line, "character": end}})
}

#[test]
fn hints_stand_behind_keys_of_the_range_asked_for() {
    let mut server = open(json!({}));
    let found = ask(&mut server, "textDocument/inlayHint", "main.tex", json!({"range": range(2, 0, 99)}));
    assert_eq!(found[0]["position"], json!({"line": 2, "character": 11}));
    assert_eq!(found[0]["label"], "Knuth 1968");
    assert_eq!(found[0]["tooltip"]["kind"], "plaintext");
    assert_eq!(found.as_array().unwrap().len(), 1);
    let elsewhere = ask(&mut server, "textDocument/inlayHint", "main.tex", json!({"range": range(0, 0, 9)}));
    assert_eq!(elsewhere, json!([]));
}

#[test]
fn lenses_stand_above_sections_and_entries() {
    let mut server = open(json!({}));
    let lens =
        |range: Value, title: &str| json!({"range": range, "command": {"title": title, "command": ""}});
    let found = ask(&mut server, "textDocument/codeLens", "main.tex", json!({}));
    assert_eq!(found, json!([lens(range(1, 0, 13), "2 works, 1 open citation")]));
    let found = ask(&mut server, "textDocument/codeLens", "refs.bib", json!({}));
    let expected = [lens(range(0, 6, 8), "cited 1×: One"), lens(range(1, 6, 7), "not cited")];
    assert_eq!(found, json!(expected));
}

#[test]
fn tokens_are_relative_to_each_other() {
    let mut server = open(json!({}));
    let legend = &server.initialized["capabilities"]["semanticTokensProvider"]["legend"];
    assert_eq!(legend["tokenTypes"], json!(["variable", "string", "keyword"]));
    assert_eq!(legend["tokenModifiers"], json!(["undefined", "open", "certain", "doubtful"]));
    let tokens = json!([2, 9, 2, 0, 0, 0, 4, 4, 0, 1, 0, 11, 2, 2, 2]);
    let found = ask(&mut server, "textDocument/semanticTokens/full", "main.tex", json!({}));
    assert_eq!(found["data"], tokens);
    let part = json!({"range": range(2, 14, 15)});
    let found = ask(&mut server, "textDocument/semanticTokens/range", "main.tex", part);
    assert_eq!(found["data"], json!([2, 13, 4, 0, 1]));
}

#[test]
fn who_asks_for_diagnostics_is_sent_none() {
    let mut server = TestServer::builder()
        .capabilities(pulling())
        .answer("workspace/diagnostic/refresh", Value::Null)
        .start();
    let provider = json!({
        "identifier": "lacuna", "interFileDependencies": true, "workspaceDiagnostics": true,
    });
    assert_eq!(server.initialized["capabilities"]["diagnosticProvider"], provider);
    server.open("main.tex", MAIN);
    std::fs::write(server.path("refs.bib"), REFS).unwrap();
    let changes = json!({"changes": [{"uri": server.uri("refs.bib"), "type": 1}]});
    server.notify("workspace/didChangeWatchedFiles", changes);
    // Once the bibliography is read, the unknown key shows, which the client cannot know.
    let codes = |found: &Value| -> Vec<String> {
        let items = found["items"].as_array().unwrap().iter();
        items.map(|it| it["code"].as_str().unwrap().to_owned()).collect()
    };
    let mut found = ask(&mut server, "textDocument/diagnostic", "main.tex", json!({}));
    while codes(&found) != ["undefined-citation", "empty-citation"] {
        server.next("workspace/diagnostic/refresh");
        found = ask(&mut server, "textDocument/diagnostic", "main.tex", json!({}));
    }
    assert_eq!(found["kind"], "full");
    let known = json!({"previousResultId": found["resultId"]});
    let again = ask(&mut server, "textDocument/diagnostic", "main.tex", known.clone());
    assert_eq!(again["kind"], "unchanged");
    // An edit that changes nothing in the reports leaves them unchanged, one that does does not.
    server.change("main.tex", 2, Some([3, 0, 3, 0]), "words\n");
    let same = ask(&mut server, "textDocument/diagnostic", "main.tex", known.clone());
    assert_eq!(same["kind"], "unchanged");
    server.change("main.tex", 3, Some([1, 0, 1, 0]), "words\n");
    let moved = ask(&mut server, "textDocument/diagnostic", "main.tex", known);
    assert_eq!(moved["kind"], "full");
}

#[test]
fn the_whole_workspace_can_be_asked_for() {
    let mut server = open(pulling());
    let found = server.request("workspace/diagnostic", json!({"previousResultIds": []}));
    let items = found["items"].as_array().unwrap();
    let uris: Vec<&Value> = items.iter().map(|it| &it["uri"]).collect();
    assert_eq!(uris, [&json!(server.uri("main.tex")), &json!(server.uri("refs.bib"))]);
    assert_eq!(items[0]["version"], 1);
    // Once all files are read nothing changes any more.
    let mut found = found;
    for _ in 0..100 {
        let items = found["items"].as_array().unwrap();
        if items.iter().all(|it| it["kind"] == "unchanged") {
            return;
        }
        let known: Vec<Value> =
            items.iter().map(|it| json!({"uri": it["uri"], "value": it["resultId"]})).collect();
        found = server.request("workspace/diagnostic", json!({"previousResultIds": known}));
    }
    panic!("{found}");
}

#[test]
fn what_was_told_of_a_file_that_is_gone_is_taken_back() {
    let mut server = open(pulling());
    let gone = server.uri("gone.bib");
    let known = json!([{"uri": gone, "value": "1-17"}]);
    let found = server.request("workspace/diagnostic", json!({"previousResultIds": known}));
    let of_gone = found["items"].as_array().unwrap().iter().find(|it| it["uri"] == json!(gone)).unwrap();
    assert_eq!((&of_gone["kind"], &of_gone["items"]), (&json!("full"), &json!([])));
}

#[test]
fn a_client_that_cannot_be_told_to_ask_again_is_sent_diagnostics() {
    let mut server = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .capabilities(json!({"textDocument": {"diagnostic": {}}}))
        .start();
    assert_eq!(server.initialized["capabilities"].get("diagnosticProvider"), None);
    server.open("main.tex", "\\cite{}");
    let sent = server.diagnostics("main.tex");
    assert!(
        sent["diagnostics"].as_array().unwrap().iter().any(|it| it["code"] == "empty-citation"),
        "{sent}"
    );
}
