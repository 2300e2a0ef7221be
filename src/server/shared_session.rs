//! The session behind its lock: handlers take snapshots of it and apply events to it; each event that is applied
//! wakes the threads that work for it (`threads`).

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::offered::Offered;
use super::spelling::Spelling;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::text::ByteRange;
use crate::workspace::loader;
use crate::workspace::lookups::Shelf;
use crate::workspace::offers::Offers;
use crate::workspace::services::background::Background;
use crate::workspace::session::{Event, Session};
use crate::workspace::watch::Watch;

/// What the handlers and the threads share.
pub struct SharedSession {
    session: Mutex<Session>,
    /// How the client spells the URIs of documents.
    pub(super) spelling: Spelling,
    /// The edits that were offered as commands.
    pub(super) offered: Offered,
    /// The corpora in which references are looked up.
    pub(super) shelf: Shelf,
    /// The services that may be asked.
    pub(super) services: Background,
    /// Works of the corpora for what is typed.
    pub(super) offers: Arc<Offers>,
    /// The folders that are followed.
    pub(super) watch: Watch,
    wake_loader: Sender<Task>,
    wake_reporter: Sender<()>,
    wake_verifier: Sender<()>,
    wake_asker: Sender<()>,
    wake_searcher: Sender<Vec<String>>,
    /// Tells of each new state.
    changes: Notify,
}

/// Work for the loader.
pub enum Task {
    /// See what the session wants.
    Look,
    /// Walk a folder.
    Walk(PathBuf),
    /// Files changed on disk.
    Changed(Vec<PathBuf>),
}

/// What each thread holds as long as it runs.
pub type Working = Sender<()>;

/// What the threads wait for; they are started once the client's abilities are known.
pub struct Inbox {
    pub(super) tasks: Receiver<Task>,
    pub(super) wakes: Receiver<()>,
    pub(super) verifies: Receiver<()>,
    pub(super) asks: Receiver<()>,
    pub(super) searches: Receiver<Vec<String>>,
    pub(super) working: Working,
}

/// How the loader tells of its progress; `None` when there is nothing left to do.
pub type Progress = Box<dyn Fn(Option<Step>) + Send + Sync>;

/// How far a work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many files are read, of so many; so many entries are known.
    Reading { files: usize, of: usize, entries: usize },
    /// The words of so many entries are indexed, of so many.
    Indexing { entries: usize, of: usize },
    /// Services were asked about so many references, of so many.
    Asking { references: usize, of: usize },
}

impl SharedSession {
    /// A session and the inbox of its threads, which drop `working` when they end.
    pub fn new(working: Working) -> (Arc<Self>, Inbox) {
        let (wake_loader, tasks) = channel();
        let (wake_reporter, wakes) = channel();
        let (wake_verifier, verifies) = channel();
        let (wake_asker, asks) = channel();
        let (wake_searcher, searches) = channel();
        let changed = wake_loader.clone();
        let watch = Watch::start(loader::is_of_interest, move |paths| {
            let _ = changed.send(Task::Changed(paths.into_iter().collect()));
        });
        let shared = Arc::new(Self {
            session: Mutex::new(Session::new(loader::environment())),
            spelling: Spelling::default(),
            offered: Offered::default(),
            shelf: Shelf::of_user(),
            services: Background::default(),
            offers: Arc::default(),
            watch,
            wake_loader,
            wake_reporter,
            wake_verifier,
            wake_asker,
            wake_searcher,
            changes: Notify::new(),
        });
        (shared, Inbox { tasks, wakes, verifies, asks, searches, working })
    }

    /// The present state.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.locked().snapshot()
    }

    /// Applies an event and wakes the threads.
    pub fn apply(&self, event: Event) -> Arc<Snapshot> {
        let snapshot = self.locked().apply(event);
        let _ = self.wake_loader.send(Task::Look);
        let _ = self.wake_reporter.send(());
        let _ = self.wake_verifier.send(());
        let _ = self.wake_asker.send(());
        self.changes.notify_waiters();
        snapshot
    }

    /// The cursor was seen there: what is chosen elsewhere counts as left.
    pub fn cursor_at(&self, id: &DocumentId, offset: usize) {
        let snapshot = self.snapshot();
        let Some(typing) = snapshot.typing.as_ref().filter(|it| it.paused) else { return };
        let chosen = snapshot.citations(&typing.document).and_then(|it| it.at(typing.offset));
        let range = chosen.map_or(ByteRange::empty(typing.offset), |(start, it)| it.range.shift(start));
        if typing.document != *id || !range.touches(offset) {
            self.apply(Event::TypingLeft);
        }
    }

    /// Waits for a state for which `holds` is true.
    pub async fn until(&self, holds: impl Fn(&Snapshot) -> bool) {
        loop {
            // Listens first, then looks: what changes in between is not missed.
            let changed = self.changes.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if holds(&self.snapshot()) {
                return;
            }
            changed.await;
        }
    }

    /// Has the open documents judged again though nothing has changed.
    pub fn judge_again(&self) {
        let _ = self.wake_reporter.send(());
    }

    /// Has the loader look what there is to do.
    pub fn look(&self) {
        let _ = self.wake_loader.send(Task::Look);
    }

    /// Has the TeX distribution asked for files of these names.
    pub fn search(&self, names: Vec<String>) {
        let _ = self.wake_searcher.send(names);
    }

    /// Has a folder walked in the background.
    pub fn walk(&self, folder: PathBuf) {
        let _ = self.wake_loader.send(Task::Walk(folder));
    }

    /// Has files read again that have changed on disk.
    pub fn changed(&self, paths: Vec<PathBuf>) {
        let _ = self.wake_loader.send(Task::Changed(paths));
    }

    /// The session itself.
    // A panic in `apply` leaves the former state whole: the new one is swapped in last.
    pub(super) fn locked(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
