//! The asker: asks services about the cited entries that no corpus confirms, in the background, if the user allows that.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Weak};
use std::time::Duration;

use rustc_hash::FxHashSet;

use crate::model::record::Reference;
use crate::model::snapshot::Snapshot;
use crate::model::verified::Source;
use crate::server::shared_session::{Progress, SharedSession, Step};
use crate::workspace::lookups::unconfirmed;
use crate::workspace::services::verify::verify;
use crate::workspace::session::Event;

/// After the last change, so long until services are asked: nobody is asked about what is being typed.
const PAUSE: Duration = Duration::from_secs(2);

/// So many references are looked at together: their identifiers go into few requests.
const TOGETHER: usize = 20;

/// What was asked about already, and which corpora there were then.
#[derive(Default)]
struct Asked {
    fingerprints: FxHashSet<u64>,
    corpora: Arc<Vec<Source>>,
}

/// Asks, once nothing has changed for a while.
pub(super) fn run(session: &Weak<SharedSession>, wakes: &Receiver<()>, progress: &Progress) {
    let mut asked = Asked::default();
    while wakes.recv().is_ok() {
        // What may be asked is offered at once.
        let Some(shared) = session.upgrade() else { return };
        look(&shared);
        drop(shared);
        while wakes.recv_timeout(PAUSE).is_ok() {}
        let Some(shared) = session.upgrade() else { return };
        let snapshot = look(&shared);
        shared.services.fetch_zotero();
        ask(session, shared, &snapshot, &mut asked, progress);
        progress(None);
        // A service may have become one that is not asked any more.
        let Some(shared) = session.upgrade() else { return };
        look(&shared);
    }
}

/// Looks whether services may be asked now.
fn look(shared: &SharedSession) -> Arc<Snapshot> {
    let snapshot = shared.snapshot();
    let online = shared.services.look(&snapshot);
    if *snapshot.online == online { snapshot } else { shared.apply(Event::Online(online)) }
}

/// Holds the session only to tell it of verdicts: an answer may take its time.
fn ask(
    session: &Weak<SharedSession>,
    shared: Arc<SharedSession>,
    snapshot: &Snapshot,
    asked: &mut Asked,
    progress: &Progress,
) {
    if snapshot.loading {
        return;
    }
    if asked.corpora != snapshot.corpora {
        // Their verdicts are gone; the answers of services are kept on disk.
        *asked = Asked { corpora: Arc::clone(&snapshot.corpora), ..Asked::default() };
    }
    let Some(services) = shared.services.services(snapshot) else { return };
    let mut waiting = unconfirmed(snapshot, shared.shelf.is_empty());
    waiting.retain(|it| !asked.fingerprints.contains(&it.fingerprint()));
    let corpora = shared.shelf.corpora();
    drop(shared);
    let (of, done) = (waiting.len(), AtomicUsize::new(0));
    if of > 0 {
        progress(Some(Step::Asking { references: 0, of }));
    }
    for references in waiting.chunks(TOGETHER) {
        asked.fingerprints.extend(references.iter().map(Reference::fingerprint));
        verify(&services, &corpora, references, &|at, verified| {
            let by_now = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Some(Step::Asking { references: by_now, of }));
            let session = session.upgrade().filter(|_| !services.stop.load(Ordering::Relaxed));
            if let (Some(session), Some(it)) = (session, references.get(at)) {
                session.apply(Event::Verified(vec![(it.fingerprint(), Arc::new(verified))]));
            }
        });
        if services.stop.load(Ordering::Relaxed) {
            return;
        }
    }
}
