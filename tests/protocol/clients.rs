//! Each client gets what it announced that it can take, and nothing else (LSP 3.17, `ClientCapabilities`).
//!
//! `tests/fixtures/clients` holds what editors send in `initialize`: VS Code, Neovim, Emacs (eglot) and Helix as they
//! were recorded, the others as their sources have it. [`taken`] knows the protocol only, not the server.

use serde_json::{Value, json};

use crate::harness::TestServer;
use crate::taken::{Untaken, untaken};

const MAIN: &str = "\\documentclass{article}\n\\usepackage{natbib}\n\\begin{document}\n\\section{One}\n\
    😀 So __**Devlin et al., \"BERT: Pre-training\"**__ and ____ or \\cite{} of \\citep{wu, wu}.\n\
    As \\cite{nobody} and \\citep{devlin} say [citation needed].\n\n\\begin{quote}\n  \\citet{wu}\n\\end{quote}\n\
    \\bibliography{refs}\n\\end{document}\n";
const REFS: &str = "@misc{devlin,\n  author = {Devlin, Jacob},\n  title = {{BERT}: Pre-training},\n  year = 2019,\n  \
    doi = {10.1000/X}\n}\n@misc{wu, author = {Wu, Kai}, title = {Graphs}}\n@misc{wu, title = {Twice}}\n\
    @article{idle, title = {Nobody cites this}}\n@article{broken\n";

/// Has a client of such capabilities ask for everything, and returns what came that it cannot take.
#[track_caller]
fn session(capabilities: &Value) -> Vec<Untaken> {
    let mut server = TestServer::builder()
        .with_file("main.tex", MAIN)
        .with_file("refs.bib", REFS)
        .capabilities(capabilities.clone())
        .optional("textDocument/publishDiagnostics")
        .optional("$/progress")
        .start();
    let mut found = untaken(capabilities, "initialize", &server.initialized);
    server.open("main.tex", MAIN);
    server.open("refs.bib", REFS);
    let search = json!({"command": "lacuna.search", "arguments": [{"query": "bert"}]});
    let ready = (0..1000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        server.request("workspace/executeCommand", search.clone()) != json!([])
    });
    assert!(ready, "the bibliography is read");

    let mut ask = |method: &str, params: Value| {
        let answer = server.request(method, params);
        found.extend(untaken(capabilities, method, &answer));
        answer
    };
    let uris = ["main.tex", "refs.bib"].map(|name| server_uri(&mut ask, name));
    for uri in &uris {
        let document = json!({"uri": uri});
        let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
        for method in [
            "documentSymbol",
            "foldingRange",
            "documentLink",
            "codeLens",
            "semanticTokens/full",
            "diagnostic",
        ] {
            ask(&format!("textDocument/{method}"), json!({"textDocument": document}));
        }
        for hint in list(&ask("textDocument/inlayHint", json!({"textDocument": document, "range": all}))) {
            ask("inlayHint/resolve", hint.clone());
        }
        for line in 0..12 {
            for character in [0, 7, 10, 20, 46, 62, 70] {
                let place = json!({"line": line, "character": character});
                let at = json!({"textDocument": document, "position": place});
                for method in ["hover", "definition", "documentHighlight", "prepareRename"] {
                    ask(&format!("textDocument/{method}"), at.clone());
                }
                let list_of = ask("textDocument/completion", at.clone());
                if let Some(item) = list(&list_of["items"]).first() {
                    ask("completionItem/resolve", item.clone());
                }
                let mut params = json!({"textDocument": document, "range": {"start": place, "end": place}, "context": {"diagnostics": []}});
                ask("textDocument/codeAction", params.clone());
                params["context"]["only"] = json!(["source"]);
                ask("textDocument/codeAction", params);
            }
        }
    }
    let renamed = json!({"textDocument": {"uri": uris[1]}, "position": {"line": 0, "character": 8}, "newName": "jacob"});
    assert_ne!(ask("textDocument/rename", renamed), Value::Null);
    for query in ["", "?", "bert"] {
        ask("workspace/symbol", json!({"query": query}));
    }
    server.stop();
    for message in server.rest() {
        let method = message["method"].as_str().unwrap_or_default().to_owned();
        found.extend(untaken(capabilities, &method, &message["params"]));
    }
    found
}

/// The name by which the server knows a file of the workspace.
fn server_uri(ask: &mut impl FnMut(&str, Value) -> Value, name: &str) -> Value {
    let found = ask("workspace/symbol", json!({"query": if name == "main.tex" { "?" } else { "bert" }}));
    let symbol =
        list(&found).iter().find(|it| it["location"]["uri"].as_str().is_some_and(|it| it.ends_with(name)));
    symbol.unwrap_or_else(|| panic!("{name}: {found}"))["location"]["uri"].clone()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[track_caller]
fn check(name: &str, capabilities: &Value) {
    let found = session(capabilities);
    assert!(found.is_empty(), "{name} cannot take {found:#?}");
}

#[test]
fn every_editor_gets_what_it_can_take() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/clients");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let capabilities = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        check(&path.display().to_string(), &capabilities);
        seen += 1;
    }
    assert!(seen >= 9, "{seen} clients");
}

#[test]
fn a_client_that_announces_nothing_gets_what_needs_nothing() {
    check("none", &json!({}));
}

#[test]
fn a_client_that_has_every_feature_and_no_option_gets_no_option() {
    let features = [
        "hover",
        "completion",
        "definition",
        "references",
        "documentHighlight",
        "documentSymbol",
        "codeAction",
        "codeLens",
        "documentLink",
        "rename",
        "foldingRange",
        "selectionRange",
        "publishDiagnostics",
        "diagnostic",
        "inlayHint",
    ];
    let features: serde_json::Map<_, _> = features.iter().map(|it| ((*it).to_owned(), json!({}))).collect();
    check(
        "bare",
        &json!({"textDocument": features, "workspace": {"workspaceEdit": {}, "symbol": {}}, "window": {}}),
    );
}

/// Nonsense is nothing announced, and what stands beside it still counts.
#[test]
fn a_client_that_announces_nonsense_is_served() {
    let nonsense = json!({
        "general": {"positionEncodings": [7, null]},
        "window": "yes",
        "workspace": {"applyEdit": "true", "workspaceEdit": [[]], "symbol": 3, "configuration": {}},
        "textDocument": {
            "hover": {"contentFormat": {"markdown": true}},
            "completion": {"completionItem": {"documentationFormat": "markdown", "insertReplaceSupport": 1}},
            "definition": {"linkSupport": true},
            "codeAction": {"codeActionLiteralSupport": true},
            "publishDiagnostics": {"tagSupport": {"valueSet": ["1"]}, "relatedInformation": null},
            "rename": {"prepareSupport": [], "honorsChangeAnnotations": 0.5},
        },
        "experimental": [1, "two", null],
    });
    check("nonsense", &nonsense);
    for capabilities in [json!(null), json!("all"), json!([]), json!(3)] {
        let mut server = TestServer::builder().capabilities(capabilities).start();
        assert_eq!(server.initialized["capabilities"]["positionEncoding"], "utf-16");
        server.open("a.tex", "x");
        assert_eq!(server.document("a.tex")["text"], "x");
    }
}
