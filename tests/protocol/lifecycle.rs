//! From `initialize` to the exit code.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{TestServer, frame};

const SERVER_NOT_INITIALIZED: i64 = -32002;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;

#[test]
fn a_server_says_who_it_is_and_leaves_when_asked() {
    let mut server = TestServer::builder().start();
    assert_eq!(server.initialized["serverInfo"]["name"], "lacuna");
    assert_eq!(
        server.initialized["capabilities"]["textDocumentSync"],
        json!({"openClose": true, "change": 2})
    );
    server.stop();
}

#[test]
fn arguments_that_client_libraries_add_are_accepted() {
    for arguments in [&["--stdio"][..], &["serve"], &["serve", "--stdio", "--clientProcessId=1"]] {
        TestServer::builder().arguments(arguments).start();
    }
}

#[test]
fn it_leaves_though_the_client_keeps_its_input_open() {
    let mut server = TestServer::builder().start();
    let asked = Instant::now();
    server.stop();
    assert!(asked.elapsed() < Duration::from_secs(5));
}

#[test]
fn exit_without_shutdown_is_an_error() {
    let mut server = TestServer::builder().start();
    server.notify("exit", Value::Null);
    assert_eq!(server.exit_status().code(), Some(1));
}

#[test]
fn a_client_that_vanishes_takes_the_server_with_it() {
    let mut server = TestServer::builder().start();
    server.close_input();
    assert_eq!(server.exit_status().code(), Some(1));

    let mut server = TestServer::builder().start();
    server.request("shutdown", Value::Null);
    server.close_input();
    assert_eq!(server.exit_status().code(), Some(0));
}

#[test]
fn a_server_that_was_never_initialized_can_be_stopped() {
    let mut server = TestServer::builder().spawn();
    server.notify("exit", Value::Null);
    assert_eq!(server.exit_status().code(), Some(1));
}

#[test]
fn shutdown_and_exit_take_any_empty_parameters() {
    for params in [r#","params":null"#, r#","params":{}"#, r#","params":[]"#, ""] {
        let mut server = TestServer::builder().start();
        server.write(frame(&format!(r#"{{"jsonrpc":"2.0","id":"last","method":"shutdown"{params}}}"#)));
        server.write(frame(&format!(r#"{{"jsonrpc":"2.0","method":"exit"{params}}}"#)));
        assert_eq!(server.exit_status().code(), Some(0));
        assert_eq!(server.rest(), [json!({"jsonrpc": "2.0", "id": "last", "result": null})]);
    }
}

#[test]
fn initialized_may_come_without_parameters() {
    for params in [r#","params":null"#, r#","params":{}"#, ""] {
        let mut server = TestServer::builder().log("warn").spawn();
        let params_of_initialize = server.initialize_params();
        server.request("initialize", params_of_initialize);
        server.write(frame(&format!(r#"{{"jsonrpc":"2.0","method":"initialized"{params}}}"#)));
        server.open("a.tex", "x");
        assert_eq!(server.document("a.tex")["text"], "x");
    }
}

#[test]
fn a_process_that_cannot_be_seen_is_no_reason_to_end() {
    for id in [json!(u32::MAX), Value::Null] {
        let mut server = TestServer::builder().spawn();
        let mut params = server.initialize_params();
        params["processId"] = id;
        server.request("initialize", params);
        server.open("a.tex", "x");
        assert_eq!(server.document("a.tex")["text"], "x");
    }
}

#[test]
fn a_root_that_is_no_uri_is_no_reason_to_refuse() {
    for root in [json!("/home/me/survey"), json!(""), Value::Null] {
        let mut server = TestServer::builder().spawn();
        let mut params = server.initialize_params();
        params["rootUri"] = root.clone();
        params["workspaceFolders"] = json!([{"uri": root, "name": "survey"}]);
        assert_eq!(server.request("initialize", params)["serverInfo"]["name"], "lacuna");
    }
}

#[test]
fn requests_come_too_early_and_too_late() {
    let mut server = TestServer::builder().spawn();
    let position = json!({"textDocument": {"uri": "file:///a.tex"}, "position": {"line": 0, "character": 0}});
    assert_eq!(server.request_error("textDocument/hover", position.clone()), SERVER_NOT_INITIALIZED);
    assert_eq!(server.request_error("shutdown", Value::Null), SERVER_NOT_INITIALIZED);

    let params = server.initialize_params();
    server.request("initialize", params.clone());
    assert_eq!(server.request_error("initialize", params), INVALID_REQUEST);

    server.request("shutdown", Value::Null);
    assert_eq!(server.request_error("textDocument/hover", position), INVALID_REQUEST);
    assert_eq!(server.request_error("shutdown", Value::Null), INVALID_REQUEST);
    server.notify("exit", Value::Null);
    assert_eq!(server.exit_status().code(), Some(0));
}

#[test]
fn notifications_before_initialize_are_dropped() {
    let mut server = TestServer::builder().spawn();
    server.open("early.tex", "x");
    let params = server.initialize_params();
    server.request("initialize", params);
    assert_eq!(server.document("early.tex"), Value::Null);
}

#[test]
fn unknown_requests_are_refused_and_unknown_notifications_ignored() {
    let mut server = TestServer::builder().start();
    assert_eq!(server.request_error("lacuna/nothing", json!({})), METHOD_NOT_FOUND);
    assert_eq!(server.request_error("$/nothing", json!({})), METHOD_NOT_FOUND);
    server.notify("$/setTrace", json!({"value": "off"}));
    server.notify("lacuna/nothing", json!([1]));
}

#[test]
fn nothing_is_written_to_stderr_unless_asked() {
    let mut server = TestServer::builder().start();
    server.open("a.tex", "x");
    server.write(frame(r#"{"no": "message"}"#));
    assert_eq!(server.log(), "");
}

#[test]
fn a_client_that_stops_reading_does_not_keep_the_server() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lacuna"))
        .arg("--stdio")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    input.write_all(frame(r#"{"jsonrpc":"2.0","id":1,"method":"unknown"}"#).as_bytes()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    drop(input);
}
