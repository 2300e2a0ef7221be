//! What the server announces, and asks for, as far as a client can take it.

use serde_json::{Value, json};

use crate::harness::TestServer;

/// What is announced to a client that declares `declared`.
fn announced(declared: Value) -> Value {
    let mut server = TestServer::builder()
        .capabilities(declared)
        .optional("client/registerCapability")
        .optional("workspace/configuration")
        .ignore("textDocument/publishDiagnostics")
        .start();
    let announced = server.initialized["capabilities"].clone();
    server.stop();
    announced
}

/// Every place at which two values differ, with what stands there in the second.
fn differences(path: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let part = |it: &serde_json::Map<String, Value>| it.get(key).cloned().unwrap_or_default();
                differences(&format!("{path}/{key}"), &part(a), &part(b), found);
            }
        }
        _ if one != other => found.push(format!("{path}: {other}")),
        _ => {}
    }
}

#[track_caller]
fn check(declared: Value, expected: &[&str]) {
    let mut found = Vec::new();
    differences("", &announced(json!({})), &announced(declared), &mut found);
    assert_eq!(found, expected);
}

#[test]
fn to_a_client_that_can_do_nothing_only_what_needs_nothing_is_announced() {
    let announced = announced(json!({}));
    assert_eq!(announced["positionEncoding"], "utf-16");
    assert_eq!(announced["textDocumentSync"], json!({"openClose": true, "change": 2}));
    for plain in
        ["definition", "references", "documentHighlight", "documentSymbol", "workspaceSymbol", "hover"]
    {
        assert_eq!(announced[format!("{plain}Provider")], true, "{plain}");
    }
    for plain in ["foldingRange", "selectionRange", "rename"] {
        assert_eq!(announced[format!("{plain}Provider")], true, "{plain}");
    }
    for resolved in ["completion", "documentLink", "inlayHint", "codeLens"] {
        assert_eq!(announced[format!("{resolved}Provider")]["resolveProvider"], false, "{resolved}");
    }
    assert_eq!(announced["semanticTokensProvider"]["range"], true);
    assert_eq!(announced["semanticTokensProvider"]["full"], true);
    assert_eq!(announced["diagnosticProvider"], Value::Null);
}

#[test]
fn each_ability_changes_what_depends_on_it_and_nothing_else() {
    let document = |name: &str, value: Value| json!({"textDocument": {name: value}});
    check(json!({"general": {"positionEncodings": ["utf-8", "utf-16"]}}), &["/positionEncoding: \"utf-8\""]);
    check(
        document("rename", json!({"prepareSupport": true})),
        &["/renameProvider: {\"prepareProvider\":true}"],
    );
    check(
        document("inlayHint", json!({"resolveSupport": {"properties": ["tooltip"]}})),
        &["/inlayHintProvider/resolveProvider: true"],
    );
    check(document("inlayHint", json!({"resolveSupport": {"properties": ["label.location"]}})), &[]);
    check(
        document(
            "completion",
            json!({"completionItem": {"resolveSupport": {"properties": ["documentation"]}}}),
        ),
        &["/completionProvider/resolveProvider: true"],
    );
    // Who cannot be told to ask again is sent the diagnostics.
    check(document("diagnostic", json!({})), &[]);
    check(
        json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}}),
        &[
            "/diagnosticProvider: {\"identifier\":\"lacuna\",\"interFileDependencies\":true,\"workspaceDiagnostics\":true}",
        ],
    );
    for shape_of_answers in [
        document("definition", json!({"linkSupport": true})),
        document("documentSymbol", json!({"hierarchicalDocumentSymbolSupport": true})),
        document("foldingRange", json!({"lineFoldingOnly": true})),
        document("hover", json!({"contentFormat": ["markdown"]})),
        document("publishDiagnostics", json!({"relatedInformation": true, "tagSupport": {"valueSet": [1]}})),
        json!({"workspace": {"workspaceEdit": {"documentChanges": true, "changeAnnotationSupport": {}}}}),
    ] {
        check(shape_of_answers, &[]);
    }
}

#[test]
fn the_readme_lists_every_command() {
    let announced = announced(json!({}));
    let commands = announced["executeCommandProvider"]["commands"].as_array().unwrap();
    let mut commands: Vec<&str> = commands.iter().map(|it| it.as_str().unwrap()).collect();
    let readme = include_str!("../../README.md").split_once("## Commands for editors and scripts").unwrap().1;
    let cells = readme.lines().filter_map(|it| it.strip_prefix("| `lacuna.")?.split('|').next());
    let cells = cells.flat_map(|it| it.split('`').filter(|it| it.chars().any(char::is_alphanumeric)));
    let mut listed: Vec<String> =
        cells.map(|it| format!("lacuna.{}", it.strip_prefix("lacuna.").unwrap_or(it))).collect();
    commands.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, commands);
}

/// What the server registers with a client of such `workspace` abilities, by method.
fn registered(workspace: Value) -> Vec<String> {
    let mut server = TestServer::builder()
        .capabilities(json!({"workspace": workspace}))
        .answer("client/registerCapability", Value::Null)
        .ignore("textDocument/publishDiagnostics")
        .start();
    let asked = server.next("client/registerCapability");
    let registrations = asked["registrations"].as_array().unwrap();
    registrations.iter().map(|it| it["method"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn changes_are_registered_for_where_they_can_be() {
    let dynamic = json!({"dynamicRegistration": true});
    assert_eq!(
        registered(json!({"didChangeWatchedFiles": dynamic, "didChangeConfiguration": dynamic})),
        ["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]
    );
    assert_eq!(registered(json!({"didChangeWatchedFiles": dynamic})), ["workspace/didChangeWatchedFiles"]);
}
