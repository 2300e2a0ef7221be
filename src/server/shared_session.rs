//! The session behind its lock, and the four threads that work for it.
//!
//! Handlers take snapshots and apply events; each apply wakes the threads. The *loader* reads what the
//! session wants, then builds word indexes; the *reporter* judges the open documents at the newest
//! revision and hands the reports to the publisher; the *verifier* looks references up in the corpora, if there are
//! any; the *searcher* asks `kpsewhich` for what is found nowhere. None holds the lock while it works.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tokio::sync::Notify;
use tower_lsp::lsp_types::Url;

use super::convert;
use super::offered::Offered;
use super::reports::publish::{FileFindings, Findings};
use super::reports::report;
use crate::corpus::Corpora;
use crate::faults::{self, contained};
use crate::model::document::DocumentId;
use crate::model::project::Absence;
use crate::model::project::build::is_build_file;
use crate::model::snapshot::Snapshot;
use crate::rules::diagnostics;
use crate::server::abilities::Abilities;
use crate::text::ByteRange;
use crate::workspace::loader;
use crate::workspace::lookups;
use crate::workspace::lookups::Shelf;
use crate::workspace::offers::{Offer, Offers};
use crate::workspace::session::{Event, FileText, Session};
use crate::workspace::settling;
use crate::workspace::settling::{Settled, Settling};
use crate::workspace::watch::Watch;

/// After the last edit, the place of typing counts as left.
const TYPING_PAUSE: Duration = Duration::from_secs(1);

/// Between two looks when nothing is expected.
const LONG: Duration = Duration::from_secs(3600);

/// After the last change, so long until references are looked up.
const VERIFY_PAUSE: Duration = Duration::from_millis(200);

/// So long after they were asked corpora lie open.
const IDLE: Duration = Duration::from_secs(2);

/// So many references are looked up before what was read for them is given back.
const AT_ONCE: usize = 10;

/// So many references are looked up before the session sees them.
const VERIFY_BATCH: usize = 100;

/// So many files are read before the session sees them; of many files as many as it has seen, since it looks at
/// all of them each time.
const BATCH: usize = 64;

/// What the handlers and the threads share.
pub struct SharedSession {
    session: Mutex<Session>,
    /// How the client spells the URI of each document it has opened.
    spelling: Mutex<FxHashMap<DocumentId, Url>>,
    wake_loader: Sender<Task>,
    wake_reporter: Sender<()>,
    wake_verifier: Sender<()>,
    wake_searcher: Sender<Vec<String>>,
    shelf: Shelf,
    offers: Arc<Offers>,
    /// Tells of each new state.
    changes: Notify,
    watch: Watch,
    offered: Offered,
}

/// Work for the loader.
enum Task {
    /// See what the session wants.
    Look,
    /// Walk a folder.
    Walk(PathBuf),
    /// Files changed on disk.
    Changed(Vec<PathBuf>),
}

/// What the threads wait for; they are started once the client's abilities are known.
pub struct Inbox {
    tasks: Receiver<Task>,
    wakes: Receiver<()>,
    verifies: Receiver<()>,
    searches: Receiver<Vec<String>>,
}

/// How the loader tells of its progress; `None` when there is nothing left to do.
pub type Progress = Box<dyn Fn(Option<Step>) + Send>;

/// Where the loader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many files are read, of so many; so many entries are known.
    Reading { files: usize, of: usize, entries: usize },
    /// The words of so many entries are indexed, of so many.
    Indexing { entries: usize, of: usize },
}

impl SharedSession {
    /// A session and the inbox of its threads.
    pub fn new() -> (Arc<Self>, Inbox) {
        let (wake_loader, tasks) = channel();
        let (wake_reporter, wakes) = channel();
        let (wake_verifier, verifies) = channel();
        let (wake_searcher, searches) = channel();
        let changed = wake_loader.clone();
        let watch = Watch::start(loader::is_of_interest, move |paths| {
            let _ = changed.send(Task::Changed(paths.into_iter().collect()));
        });
        let shared = Arc::new(Self {
            session: Mutex::new(Session::new(loader::environment())),
            spelling: Mutex::default(),
            wake_loader,
            wake_reporter,
            wake_verifier,
            wake_searcher,
            shelf: Shelf::of_user(),
            offers: Arc::default(),
            changes: Notify::new(),
            watch,
            offered: Offered::default(),
        });
        (shared, Inbox { tasks, wakes, verifies, searches })
    }

    /// The edits that were offered as commands.
    pub fn offered(&self) -> &Offered {
        &self.offered
    }

    /// The present state.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.session().snapshot()
    }

    /// Applies an event and wakes the threads.
    pub fn apply(&self, event: Event) -> Arc<Snapshot> {
        let snapshot = self.session().apply(event);
        let _ = self.wake_loader.send(Task::Look);
        let _ = self.wake_reporter.send(());
        let _ = self.wake_verifier.send(());
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

    /// Has a folder walked in the background.
    pub fn walk(&self, folder: PathBuf) {
        let _ = self.wake_loader.send(Task::Walk(folder));
    }

    /// Has files read again that have changed on disk.
    pub fn changed(&self, paths: Vec<PathBuf>) {
        let _ = self.wake_loader.send(Task::Changed(paths));
    }

    /// Remembers how the client spells a document's URI; forgets it for `None`.
    pub fn spell(&self, id: &DocumentId, uri: Option<Url>) {
        let mut spelling = self.spelling.lock().unwrap_or_else(PoisonError::into_inner);
        match uri {
            Some(uri) => spelling.insert(id.clone(), uri),
            None => spelling.remove(id),
        };
    }

    /// A document's URI as its client spells it, else as we do.
    pub fn uri(&self, id: &DocumentId) -> Option<Url> {
        let spelling = self.spelling.lock().unwrap_or_else(PoisonError::into_inner);
        spelling.get(id).cloned().or_else(|| match id.path() {
            Some(path) => convert::uri(path),
            None => Url::parse(id.as_str()).ok(),
        })
    }

    // A panic in `apply` leaves the former state whole: the new one is swapped in last.
    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the threads.
    pub fn start(
        self: &Arc<Self>,
        inbox: Inbox,
        client: Abilities,
        findings: impl Fn(Findings) + Send + 'static,
        progress: Progress,
        trouble: impl Fn() + Send + 'static,
    ) {
        let session = Arc::clone(self);
        thread::spawn(move || {
            let (mut settling, mut told) = (Settling::default(), faults::met());
            loop {
                let wait = if settling.is_empty() { LONG } else { settling::LOOK };
                let first = match inbox.tasks.recv_timeout(wait) {
                    Ok(task) => Some(task),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => break,
                };
                let tasks: Vec<Task> = first.into_iter().chain(inbox.tasks.try_iter()).collect();
                if contained("loading", "", || session.load(tasks, &mut settling, &progress)).is_none() {
                    // What was asked for and did not come is asked for no more.
                    session.session().give_up();
                    progress(None);
                }
                if faults::met() > told {
                    told = faults::met();
                    trouble();
                }
            }
        });
        let session = Arc::clone(self);
        thread::spawn(move || {
            while let Ok(first) = inbox.searches.recv() {
                let names: Vec<String> =
                    first.into_iter().chain(inbox.searches.try_iter().flatten()).collect();
                let found = contained("kpsewhich", "", || loader::search(&names));
                session.apply(found.unwrap_or(Event::CannotSearch));
            }
        });
        let session = Arc::clone(self);
        thread::spawn(move || {
            while contained("looking references up", "", || session.verify(&inbox.verifies)).is_none() {}
        });
        let session = Arc::clone(self);
        thread::spawn(move || {
            while contained("reporting", "", || session.report(&inbox.wakes, &client, &findings)).is_none() {}
        });
    }

    /// The corpora in which references are looked up.
    pub fn corpora(&self) -> Arc<Corpora> {
        self.shelf.corpora()
    }

    /// Works of the corpora for what is typed, as far as they are found by now.
    pub fn offers(&self, typed: &str) -> Vec<Offer> {
        let corpora = self.shelf.corpora();
        if corpora.is_empty() { Vec::new() } else { self.offers.of(&corpora, typed) }
    }

    /// Looks the references of the open documents up, once nothing has changed for a moment.
    fn verify(&self, wakes: &Receiver<()>) {
        loop {
            match wakes.recv_timeout(if self.shelf.is_used() { IDLE } else { LONG }) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.shelf.rest();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
            while wakes.recv_timeout(VERIFY_PAUSE).is_ok() {}
            let snapshot = self.snapshot();
            if snapshot.loading {
                continue;
            }
            if let Some(corpora) = self.shelf.refresh(&snapshot.settings.corpora) {
                self.offers.forget();
                self.apply(Event::Corpora(crate::corpus::sources(&corpora)));
            }
            if self.shelf.is_empty() {
                continue;
            }
            let snapshot = self.snapshot();
            let open = snapshot.documents.values().filter(|it| it.version.is_some());
            let open: Vec<DocumentId> = open.map(|it| it.id.clone()).collect();
            for references in lookups::waiting(&snapshot, &open).chunks(VERIFY_BATCH) {
                let mut found = Vec::new();
                for few in references.chunks(AT_ONCE) {
                    found.extend(lookups::look_up(&self.shelf.corpora(), few));
                    self.shelf.rest();
                }
                self.apply(Event::Verified(found));
            }
        }
    }

    fn load(&self, tasks: Vec<Task>, settling: &mut Settling, progress: &Progress) {
        for task in tasks {
            match task {
                Task::Look => {}
                Task::Walk(folder) => {
                    self.follow(&[]);
                    // What was written after it was looked for and before its folder was watched.
                    let snapshot = self.snapshot();
                    let there = snapshot.world.absent.keys().filter(|it| it.is_file());
                    settling.add(there.cloned().collect(), Instant::now());
                    self.apply_all(loader::walk(&folder, &snapshot.world));
                }
                Task::Changed(paths) => {
                    let (builds, paths): (Vec<_>, Vec<_>) =
                        paths.into_iter().partition(|it| is_build_file(it));
                    let world = Arc::clone(&self.snapshot().world);
                    if !builds.is_empty() {
                        self.apply(loader::builds(&builds, &world));
                    }
                    settling.add(paths, Instant::now());
                }
            }
        }
        let Settled { read, new } = settling.settled(&self.snapshot(), Instant::now());
        self.apply_read(read);
        if !new.is_empty() {
            self.apply(Event::Walked(new));
        }
        let mut read = self.read_wants(progress);
        let alone = self.session().alone();
        for document in alone {
            let world = Arc::clone(&self.snapshot().world);
            self.apply_all(loader::above(&document, &world));
            self.apply(Event::LookedAbove(document));
            read |= self.read_wants(progress);
        }
        let searches = self.session().take_searches();
        if !searches.is_empty() {
            let _ = self.wake_searcher.send(searches);
        }
        let unindexed = self.session().unindexed();
        let of = unindexed.iter().map(|(_, bib)| bib.len()).sum();
        let (mut before, indexes) = (0, !unindexed.is_empty());
        for (id, bib) in unindexed {
            let tell = |done| progress(Some(Step::Indexing { entries: before + done, of }));
            tell(0);
            let indexed = Arc::new(bib.indexed_telling(&mut { tell }));
            before += bib.len();
            self.apply(Event::Indexed(id, bib, indexed));
        }
        if read || indexes {
            progress(None);
        }
    }

    /// Hands over what was read; of a batch at one of whose files we fail the others.
    fn apply_read(&self, files: Vec<Read>) {
        if files.is_empty() {
            return;
        }
        let names: Vec<PathBuf> = files.iter().map(|it| it.0.clone()).collect();
        if contained("files that were read", "", || self.apply(Event::Read(files))).is_some() {
            return;
        }
        for path in names {
            let read = read_in_parallel(std::slice::from_ref(&path), &self.snapshot());
            if contained(path.display(), "", || self.apply(Event::Read(read))).is_none() {
                let failed = vec![(path.clone(), Err(failed(&path)))];
                contained(path.display(), "", || self.apply(Event::Read(failed)));
            }
        }
    }

    fn apply_all(&self, events: Vec<Event>) {
        for event in events {
            self.apply(event);
        }
    }

    /// Whether there was anything to read.
    fn read_wants(&self, progress: &Progress) -> bool {
        let mut done = 0;
        loop {
            let wants = self.session().take_wants();
            if wants.is_empty() {
                return done > 0;
            }
            // Watched first, then read: what changes in between is seen.
            self.follow(&wants);
            let of = done + wants.len();
            let mut left = wants.as_slice();
            while !left.is_empty() {
                let (batch, rest) = left.split_at(left.len().min(BATCH.max(done)));
                left = rest;
                let documents = Arc::clone(&self.snapshot().documents);
                let entries = documents.values().filter_map(|it| it.bib()).map(|it| it.len()).sum();
                progress(Some(Step::Reading { files: done, of, entries }));
                self.apply_read(read_in_parallel(batch, &self.snapshot()));
                done += batch.len();
            }
        }
    }

    /// Watches the folders of all that is known, was looked for, or is about to be read.
    fn follow(&self, wants: &[PathBuf]) {
        let snapshot = self.snapshot();
        let paths = snapshot.documents.keys().filter_map(DocumentId::path);
        let paths = paths.chain(snapshot.world.absent.keys().map(PathBuf::as_path));
        let paths = paths.chain(wants.iter().map(PathBuf::as_path));
        let folders: std::collections::BTreeSet<PathBuf> =
            paths.filter_map(|it| it.parent()).map(PathBuf::from).collect();
        self.watch.follow(folders);
    }

    /// Judges the open documents each time something changed.
    fn report(&self, wakes: &Receiver<()>, client: &Abilities, findings: &dyn Fn(Findings)) {
        loop {
            let typing = self.snapshot().typing.as_ref().is_some_and(|it| !it.paused);
            match wakes.recv_timeout(if typing { TYPING_PAUSE } else { LONG }) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) if typing => {
                    contained("a pause", "", || drop(self.session().apply(Event::TypingPaused)));
                    // For what was not to be asked for while it was typed.
                    let _ = self.wake_loader.send(Task::Look);
                }
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            }
            while wakes.try_recv().is_ok() {}
            let snapshot = self.snapshot();
            let settings = snapshot.settings_file.as_ref();
            let judged = snapshot.documents.values();
            let judged = judged.filter(|it| it.version.is_some() || Some(&it.id) == settings);
            let files = judged.filter_map(|document| {
                let uri = self.uri(&document.id)?;
                let spelt = |id: &DocumentId| self.uri(id);
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
                let _ = self.wake_loader.send(Task::Look);
            }
        }
    }
}

/// A file's path and what became of reading it.
type Read = (PathBuf, Result<FileText, Absence>);

/// That we fail at a file.
fn failed(path: &Path) -> Absence {
    Absence::Unreadable(format!("{}: Lacuna fails at it and leaves it out", path.display()))
}

/// Reads files on two threads: what is slow is mostly the disk.
fn read_in_parallel(paths: &[PathBuf], snapshot: &Snapshot) -> Vec<Read> {
    let left = AtomicU64::new(loader::room(snapshot, paths));
    let read_one = |path: &PathBuf| {
        let room = left.load(Ordering::Relaxed);
        let file = contained(path.display(), "", || loader::read(&snapshot.world, path, room));
        let file = file.unwrap_or_else(|| Err(failed(path)));
        let held = file.as_ref().map_or(0, |it| it.text.len() as u64);
        let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| Some(it.saturating_sub(held)));
        (path.clone(), file)
    };
    let read = |paths: &[PathBuf]| -> Vec<Read> { paths.iter().map(read_one).collect() };
    if paths.len() < 2 {
        return read(paths);
    }
    let (first, second) = paths.split_at(paths.len() / 2);
    thread::scope(|scope| {
        let second = scope.spawn(|| read(second));
        let mut all = read(first);
        all.extend(second.join().unwrap_or_default());
        all
    })
}
