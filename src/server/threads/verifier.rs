//! The verifier: looks the references of the open documents up in the corpora.

use std::sync::Weak;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use crate::corpus::sources;
use crate::model::document::DocumentId;
use crate::server::shared_session::SharedSession;
use crate::workspace::lookups;
use crate::workspace::session::Event;

/// After the last change, so long until references are looked up.
const PAUSE: Duration = Duration::from_millis(200);

/// So many references are looked up before the session sees them.
const BATCH: usize = 100;

/// Looks the references of the open documents up, once nothing has changed for a moment.
pub(super) fn run(session: &Weak<SharedSession>, wakes: &Receiver<()>) {
    while wakes.recv().is_ok() {
        while wakes.recv_timeout(PAUSE).is_ok() {}
        let Some(session) = session.upgrade() else { return };
        look_up(&session);
    }
}

fn look_up(session: &SharedSession) {
    let snapshot = session.snapshot();
    if snapshot.loading {
        return;
    }
    if let Some(corpora) = session.shelf.refresh(&snapshot.settings.corpora) {
        session.offers.forget();
        session.apply(Event::Corpora(sources(&corpora)));
    }
    if session.shelf.is_empty() {
        return;
    }
    let snapshot = session.snapshot();
    let open = snapshot.documents.values().filter(|it| it.version.is_some());
    let open: Vec<DocumentId> = open.map(|it| it.id.clone()).collect();
    for references in lookups::waiting(&snapshot, &open).chunks(BATCH) {
        let found = lookups::look_up(&session.shelf.corpora(), references);
        session.apply(Event::Verified(found));
    }
}
