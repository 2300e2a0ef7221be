//! What goes out: messages into `Content-Length` frames, as they wait for the client, who may have stopped reading.
//!
//! Of the reports on a document only the newest waits. Answers all wait, since each was asked for; but while many
//! do, no more is read of what the client asks (see [`Outbox::wait_for_room`]).

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use futures::{Stream, StreamExt};
use serde::Serialize;
use tower_lsp::jsonrpc::Request;
use tower_lsp::lsp_types::notification::{Notification, PublishDiagnostics};
use tracing::error;

/// Bytes of answers that may wait before nothing more is read.
const MOST_BYTES: usize = 64 << 20;

/// Requests that may be worked at before nothing more is read.
const MOST_REQUESTS: usize = 256;

/// Where messages to the client go. Its end closes when all clones are dropped.
#[derive(Clone)]
pub(super) struct Outbox {
    queue: Sender<Waiting>,
    state: Arc<(Mutex<State>, Condvar)>,
}

/// The writer's side.
pub(super) struct OutboxEnd {
    queue: Receiver<Waiting>,
    state: Arc<(Mutex<State>, Condvar)>,
}

enum Waiting {
    Frame(Vec<u8>),
    /// The newest reports on the document of this URI.
    Reports(String),
}

#[derive(Default)]
struct State {
    /// The frames of reports that wait, by their documents' URIs.
    reports: HashMap<String, Vec<u8>>,
    /// How many bytes of other frames wait.
    bytes: usize,
    /// How many requests are worked at.
    requests: usize,
    /// Whether nobody writes any more.
    closed: bool,
}

/// A request while it is worked at.
pub(super) struct Working(Outbox);

impl Drop for Working {
    fn drop(&mut self) {
        lock(&self.0.state.0).requests -= 1;
        self.0.state.1.notify_all();
    }
}

/// An empty outbox and its end.
pub(super) fn outbox() -> (Outbox, OutboxEnd) {
    let (sender, receiver) = mpsc::channel();
    let state = Arc::default();
    (Outbox { queue: sender, state: Arc::clone(&state) }, OutboxEnd { queue: receiver, state })
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Outbox {
    /// Adds a message.
    pub fn send(&self, message: &impl Serialize) {
        let Some(frame) = framed(message) else { return };
        lock(&self.state.0).bytes += frame.len();
        // The writer may be gone already: then so is the session.
        let _ = self.queue.send(Waiting::Frame(frame));
    }

    /// Adds a request or notification of ours; reports take the place of those on the same document that wait.
    pub fn send_request(&self, request: &Request) {
        let uri = request.params().and_then(|it| it["uri"].as_str());
        let Some(uri) = uri.filter(|_| request.method() == PublishDiagnostics::METHOD) else {
            return self.send(request);
        };
        let Some(frame) = framed(request) else { return };
        if lock(&self.state.0).reports.insert(uri.to_owned(), frame).is_none() {
            let _ = self.queue.send(Waiting::Reports(uri.to_owned()));
        }
    }

    /// Adds what the server asks and tells the client, to the end of the session.
    pub async fn forward(self, mut requests: impl Stream<Item = Request> + Unpin) {
        while let Some(request) = requests.next().await {
            self.send_request(&request);
        }
    }

    /// Counts a request until what is returned is dropped.
    pub fn working(&self) -> Working {
        lock(&self.state.0).requests += 1;
        Working(self.clone())
    }

    /// Waits until the client has taken what it asked for, but for some.
    pub fn wait_for_room(&self) {
        let is_full = |it: &mut State| !it.closed && (it.bytes > MOST_BYTES || it.requests > MOST_REQUESTS);
        drop(self.state.1.wait_while(lock(&self.state.0), is_full));
    }
}

/// The frame of `message`.
pub(super) fn frame(message: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let body = serde_json::to_vec(message)?;
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend(body);
    Ok(frame)
}

fn framed(message: &impl Serialize) -> Option<Vec<u8>> {
    frame(message).inspect_err(|error| error!("a message that cannot be written: {error}")).ok()
}

impl OutboxEnd {
    /// Writes messages as they come and flushes whenever none is waiting; ends when all outboxes are dropped.
    pub fn write_all(&self, mut output: impl Write) -> io::Result<()> {
        while let Ok(first) = self.queue.recv() {
            self.write(first, &mut output)?;
            for next in self.queue.try_iter() {
                self.write(next, &mut output)?;
            }
            output.flush()?;
        }
        Ok(())
    }

    fn write(&self, waiting: Waiting, output: &mut impl Write) -> io::Result<()> {
        let (state, changed) = &*self.state;
        let frame = match waiting {
            Waiting::Frame(frame) => frame,
            Waiting::Reports(uri) => {
                let newest = lock(state).reports.remove(&uri);
                return newest.map_or(Ok(()), |it| output.write_all(&it));
            }
        };
        let written = output.write_all(&frame);
        lock(state).bytes -= frame.len();
        changed.notify_all();
        written
    }
}

impl Drop for OutboxEnd {
    fn drop(&mut self) {
        lock(&self.state.0).closed = true;
        self.state.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reports(uri: &str, version: i32) -> Request {
        let params = json!({"uri": uri, "version": version, "diagnostics": []});
        Request::build(PublishDiagnostics::METHOD).params(params).finish()
    }

    #[test]
    fn of_reports_on_a_document_the_newest_waits_and_of_all_else_everything() {
        let (outbox, end) = outbox();
        for version in 1..=3 {
            outbox.send_request(&reports("file:///a", version));
            outbox.send_request(&reports("file:///b", version));
            outbox.send(&json!({"id": version}));
        }
        drop(outbox);
        let mut written = Vec::new();
        end.write_all(&mut written).unwrap();
        let written = String::from_utf8(written).unwrap();
        let count = |what: &str| written.matches(what).count();
        assert_eq!((count("\"version\":3"), count("\"version\""), count("\"id\"")), (2, 2, 3), "{written}");
    }

    #[test]
    fn nothing_more_is_asked_for_until_there_is_room() {
        let (outbox, end) = outbox();
        outbox.send(&"x".repeat(MOST_BYTES + 1));
        let reader = std::thread::spawn({
            let outbox = outbox.clone();
            move || outbox.wait_for_room()
        });
        assert!(!reader.is_finished());
        drop(outbox);
        let writer = std::thread::spawn(move || end.write_all(io::sink()));
        reader.join().unwrap();
        writer.join().unwrap().unwrap();
    }
}
