//! Cancelled requests.

use serde_json::json;

use crate::harness::TestServer;

const REQUEST_CANCELLED: i64 = -32800;

#[test]
fn a_request_is_answered_once_whether_the_cancellation_is_in_time_or_not() {
    let mut server = TestServer::builder().start();
    let text = "An ordinary line.\n".repeat(20_000);
    server.open("a.tex", &text);
    let params = json!({"textDocument": {"uri": server.uri("a.tex")}});
    let asked: Vec<_> = (0..100)
        .map(|_| {
            let id = server.send_request("lacuna/document", params.clone());
            server.notify("$/cancelRequest", json!({"id": id}));
            id
        })
        .collect();
    for id in asked {
        let response = server.response(id);
        assert!(response["result"]["text"] == *text || response["error"]["code"] == REQUEST_CANCELLED);
    }
}

#[test]
fn cancelling_what_is_not_under_way_does_nothing() {
    let mut server = TestServer::builder().start();
    server.open("a.tex", "x");
    server.document("a.tex");
    for id in [json!(2), json!(77), json!("text")] {
        server.notify("$/cancelRequest", json!({"id": id}));
    }
    assert_eq!(server.document("a.tex")["text"], "x");
}
