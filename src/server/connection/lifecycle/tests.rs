//! The session's life with a server that misbehaves in every way a handler can.

use std::io::{BufReader, PipeReader, PipeWriter, pipe};
use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::Instant;

use serde_json::{Value, json};
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Id, Result};
use tower_lsp::lsp_types::{
    ConfigurationItem, ConfigurationParams, DidChangeTextDocumentParams, DidSaveTextDocumentParams,
    InitializeParams, InitializeResult,
};

use tower_lsp::lsp_types::request::WorkspaceConfiguration;

use super::*;
use crate::server::client::ask;
use crate::server::connection::outbox::frame;

struct Misbehaving {
    client: Client,
    versions: Mutex<Vec<i32>>,
}

#[tower_lsp::async_trait]
impl LanguageServer for Misbehaving {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        Ok(InitializeResult::default())
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.versions.lock().unwrap().push(params.text_document.version);
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        panic!("in a notification");
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

impl Misbehaving {
    async fn versions(&self) -> Result<Vec<i32>> {
        Ok(self.versions.lock().unwrap().clone())
    }

    async fn never(&self) -> Result<()> {
        std::future::pending().await
    }

    async fn panic_at_once(&self) -> Result<()> {
        panic!("at once")
    }

    async fn panic_later(&self) -> Result<()> {
        tokio::task::yield_now().await;
        panic!("later")
    }

    async fn block_a_worker(&self) -> Result<()> {
        tokio::task::yield_now().await;
        thread::sleep(Duration::from_secs(100));
        Ok(())
    }

    /// Asks the client and gives up at once, but for having sent the question.
    async fn impatient(&self) -> Result<()> {
        let question = self.client.configuration(vec![ConfigurationItem::default()]);
        let _ = tokio::time::timeout(Duration::from_millis(20), question).await;
        Ok(())
    }

    /// Asks as it should be done.
    async fn patient(&self, milliseconds: u64) -> Result<Option<Vec<Value>>> {
        let params = ConfigurationParams { items: vec![ConfigurationItem::default()] };
        Ok(ask::<WorkspaceConfiguration>(&self.client, params, Duration::from_millis(milliseconds)).await)
    }
}

/// The other end of a session.
struct Peer {
    input: Option<PipeWriter>,
    output: Frames<BufReader<PipeReader>>,
    session: JoinHandle<std::io::Result<i32>>,
}

impl Peer {
    fn initialized() -> Self {
        let service = || {
            LspService::build(|client| Misbehaving { client, versions: Mutex::default() })
                .custom_method("versions", Misbehaving::versions)
                .custom_method("never", Misbehaving::never)
                .custom_method("panicAtOnce", Misbehaving::panic_at_once)
                .custom_method("panicLater", Misbehaving::panic_later)
                .custom_method("blockAWorker", Misbehaving::block_a_worker)
                .custom_method("impatient", Misbehaving::impatient)
                .custom_method("patient", Misbehaving::patient)
                .finish()
        };
        let ((server_input, input), (output, server_output)) = (pipe().unwrap(), pipe().unwrap());
        let session =
            thread::spawn(move || serve(BufReader::new(server_input), server_output, None, service));
        let mut peer = Self { input: Some(input), output: Frames::new(BufReader::new(output)), session };
        peer.request(0, "initialize", json!({"capabilities": {}}));
        assert!(peer.answer(0).is_ok());
        peer
    }

    fn send(&mut self, message: Value) {
        self.input.as_mut().unwrap().write_all(&frame(&message).unwrap()).unwrap();
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, id: i64, method: &str) {
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method}));
    }

    fn request(&mut self, id: i64, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    /// The next message, which must be the answer to `id`: its result, or its error's code.
    #[track_caller]
    fn answer(&mut self, id: i64) -> std::result::Result<Value, i64> {
        match self.output.next().unwrap() {
            Some(Incoming::Response(response)) => {
                assert_eq!(response.id(), &Id::Number(id));
                response.into_parts().1.map_err(|error| error.code.code())
            }
            other => panic!("{other:?}"),
        }
    }

    /// Stops the session and returns its exit code. No message may be left, but the end cancels requests
    /// that are still open.
    #[track_caller]
    fn stop(mut self) -> i32 {
        self.leave();
        while let Some(message) = self.output.next().unwrap() {
            let Incoming::Response(response) = message else { panic!("{message:?}") };
            assert_eq!(response.error().unwrap().code.code(), REQUEST_CANCELLED);
        }
        self.session.join().unwrap().unwrap()
    }

    #[track_caller]
    fn leave(&mut self) {
        self.ask(-1, "shutdown");
        assert_eq!(self.answer(-1), Ok(Value::Null));
        self.notify("exit", Value::Null);
    }
}

const INTERNAL_ERROR: i64 = -32603;
const REQUEST_CANCELLED: i64 = -32800;
const INVALID_REQUEST: i64 = -32600;

fn change(version: i32) -> Value {
    json!({"textDocument": {"uri": "file:///a.tex", "version": version}, "contentChanges": []})
}

#[test]
fn a_panic_in_a_request_is_its_answer() {
    let mut peer = Peer::initialized();
    for (id, method) in [(1, "panicAtOnce"), (2, "panicLater")] {
        peer.ask(id, method);
        assert_eq!(peer.answer(id), Err(INTERNAL_ERROR));
    }
    assert_eq!(peer.stop(), 0);
}

#[test]
fn a_panic_in_a_notification_is_survived() {
    let mut peer = Peer::initialized();
    peer.notify("textDocument/didSave", json!({"textDocument": {"uri": "file:///a.tex"}}));
    peer.notify("textDocument/didChange", change(7));
    peer.ask(1, "versions");
    assert_eq!(peer.answer(1), Ok(json!([7])));
    assert_eq!(peer.stop(), 0);
}

#[test]
fn edits_are_in_order_whatever_else_is_under_way() {
    let mut peer = Peer::initialized();
    for id in 1..=200 {
        peer.ask(id, "never");
    }
    for version in 0..500 {
        peer.notify("textDocument/didChange", change(version));
    }
    peer.ask(1000, "versions");
    assert_eq!(peer.answer(1000), Ok(json!((0..500).collect::<Vec<_>>())));
    assert_eq!(peer.stop(), 0);
}

#[test]
fn a_cancelled_request_is_answered_at_once_and_once() {
    let mut peer = Peer::initialized();
    for id in 1..=200 {
        peer.ask(id, "never");
    }
    let asked = Instant::now();
    peer.notify("$/cancelRequest", json!({"id": 150}));
    assert_eq!(peer.answer(150), Err(REQUEST_CANCELLED));
    assert!(asked.elapsed() < Duration::from_secs(2));
    peer.notify("$/cancelRequest", json!({"id": 150}));
    peer.notify("$/cancelRequest", json!({"id": "unknown"}));
    assert_eq!(peer.stop(), 0);
}

#[test]
fn a_request_whose_id_is_in_use_is_refused() {
    let mut peer = Peer::initialized();
    peer.ask(1, "never");
    peer.ask(1, "versions");
    assert_eq!(peer.answer(1), Err(INVALID_REQUEST));
    assert_eq!(peer.stop(), 0);
}

#[test]
fn handlers_that_block_hold_up_neither_reading_nor_the_end() {
    let mut peer = Peer::initialized();
    for id in 1..=4 {
        peer.ask(id, "blockAWorker");
    }
    peer.notify("textDocument/didChange", change(1));
    peer.ask(5, "versions");
    assert_eq!(peer.answer(5), Ok(json!([1])));
    peer.leave();
    let asked = Instant::now();
    assert_eq!(peer.session.join().unwrap().unwrap(), 0);
    assert!(asked.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_answer_that_comes_too_late_is_survived() {
    let mut peer = Peer::initialized();
    peer.ask(1, "impatient");
    let Some(Incoming::Request(question)) = peer.output.next().unwrap() else { panic!("no question") };
    assert_eq!(question.method(), "workspace/configuration");
    assert_eq!(peer.answer(1), Ok(Value::Null));
    let late = json!({"jsonrpc": "2.0", "id": question.id(), "result": [null]});
    peer.send(late.clone());
    peer.send(late);
    peer.ask(2, "versions");
    assert_eq!(peer.answer(2), Ok(json!([])));
    assert_eq!(peer.stop(), 0);
}

#[test]
fn the_client_is_waited_for_but_not_for_ever() {
    let mut peer = Peer::initialized();
    for (id, patience, answers) in [(1, 100_000, true), (2, 20, false)] {
        peer.request(id, "patient", json!(patience));
        let Some(Incoming::Request(question)) = peer.output.next().unwrap() else { panic!("no question") };
        let answer = json!({"jsonrpc": "2.0", "id": question.id(), "result": [7]});
        if answers {
            peer.send(answer);
            assert_eq!(peer.answer(id), Ok(json!([7])));
        } else {
            assert_eq!(peer.answer(id), Ok(Value::Null));
            peer.send(answer);
        }
    }
    assert_eq!(peer.stop(), 0);
}

#[test]
fn a_session_ends_with_its_input() {
    let mut peer = Peer::initialized();
    peer.ask(1, "never");
    peer.input = None;
    assert_eq!(peer.session.join().unwrap().unwrap(), 1);
}

#[test]
fn a_session_ends_with_its_output() {
    let mut peer = Peer::initialized();
    let unread = std::mem::replace(&mut peer.output, Frames::new(BufReader::new(pipe().unwrap().0)));
    drop(unread);
    peer.ask(1, "versions");
    assert_eq!(peer.session.join().unwrap().unwrap(), 1);
}
