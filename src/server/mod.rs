//! The only room that knows the protocol.
//!
//! A method here reads the client's words, hands them to the session or asks a snapshot, and puts the
//! answer into the client's words; thinking is done elsewhere. Bodies of notifications never await, so
//! that they take effect in the order of their arrival (see `guard`).

pub mod capabilities;
pub mod client;
pub mod convert;
mod frames;
mod guard;
pub mod lifecycle;
mod parent;
pub mod publish;

use std::panic::resume_unwind;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tokio::task::{JoinHandle, spawn_blocking};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, InitializeParams,
    InitializeResult, ServerInfo, TextDocumentIdentifier,
};
use tower_lsp::{LanguageServer, LspService};
use tracing::warn;

use self::capabilities::{Abilities, server_capabilities};
use crate::text::position::PositionEncoding;
use crate::workspace::session::{Event, Session, Snapshot};

/// Serves the client on standard input and output; the exit code for the process.
pub fn run() -> std::io::Result<i32> {
    let service = || {
        LspService::build(|_client| Server { session: Session::default(), abilities: OnceLock::new() })
            .custom_method("lacuna/document", Server::document)
            .finish()
    };
    lifecycle::serve(std::io::BufReader::new(std::io::stdin()), std::io::stdout(), service)
}

struct Server {
    session: Session,
    /// Empty before `initialize`.
    abilities: OnceLock<Abilities>,
}

/// What the server holds a document to be: for reports of a client and a server out of step.
#[derive(Serialize)]
struct DocumentState {
    version: i32,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DocumentStateParams {
    text_document: TextDocumentIdentifier,
}

impl Server {
    fn encoding(&self) -> PositionEncoding {
        self.abilities.get().map_or_else(PositionEncoding::default, |client| client.encoding)
    }

    /// Lets `work` answer from the state at the request's arrival, on a thread of its own.
    ///
    /// Work that has not begun when its request is cancelled is not begun.
    async fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Snapshot) -> T + Send + 'static,
    ) -> Result<T> {
        let snapshot = self.session.snapshot();
        let mut work = AbortOnDrop(spawn_blocking(move || work(&snapshot)));
        (&mut work.0).await.map_err(|error| match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Error::request_cancelled(),
        })
    }

    async fn document(&self, params: DocumentStateParams) -> Result<Option<DocumentState>> {
        let path = convert::path(&params.text_document.uri);
        self.answer(move |snapshot| {
            let document = snapshot.documents.get(&path)?;
            Some(DocumentState { version: document.version, text: document.text.all().into_owned() })
        })
        .await
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client = self.abilities.get_or_init(|| Abilities::new(&params.capabilities));
        Ok(InitializeResult {
            capabilities: server_capabilities(client),
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let path = convert::path(&document.uri);
        self.session.apply(Event::Opened { path, version: document.version, text: document.text });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let (path, version) = (convert::path(&params.text_document.uri), params.text_document.version);
        let snapshot = self.session.snapshot();
        let Some(document) = snapshot.documents.get(&path) else {
            warn!("dropped a change of {}, which is not open", path.display());
            return;
        };
        let edits = convert::edits(&document.text, params.content_changes, self.encoding());
        self.session.apply(Event::Edited { path, version, edits });
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session.apply(Event::Closed { path: convert::path(&params.text_document.uri) });
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

/// Work that is not begun any more once this is dropped.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;
    use std::sync::mpsc::channel;

    use futures::FutureExt;

    use super::*;

    fn server() -> Server {
        Server { session: Session::default(), abilities: OnceLock::new() }
    }

    #[tokio::test]
    async fn a_panic_in_the_work_is_a_panic_of_its_handler() {
        let server = server();
        let answer = server.answer(|_| panic!("in the work"));
        assert!(AssertUnwindSafe(answer).catch_unwind().await.is_err());
    }

    #[test]
    fn work_that_is_cancelled_in_time_is_not_begun() {
        let runtime = tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build().unwrap();
        let server = server();
        let (release, released) = channel::<()>();
        let (log, done) = channel();
        runtime.block_on(async {
            let mut running = Box::pin(server.answer(move |_| released.recv().is_ok()));
            assert_eq!((&mut running).now_or_never(), None);
            let cancelled = log.clone();
            assert_eq!(server.answer(move |_| cancelled.send("cancelled").is_ok()).now_or_never(), None);
            let mut waiting = Box::pin(server.answer(move |_| log.send("waited").is_ok()));
            assert_eq!((&mut waiting).now_or_never(), None);
            release.send(()).unwrap();
            assert_eq!(running.await, Ok(true));
            assert_eq!(waiting.await, Ok(true));
        });
        assert_eq!(done.iter().collect::<Vec<_>>(), ["waited"]);
    }
}
