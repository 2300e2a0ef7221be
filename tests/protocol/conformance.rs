//! What LSP 3.17 asks of a server, and the test that shows it; below, the tests that have no other place.
//!
//! | requirement | test |
//! |---|---|
//! | **Base protocol** | |
//! | `Content-Length` and `Content-Type`, in any order and case | `headers_of_both_kinds_are_read` |
//! | a damaged header or length costs one message at most | `a_damaged_header_is_skipped`, `a_wrong_length_costs_at_most_one_message` |
//! | what is no JSON is answered by -32700 | `what_is_no_json_is_a_parse_error` |
//! | what is no message is answered by -32600 if it has an id; there are no batches | `what_is_no_message_is_an_invalid_request` |
//! | unknown requests, also in `$/`: -32601; unknown notifications are passed over | `unknown_requests_are_refused_and_unknown_notifications_ignored` |
//! | parameters that cannot be read: -32602; notifications are dropped | `parameters_that_cannot_be_read_are_refused`, `a_notification_that_cannot_be_read_is_logged` |
//! | ids are numbers or strings and come back as they were | `an_id_comes_back_as_it_was` |
//! | answers to requests that nobody made are passed over | `an_answer_to_no_question_is_passed_over` |
//! | a fault of ours: -32603, and the next request is answered | `a_fault_costs_one_answer_and_is_logged` |
//! | `$/cancelRequest`: exactly one answer, -32800 or the result | `a_request_is_answered_once_whether_the_cancellation_is_in_time_or_not`, `cancelling_what_is_not_under_way_does_nothing` |
//! | -32801 for what a later change has overtaken | `a_position_that_was_edited_away_while_a_command_waited_is_not_filled` |
//! | messages take effect in their order | `a_thousand_edits_are_applied_in_order`, `a_request_sees_the_text_as_it_was_when_it_was_sent` |
//! | `workDoneToken`, `partialResultToken`: never used uninvited; a result that is not sent in parts is sent whole | `tokens_of_requests_are_not_used_for_anything_else` |
//! | URIs are told apart by what they mean | `documents_of_any_scheme_are_kept`, `signs_in_names_that_a_uri_spells_otherwise` |
//! | **Lifecycle** | |
//! | before `initialize`: -32002; notifications dropped but `exit` | `requests_come_too_early_and_too_late`, `notifications_before_initialize_are_dropped` |
//! | `initialize` once; a second is refused | `requests_come_too_early_and_too_late` |
//! | no request and no diagnostics before its answer | `nothing_is_said_before_initialize_is_answered` |
//! | capabilities missing, partial, nonsense | `a_client_that_announces_nothing_gets_what_needs_nothing`, `a_client_that_announces_nonsense_is_served` |
//! | other parameters missing or nonsense | `initialize_takes_whatever_it_is_given`, `a_root_that_is_no_uri_is_no_reason_to_refuse` |
//! | `initialized` with or without parameters | `initialized_may_come_without_parameters` |
//! | after `shutdown`: -32600; notifications dropped | `requests_come_too_early_and_too_late`, `nothing_is_done_after_shutdown` |
//! | `exit`: code 0 after `shutdown`, else 1 | `shutdown_and_exit_take_any_empty_parameters`, `exit_without_shutdown_is_an_error` |
//! | the server ends with the client's process | `a_client_that_vanishes_takes_the_server_with_it` |
//! | `$/setTrace`, `$/logTrace`: no trace unless asked for | `a_trace_is_taken_for_granted` |
//! | dynamic registration only where announced, each method once | `changes_are_registered_for_where_they_can_be`, `every_editor_gets_what_it_can_take` |
//! | **Documents** | |
//! | `positionEncoding`: one that the client offered, UTF-16 else | `a_client_gets_the_first_encoding_that_we_know`, `a_client_that_names_no_encoding_counts_in_utf_16` |
//! | columns behind a line's end are its end; `\n`, `\r\n`, `\r` end lines | `a_place_behind_the_end_of_a_line_is_the_end_of_the_line`, `edits_in_impossible_places_are_clamped_in_turn` |
//! | several changes of one notification in turn | `edits_in_impossible_places_are_clamped_in_turn` |
//! | an open document's truth is the client's, not the disk's | `an_open_bibliography_wins_over_the_disk` |
//! | `didClose`, and opened again | `a_document_is_gone_once_closed_and_fresh_once_reopened` |
//! | **Answers** | |
//! | diagnostics carry the version they are for | `gaps_and_undefined_keys_with_the_true_version` |
//! | diagnostics of what is gone are taken back | `what_was_told_of_a_file_that_is_gone_is_taken_back` |
//! | pull diagnostics: for who can be told to ask again | `who_asks_for_diagnostics_is_sent_none`, `a_client_that_cannot_be_told_to_ask_again_is_sent_diagnostics` |
//! | edits name the version they are for | `a_rename_names_the_version_of_what_is_open_and_no_version_of_the_rest` |
//! | every part of an answer is announced by the client | `every_editor_gets_what_it_can_take` |
//! | `null` for a document that is not open | `a_document_that_nobody_opened_is_answered_with_nothing` |
//! | enumerations that grow: unknown values are no fault | `values_of_later_versions_are_no_fault` |

use serde_json::{Value, json};

use crate::harness::{TestServer, frame};

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const INVALID_PARAMS: i64 = -32602;
const INTERNAL_ERROR: i64 = -32603;

/// Every test that the table names is one.
#[test]
fn the_table_names_tests() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/protocol");
    let files = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let sources: String = files
        .filter(|it| it.extension().is_some_and(|it| it == "rs"))
        .map(|it| std::fs::read_to_string(it).unwrap())
        .collect();
    let table = include_str!("conformance.rs").lines().filter_map(|it| it.strip_prefix("//! |"));
    let named: Vec<&str> =
        table.filter_map(|row| row.split('|').nth(1)).flat_map(|it| it.split('`')).collect();
    let named: Vec<&&str> = named.iter().filter(|it| it.contains('_')).collect();
    assert!(named.len() > 40, "{named:?}");
    for name in named {
        assert!(sources.contains(&format!("#[test]\nfn {name}()")), "{name} is no test");
    }
}

#[test]
fn headers_of_both_kinds_are_read() {
    let mut server = TestServer::builder().start();
    let body = r#"{"jsonrpc":"2.0","id":"x","method":"unknown"}"#;
    let length = body.len();
    for header in [
        format!(
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {length}\r\n\r\n"
        ),
        format!("Content-Length: {length}\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n"),
        format!("content-length:{length}\r\n\r\n"),
    ] {
        server.write(header + body);
        assert_eq!(server.any(|it| it["id"] == "x")["error"]["code"], -32601);
    }
}

#[test]
fn what_is_no_json_is_a_parse_error() {
    let mut server = TestServer::builder().start();
    for body in ["{]", "", r#"{"jsonrpc":"2.0","id":1,"#, "\u{feff}"] {
        server.write(frame(body));
        let answer = server.any(|it| it.get("method").is_none());
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&Value::Null, &json!(PARSE_ERROR)), "{body}");
    }
}

#[test]
fn what_is_no_message_is_an_invalid_request() {
    let mut server = TestServer::builder().start();
    for (body, id) in [
        (r#"{"jsonrpc":"2.0","id":7,"method":5}"#, json!(7)),
        (r#"{"jsonrpc":"2.0","id":"a","method":null}"#, json!("a")),
        (r#"[{"jsonrpc":"2.0","id":7,"method":"shutdown"}]"#, Value::Null),
    ] {
        server.write(frame(body));
        let answer = server.any(|it| it.get("method").is_none());
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&id, &json!(INVALID_REQUEST)), "{body}");
    }
}

#[test]
fn parameters_that_cannot_be_read_are_refused() {
    let mut server = TestServer::builder().start();
    server.open("a.tex", "x");
    let document = json!({"uri": server.uri("a.tex")});
    for (method, params) in [
        ("textDocument/hover", json!(null)),
        ("textDocument/hover", json!([])),
        ("textDocument/hover", json!({"textDocument": document})),
        ("textDocument/hover", json!({"textDocument": document, "position": {"line": -1, "character": 0}})),
        (
            "textDocument/hover",
            json!({"textDocument": document, "position": {"line": 0, "character": 4_294_967_296_u64}}),
        ),
        (
            "textDocument/hover",
            json!({"textDocument": {"uri": "no uri"}, "position": {"line": 0, "character": 0}}),
        ),
        ("textDocument/rename", json!({"textDocument": document, "position": {"line": 0, "character": 0}})),
        ("workspace/executeCommand", json!({"command": ["lacuna.search"]})),
        ("textDocument/documentSymbol", json!("a.tex")),
        ("completionItem/resolve", json!({"no": "label"})),
        ("lacuna/document", json!({})),
    ] {
        assert_eq!(server.request_error(method, params.clone()), INVALID_PARAMS, "{method} {params}");
    }
    assert_eq!(server.document("a.tex")["text"], "x");
}

#[test]
fn an_id_comes_back_as_it_was() {
    let mut server = TestServer::builder().start();
    for id in [json!(0), json!(-7), json!(i64::MAX), json!(""), json!("7"), json!("ü\u{0}\"")] {
        server.send(&json!({"jsonrpc": "2.0", "id": id, "method": "lacuna/nothing"}));
        assert_eq!(server.any(|it| it.get("method").is_none())["id"], id);
    }
}

#[test]
fn an_answer_to_no_question_is_passed_over() {
    let mut server = TestServer::builder().start();
    for answer in [
        json!({"jsonrpc": "2.0", "id": 4711, "result": null}),
        json!({"jsonrpc": "2.0", "id": "x", "error": {"code": -32603, "message": "no"}}),
        json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "what?"}}),
        json!({"jsonrpc": "2.0", "id": 1, "error": "no object"}),
        json!({"jsonrpc": "2.0"}),
    ] {
        server.send(&answer);
    }
    server.open("a.tex", "x");
    assert_eq!(server.document("a.tex")["text"], "x");
}

#[test]
fn tokens_of_requests_are_not_used_for_anything_else() {
    let mut server =
        TestServer::builder().capabilities(json!({"window": {"workDoneProgress": true}})).start();
    server.open(
        "a.tex",
        "\\section{A}\n\\cite{x}\n\\begin{thebibliography}{9}\\bibitem{x} X\\end{thebibliography}\n",
    );
    let mut params =
        json!({"textDocument": {"uri": server.uri("a.tex")}, "workDoneToken": "w", "partialResultToken": 5});
    assert_ne!(server.request("textDocument/documentSymbol", params.clone()), json!([]));
    params["position"] = json!({"line": 1, "character": 6});
    params["context"] = json!({"includeDeclaration": true});
    assert_ne!(server.request("textDocument/references", params), json!([]));
    server.stop();
    let progress: Vec<Value> = server.rest().into_iter().filter(|it| it["method"] == "$/progress").collect();
    assert_eq!(progress, [] as [Value; 0]);
}

#[test]
fn nothing_is_said_before_initialize_is_answered() {
    let mut server = TestServer::builder()
        .with_file("main.tex", "\\cite{none}\\bibliography{refs}")
        .with_file("refs.bib", "@misc{a}")
        .capabilities(json!({"workspace": {"configuration": true}, "window": {"workDoneProgress": true}}))
        .answer("workspace/configuration", Value::Null)
        .answer("window/workDoneProgress/create", Value::Null)
        .spawn();
    let params = server.initialize_params();
    let id = server.send_request("initialize", params);
    server.open("main.tex", "\\cite{}");
    let first = server.any(|_| true);
    assert_eq!(first["id"], id, "{first}");
    server.settle(id);
}

#[test]
fn initialize_takes_whatever_it_is_given() {
    let given = [
        json!({"capabilities": {}}),
        json!({}),
        Value::Null,
        json!({"capabilities": {}, "trace": "compact", "processId": "none", "clientInfo": "an editor", "locale": 3}),
        json!({"capabilities": {}, "workspaceFolders": "none", "rootPath": ["a"], "initializationOptions": "none"}),
        json!({"capabilities": {}, "workspaceFolders": [{"uri": "file:///nowhere"}], "rootUri": 7}),
    ];
    for params in given {
        let mut server = TestServer::builder().ignore("window/showMessage").spawn();
        let initialized = server.request("initialize", params.clone());
        assert_eq!(initialized["serverInfo"]["name"], "lacuna", "{params}");
        server.notify("initialized", json!({}));
        server.open("a.tex", "x");
        assert_eq!(server.document("a.tex")["text"], "x");
    }
}

#[test]
fn nothing_is_done_after_shutdown() {
    let mut server = TestServer::builder().start();
    server.request("shutdown", Value::Null);
    server.open("a.tex", "\\cite{}");
    server.change("a.tex", 2, None, "____");
    assert_eq!(server.request_error("lacuna/document", json!({})), INVALID_REQUEST);
    server.notify("exit", Value::Null);
    assert_eq!(server.exit_status().code(), Some(0));
    assert_eq!(server.rest(), [] as [Value; 0]);
}

#[test]
fn a_trace_is_taken_for_granted() {
    let mut server = TestServer::builder().start();
    for value in [json!({"value": "verbose"}), json!({"value": "odd"}), json!(null), json!([])] {
        server.notify("$/setTrace", value);
    }
    server.notify("$/logTrace", json!({"message": "not for servers"}));
    server.notify("$/progress", json!({"token": 1, "value": {"kind": "begin", "title": "not ours"}}));
    server.notify("window/workDoneProgress/cancel", json!({"token": 1}));
    server.open("a.tex", "x");
    assert_eq!(server.document("a.tex")["text"], "x");
}

/// Each request in turn meets a fault of ours.
#[cfg(debug_assertions)]
#[test]
fn a_fault_costs_one_answer_and_is_logged() {
    let document = |server: &TestServer| json!({"uri": server.uri("a.tex")});
    for (method, name) in [
        ("hover", "hover"),
        ("completion", "completion"),
        ("definition", "goto_definition"),
        ("references", "references"),
        ("documentHighlight", "document_highlight"),
        ("prepareRename", "prepare_rename"),
        ("rename", "rename"),
        ("documentSymbol", "document_symbol"),
        ("foldingRange", "folding_range"),
        ("selectionRange", "selection_range"),
        ("documentLink", "document_link"),
        ("inlayHint", "inlay_hint"),
        ("codeLens", "code_lens"),
        ("codeAction", "code_action"),
        ("semanticTokens/full", "semantic_tokens_full"),
        ("semanticTokens/range", "semantic_tokens_range"),
        ("diagnostic", "diagnostic"),
    ] {
        let mut server =
            TestServer::builder().environment("LACUNA_FAULT", format!("LanguageServer>::{name}<")).start();
        server.open("a.tex", "x");
        let place = json!({"line": 0, "character": 0});
        let params = json!({
            "textDocument": document(&server), "position": place, "positions": [place], "newName": "y",
            "range": {"start": place, "end": place}, "context": {"diagnostics": [], "includeDeclaration": true, "triggerKind": 1},
        });
        assert_eq!(
            server.request_error(&format!("textDocument/{method}"), params),
            INTERNAL_ERROR,
            "{method}"
        );
        assert_eq!(server.document("a.tex")["text"], "x");
        let log = server.log();
        assert!(log.contains(&format!("the handler of textDocument/{method} panicked")), "{log}");
    }
}

#[test]
fn values_of_later_versions_are_no_fault() {
    let mut server = TestServer::builder().start();
    let text = "\\cite{x}\n\\begin{thebibliography}{9}\\bibitem{x} X\\end{thebibliography}\n";
    server.open("a.tex", text);
    let document = json!({"uri": server.uri("a.tex"), "later": 1});
    let place = json!({"line": 0, "character": 7, "later": [1]});
    let answer = server.request(
        "textDocument/completion",
        json!({"textDocument": document, "position": place, "context": {"triggerKind": 99, "later": true}}),
    );
    assert_ne!(answer["items"], json!([]));
    let odd = json!({
        "range": {"start": place, "end": place}, "severity": 77, "tags": [99], "code": 12.0, "message": "of another",
    });
    let context = json!({"diagnostics": [odd], "triggerKind": 99, "only": ["later.kind", ""]});
    let range = json!({"start": place, "end": place});
    server.request(
        "textDocument/codeAction",
        json!({"textDocument": document, "range": range, "context": context}),
    );
    let opened =
        json!({"uri": server.uri("b.tex"), "languageId": "later", "version": -5, "text": "y", "later": {}});
    server.notify("textDocument/didOpen", json!({"textDocument": opened}));
    assert_eq!(server.document("b.tex"), json!({"version": -5, "text": "y"}));
    let changes = json!({"changes": [{"uri": server.uri("c.tex"), "type": 99}]});
    server.notify("workspace/didChangeWatchedFiles", changes);
    server.notify("textDocument/didSave", json!({"textDocument": document, "text": "ignored"}));
    assert_eq!(server.document("a.tex")["text"], text);
}
