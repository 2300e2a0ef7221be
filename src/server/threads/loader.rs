//! The loader: reads what the session wants, follows its folders, then builds word indexes. What it finds comes back
//! to the session as events.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use crate::faults::{self, contained};
use crate::model::document::DocumentId;
use crate::model::project::Absence;
use crate::model::project::build::is_build_file;
use crate::model::snapshot::Snapshot;
use crate::server::shared_session::{Progress, SharedSession, Step, Task};
use crate::workspace::loader;
use crate::workspace::session::{Event, FileText};
use crate::workspace::settling;
use crate::workspace::settling::{Settled, Settling};

/// Between two looks when nothing is expected.
const LONG: Duration = Duration::from_secs(3600);

/// So many files are read before the session sees them; of many files as many as it has seen, since it looks at
/// all of them each time.
const BATCH: usize = 64;

/// Works until nobody can send a task any more.
pub(super) fn run(
    session: &Weak<SharedSession>,
    inbox: &Receiver<Task>,
    progress: &Progress,
    trouble: &dyn Fn(),
) {
    // None yet: another thread may have met one before this one begins.
    let (mut settling, mut told) = (Settling::default(), 0);
    loop {
        let wait = if settling.is_empty() { LONG } else { settling::LOOK };
        let first = match inbox.recv_timeout(wait) {
            Ok(task) => Some(task),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let tasks: Vec<Task> = first.into_iter().chain(inbox.try_iter()).collect();
        let Some(session) = session.upgrade() else { break };
        if contained("loading", "", || load(&session, tasks, &mut settling, progress)).is_none() {
            // What was asked for and did not come is asked for no more.
            session.locked().give_up();
            progress(None);
        }
        if faults::met() > told {
            told = faults::met();
            trouble();
        }
    }
}

fn load(session: &SharedSession, tasks: Vec<Task>, settling: &mut Settling, progress: &Progress) {
    for task in tasks {
        match task {
            Task::Look => {}
            Task::Walk(folder) => {
                follow(session, &[]);
                // What was written after it was looked for and before its folder was watched.
                let snapshot = session.snapshot();
                let there = snapshot.world.absent.keys().filter(|it| it.is_file());
                settling.add(there.cloned().collect(), Instant::now());
                apply_all(session, loader::walk(&folder, &snapshot.world));
            }
            Task::Changed(paths) => {
                let (builds, paths): (Vec<_>, Vec<_>) = paths.into_iter().partition(|it| is_build_file(it));
                let world = Arc::clone(&session.snapshot().world);
                if !builds.is_empty() {
                    session.apply(loader::builds(&builds, &world));
                }
                settling.add(paths, Instant::now());
            }
        }
    }
    let Settled { read, new } = settling.settled(&session.snapshot(), Instant::now());
    apply_read(session, read);
    if !new.is_empty() {
        session.apply(Event::Walked(new));
    }
    let mut read = read_wants(session, progress);
    let alone = session.locked().alone();
    for document in alone {
        let world = Arc::clone(&session.snapshot().world);
        apply_all(session, loader::above(&document, &world));
        session.apply(Event::LookedAbove(document));
        read |= read_wants(session, progress);
    }
    let searches = session.locked().take_searches();
    if !searches.is_empty() {
        session.search(searches);
    }
    let unindexed = session.locked().unindexed();
    let of = unindexed.iter().map(|(_, bib)| bib.len()).sum();
    let (mut before, indexes) = (0, !unindexed.is_empty());
    for (id, bib) in unindexed {
        let tell = |done| progress(Some(Step::Indexing { entries: before + done, of }));
        tell(0);
        let indexed = Arc::new(bib.indexed_telling(&mut { tell }));
        before += bib.len();
        session.apply(Event::Indexed(id, bib, indexed));
    }
    if read || indexes {
        progress(None);
    }
}

/// Hands over what was read; of a batch at one of whose files we fail the others.
fn apply_read(session: &SharedSession, files: Vec<Read>) {
    if files.is_empty() {
        return;
    }
    let names: Vec<PathBuf> = files.iter().map(|it| it.0.clone()).collect();
    if contained("files that were read", "", || session.apply(Event::Read(files))).is_some() {
        return;
    }
    for path in names {
        let read = read_in_parallel(std::slice::from_ref(&path), &session.snapshot());
        if contained(path.display(), "", || session.apply(Event::Read(read))).is_none() {
            let failed = vec![(path.clone(), Err(failed(&path)))];
            contained(path.display(), "", || session.apply(Event::Read(failed)));
        }
    }
}

fn apply_all(session: &SharedSession, events: Vec<Event>) {
    for event in events {
        session.apply(event);
    }
}

/// Whether there was anything to read.
fn read_wants(session: &SharedSession, progress: &Progress) -> bool {
    let mut done = 0;
    loop {
        let wants = session.locked().take_wants();
        if wants.is_empty() {
            return done > 0;
        }
        // Watched first, then read: what changes in between is seen.
        follow(session, &wants);
        let of = done + wants.len();
        let mut left = wants.as_slice();
        while !left.is_empty() {
            let (batch, rest) = left.split_at(left.len().min(BATCH.max(done)));
            left = rest;
            let documents = Arc::clone(&session.snapshot().documents);
            let entries = documents.values().filter_map(|it| it.bib()).map(|it| it.len()).sum();
            progress(Some(Step::Reading { files: done, of, entries }));
            apply_read(session, read_in_parallel(batch, &session.snapshot()));
            done += batch.len();
        }
    }
}

/// Watches the folders of all that is known, was looked for, or is about to be read.
fn follow(session: &SharedSession, wants: &[PathBuf]) {
    let snapshot = session.snapshot();
    let paths = snapshot.documents.keys().filter_map(DocumentId::path);
    let paths = paths.chain(snapshot.world.absent.keys().map(PathBuf::as_path));
    let paths = paths.chain(wants.iter().map(PathBuf::as_path));
    let folders: BTreeSet<PathBuf> = paths.filter_map(|it| it.parent()).map(PathBuf::from).collect();
    session.watch.follow(folders);
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
