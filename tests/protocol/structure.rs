//! Outlines, folds, selections and links.

use serde_json::{Value, json};

use crate::harness::TestServer;

const MAIN: &str = "\\section{Über 😀}\nText \\cite{}.\n\n\\begin{quote}\n  \\cite{a}\n\\end{quote}\n";
const REFS: &str = "@book{a,\n  title = {The Art},\n  doi = {10.1000/X},\n}\n";

fn server(capabilities: Value) -> TestServer {
    let mut server =
        TestServer::builder().capabilities(capabilities).ignore("textDocument/publishDiagnostics").start();
    server.open("main.tex", MAIN);
    server.open("refs.bib", REFS);
    server
}

#[track_caller]
fn ask(server: &mut TestServer, method: &str, name: &str) -> Value {
    let params = json!({"textDocument": {"uri": server.uri(name)}});
    server.request(method, params)
}

fn range(line: u32, start: u32, to_line: u32, end: u32) -> Value {
    json!({"start": {"line": line, "character": start}, "end": {"line": to_line, "character": end}})
}

#[test]
fn an_outline_is_a_tree_for_clients_that_take_one() {
    let nested = json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}});
    let mut server = server(nested);
    let found = ask(&mut server, "textDocument/documentSymbol", "main.tex");
    let section = &found[0];
    assert_eq!(section["name"], "Über 😀");
    assert_eq!(section["detail"], "1 citation, 1 open");
    assert_eq!(section["range"], range(0, 0, 5, 11));
    assert_eq!(section["selectionRange"], range(0, 0, 0, 17));
    assert_eq!(section["children"][0]["name"], "? {}");
    assert_eq!(section["children"][0]["range"], range(1, 10, 1, 12));
    let found = ask(&mut server, "textDocument/documentSymbol", "refs.bib");
    assert_eq!(found[0]["name"], "a");
    assert_eq!(found[0]["detail"], "The Art");
    assert_eq!(found[0]["children"][1]["detail"], "10.1000/X");
}

#[test]
fn an_outline_is_a_list_for_other_clients() {
    let mut server = server(json!({}));
    let found = ask(&mut server, "textDocument/documentSymbol", "main.tex");
    assert_eq!(found[1]["name"], "? {}");
    assert_eq!(found[1]["containerName"], "Über 😀");
    assert_eq!(found[1]["location"]["uri"], server.uri("main.tex"));
}

#[test]
fn a_question_mark_finds_the_open_citations_of_the_workspace() {
    let mut server = server(json!({}));
    let found = server.request("workspace/symbol", json!({"query": "?"}));
    assert_eq!(found[0]["name"], "? Text ____.");
    assert_eq!(found[0]["location"]["range"], range(1, 10, 1, 12));
    assert_eq!(found.as_array().unwrap().len(), 1);
}

#[test]
fn folds_name_columns_only_to_clients_that_fold_by_them() {
    let mut by_lines = server(json!({"textDocument": {"foldingRange": {"lineFoldingOnly": true}}}));
    let found = ask(&mut by_lines, "textDocument/foldingRange", "main.tex");
    let expected = [
        json!({"startLine": 0, "endLine": 5, "kind": "region"}),
        json!({"startLine": 3, "endLine": 4, "kind": "region"}),
    ];
    assert_eq!(found, json!(expected));
    drop(by_lines);
    let mut by_columns = server(json!({}));
    let found = ask(&mut by_columns, "textDocument/foldingRange", "refs.bib");
    let expected =
        json!([{"startLine": 0, "startCharacter": 8, "endLine": 2, "endCharacter": 20, "kind": "region"}]);
    assert_eq!(found, expected);
}

#[test]
fn a_selection_grows_for_each_position_asked_about() {
    let mut server = server(json!({}));
    let positions = json!([{"line": 4, "character": 8}, {"line": 99, "character": 0}]);
    let params = json!({"textDocument": {"uri": server.uri("main.tex")}, "positions": positions});
    let found = server.request("textDocument/selectionRange", params);
    assert_eq!(found[0]["range"], range(4, 8, 4, 9));
    assert_eq!(found[0]["parent"]["range"], range(4, 7, 4, 10));
    assert_eq!(found.as_array().unwrap().len(), 2);
}

#[test]
fn links_lead_to_the_web() {
    let mut server = server(json!({}));
    let found = ask(&mut server, "textDocument/documentLink", "refs.bib");
    let expected = json!([{"range": range(2, 9, 2, 18), "target": "https://doi.org/10.1000/x"}]);
    assert_eq!(found, expected);
}
