//! Messages take effect in the order in which they were sent.

use serde_json::{Value, json};

use crate::harness::TestServer;

#[test]
fn a_thousand_edits_are_applied_in_order() {
    let mut server = TestServer::builder().start();
    server.open("a.tex", "");
    let mut expected = String::new();
    for i in 0..1000 {
        let c = char::from(b'a' + (i % 26) as u8);
        server.change("a.tex", i + 2, Some([0, i as u32, 0, i as u32]), &c.to_string());
        expected.push(c);
    }
    assert_eq!(server.document("a.tex"), json!({"version": 1001, "text": expected}));
}

#[test]
fn a_request_sees_the_text_as_it_was_when_it_was_sent() {
    let mut server = TestServer::builder().start();
    server.open("a.tex", "0");
    let uri = server.uri("a.tex");
    let params = json!({"textDocument": {"uri": uri}});
    let asked: Vec<_> = (1..100)
        .map(|i: i32| {
            server.change("a.tex", i + 1, None, &i.to_string());
            server.send_request("lacuna/document", params.clone())
        })
        .collect();
    for (i, id) in (1..100).zip(asked) {
        assert_eq!(server.response(id)["result"], json!({"version": i + 1, "text": i.to_string()}));
    }
}

#[test]
fn a_document_is_gone_once_closed_and_fresh_once_reopened() {
    let mut server = TestServer::builder().start();
    server.open("a.tex", "old");
    server.close("a.tex");
    assert_eq!(server.document("a.tex"), Value::Null);
    server.change("a.tex", 2, None, "not open");
    assert_eq!(server.document("a.tex"), Value::Null);
    server.open("a.tex", "new");
    assert_eq!(server.document("a.tex")["text"], "new");
}

#[test]
fn documents_of_any_scheme_are_kept() {
    let mut server = TestServer::builder().start();
    for uri in [
        "untitled:Untitled-1",
        "file://server/share/a.tex",
        "vscode-notebook-cell:/a.tex#1",
        "file:///c%3A/My%20Files/%C3%A4.tex",
    ] {
        server.open(uri, "x");
        assert_eq!(server.document(uri)["text"], "x");
    }
    assert_eq!(server.document("file:///C:/My%20Files/ä.tex")["text"], "x");
}
