//! What comes in: `Content-Length` frames into messages.
//!
//! One bad frame must not end a session. A body that is no message is dropped with a log line, and
//! reading goes on at the next header that can be found.

use std::io::{self, BufRead, Cursor, Read};

use memchr::memmem;
use serde::Deserialize;
use serde_json::{Map, Value};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tracing::warn;

/// Bytes. A header that announces more is taken for damaged.
const LONGEST_BODY: u64 = 1 << 30;

/// Bytes. A header line has a few dozen; a longer one is the debris of a damaged frame.
const LONGEST_LINE: u64 = 1 << 16;

/// What a client can send.
#[derive(Debug, PartialEq)]
pub(in crate::server) enum Incoming {
    /// A request or a notification.
    Request(Request),
    /// The answer to a request of ours.
    Response(Response),
    /// Something with an id that is neither; its sender waits for an answer all the same.
    Invalid(Id),
    /// A body that is no JSON (JSON-RPC 2.0, "Error object": -32700).
    Malformed,
}

/// The messages of a stream.
pub(in crate::server) struct Frames<R> {
    input: Rewindable<R>,
}

impl<R: BufRead> Frames<R> {
    pub(in crate::server) fn new(input: R) -> Self {
        Self { input: Rewindable { front: Cursor::default(), rest: input } }
    }

    /// The next message; `None` at the end of the stream.
    pub(in crate::server) fn next(&mut self) -> io::Result<Option<Incoming>> {
        while let Some(length) = self.header()? {
            let mut body = Vec::new();
            if ((&mut self.input).take(length).read_to_end(&mut body)? as u64) < length {
                break;
            }
            match message(&mut body) {
                Ok((message, end)) => {
                    let behind = body[end..].trim_ascii_start();
                    if !behind.is_empty() {
                        warn!("a Content-Length was too great");
                        self.input.rewind(behind);
                    }
                    return Ok(Some(message));
                }
                Err(Unread::NoMessage(reason)) => warn!("dropped a malformed message: {reason}"),
                Err(Unread::NoJson(reason)) => {
                    warn!("dropped a malformed message: {reason}");
                    return Ok(Some(Incoming::Malformed));
                }
            }
        }
        Ok(None)
    }

    /// Reads up to the blank line behind a header that announces a length, and returns the length.
    fn header(&mut self) -> io::Result<Option<u64>> {
        let (mut length, mut line) = (None, Vec::new());
        loop {
            line.clear();
            if (&mut self.input).take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            if !line.trim_ascii().is_empty() {
                length = content_length(&line).or(length);
            } else if length.is_some() {
                return Ok(length);
            } else {
                warn!("skipped a header without a usable Content-Length");
            }
        }
    }
}

/// The length that a header line announces. The line may begin with debris: the body of a frame whose
/// length was too small, or missing, runs into the header of the next.
fn content_length(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let line = line.to_ascii_lowercase();
    let value = &line[memmem::rfind(&line, NAME)? + NAME.len()..];
    let length = std::str::from_utf8(value).ok()?.trim().parse().ok()?;
    (length <= LONGEST_BODY).then_some(length)
}

/// Why a body is passed over.
enum Unread {
    NoJson(String),
    NoMessage(String),
}

/// The message at the start of `body` and its length.
fn message(body: &mut Vec<u8>) -> Result<(Incoming, usize), Unread> {
    let value = first_value(body).or_else(|_| {
        *body = String::from_utf8_lossy(body).into_owned().into_bytes();
        replace_lone_surrogates(body);
        first_value(body)
    });
    let (value, end) = match value {
        Ok(value) => value,
        Err(why) => return unreadable_request(body).ok_or(Unread::NoJson(why)),
    };
    match value {
        Value::Object(message) => Ok((classify(message).map_err(Unread::NoMessage)?, end)),
        // The protocol has no batches (LSP 3.17, "Base Protocol"), but who sends one waits for an answer.
        Value::Array(batch) if !batch.is_empty() => Ok((Incoming::Invalid(Id::Null), end)),
        _ => Err(Unread::NoMessage("not an object".to_owned())),
    }
}

/// The request of which everything but its id is passed over: it nests too deep, or holds numbers that nothing can
/// hold. Its sender waits for an answer all the same.
fn unreadable_request(body: &[u8]) -> Option<(Incoming, usize)> {
    #[derive(Deserialize)]
    struct Head {
        id: Value,
        #[allow(dead_code, reason = "an answer has none")]
        method: String,
    }
    let mut heads = serde_json::Deserializer::from_slice(body).into_iter::<Head>();
    let head = heads.next()?.ok()?;
    let id = serde_json::from_value(head.id).unwrap_or(Id::Null);
    Some((Incoming::Invalid(id), heads.byte_offset()))
}

fn first_value(body: &[u8]) -> Result<(Value, usize), String> {
    let mut values = serde_json::Deserializer::from_slice(body).into_iter();
    match values.next() {
        Some(Ok(value)) => Ok((value, values.byte_offset())),
        Some(Err(error)) => Err(error.to_string()),
        None => Err("empty".to_owned()),
    }
}

fn classify(mut message: Map<String, Value>) -> Result<Incoming, String> {
    let id = message.get("id").map(|id| serde_json::from_value::<Id>(id.clone()));
    if message.contains_key("method") {
        return match (serde_json::from_value(Value::Object(message)), id) {
            (Ok(request), _) => Ok(Incoming::Request(request)),
            (Err(_), Some(id)) => Ok(Incoming::Invalid(id.unwrap_or(Id::Null))),
            (Err(error), _) => Err(error.to_string()),
        };
    }
    let Some(Ok(id)) = id else { return Err("neither a method nor a usable id".to_owned()) };
    // Some clients send `"error": null` with a result, or leave out a result that is null.
    let result = match message.remove("error") {
        None | Some(Value::Null) => Ok(message.remove("result").unwrap_or_default()),
        Some(error) => Err(serde_json::from_value(error).unwrap_or_else(|_| Error::internal_error())),
    };
    Ok(Incoming::Response(Response::from_parts(id, result)))
}

/// Overwrites each `\uD800`..`\uDFFF` that is half of no pair with `\ufffd`.
///
/// JavaScript strings may hold such halves, Rust's may not. The replacement is as long, on the wire
/// and in UTF-16 units of the document, so no length and no position moves.
fn replace_lone_surrogates(body: &mut [u8]) {
    let unit = |body: &[u8], at: usize| -> Option<u16> {
        let escape = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(escape).ok()?, 16).ok()
    };
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &body[at..]) {
        at += found;
        at += match unit(body, at) {
            Some(0xD800..=0xDBFF) if matches!(unit(body, at + 6), Some(0xDC00..=0xDFFF)) => 12,
            Some(0xD800..=0xDFFF) => {
                body[at..at + 6].copy_from_slice(b"\\ufffd");
                6
            }
            Some(_) => 6,
            None => 2,
        };
        at = at.min(body.len());
    }
}

/// A stream to which bytes can be given back.
struct Rewindable<R> {
    front: Cursor<Vec<u8>>,
    rest: R,
}

impl<R> Rewindable<R> {
    fn front(&self) -> &[u8] {
        &self.front.get_ref()[self.front.position() as usize..]
    }

    fn rewind(&mut self, bytes: &[u8]) {
        self.front = Cursor::new([bytes, self.front()].concat());
    }
}

impl<R: BufRead> Read for Rewindable<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.front().is_empty() { self.rest.read(buffer) } else { self.front.read(buffer) }
    }
}

impl<R: BufRead> BufRead for Rewindable<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.front().is_empty() { self.rest.fill_buf() } else { self.front.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        if self.front().is_empty() { self.rest.consume(amount) } else { self.front.consume(amount) }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn note(method: &str) -> String {
        format!(r#"{{"jsonrpc":"2.0","method":"{method}"}}"#)
    }

    #[track_caller]
    fn check(wire: impl AsRef<[u8]>, expect: Expect) {
        let mut frames = Frames::new(wire.as_ref());
        let mut seen = String::new();
        while let Some(message) = frames.next().unwrap() {
            seen += &match message {
                Incoming::Request(request) => format!("request {request}\n"),
                Incoming::Response(response) => {
                    format!("response {}\n", serde_json::to_string(&response).unwrap())
                }
                Incoming::Invalid(id) => format!("invalid {id}\n"),
                Incoming::Malformed => "malformed\n".to_owned(),
            };
        }
        expect.assert_eq(&seen);
    }

    #[test]
    fn requests_notifications_and_answers_are_told_apart() {
        let messages = [
            r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":1}}"#,
            r#"{"jsonrpc":"2.0","method":"b"}"#,
            r#"{"jsonrpc":"2.0","id":"s","result":null}"#,
            r#"{"jsonrpc":"2.0","id":2}"#,
            r#"{"jsonrpc":"2.0","id":3,"result":4,"error":null}"#,
            r#"{"jsonrpc":"2.0","id":5,"error":{"code":-32601,"message":"no"}}"#,
        ];
        check(
            messages.map(framed).concat(),
            expect![[r#"
                request {"jsonrpc":"2.0","method":"a","params":{"x":1},"id":1}
                request {"jsonrpc":"2.0","method":"b"}
                response {"jsonrpc":"2.0","result":null,"id":"s"}
                response {"jsonrpc":"2.0","result":null,"id":2}
                response {"jsonrpc":"2.0","result":4,"id":3}
                response {"jsonrpc":"2.0","error":{"code":-32601,"message":"no"},"id":5}
            "#]],
        );
    }

    #[test]
    fn headers_may_be_written_in_any_case_and_order() {
        let body = note("a");
        let n = body.len();
        check(
            format!(
                "content-type: application/vscode-jsonrpc; charset=utf-8\r\ncONTENT-lENGTH:{n}\r\n\r\n{body}"
            ) + &format!("Content-Length: {n}\n\n{body}"),
            expect![[r#"
                request {"jsonrpc":"2.0","method":"a"}
                request {"jsonrpc":"2.0","method":"a"}
            "#]],
        );
    }

    #[test]
    fn a_body_that_is_no_message_is_dropped() {
        for bad in ["null", "[]", "{}", r#"{"jsonrpc":"2.0"}"#, r#"{"id":{}}"#] {
            check(
                framed(bad) + &framed(&note("after")),
                expect![[r#"
                request {"jsonrpc":"2.0","method":"after"}
            "#]],
            );
        }
    }

    #[test]
    fn who_sends_what_is_no_json_is_told() {
        for bad in ["{", "", &"[".repeat(500), r#"{"id":1,}"#] {
            check(
                framed(bad) + &framed(&note("after")),
                expect![[r#"
                malformed
                request {"jsonrpc":"2.0","method":"after"}
            "#]],
            );
        }
    }

    #[test]
    fn a_request_that_is_none_is_known_by_its_id() {
        check(
            framed(r#"{"id":7,"method":[]}"#),
            expect![[r#"
            invalid 7
        "#]],
        );
    }

    #[test]
    fn who_sends_what_cannot_be_read_is_answered() {
        let deep = format!("{}{}", "[".repeat(130), "]".repeat(130));
        check(
            framed(&format!(r#"{{"jsonrpc":"2.0","id":8,"method":"m","params":{deep}}}"#))
                + &framed(r#"{"jsonrpc":"2.0","id":9,"method":"m","params":[1e999]}"#)
                + &framed(r#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#)
                + &framed(r#"{"jsonrpc":"2.0","id":9223372036854775808,"method":"m"}"#)
                + &framed(r#"[{"jsonrpc":"2.0","id":1,"method":"m"}]"#)
                + &framed(r#"{"jsonrpc":"2.0","method":"m","params":[1e999]}"#),
            expect![[r#"
                invalid 8
                invalid 9
                invalid null
                invalid null
                invalid null
                malformed
            "#]],
        );
    }

    #[test]
    fn reading_goes_on_behind_a_damaged_header() {
        let (lost, after) = (note("lost"), framed(&note("after")));
        for header in [
            "\r\n".to_owned(),
            "Content-Type: x\r\n\r\n".to_owned(),
            "Content-Length: many\r\n\r\n".to_owned(),
            "Content-Length: -1\r\n\r\n".to_owned(),
            "Content-Length: 99999999999\r\n\r\n".to_owned(),
            "x".repeat(200_000),
        ] {
            check(
                header + &lost + &after + &after,
                expect![[r#"
                request {"jsonrpc":"2.0","method":"after"}
                request {"jsonrpc":"2.0","method":"after"}
            "#]],
            );
        }
    }

    #[test]
    fn reading_goes_on_behind_a_length_that_is_too_small() {
        let (lost, after) = (note("lost"), framed(&note("after")));
        check(
            format!("Content-Length: {}\r\n\r\n{lost}{after}{after}", lost.len() - 3),
            expect![[r#"
                malformed
                request {"jsonrpc":"2.0","method":"after"}
                request {"jsonrpc":"2.0","method":"after"}
            "#]],
        );
    }

    #[test]
    fn a_length_that_is_too_great_costs_nothing() {
        let (first, after) = (note("first"), framed(&note("after")));
        for excess in [1, 9, 20, after.len(), after.len() + 5] {
            let wire = format!("Content-Length: {}\r\n\r\n{first}{after}{after}", first.len() + excess);
            check(
                wire,
                expect![[r#"
                request {"jsonrpc":"2.0","method":"first"}
                request {"jsonrpc":"2.0","method":"after"}
                request {"jsonrpc":"2.0","method":"after"}
            "#]],
            );
        }
    }

    #[test]
    fn lone_surrogates_and_bytes_that_are_no_utf8_are_replaced() {
        check(
            framed(r#"{"jsonrpc":"2.0","method":"m","params":["\ud83d","\ud83d\ude00","\ude00x\\ud83d"]}"#),
            expect![[r#"
            request {"jsonrpc":"2.0","method":"m","params":["�","😀","�x\\ud83d"]}
        "#]],
        );
        let mut wire = framed(r#"{"jsonrpc":"2.0","method":"m","params":["?"]}"#).into_bytes();
        let at = wire.len() - 4;
        assert_eq!(wire[at], b'?');
        wire[at] = 0xFF;
        check(
            wire,
            expect![[r#"
            request {"jsonrpc":"2.0","method":"m","params":["�"]}
        "#]],
        );
    }

    #[test]
    fn a_stream_may_end_anywhere() {
        let wire = framed(&note("a"));
        for end in 0..wire.len() {
            check(&wire[..end], expect![[""]]);
        }
    }
}
