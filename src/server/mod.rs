//! The only room that knows the protocol.
//!
//! [`connection`] carries messages, `service` has a method for each, which hands on to a file of `requests` or to
//! `shared_session`; `threads` work behind it, `reports` sends diagnostics. [`convert`] is the one door between the
//! protocol's words and ours. Thinking is done elsewhere.

mod abilities;
mod asked;
mod capabilities;
mod client;
mod commands;
mod configure;
pub mod connection;
pub mod convert;
mod edit_queue;
mod edits;
mod look_up;
mod offered;
mod progress;
mod register;
pub mod reports;
mod requests;
mod service;
mod shared_session;
mod spelling;
mod survey;
mod threads;

use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use tower_lsp::LspService;

use self::service::Server;

/// For what the session's threads still work at.
const LAST_WORK: Duration = Duration::from_millis(500);

/// Serves the client on standard input and output, to the end of the process; `parent` is the client's process where
/// the command line names it.
pub fn run(parent: Option<u32>) -> ExitCode {
    // Each thread that works for the session holds a clone of the one end, so that the other tells when all are gone.
    let (working, gone) = mpsc::channel();
    let service = move || {
        let new = |client| Server::new(client, working);
        LspService::build(new).custom_method("lacuna/document", Server::document).finish()
    };
    let input = std::io::BufReader::new(std::io::stdin());
    match connection::lifecycle::serve(input, std::io::stdout(), parent, service) {
        Ok(code) => {
            let _ = gone.recv_timeout(LAST_WORK);
            // The thread that reads standard input may be blocked in it: leave without waiting for it.
            std::process::exit(code)
        }
        Err(error) => {
            tracing::error!("cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
