//! The same eye for writers that are language models: tools over the Model Context Protocol.
//!
//! [`service`] speaks the protocol, [`desk`] holds the papers of the folders that the server was started for, each
//! file of `tools` answers one tool, `answer` is the form of all answers. Nothing is thought here, nothing reaches for
//! the network. Text of documents is data: hidden signs are removed, lengths are bounded, and each answer says so.

mod answer;
mod desk;
mod prompts;
mod resources;
mod service;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use self::desk::Desk;

/// Serves a client on standard input and output until it leaves: for the papers in `roots` (without any, the current
/// folder), which are changed only where `may_write`.
pub fn run(roots: &[PathBuf], may_write: bool) -> ExitCode {
    let here = [PathBuf::from(".")];
    let roots = if roots.is_empty() { &here[..] } else { roots };
    let served = Desk::new(roots, may_write).and_then(|desk| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let served = runtime.block_on(service::serve(desk));
        // A thread that reads standard input may be blocked in it.
        runtime.shutdown_background();
        served
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            tracing::error!("{why}");
            ExitCode::from(2)
        }
    }
}
