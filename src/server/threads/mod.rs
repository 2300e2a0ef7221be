//! The four threads that work for the session, woken by each event that is applied to it.
//!
//! The *loader* reads what the session wants, then builds word indexes; the *reporter* judges the open documents at
//! the newest revision and hands the reports over; the *verifier* looks references up in the corpora, if there are
//! any; the *searcher* asks `kpsewhich` for what is found nowhere. None holds the session's lock while it works.

mod loader;
mod reporter;
mod searcher;
mod verifier;

use std::sync::Arc;
use std::thread;

use super::abilities::Abilities;
use super::reports::publish::Findings;
use super::shared_session::{Inbox, Progress, SharedSession};
use crate::faults::contained;

/// Starts the threads: `findings` takes the reports of each revision, `progress` how far loading is, and `trouble`
/// is called where something of ours has failed.
pub fn start(
    shared: &Arc<SharedSession>,
    inbox: Inbox,
    client: Abilities,
    findings: impl Fn(Findings) + Send + 'static,
    progress: Progress,
    trouble: impl Fn() + Send + 'static,
) {
    let Inbox { tasks, wakes, verifies, searches } = inbox;
    let session = Arc::clone(shared);
    thread::spawn(move || loader::run(&session, &tasks, &progress, &trouble));
    let session = Arc::clone(shared);
    thread::spawn(move || searcher::run(&session, &searches));
    let session = Arc::clone(shared);
    thread::spawn(move || {
        while contained("looking references up", "", || verifier::run(&session, &verifies)).is_none() {}
    });
    let session = Arc::clone(shared);
    thread::spawn(move || {
        while contained("reporting", "", || reporter::run(&session, &wakes, &client, &findings)).is_none() {}
    });
}
