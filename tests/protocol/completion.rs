//! Completion and hover over the wire.

use serde_json::{Value, json};

use crate::harness::{PATIENCE, TestServer};

const REFS: &str = "@article{vaswani2017attention, author = {Vaswani, Ashish}, title = {Attention Is All You Need}, year = 2017}\n@article{devlin2019bert, author = {Devlin, Jacob}, title = {{BERT}: Pre-training}, year = 2019}\n";

fn server(capabilities: Value, text: &str) -> TestServer {
    let mut server = TestServer::builder()
        .capabilities(capabilities)
        .ignore("textDocument/publishDiagnostics")
        .with_file("refs.bib", REFS)
        .with_file("main.tex", text)
        .start();
    server.open("main.tex", text);
    server
}

fn place(server: &TestServer, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": server.uri("main.tex")}, "position": {"line": line, "character": character}})
}

/// Asks until the bibliography is read.
fn complete(server: &mut TestServer, line: u32, character: u32) -> Value {
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let place = place(server, line, character);
        let list = server.request("textDocument/completion", place);
        if list["items"].as_array().is_some_and(|it| !it.is_empty()) {
            return list;
        }
        assert!(std::time::Instant::now() < deadline, "nothing is offered: {list}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn an_item_replaces_what_was_typed_and_passes_every_client_s_filter() {
    let mut server = server(json!({}), "é \\cite{attention need}\n");
    let list = complete(&mut server, 0, 22);
    assert_eq!(list["isIncomplete"], true);
    let item = &list["items"][0];
    assert_eq!(item["label"], "vaswani2017attention");
    // What was typed, then words by which the list holds while one types on.
    let filtered = item["filterText"].as_str().unwrap();
    assert!(filtered.starts_with("attention need vaswani2017attention "), "{filtered}");
    assert_eq!(
        item["textEdit"],
        json!({"newText": "vaswani2017attention", "range": {"start": {"line": 0, "character": 8}, "end": {"line": 0, "character": 22}}})
    );
    assert!(item["documentation"]["value"].as_str().unwrap().contains("Attention Is All You Need"));
}

#[test]
fn a_card_comes_later_for_clients_that_resolve() {
    let capabilities = json!({"textDocument": {"completion": {"completionItem": {
        "resolveSupport": {"properties": ["documentation"]}, "insertReplaceSupport": true,
        "documentationFormat": ["markdown"]}}}});
    let mut server = server(capabilities, "\\cite{bertX}\n");
    server.change("main.tex", 2, Some([0, 10, 0, 11]), "");
    let list = complete(&mut server, 0, 8);
    let item = list["items"][0].clone();
    assert!(item.get("documentation").is_none());
    assert_eq!(item["textEdit"]["insert"]["end"]["character"], 8);
    assert_eq!(item["textEdit"]["replace"]["end"]["character"], 10);
    let resolved = server.request("completionItem/resolve", item);
    assert!(resolved["documentation"]["value"].as_str().unwrap().starts_with("**BERT: Pre-training**"));
}

#[test]
fn a_card_says_why_an_entry_is_offered_for_an_empty_place() {
    let capabilities = json!({"textDocument": {"completion": {"completionItem": {
        "resolveSupport": {"properties": ["documentation"]}}}}});
    let text = "Devlin et al. pre-training it \\cite{}. More \\cite{vaswani2017attention}.\n";
    for capabilities in [capabilities, json!({})] {
        let resolves = capabilities["textDocument"].is_object();
        let mut server = server(capabilities, text);
        let list = complete(&mut server, 0, 36);
        let item = list["items"][0].clone();
        assert_eq!(item["label"], "devlin2019bert");
        let item = if resolves { server.request("completionItem/resolve", item) } else { item };
        let card = item["documentation"]["value"].as_str().unwrap();
        assert!(
            card.ends_with(
                "\n\nnamed: Devlin; shares: pre, training; beside what is cited nearby in the bibliography"
            ),
            "{card}"
        );
    }
    // What was typed is an answer by itself.
    let mut server = server(json!({}), "Devlin \\cite{dev}.\n");
    let list = complete(&mut server, 0, 16);
    let card = list["items"][0]["documentation"]["value"].as_str().unwrap();
    assert!(!card.contains("named"), "{card}");
}

#[test]
fn hover_speaks_the_client_s_format_and_counts_in_its_units() {
    let markdown = json!({"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}});
    for (capabilities, kind, begins) in [(markdown, "markdown", "**BERT"), (json!({}), "plaintext", "BERT")] {
        let mut server = server(capabilities, "😀 \\cite{devlin2019bert}\n");
        complete(&mut server, 0, 9);
        let place = place(&server, 0, 12);
        let hover = server.request("textDocument/hover", place);
        assert_eq!(hover["contents"]["kind"], kind);
        assert!(hover["contents"]["value"].as_str().unwrap().starts_with(begins), "{hover}");
        assert_eq!(hover["range"]["start"]["character"], 9);
        assert_eq!(hover["range"]["end"]["character"], 23);
    }
}
