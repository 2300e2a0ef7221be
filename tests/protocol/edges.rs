//! Places and names at the edge of what there is: behind the end of a line, inside a character, of files that
//! nobody opened, with signs in their names that a URI spells otherwise.

use serde_json::{Value, json};

use crate::harness::{PATIENCE, TestServer};

const REFS: &str = "@misc{knuth, title = {The Art}}\n@misc{lamport, title = {A System}}\n";

/// The server with these files on disk, the first of them open, and every bibliography read.
fn server(capabilities: Value, files: &[(&str, &str)]) -> TestServer {
    let mut builder =
        TestServer::builder().capabilities(capabilities).optional("textDocument/publishDiagnostics");
    for (name, text) in files {
        builder = builder.with_file(name, text);
    }
    let mut server = builder.start();
    if !files[0].0.contains('#') {
        server.open(files[0].0, files[0].1);
    }
    server
}

fn at(server: &TestServer, name: &str, line: u32, character: u32) -> Value {
    json!({
        "textDocument": {"uri": server.uri(name)},
        "position": {"line": line, "character": character},
    })
}

/// Asks until there is an answer other than `null`.
#[track_caller]
fn answer(server: &mut TestServer, method: &str, params: &Value) -> Value {
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let found = server.request(method, params.clone());
        if !found.is_null() && found["items"] != json!([]) {
            return found;
        }
        assert!(std::time::Instant::now() < deadline, "{method} at {params} is never answered");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_place_behind_the_end_of_a_line_is_the_end_of_the_line() {
    let mut server =
        server(json!({}), &[("main.tex", "Text \\cite{knu\nand\n\\cite{knuth}"), ("refs.bib", REFS)]);
    let place = at(&server, "main.tex", 0, 999);
    let list = answer(&mut server, "textDocument/completion", &place);
    assert_eq!(list["items"][0]["label"], "knuth");
    assert_eq!(
        list["items"][0]["textEdit"]["range"],
        json!({"start": {"line": 0, "character": 11}, "end": {"line": 0, "character": 14}})
    );
    let place = at(&server, "main.tex", 1, 999);
    assert_eq!(server.request("textDocument/completion", place), Value::Null);
    for (line, character) in [(1, 999), (2, 999), (99, 0), (99, 999), (u32::MAX >> 1, u32::MAX >> 1)] {
        for method in
            ["hover", "completion", "definition", "prepareRename", "documentHighlight", "selectionRange"]
        {
            let mut params = at(&server, "main.tex", line, character);
            params["positions"] = json!([params["position"]]);
            server.request(&format!("textDocument/{method}"), params);
        }
    }
}

#[test]
fn edits_in_impossible_places_are_clamped_in_turn() {
    let mut server = server(json!({}), &[("main.tex", "a😀b\r\nc\r\n")]);
    let text = |server: &mut TestServer| server.document("main.tex")["text"].as_str().unwrap().to_owned();
    // Inside the surrogate pair: before it.
    server.change("main.tex", 2, Some([0, 2, 0, 2]), "x");
    assert_eq!(text(&mut server), "ax😀b\r\nc\r\n");
    // Inside the line end, which begins behind the fifth unit: before it.
    server.change("main.tex", 3, Some([0, 6, 0, 6]), "y");
    assert_eq!(text(&mut server), "ax😀by\r\nc\r\n");
    // The ends the wrong way round.
    server.change("main.tex", 4, Some([0, 5, 0, 4]), "B");
    assert_eq!(text(&mut server), "ax😀By\r\nc\r\n");
    server.change("main.tex", 5, Some([9, 9, 7, 7]), "end");
    assert_eq!(text(&mut server), "ax😀By\r\nc\r\nend");
    // Several at once: each is meant for the text that the one before it left, also where they overlap.
    let range = |from: [u32; 2], to: [u32; 2]| json!({"start": {"line": from[0], "character": from[1]}, "end": {"line": to[0], "character": to[1]}});
    server.notify(
        "textDocument/didChange",
        json!({
            "textDocument": {"uri": server.uri("main.tex"), "version": 6},
            "contentChanges": [
                {"range": range([0, 0], [1, 1]), "text": "one\ntwo"},
                {"range": range([0, 1], [1, 1]), "text": ""},
                {"range": range([0, 1], [0, 999]), "text": "\\cite{}"},
            ],
        }),
    );
    assert_eq!(text(&mut server), "o\\cite{}\r\nend");
}

#[test]
fn places_are_counted_alike_in_both_kinds_of_file_in_every_encoding() {
    // `é` in two characters, one of four bytes: 3 + 4 bytes, 2 + 2 units of UTF-16, 2 + 1 characters.
    let main = "e\u{301}😀\\cite{knuth}\n\\bibliography{refs}\n";
    let refs = "e\u{301}😀@misc{knuth, title = {A}}\n";
    for (encoding, before) in [("utf-8", 7), ("utf-16", 4), ("utf-32", 3)] {
        let capabilities = json!({"general": {"positionEncodings": [encoding]}});
        let mut server = server(capabilities, &[("main.tex", main), ("refs.bib", refs)]);
        let place = at(&server, "main.tex", 0, before + 6);
        let found = answer(&mut server, "textDocument/definition", &place);
        assert_eq!(found[0]["range"]["start"], json!({"line": 0, "character": before + 6}), "{encoding}");
        server.open("refs.bib", refs);
        let mut params = at(&server, "refs.bib", 0, before + 8);
        params["newName"] = json!("taocp");
        let edits = server.request("textDocument/rename", params);
        for name in ["main.tex", "refs.bib"] {
            let range = &edits["changes"][server.uri(name)][0]["range"];
            let expected = json!({
                "start": {"line": 0, "character": before + 6},
                "end": {"line": 0, "character": before + 11},
            });
            assert_eq!(*range, expected, "{name} in {encoding}");
        }
    }
}

#[test]
fn a_document_that_nobody_opened_is_answered_with_nothing() {
    let mut server = server(json!({}), &[("main.tex", "\\cite{knuth}\n"), ("refs.bib", REFS)]);
    for name in [
        "unknown.tex",
        "untitled:Untitled-9",
        "git:/a/b.tex?ref",
        "vscode-notebook-cell:/a.ipynb#W0",
        "file://server/share/a.tex",
    ] {
        for method in [
            "hover",
            "completion",
            "definition",
            "references",
            "documentSymbol",
            "documentHighlight",
            "foldingRange",
            "documentLink",
            "inlayHint",
            "codeAction",
            "prepareRename",
        ] {
            let mut params = at(&server, name, 0, 7);
            params["range"] = json!({"start": params["position"], "end": params["position"]});
            params["context"] = json!({"includeDeclaration": true, "diagnostics": [], "triggerKind": 1});
            let found = server.request(&format!("textDocument/{method}"), params);
            let nothing = found.is_null() || found == json!([]) || found["items"] == json!([]);
            assert!(nothing, "{method} of {name}: {found}");
        }
        let mut params = at(&server, name, 0, 7);
        params["newName"] = json!("new");
        assert_eq!(server.request("textDocument/rename", params), Value::Null);
    }
}

#[test]
fn signs_in_names_that_a_uri_spells_otherwise() {
    let text = "\\cite{knuth}\\bibliography{lit & co+ü/refs [1]}\n";
    let mut server =
        server(json!({}), &[("a 100%#c/main+1.tex", text), ("a 100%#c/lit & co+ü/refs [1].bib", REFS)]);
    let folder = server.path("").display().to_string();
    let folder = folder.trim_end_matches('/');
    // Two clients' spellings of one file.
    for name in ["a%20100%25%23c/main%2B1.tex", "a%20100%25%23c/main+1.tex"] {
        let uri = format!("file://{folder}/{name}");
        server.open(&uri, text);
        let place = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 8}});
        let found = answer(&mut server, "textDocument/definition", &place);
        let bib = found[0]["uri"].as_str().unwrap();
        assert!(bib.ends_with("/a%20100%25%23c/lit%20&%20co+%C3%BC/refs%20[1].bib"), "{bib}");
        server.close(&uri);
    }
}

#[cfg(unix)]
#[test]
fn a_file_opened_by_a_link_to_it_is_a_document_of_the_paper() {
    let folder = TestServer::builder()
        .optional("textDocument/publishDiagnostics")
        .with_file("real/main.tex", "\\cite{knuth} \\cite{nokeyatall}\\bibliography{refs}\n")
        .with_file("real/refs.bib", REFS);
    let mut server = folder.start();
    std::os::unix::fs::symlink(server.path("real"), server.path("link")).unwrap();
    server.open("link/main.tex", "\\cite{knuth} \\cite{nokeyatall}\\bibliography{refs}\n");
    let place = at(&server, "link/main.tex", 0, 7);
    let found = answer(&mut server, "textDocument/definition", &place);
    assert_eq!(found[0]["uri"], server.uri("link/refs.bib"));
}

#[test]
fn nothing_between_two_keys_can_be_renamed() {
    let mut server =
        server(json!({}), &[("main.tex", "\\cite{knuth , lamport}  text\n"), ("refs.bib", REFS)]);
    let place = at(&server, "main.tex", 0, 8);
    answer(&mut server, "textDocument/definition", &place);
    for character in [12, 13, 23, 26] {
        let place = at(&server, "main.tex", 0, character);
        assert_eq!(server.request("textDocument/prepareRename", place), Value::Null, "{character}");
    }
    // A card is of the key that the cursor touches, of all of them on the command, of none between them.
    for (character, range) in
        [(8, Some([6, 11])), (11, Some([6, 11])), (2, Some([0, 5])), (12, None), (13, None)]
    {
        let place = at(&server, "main.tex", 0, character);
        let found = server.request("textDocument/hover", place);
        let expected = range.map(|[from, to]: [u32; 2]| {
            json!({"start": {"line": 0, "character": from}, "end": {"line": 0, "character": to}})
        });
        assert_eq!(found["range"], expected.unwrap_or(Value::Null), "{character}");
    }
}
