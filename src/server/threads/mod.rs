//! The five threads that work for the session, woken by each event that is applied to it.
//!
//! The *loader* reads what the session wants, then builds word indexes; the *reporter* judges the open documents at
//! the newest revision and hands the reports over; the *verifier* looks references up in the corpora, if there are
//! any; the *asker* asks services about what they lack, if the user allows that; the *searcher* asks `kpsewhich` for what is found nowhere. None holds the session's lock while it works,
//! nor the session while it waits: when nobody else has it any more, the threads end.

mod asker;
mod loader;
mod reporter;
mod searcher;
mod verifier;

use std::sync::{Arc, Weak};
use std::thread;

use super::abilities::Abilities;
use super::reports::publish::Findings;
use super::shared_session::{Inbox, Progress, SharedSession, Working};
use crate::faults::contained;

/// Starts the threads: `findings` takes the reports of each revision, `loading` and
/// `asking` how far these are, and `trouble`
/// is called where something of ours has failed.
pub fn start(
    shared: &Arc<SharedSession>,
    inbox: Inbox,
    client: Abilities,
    findings: impl Fn(Findings) + Send + 'static,
    [loading, asking]: [Progress; 2],
    trouble: impl Fn() + Send + 'static,
) {
    let Inbox { tasks, wakes, verifies, asks, searches, working } = inbox;
    let work = |work: Box<dyn FnOnce(Weak<SharedSession>) + Send>| {
        let (session, working): (_, Working) = (Arc::downgrade(shared), working.clone());
        thread::spawn(move || {
            let _working = working;
            work(session);
        });
    };
    work(Box::new(move |session| loader::run(&session, &tasks, &loading, &trouble)));
    work(Box::new(move |session| searcher::run(&session, &searches)));
    work(Box::new(move |session| {
        while contained("looking references up", "", || verifier::run(&session, &verifies)).is_none() {}
    }));
    work(Box::new(move |session| {
        while contained("asking services", "", || asker::run(&session, &asks, &asking)).is_none() {}
    }));
    work(Box::new(move |session| {
        let report = || reporter::run(&session, &wakes, &client, &findings);
        while contained("reporting", "", report).is_none() {}
    }));
}
