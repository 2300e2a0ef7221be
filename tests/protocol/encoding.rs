//! What a column counts.

use serde_json::{Value, json};

use crate::harness::TestServer;

/// The document after `x` was typed over columns `from..to` of a line that holds `aü😀b`.
#[track_caller]
fn check(offered: Value, announced: &str, [from, to]: [u32; 2]) {
    let mut server = TestServer::builder().capabilities(offered).start();
    assert_eq!(server.initialized["capabilities"]["positionEncoding"], announced);
    server.open("a.tex", "first\r\naü😀b\r\n");
    server.change("a.tex", 2, Some([1, from, 1, to]), "x");
    assert_eq!(server.document("a.tex")["text"], "first\r\naüxb\r\n");
}

fn offer(encodings: &[&str]) -> Value {
    json!({"general": {"positionEncodings": encodings}})
}

#[test]
fn a_client_that_names_no_encoding_counts_in_utf_16() {
    check(json!({}), "utf-16", [2, 4]);
    check(offer(&[]), "utf-16", [2, 4]);
}

#[test]
fn a_client_gets_the_first_encoding_that_we_know() {
    check(offer(&["utf-16"]), "utf-16", [2, 4]);
    check(offer(&["utf-8", "utf-16", "utf-32"]), "utf-8", [3, 7]);
    check(offer(&["utf-32", "utf-8", "utf-16"]), "utf-32", [2, 3]);
    check(offer(&["utf-7", "utf-8"]), "utf-8", [3, 7]);
}
