//! Code actions and commands: what they offer, and how their edits reach the client.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Builder, TestServer};

const MAIN: &str = "\\documentclass{article}\n\\begin{document}\n😀 So \
                    __**Devlin et al., \"BERT: Pre-training\"**__ and ____ here.\nThen~\\citep{wu,}.\n\
                    \\bibliography{refs}\n\\end{document}\n";
const REFS: &str = "@misc{devlin, author = {Devlin, Jacob}, title = {{BERT}: Pre-training}, year = 2019}\n\
                    @misc{wu, author = {Wu, Kai}, title = {Graphs}}\n";

/// What an able client declares.
fn able() -> Value {
    json!({
        "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}},
        "window": {"showDocument": {"support": true}},
        "textDocument": {
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "isPreferredSupport": true},
            "publishDiagnostics": {"dataSupport": true},
        },
    })
}

fn paper() -> Builder {
    TestServer::builder().with_file("refs.bib", REFS).ignore("textDocument/publishDiagnostics")
}

/// The server with the paper open and its bibliography read.
#[track_caller]
fn started(builder: Builder) -> TestServer {
    let mut server = builder.with_file("main.tex", MAIN).start();
    server.open("main.tex", MAIN);
    for _ in 0..500 {
        if run(&mut server, "lacuna.search", json!({"query": "bert"})) != json!([]) {
            return server;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the bibliography is not read");
}

#[track_caller]
fn run(server: &mut TestServer, command: &str, argument: Value) -> Value {
    server.request("workspace/executeCommand", json!({"command": command, "arguments": [argument]}))
}

#[track_caller]
fn actions(server: &mut TestServer, line: u32, character: u32, only: Option<&str>) -> Vec<Value> {
    let at = json!({"line": line, "character": character});
    let mut context = json!({"diagnostics": []});
    if let Some(only) = only {
        context["only"] = json!([only]);
    }
    let uri = server.uri("main.tex");
    let params = json!({"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context});
    server.request("textDocument/codeAction", params).as_array().unwrap().clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|it| it["title"].as_str().unwrap()).collect()
}

/// The edit of the prose citation in `MAIN`.
fn cited(server: &TestServer) -> Value {
    json!({"documentChanges": [{
        "textDocument": {"uri": server.uri("main.tex"), "version": 1},
        "edits": [{
            "range": {"start": {"line": 2, "character": 5}, "end": {"line": 2, "character": 49}},
            "newText": "~\\citep{devlin}",
        }],
    }]})
}

#[test]
fn a_quick_fix_names_its_diagnostic_and_carries_a_versioned_edit() {
    let mut server = started(paper().capabilities(able()));
    let offered = actions(&mut server, 2, 20, None);
    assert_eq!(
        titles(&offered),
        ["Cite Devlin (2019): BERT: Pre-training", "Ignore this prose-citation report"]
    );
    let fix = &offered[0];
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(fix["diagnostics"][0]["code"], "prose-citation");
    assert_eq!(fix["diagnostics"][0]["data"]["verdict"], "match");
    assert_eq!(fix["edit"], cited(&server));
}

#[test]
fn only_the_kinds_that_are_wanted_are_offered() {
    let mut server = started(paper().capabilities(able()));
    assert_eq!(actions(&mut server, 2, 20, Some("refactor")), [] as [Value; 0]);
    let fixes = actions(&mut server, 0, 0, Some("source.fixAll"));
    assert_eq!(titles(&fixes), ["Fix all that is certain"]);
    assert_eq!(fixes[0]["edit"]["documentChanges"][0]["edits"].as_array().unwrap().len(), 2);
    let kinds = &server.initialized["capabilities"]["codeActionProvider"]["codeActionKinds"];
    assert_eq!(*kinds, json!(["quickfix", "refactor.rewrite", "source.fixAll.lacuna"]));
}

#[test]
fn a_client_without_action_literals_gets_commands() {
    let mut server = started(paper().capabilities(json!({"workspace": {"applyEdit": true}})));
    let offered = actions(&mut server, 2, 20, None);
    assert_eq!(offered[0]["command"], "lacuna.applyEdit");
    let params = json!({"command": "lacuna.applyEdit", "arguments": offered[0]["arguments"]});
    assert_eq!(server.request("workspace/executeCommand", params), Value::Null);
    let applied = server.next("workspace/applyEdit");
    assert_eq!(applied["edit"]["changes"][server.uri("main.tex")][0]["newText"], "~\\citep{devlin}");
}

#[test]
fn open_citations_are_listed_and_stepped_through() {
    let mut server = started(paper().capabilities(able()));
    let listed = run(&mut server, "lacuna.openCitations", json!({}));
    let rules: Vec<&Value> = listed.as_array().unwrap().iter().map(|it| &it["rule"]).collect();
    assert_eq!(rules, ["prose-citation", "masked-citation", "empty-citation"]);
    assert_eq!(listed[0]["candidates"][0]["key"], "devlin");
    assert_eq!(listed[1]["sentence"], "😀 So and ____ here.");
    let uri = server.uri("main.tex");
    let at = |line, character| json!({"uri": uri, "position": {"line": line, "character": character}});
    let next = run(&mut server, "lacuna.nextOpenCitation", at(2, 30));
    assert_eq!(next["range"]["start"], json!({"line": 2, "character": 54}));
    let round = run(&mut server, "lacuna.nextOpenCitation", at(4, 0));
    assert_eq!(round["range"]["start"], json!({"line": 2, "character": 10}));
    let before = run(&mut server, "lacuna.previousOpenCitation", at(0, 0));
    assert_eq!(before["range"]["start"]["line"], 3);
}

#[test]
fn citations_are_inserted_by_the_client_or_by_itself() {
    let mut server = started(paper().capabilities(able()));
    let uri = server.uri("main.tex");
    let mut argument =
        json!({"uri": uri, "position": {"line": 2, "character": 54}, "keys": ["wu", "devlin"]});
    let answer = run(&mut server, "lacuna.insertCitation", argument.clone());
    let applied = server.next("workspace/applyEdit");
    assert_eq!(applied["edit"], answer["edit"]);
    assert_eq!(answer["edit"]["documentChanges"][0]["edits"][0]["newText"], "~\\citep{wu,devlin}");
    argument["apply"] = json!(false);
    assert_eq!(run(&mut server, "lacuna.insertCitation", argument), answer);
    let answer = run(&mut server, "lacuna.fillAllCertain", json!({"uri": uri, "apply": false}));
    assert_eq!(answer["edit"]["documentChanges"][0]["edits"].as_array().unwrap().len(), 2);
    let at = json!({"uri": uri, "position": {"line": 2, "character": 54}, "apply": false});
    let answer = run(&mut server, "lacuna.suppress", at);
    let text = &answer["edit"]["documentChanges"][0]["edits"][0]["newText"];
    assert_eq!(*text, " % lacuna: ignore[masked-citation: \"____\"]");
}

#[test]
fn no_edit_is_lost_however_many_follow_each_other() {
    let mut server = started(paper().capabilities(able()));
    let argument =
        json!({"uri": server.uri("main.tex"), "position": {"line": 2, "character": 54}, "keys": ["wu"]});
    for _ in 0..20 {
        let answer = run(&mut server, "lacuna.insertCitation", argument.clone());
        assert_eq!(server.next("workspace/applyEdit")["edit"], answer["edit"]);
    }
}

#[test]
fn bibtex_is_pasted_into_the_bibliography_and_cited() {
    let mut server = started(paper().capabilities(able()));
    let uri = server.uri("main.tex");
    let bibtex =
        "@article{x, author = {Kai Wu}, title = {Graphs}}\n@misc{ott, author = {Ott, M}, title = {Fairseq}}";
    let argument = json!({"uri": uri, "position": {"line": 2, "character": 54}, "text": bibtex});
    let answer = run(&mut server, "lacuna.pasteBibtex", argument);
    assert_eq!((&answer["keys"], &answer["added"]), (&json!(["wu", "ott"]), &json!(["ott"])));
    assert_eq!(server.next("workspace/applyEdit")["edit"], answer["edit"]);
    let new = |file: usize| answer["edit"]["documentChanges"][file]["edits"][0]["newText"].clone();
    assert_eq!(new(0), "\n@misc{ott, author = {Ott, M}, title = {Fairseq}}\n");
    assert_eq!(new(1), "~\\citep{wu,ott}");
    let only_added = json!({"uri": uri, "text": bibtex, "apply": false});
    let answer = run(&mut server, "lacuna.pasteBibtex", only_added);
    assert_eq!(answer["edit"]["documentChanges"].as_array().unwrap().len(), 1);
}

#[test]
fn the_status_tells_what_is_seen() {
    let mut server = started(paper().capabilities(able()));
    let uri = server.uri("main.tex");
    let told = run(&mut server, "lacuna.status", json!({"uri": uri}));
    let project = &told["documents"][0]["projects"][0];
    assert!(project["bibliographies"][0]["path"].as_str().unwrap().ends_with("refs.bib"));
    assert!(told["text"].as_str().unwrap().contains("main.tex: open in the editor"));
    let all = run(&mut server, "lacuna.status", json!({}));
    assert_eq!(all["documents"][0]["projects"], told["documents"][0]["projects"]);
}

#[test]
fn the_report_is_a_page_for_a_panel() {
    let mut server = started(paper().capabilities(able()));
    let uri = server.uri("main.tex");
    let page = run(&mut server, "lacuna.report", json!({"uri": uri}));
    let html = page["html"].as_str().unwrap();
    assert!(html.starts_with("<!doctype html>") && html.contains("default-src 'none'"), "{html}");
    assert!(html.contains("main.tex\" data-line=\""), "{html}");
    assert!(!html.contains("vscode://"), "{html}");
    assert_eq!(run(&mut server, "lacuna.report", json!({}))["title"], page["title"]);
}

#[test]
fn entries_are_searched_and_candidates_named() {
    let mut server = started(paper().capabilities(able()));
    let found = run(&mut server, "lacuna.search", json!({"query": "graph wu", "limit": 3}));
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!((&found[0]["key"], &found[0]["library"]), (&json!("wu"), &json!("refs.bib")));
    assert_eq!((&found[0]["master"], &found[0]["label"]), (&json!(false), &json!("Wu")));
    let uri = server.uri("main.tex");
    let at = json!({"uri": uri, "position": {"line": 2, "character": 20}});
    let offered = run(&mut server, "lacuna.candidates", at);
    assert_eq!(offered[0]["label"], "Devlin (2019)");
    assert_eq!(offered[0]["why"], "the same title and first author");
}

#[test]
fn pages_are_opened_by_the_client() {
    let mut server = started(paper().capabilities(able()));
    run(&mut server, "lacuna.openUrl", json!({"url": "https://example.org/?q=a"}));
    let shown = server.next("window/showDocument");
    assert_eq!(shown, json!({"uri": "https://example.org/?q=a", "external": true}));
}

#[test]
fn what_makes_no_sense_is_an_error_and_no_crash() {
    let mut server = started(paper().capabilities(able()));
    let uri = server.uri("main.tex");
    let there = json!({"line": 9999, "character": 9999});
    for (command, argument) in [
        ("lacuna.nothing", json!({})),
        ("lacuna.openUrl", json!({"url": "file:///etc/passwd"})),
        ("lacuna.openUrl", json!({})),
        ("lacuna.candidates", json!({"uri": "file:///nowhere.tex", "position": there})),
        ("lacuna.candidates", json!({"uri": uri})),
        ("lacuna.report", json!({"uri": "file:///nowhere.tex"})),
        ("lacuna.search", json!({"query": 7})),
        ("lacuna.suppress", json!({"uri": uri, "position": {"line": 0, "character": 0}})),
        ("lacuna.insertCitation", json!({"uri": uri, "position": there, "keys": ["nobody"]})),
        ("lacuna.insertCitation", json!({"uri": uri, "position": there, "keys": []})),
        ("lacuna.insertCitation", json!({"uri": uri, "position": there, "keys": "devlin"})),
        ("lacuna.nextOpenCitation", json!({"uri": uri})),
        ("lacuna.openCitations", json!({"uri": "file:///nowhere.tex"})),
        ("lacuna.pasteBibtex", json!({"uri": uri, "position": there})),
        ("lacuna.pasteBibtex", json!({"uri": uri, "position": there, "text": "no BibTeX"})),
    ] {
        let params = json!({"command": command, "arguments": [argument]});
        assert_eq!(server.request_error("workspace/executeCommand", params), -32602, "{command}");
    }
    assert_eq!(
        run(&mut server, "lacuna.candidates", json!({"uri": uri, "position": there, "limit": 0})),
        json!([])
    );
}
