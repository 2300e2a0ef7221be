//! The session behind its lock, and the two threads that work for it.
//!
//! Handlers take snapshots and apply events; each apply wakes the threads. The *loader* reads what the
//! session wants, then builds word indexes; the *reporter* judges the open documents at the newest
//! revision and hands the reports to the publisher. Neither holds the lock while it works.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::Url;

use super::capabilities::Abilities;
use super::publish::{FileFindings, Findings};
use super::{convert, report};
use crate::features::diagnostics::diagnostics;
use crate::model::document::{DocumentId, Kind};
use crate::model::snapshot::Snapshot;
use crate::workspace::session::{Event, Session};
use crate::workspace::watch::Watch;
use crate::workspace::{config, loader};

/// After the last edit, the place of typing counts as left.
const TYPING_PAUSE: Duration = Duration::from_secs(1);

/// So many files are read before the session sees them.
const BATCH: usize = 64;

/// What the handlers and the threads share.
pub struct Workbench {
    session: Mutex<Session>,
    /// How the client spells the URI of each document it has opened.
    spelling: Mutex<FxHashMap<DocumentId, Url>>,
    wake_loader: Sender<Task>,
    wake_reporter: Sender<()>,
    watch: Watch,
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

impl Workbench {
    /// A workbench and the inbox of its threads.
    pub fn new() -> (Arc<Self>, Inbox) {
        let (bib_inputs, home) = loader::environment();
        let (wake_loader, tasks) = channel();
        let (wake_reporter, wakes) = channel();
        let changed = wake_loader.clone();
        let watch = Watch::start(
            |path| Kind::of_path(path).is_some() || path.ends_with(config::NAME),
            move |paths| {
                let _ = changed.send(Task::Changed(paths.into_iter().collect()));
            },
        );
        let workbench = Arc::new(Self {
            session: Mutex::new(Session::new(bib_inputs, home)),
            spelling: Mutex::default(),
            wake_loader,
            wake_reporter,
            watch,
        });
        (workbench, Inbox { tasks, wakes })
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
        snapshot
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
        settings_changed: impl Fn() + Send + 'static,
    ) {
        let bench = Arc::clone(self);
        thread::spawn(move || {
            while let Ok(task) = inbox.tasks.recv() {
                let rest: Vec<Task> = inbox.tasks.try_iter().collect();
                bench.load(std::iter::once(task).chain(rest), &progress, &settings_changed);
            }
        });
        let bench = Arc::clone(self);
        thread::spawn(move || bench.report(&inbox.wakes, &client, &findings));
    }

    fn load(&self, tasks: impl Iterator<Item = Task>, progress: &Progress, settings_changed: &dyn Fn()) {
        for task in tasks {
            match task {
                Task::Look => {}
                Task::Walk(folder) => {
                    let files = loader::walk(&folder);
                    self.apply(Event::Walked(files));
                    self.follow(&[]);
                    // What was written before the folder was watched.
                    settings_changed();
                }
                Task::Changed(mut paths) => {
                    let before = paths.len();
                    paths.retain(|it| !it.ends_with(config::NAME));
                    if paths.len() < before {
                        settings_changed();
                    }
                    self.reread(paths);
                }
            }
        }
        let read = self.read_wants(progress);
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

    fn reread(&self, paths: Vec<PathBuf>) {
        let snapshot = self.snapshot();
        let (known, new): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| {
            snapshot.documents.contains_key(&DocumentId::of_path(path))
                || snapshot.world.absent.contains_key(path)
        });
        let read = known.into_iter().map(|path| {
            let file = loader::read(&path);
            (path, file)
        });
        let read: Vec<_> = read.collect();
        if !read.is_empty() {
            self.apply(Event::Read(read));
        }
        let new: Vec<PathBuf> = new.into_iter().filter(|it| it.is_file()).collect();
        if !new.is_empty() {
            self.apply(Event::Walked(new));
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
            for batch in wants.chunks(BATCH) {
                let documents = Arc::clone(&self.snapshot().documents);
                let entries = documents.values().filter_map(|it| it.bib()).map(|it| it.len()).sum();
                progress(Some(Step::Reading { files: done, of, entries }));
                let read = read_in_parallel(batch);
                self.apply(Event::Read(read));
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
            let typing = self.snapshot().typing.is_some();
            match wakes.recv_timeout(if typing { TYPING_PAUSE } else { Duration::from_secs(3600) }) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) if typing => {
                    self.session().apply(Event::TypingPaused);
                }
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            }
            while wakes.try_recv().is_ok() {}
            let snapshot = self.snapshot();
            let open = snapshot.documents.values().filter(|it| it.version.is_some());
            let files = open.filter_map(|document| {
                let uri = self.uri(&document.id)?;
                let found = diagnostics(&snapshot, &document.id);
                let spelt = |id: &DocumentId| self.uri(id);
                let diagnostics = report::diagnostics(&snapshot, document, &found, client, &spelt);
                Some(FileFindings { uri, version: document.version, diagnostics })
            });
            findings(Findings { revision: snapshot.revision, files: files.collect() });
        }
    }
}

/// Reads files on two threads: what is slow is mostly the disk.
fn read_in_parallel(
    paths: &[PathBuf],
) -> Vec<(PathBuf, Result<crate::workspace::session::FileText, crate::model::project::Absence>)> {
    let read =
        |paths: &[PathBuf]| -> Vec<_> { paths.iter().map(|it| (it.clone(), loader::read(it))).collect() };
    if paths.len() < 2 {
        return read(paths);
    }
    let (first, second) = paths.split_at(paths.len() / 2);
    thread::scope(|scope| {
        let second = scope.spawn(|| read(second));
        let mut all = read(first);
        // A panic in the other thread loses its files, which stay wanted; it is logged by the runtime.
        all.extend(second.join().unwrap_or_default());
        all
    })
}
