//! From a key to its entry, to its citations, and to another name.

use serde_json::{Value, json};

use crate::harness::TestServer;

const MAIN: &str = "\\documentclass{article}\\addbibresource{refs.bib}\n😀 \\cite{a, knuth}\n\\input{part}\n";
const PART: &str = "\\citep[p.~3]{knuth}\n";
const REFS: &str = "@book{knuth,\n  title = {The Art}\n}\n@inbook{k2, crossref = {knuth}}\n";

/// The server with the paper on disk and its main file open.
fn paper(capabilities: Value) -> TestServer {
    let mut server = TestServer::builder()
        .with_file("main.tex", MAIN)
        .with_file("part.tex", PART)
        .with_file("refs.bib", REFS)
        .capabilities(capabilities)
        .ignore("textDocument/publishDiagnostics")
        .start();
    server.open("main.tex", MAIN);
    server
}

fn at(server: &TestServer, name: &str, line: u32, character: u32) -> Value {
    json!({
        "textDocument": {"uri": server.uri(name)},
        "position": {"line": line, "character": character},
    })
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({"start": {"line": line, "character": start}, "end": {"line": line, "character": end}})
}

/// All references to `knuth`, once all files are read.
#[track_caller]
fn references(server: &mut TestServer) -> Value {
    let mut params = at(server, "main.tex", 1, 13);
    params["context"] = json!({"includeDeclaration": true});
    for _ in 0..500 {
        let found = server.request("textDocument/references", params.clone());
        if found.as_array().is_some_and(|it| it.len() == 4) {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("the files were never read");
}

#[track_caller]
fn definition(server: &mut TestServer) -> Value {
    references(server);
    let place = at(server, "main.tex", 1, 13);
    server.request("textDocument/definition", place)
}

#[test]
fn a_definition_is_a_link_that_names_both_ends() {
    let mut server = paper(json!({"textDocument": {"definition": {"linkSupport": true}}}));
    let link = json!({
        "originSelectionRange": range(1, 12, 17),
        "targetUri": server.uri("refs.bib"),
        "targetRange": {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 1}},
        "targetSelectionRange": range(0, 6, 11),
    });
    assert_eq!(definition(&mut server), json!([link]));
}

#[test]
fn a_definition_is_a_location_for_clients_without_links() {
    let mut server = paper(json!({}));
    let location = json!({"uri": server.uri("refs.bib"), "range": range(0, 6, 11)});
    assert_eq!(definition(&mut server), json!([location]));
}

#[test]
fn references_are_found_in_files_that_are_not_open() {
    let mut server = paper(json!({}));
    let found = references(&mut server);
    let place = |name: &str, range: Value| json!({"uri": server.uri(name), "range": range});
    let expected = [
        place("main.tex", range(1, 12, 17)),
        place("part.tex", range(0, 13, 18)),
        place("refs.bib", range(0, 6, 11)),
        place("refs.bib", range(3, 24, 29)),
    ];
    assert_eq!(found, json!(expected));
}

#[test]
fn highlights_tell_what_defines_from_what_names() {
    let mut server = paper(json!({}));
    references(&mut server);
    let place = at(&server, "refs.bib", 3, 26);
    let found = server.request("textDocument/documentHighlight", place);
    let expected = json!([{"range": range(0, 6, 11), "kind": 3}, {"range": range(3, 24, 29), "kind": 2}]);
    assert_eq!(found, expected);
}

#[test]
fn the_range_to_rename_is_the_key_alone() {
    let mut server = paper(json!({"textDocument": {"rename": {"prepareSupport": true}}}));
    assert_eq!(server.initialized["capabilities"]["renameProvider"]["prepareProvider"], true);
    let place = at(&server, "main.tex", 1, 14);
    let found = server.request("textDocument/prepareRename", place);
    assert_eq!(found, json!({"range": range(1, 12, 17), "placeholder": "knuth"}));
    let place = at(&server, "main.tex", 1, 4);
    let command = server.request("textDocument/prepareRename", place);
    assert_eq!(command, Value::Null);
}

fn rename(server: &TestServer, new: &str) -> Value {
    let mut params = at(server, "main.tex", 1, 13);
    params["newName"] = json!(new);
    params
}

#[test]
fn a_rename_names_the_version_of_what_is_open_and_no_version_of_the_rest() {
    let mut server = paper(json!({"workspace": {"workspaceEdit": {
        "documentChanges": true, "changeAnnotationSupport": {},
    }}}));
    references(&mut server);
    let params = rename(&server, "taocp");
    let found = server.request("textDocument/rename", params);
    let edit = |range: Value| json!({"range": range, "newText": "taocp", "annotationId": "lacuna"});
    let file = |name: &str, version: Value, edits: Vec<Value>| json!({"textDocument": {"uri": server.uri(name), "version": version}, "edits": edits});
    let expected = json!({
        "documentChanges": [
            file("main.tex", json!(1), vec![edit(range(1, 12, 17))]),
            file("part.tex", Value::Null, vec![edit(range(0, 13, 18))]),
            file("refs.bib", Value::Null, vec![edit(range(0, 6, 11)), edit(range(3, 24, 29))]),
        ],
        "changeAnnotations": {"lacuna": {"label": "Rename to taocp", "needsConfirmation": false}},
    });
    assert_eq!(found, expected);
}

#[test]
fn a_rename_is_plain_changes_for_plain_clients() {
    let mut server = paper(json!({}));
    references(&mut server);
    let params = rename(&server, "taocp");
    let found = server.request("textDocument/rename", params);
    assert_eq!(found["changes"].as_object().unwrap().len(), 3);
    let edit = json!([{"range": range(1, 12, 17), "newText": "taocp"}]);
    assert_eq!(found["changes"][server.uri("main.tex")], edit);
    assert_eq!(found.get("documentChanges"), None);
}

#[test]
fn a_name_that_is_taken_or_unreadable_is_refused_in_words() {
    let mut server = paper(json!({}));
    references(&mut server);
    for (new, why) in [("k2", "`k2` is taken: refs.bib defines it"), ("a b", "`a b` cannot be a name")] {
        let params = rename(&server, new);
        let id = server.send_request("textDocument/rename", params);
        let response = server.response(id);
        assert_eq!(response["error"]["code"], -32803);
        assert!(response["error"]["message"].as_str().unwrap().starts_with(why), "{response}");
    }
}

#[test]
fn entries_in_the_document_itself_are_renamed_in_it() {
    const ALONE: &str = "\\begin{filecontents}{own.bib}\n@misc{x,\n  title = {T}}\n\\end{filecontents}\n\
                         \\documentclass{article}\\bibliography{own}\n\\cite{x}\n";
    let mut server =
        TestServer::builder().with_file("main.tex", ALONE).ignore("textDocument/publishDiagnostics").start();
    server.open("main.tex", ALONE);
    let place = at(&server, "main.tex", 5, 6);
    for _ in 0..500 {
        if server.request("textDocument/definition", place.clone()) != Value::Null {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let found = server.request("textDocument/definition", place);
    assert_eq!(found, json!([{"uri": server.uri("main.tex"), "range": range(1, 6, 7)}]));
    let mut params = at(&server, "main.tex", 1, 6);
    params["newName"] = json!("y");
    let edit = server.request("textDocument/rename", params);
    let edits = [range(1, 6, 7), range(5, 6, 7)].map(|it| json!({"range": it, "newText": "y"}));
    assert_eq!(edit["changes"], json!({server.uri("main.tex"): edits}));
}

#[test]
fn a_file_that_changes_on_disk_is_renamed_as_it_is_or_not_at_all() {
    let mut server = paper(json!({}));
    references(&mut server);
    std::fs::write(server.path("part.tex"), format!("A longer line: {PART}")).unwrap();
    let mut params = at(&server, "main.tex", 1, 13);
    params["newName"] = json!("taocp");
    for _ in 0..500 {
        let id = server.send_request("textDocument/rename", params.clone());
        let answer = server.response(id);
        if answer["error"]["code"] != -32803 {
            let edits = &answer["result"]["changes"][server.uri("part.tex")];
            assert_eq!(edits, &json!([{"range": range(0, 28, 33), "newText": "taocp"}]));
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("the file was never read again");
}
