//! The life of a session: reading, handing on, writing, and the end.
//!
//! tower-lsp routes, converts and keeps the protocol's states. How messages are carried is ours: its
//! own transport ends at the first malformed frame, waits for one byte more after `exit`, and runs
//! reading, handling and writing as one task, so that each can stall the others.
//!
//! One thread reads and calls handlers (see `guard`), unfinished handlers go on in the
//! runtime, one thread writes, and the caller's thread waits for the first reason to end.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use futures::SinkExt;
use tokio::runtime::{Builder, Handle};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::lsp_types::notification::{Exit, Notification};
use tower_lsp::lsp_types::request::{Initialize, Request as _, Shutdown};
use tower_lsp::{ClientSocket, LanguageServer, LspService};
use tracing::{info, warn};

use super::frames::{Frames, Incoming};
use super::guard::{Guard, Progress};
use super::outbox::{Outbox, outbox};
use super::parent;

/// Between two looks at whether the client's process still lives.
const PARENT_POLL: Duration = Duration::from_secs(30);

/// For what is still worked at.
const LAST_WORK: Duration = Duration::from_millis(500);

/// For the last answers, to a client that may have stopped reading.
const LAST_WRITES: Duration = Duration::from_secs(1);

/// Why a session ends.
#[derive(Debug)]
enum End {
    /// The client sent `exit`, or closed our input; after `shutdown` or not.
    ByClient { orderly: bool },
    /// Nobody reads what we write.
    OutputClosed,
    /// The client's process is gone.
    ParentDied,
}

/// Serves one client and returns the exit code for the process: 0 after `shutdown`, else 1 (LSP 3.17,
/// `exit`).
///
/// `service` is called within the runtime, so that it may spawn tasks.
///
/// The thread that reads `input` may still be blocked in it at the return, so that a caller who reads
/// standard input should leave by [`std::process::exit`].
pub fn serve<S: LanguageServer>(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    parent: Option<u32>,
    service: impl FnOnce() -> (LspService<S>, ClientSocket),
) -> std::io::Result<i32> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (ends, end) = mpsc::channel();
    let (outbox, outbox_end) = outbox();

    let (service, socket) = {
        let _context = runtime.enter();
        service()
    };
    let (requests, mut responses) = socket.split();
    runtime.spawn(outbox.clone().forward(requests));
    let (writing, written) = mpsc::channel::<()>();
    thread::spawn({
        let ends = ends.clone();
        move || {
            let _writing = writing;
            if let Err(error) = outbox_end.write_all(output) {
                warn!("cannot write to the client: {error}");
                let _ = ends.send(End::OutputClosed);
            }
        }
    });
    let mut reader = Reader {
        guard: Guard::new(service),
        outbox,
        runtime: runtime.handle().clone(),
        ends,
        parent,
        orderly: false,
    };
    thread::spawn(move || {
        let answered = move |response| {
            // The service panics on the answer to a request that it no longer waits for.
            let sent = catch_unwind(AssertUnwindSafe(|| responses.start_send_unpin(response)));
            if sent.is_err() {
                warn!("an answer of the client came too late");
            }
        };
        reader.run(Frames::new(input), answered);
        let _ = reader.ends.send(End::ByClient { orderly: reader.orderly });
    });

    let end = end.recv().unwrap_or(End::OutputClosed);
    info!("the session ends: {end:?}");
    // In order: whoever still works while the process takes itself apart may meet what is gone already.
    runtime.shutdown_timeout(LAST_WORK);
    // The writer ends, and drops its end of this channel, when nobody can send a message any more.
    let _ = written.recv_timeout(LAST_WRITES);
    Ok(if matches!(end, End::ByClient { orderly: true }) { 0 } else { 1 })
}

/// The thread that reads.
struct Reader<S> {
    guard: Guard<LspService<S>>,
    outbox: Outbox,
    runtime: Handle,
    ends: Sender<End>,
    /// The client's process by the command line, for a client that does not name it in `initialize`.
    parent: Option<u32>,
    /// Whether the client has sent `shutdown`.
    orderly: bool,
}

impl<S: LanguageServer> Reader<S> {
    /// Reads up to `exit` or the end of `frames`.
    fn run(&mut self, mut frames: Frames<impl BufRead>, mut answered: impl FnMut(Response)) {
        let runtime = self.runtime.clone();
        let _context = runtime.enter();
        loop {
            self.outbox.wait_for_room();
            match frames.next() {
                Ok(Some(Incoming::Request(request))) => {
                    let exit = request.method() == Exit::METHOD;
                    self.receive(request);
                    if exit {
                        return;
                    }
                }
                Ok(Some(Incoming::Response(response))) => answered(response),
                Ok(Some(Incoming::Invalid(id))) => {
                    self.outbox.send(&Response::from_error(id, Error::invalid_request()));
                }
                Ok(Some(Incoming::Malformed)) => {
                    self.outbox.send(&Response::from_error(Id::Null, Error::parse_error()));
                }
                Ok(None) => return,
                Err(error) => {
                    warn!("cannot read from the client: {error}");
                    return;
                }
            }
        }
    }

    fn receive(&mut self, request: Request) {
        match request.method() {
            Initialize::METHOD => self.watch_parent(&request),
            Shutdown::METHOD => self.orderly = true,
            _ => {}
        }
        match self.guard.receive(request) {
            Progress::Done(response) => drop(response.map(|response| self.outbox.send(&response))),
            Progress::Pending(handler) => {
                let outbox = self.outbox.clone();
                let working = self.outbox.working();
                self.runtime.spawn(async move {
                    let _working = working;
                    if let Some(response) = handler.await {
                        outbox.send(&response);
                    }
                });
            }
        }
    }

    fn watch_parent(&self, initialize: &Request) {
        let id = initialize.params().and_then(|params| params["processId"].as_u64());
        let Some(id) = id.and_then(|id| u32::try_from(id).ok()).or(self.parent) else { return };
        let ends = self.ends.clone();
        thread::spawn(move || {
            if parent::wait_for_death_of(id, PARENT_POLL) {
                let _ = ends.send(End::ParentDied);
            }
        });
    }
}

#[cfg(test)]
mod tests;
