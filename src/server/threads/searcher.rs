//! The searcher: asks `kpsewhich` for the files that are found nowhere.

use std::sync::Weak;
use std::sync::mpsc::Receiver;

use crate::faults::contained;
use crate::server::shared_session::SharedSession;
use crate::workspace::loader;
use crate::workspace::session::Event;

/// Asks for all names that wait at once.
pub(super) fn run(session: &Weak<SharedSession>, wakes: &Receiver<Vec<String>>) {
    while let Ok(first) = wakes.recv() {
        let names: Vec<String> = first.into_iter().chain(wakes.try_iter().flatten()).collect();
        let found = contained("kpsewhich", "", || loader::search(&names));
        let Some(session) = session.upgrade() else { break };
        session.apply(found.unwrap_or(Event::CannotSearch));
    }
}
