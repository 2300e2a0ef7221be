//! Damaged frames and messages: each costs at most itself.

use serde_json::json;

use crate::harness::{TestServer, frame};

#[track_caller]
fn check(damaged: impl AsRef<[u8]>, logged: &str) {
    let mut server = TestServer::builder().log("warn").start();
    server.open("a.tex", "before");
    server.write(damaged);
    server.change("a.tex", 2, Some([0, 0, 0, 6]), "after");
    assert_eq!(server.document("a.tex"), json!({"version": 2, "text": "after"}));
    let log = server.log();
    assert!(log.contains(logged), "{log:?}");
    // At most it is told that this was no JSON.
    let told = server.rest();
    assert!(told.iter().all(|it| it["error"]["code"] == -32700 && it["id"].is_null()), "{told:?}");
}

#[test]
fn a_body_that_is_no_json_is_dropped() {
    check(frame("{]"), "dropped a malformed message");
    check(frame(""), "dropped a malformed message");
    check(frame("[]"), "dropped a malformed message");
    check(frame(&"[".repeat(100_000)), "dropped a malformed message");
}

#[test]
fn a_damaged_header_is_skipped() {
    let body = r#"{"jsonrpc":"2.0","method":"$/lost"}"#;
    let skipped = "skipped a header";
    check(format!("Content-Type: x\r\n\r\n{body}"), skipped);
    check(format!("Content-Length: x\r\n\r\n{body}"), skipped);
    check(format!("Content-Length: 99999999999999\r\n\r\n{body}"), skipped);
    check("\r\n\r\n", skipped);
}

#[test]
fn a_wrong_length_costs_at_most_one_message() {
    let body = r#"{"jsonrpc":"2.0","method":"$/lost"}"#;
    check(format!("Content-Length: 10\r\n\r\n{body}"), "dropped a malformed message");
    check(format!("Content-Length: 60\r\n\r\n{body}"), "a Content-Length was too great");
}

#[test]
fn a_notification_that_cannot_be_read_is_logged() {
    let bare_path =
        json!({"textDocument": {"uri": "a.tex", "languageId": "latex", "version": 1, "text": ""}});
    let message = json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": bare_path});
    check(frame(&message.to_string()), "dropped a malformed textDocument/didOpen");
}

#[test]
fn a_request_that_cannot_be_read_is_answered() {
    let mut server = TestServer::builder().start();
    assert_eq!(server.request_error("textDocument/hover", json!({"nonsense": 1})), -32602);
    server.write(frame(r#"{"jsonrpc":"2.0","id":1000,"method":7}"#));
    assert_eq!(server.response(1000)["error"]["code"], -32600);
}

#[test]
fn a_lone_surrogate_becomes_one_replacement_character() {
    let mut server = TestServer::builder().start();
    let uri = server.uri("a.tex");
    let document =
        format!(r#"{{"uri":"{uri}","languageId":"latex","version":1,"text":"a\ud83db\ud83d\ude00"}}"#);
    let open = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{document}}}}}"#
    );
    server.write(frame(&open));
    assert_eq!(server.document("a.tex")["text"], "a\u{FFFD}b😀");
    server.change("a.tex", 2, Some([0, 2, 0, 3]), "c");
    assert_eq!(server.document("a.tex")["text"], "a\u{FFFD}c😀");
}

#[test]
fn a_message_may_come_in_pieces() {
    let mut server = TestServer::builder().start();
    let message = frame(r#"{"jsonrpc":"2.0","id":1000,"method":"unknown"}"#);
    for piece in message.as_bytes().chunks(7) {
        server.write(piece);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert_eq!(server.response(1000)["error"]["code"], -32601);
}

#[test]
fn a_document_may_be_large() {
    let mut server = TestServer::builder().start();
    let text = ("An ordinary line of text, ünïcode and all.\n".repeat(10) + "\n").repeat(10_000);
    server.open("a.tex", &text);
    assert_eq!(server.document("a.tex")["text"], *text);
}
