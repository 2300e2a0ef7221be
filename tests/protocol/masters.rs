//! Entries of master libraries: offered, marked, and copied into the project's bibliography once.

use serde_json::{Value, json};

use crate::harness::{PATIENCE, TestServer};

const MAIN: &str = "\\documentclass{article}\n\\begin{document}\nSee \\cite{own}, \\cite{deep le}.\n\
                    \\bibliography{refs}\n\\end{document}\n";
const REFS: &str = "@misc{own, title = {Deep Learning of Graphs}, author = {Wu, Kai}, year = 2020}\n";
const ZOTERO: &str = "@string{acl = \"ACL\"}\n\
    @misc{kai, title = {Deep {Learning} of Graphs}, author = {Kai Wu}, year = 2020}\n\
    @inproceedings{new,\n  title = {Deep Learning of Trees},\n  author = {Khan, Noor},\n  crossref = {volume}}\n\
    @proceedings{volume, title = {Proc.}, series = acl}\n\
    @inproceedings{twin, title = {Trees}, crossref = {volume}}\n";
/// What a copy of `new` brings.
const COPY: &str = "@string{acl = \"ACL\"}\n\n\
    @inproceedings{new,\n  title = {Deep Learning of Trees},\n  author = {Khan, Noor},\n  crossref = {volume}}\n\n\
    @proceedings{volume, title = {Proc.}, series = acl}\n";

/// A server with the paper open, for a client with or without versioned edits.
fn server(document_changes: bool) -> TestServer {
    server_for(document_changes, json!({"applied": true}))
}

/// The same, for a client that gives this answer when it is asked to apply an edit.
fn server_for(document_changes: bool, answer: Value) -> TestServer {
    let mut server = TestServer::builder()
        .answer("workspace/applyEdit", answer)
        .capabilities(json!({
            "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": document_changes}},
            "textDocument": {
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "isPreferredSupport": true},
            },
        }))
        .options(json!({"libraries": ["zotero.bib"]}))
        .ignore("textDocument/publishDiagnostics")
        .with_file("main.tex", MAIN)
        .with_file("refs.bib", REFS)
        .with_file("zotero.bib", ZOTERO)
        .start();
    server.open("main.tex", MAIN);
    server
}

/// The items for `deep le`, once both libraries can be searched.
#[track_caller]
fn items(server: &mut TestServer) -> Vec<Value> {
    let deadline = std::time::Instant::now() + PATIENCE;
    let place =
        json!({"textDocument": {"uri": server.uri("main.tex")}, "position": {"line": 2, "character": 29}});
    loop {
        let list = server.request("textDocument/completion", place.clone());
        let items = list["items"].as_array().cloned().unwrap_or_default();
        if items.len() > 1 || std::time::Instant::now() > deadline {
            return items;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// What a client does that accepts an item: it puts the key in and runs the command.
fn accept(server: &mut TestServer, item: &Value) -> Value {
    let key = item["label"].as_str().unwrap();
    server.change("main.tex", 2, Some([2, 22, 2, 29]), key);
    run(server, &item["command"])
}

fn run(server: &mut TestServer, command: &Value) -> Value {
    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    server.request("workspace/executeCommand", params)
}

fn append(line: u32, character: u32, text: &str) -> Value {
    let at = json!({"line": line, "character": character});
    json!([{"range": {"start": at, "end": at}, "newText": text}])
}

#[test]
fn an_entry_of_the_project_is_offered_once_and_one_of_a_master_library_is_marked() {
    let mut server = server(true);
    let items = items(&mut server);
    let labels: Vec<&Value> = items.iter().map(|it| &it["label"]).collect();
    assert_eq!(labels, ["own", "new"]);
    assert_eq!(items[0].get("command"), None);
    assert_eq!(items[1]["detail"], "Khan in zotero.bib: Deep Learning of Trees");
    assert_eq!(items[1]["command"]["title"], "Copy `new` from zotero.bib");
    let uri = server.uri("main.tex");
    assert_eq!(items[1]["command"]["arguments"], json!([{"uri": uri, "key": "new"}]));
}

#[test]
fn accepting_an_item_appends_the_entry_to_a_file_that_is_not_open() {
    for versioned in [true, false] {
        let mut server = server(versioned);
        let item = items(&mut server).remove(1);
        let answer = accept(&mut server, &item);
        let refs = server.uri("refs.bib");
        let edits = append(1, 0, &format!("\n{COPY}"));
        let expected = match versioned {
            true => {
                json!({"documentChanges": [{"textDocument": {"uri": refs, "version": null}, "edits": edits}]})
            }
            false => json!({"changes": {refs: edits}}),
        };
        assert_eq!(answer["edit"], expected);
        assert_eq!(server.next("workspace/applyEdit")["edit"], expected);
    }
}

#[test]
fn an_open_file_with_unsaved_edits_gets_the_entry_where_it_ends_now_and_once() {
    let mut server = server(true);
    let item = items(&mut server).remove(1);
    server.open("refs.bib", REFS);
    server.change("refs.bib", 2, Some([0, 0, 0, 0]), "@string{acl = \"mine\"}\n");
    server.change("refs.bib", 3, Some([2, 0, 2, 0]), "% end");
    let answer = accept(&mut server, &item);
    let (_, rest) = COPY.split_once("\n\n").unwrap();
    let edits = append(2, 5, &format!("\n\n{rest}"));
    let change = &answer["edit"]["documentChanges"][0];
    assert_eq!(
        *change,
        json!({"textDocument": {"uri": server.uri("refs.bib"), "version": 3}, "edits": edits})
    );
    server.next("workspace/applyEdit");
    server.change("refs.bib", 4, Some([2, 5, 2, 5]), &format!("\n\n{rest}"));
    assert_eq!(run(&mut server, &item["command"])["edit"], json!({"documentChanges": []}));
}

#[test]
fn what_a_picker_inserts_is_copied_too() {
    let mut server = server(true);
    items(&mut server);
    let found = server.request(
        "workspace/executeCommand",
        json!({"command": "lacuna.search", "arguments": [{"query": "deep learning"}]}),
    );
    let shown: Vec<_> = found.as_array().unwrap().iter().map(|it| (&it["key"], &it["master"])).collect();
    assert_eq!(shown, [(&json!("own"), &json!(false)), (&json!("new"), &json!(true))]);
    assert_eq!(found[1]["why"], "is copied from zotero.bib");
    let uri = server.uri("main.tex");
    let position = json!({"line": 2, "character": 13});
    let argument = json!({"uri": uri, "position": position, "keys": ["new", "volume"], "apply": false});
    let params = json!({"command": "lacuna.insertCitation", "arguments": [argument]});
    let changes = server.request("workspace/executeCommand", params)["edit"]["documentChanges"].clone();
    assert_eq!(changes[0]["edits"][0]["newText"], ",new,volume");
    assert_eq!(changes[1]["edits"], append(1, 0, &format!("\n{COPY}")));
}

/// The first fix of the undefined key `new`.
fn first_fix(server: &mut TestServer) -> Value {
    server.change("main.tex", 2, Some([2, 22, 2, 29]), "new");
    let uri = server.uri("main.tex");
    let at = json!({"line": 2, "character": 24});
    let context = json!({"diagnostics": []});
    let params = json!({"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context});
    server.request("textDocument/codeAction", params)[0].take()
}

#[test]
fn an_undefined_key_of_a_master_library_is_copied_by_the_first_fix() {
    let mut server = server(true);
    items(&mut server);
    let fix = first_fix(&mut server);
    assert_eq!(fix["title"], "Copy `new` from zotero.bib");
    assert_eq!(fix["isPreferred"], true);
    assert_eq!(fix.get("edit"), None, "the command can be run twice, an unversioned edit cannot");
    run(&mut server, &fix["command"]);
    let change = &server.next("workspace/applyEdit")["edit"]["documentChanges"][0];
    assert_eq!(change["edits"], append(1, 0, &format!("\n{COPY}")));
}

#[test]
fn a_client_that_applies_no_edits_is_given_no_command() {
    let mut server = TestServer::builder()
        .options(json!({"libraries": ["zotero.bib"]}))
        .ignore("textDocument/publishDiagnostics")
        .with_file("main.tex", MAIN)
        .with_file("refs.bib", REFS)
        .with_file("zotero.bib", ZOTERO)
        .start();
    server.open("main.tex", MAIN);
    let items = items(&mut server);
    assert_eq!((&items[1]["label"], items[1].get("command")), (&json!("new"), None));
}

/// Sends a command that copies this entry, and does not wait for its answer.
fn copy(server: &mut TestServer, key: &str) -> i64 {
    let argument = json!({"uri": server.uri("main.tex"), "key": key});
    let params = json!({"command": "lacuna.copyEntry", "arguments": [argument]});
    server.send_request("workspace/executeCommand", params)
}

/// The texts that the answer to a command appends.
#[track_caller]
fn appended(server: &mut TestServer, id: i64) -> Vec<String> {
    let response = server.response(id);
    let changes = response["result"]["edit"]["documentChanges"].as_array().expect("an edit").clone();
    let edits = changes.iter().flat_map(|it| it["edits"].as_array().unwrap());
    edits.map(|it| it["newText"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_entry_that_is_accepted_twice_before_the_first_copy_is_on_disk_is_appended_once() {
    let mut server = server(true);
    items(&mut server);
    let (first, second) = (copy(&mut server, "new"), copy(&mut server, "new"));
    assert_eq!(appended(&mut server, first), [format!("\n{COPY}")]);
    server.next("workspace/applyEdit");
    std::fs::write(server.path("refs.bib"), format!("{REFS}\n{COPY}")).unwrap();
    assert_eq!(appended(&mut server, second), [""; 0]);
}

#[test]
fn entries_that_share_a_parent_and_a_string_bring_them_once() {
    let mut server = server(true);
    items(&mut server);
    server.open("refs.bib", REFS);
    server.change("refs.bib", 2, Some([1, 0, 1, 0]), "% unsaved\n");
    let (first, second) = (copy(&mut server, "new"), copy(&mut server, "twin"));
    assert_eq!(appended(&mut server, first), [format!("\n{COPY}")]);
    server.next("workspace/applyEdit");
    // Somebody types meanwhile, which is not what is waited for.
    server.change("refs.bib", 3, Some([1, 0, 1, 1]), "%%");
    server.change("refs.bib", 4, Some([2, 0, 2, 0]), &format!("\n{COPY}"));
    // BibTeX wants a child before its parent.
    let twin = "@inproceedings{twin, title = {Trees}, crossref = {volume}}\n\n";
    assert_eq!(appended(&mut server, second), [twin]);
    let next = server.next("workspace/applyEdit");
    assert_eq!(next["edit"]["documentChanges"][0]["textDocument"]["version"], 4);
}

#[test]
fn what_the_client_refused_is_not_there() {
    for answer in [json!({"applied": false, "failureReason": "read only"}), Value::Null] {
        let mut server = server_for(true, answer);
        items(&mut server);
        for _ in 0..2 {
            let id = copy(&mut server, "new");
            assert_eq!(appended(&mut server, id), [format!("\n{COPY}")]);
            server.next("workspace/applyEdit");
        }
    }
}

#[test]
fn a_client_that_never_answers_holds_nothing_up_but_the_next_copy_for_a_moment() {
    let mut server = server_for(true, json!("never"));
    items(&mut server);
    let (first, second) = (copy(&mut server, "new"), copy(&mut server, "twin"));
    assert_eq!(appended(&mut server, first), [format!("\n{COPY}")]);
    let place =
        json!({"textDocument": {"uri": server.uri("main.tex")}, "position": {"line": 2, "character": 13}});
    assert_ne!(server.request("textDocument/hover", place), Value::Null);
    assert_eq!(appended(&mut server, second).len(), 1);
    server.next("workspace/applyEdit");
    server.next("workspace/applyEdit");
}

#[test]
fn a_position_that_was_edited_away_while_a_command_waited_is_not_filled() {
    let mut server = server(true);
    items(&mut server);
    let first = copy(&mut server, "new");
    let at = json!({"line": 2, "character": 13});
    let argument = json!({"uri": server.uri("main.tex"), "position": at, "keys": ["new"]});
    let params = json!({"command": "lacuna.insertCitation", "arguments": [argument]});
    let second = server.send_request("workspace/executeCommand", params);
    assert_eq!(appended(&mut server, first), [format!("\n{COPY}")]);
    server.next("workspace/applyEdit");
    server.change("main.tex", 2, Some([0, 0, 0, 0]), "%\n");
    std::fs::write(server.path("refs.bib"), format!("{REFS}\n{COPY}")).unwrap();
    assert_eq!(server.response(second)["error"]["code"], -32801);
}
