//! The reporter: judges the open documents at each revision and hands the reports over.

use std::sync::Weak;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use crate::faults::{self, contained};
use crate::model::document::DocumentId;
use crate::rules::diagnostics;
use crate::server::abilities::Abilities;
use crate::server::reports::publish::{FileFindings, Findings};
use crate::server::reports::report;
use crate::server::shared_session::SharedSession;
use crate::workspace::session::Event;

/// Between two looks when nothing is expected.
const LONG: Duration = Duration::from_secs(3600);

/// After the last edit, the place of typing counts as left.
const TYPING_PAUSE: Duration = Duration::from_secs(1);

/// Judges the open documents each time something changed.
pub(super) fn run(
    session: &Weak<SharedSession>,
    wakes: &Receiver<()>,
    client: &Abilities,
    findings: &dyn Fn(Findings),
) {
    let is_typing = |it: &SharedSession| it.snapshot().typing.as_ref().is_some_and(|it| !it.paused);
    loop {
        let Some(typing) = session.upgrade().map(|it| is_typing(&it)) else { return };
        let paused = match wakes.recv_timeout(if typing { TYPING_PAUSE } else { LONG }) {
            Ok(()) => false,
            Err(RecvTimeoutError::Timeout) if typing => true,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let Some(session) = session.upgrade() else { return };
        if paused {
            contained("a pause", "", || drop(session.locked().apply(Event::TypingPaused)));
            // For what was not to be asked for while it was typed.
            session.look();
        }
        while wakes.try_recv().is_ok() {}
        judge(&session, client, findings);
    }
}

fn judge(session: &SharedSession, client: &Abilities, findings: &dyn Fn(Findings)) {
    let snapshot = session.snapshot();
    let settings = snapshot.settings_file.as_ref();
    let judged = snapshot.documents.values();
    let judged = judged.filter(|it| it.version.is_some() || Some(&it.id) == settings);
    let files = judged.filter_map(|document| {
        let uri = session.spelling.uri(&document.id)?;
        let spelt = |id: &DocumentId| session.spelling.uri(id);
        let judge = || {
            let found = diagnostics(&snapshot, &document.id);
            report::diagnostics(&snapshot, document, &found, client, &spelt)
        };
        // Of a document at which we fail nothing is reported, of the others all.
        let diagnostics = contained(document.name(), "", judge).unwrap_or_default();
        Some(FileFindings { uri, version: document.version, diagnostics })
    });
    let (met, files) = (faults::met(), files.collect());
    findings(Findings { revision: snapshot.revision, files });
    if faults::met() > met {
        // It is the loader's to tell.
        session.look();
    }
}
