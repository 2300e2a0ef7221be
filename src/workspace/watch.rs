//! Noticing that files change, for clients that do not tell us.
//!
//! The truth is what a look at the folders finds; the system's notifications only make us look sooner.
//! So folders for which there are none (network drives, too many watches, the target of a link) are followed
//! as well, by looking now and then. A change is announced when a second look, a tenth of a second later, finds nothing new: a
//! file that is written, replaced or deleted and made anew is announced once, when that is over.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tracing::info;

use super::disk::Stamp;
use crate::faults::contained;

/// Between two looks when nothing notifies us.
const POLL: Duration = Duration::from_millis(800);

/// For which changed files must rest before they are announced.
const QUIET: Duration = Duration::from_millis(100);

/// For which a file may go on changing before it is announced all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// After a notification, so that a burst of them is one look.
const BURST: Duration = Duration::from_millis(10);

/// How coarse a file system's times may be: a folder changed so recently is listed again, because a
/// further change might not show.
const COARSE: Duration = Duration::from_secs(2);

/// A thread that watches folders, until this is dropped.
#[derive(Debug)]
pub struct Watch {
    messages: Sender<Message>,
}

#[derive(Debug)]
enum Message {
    /// The folders, and whom to tell once they are listed.
    Follow(BTreeSet<PathBuf>, Sender<()>),
    Notified,
    Stop,
}

impl Watch {
    /// Starts watching; no folder yet. `relevant` picks files by their path, `changed` gets those that
    /// appeared, changed or disappeared.
    pub fn start(
        relevant: impl Fn(&Path) -> bool + Clone + Send + 'static,
        changed: impl FnMut(BTreeSet<PathBuf>) + Send + 'static,
    ) -> Self {
        let (messages, inbox) = mpsc::channel();
        let notifier = notify::recommended_watcher({
            let (messages, relevant) = (messages.clone(), relevant.clone());
            move |event: notify::Result<notify::Event>| {
                let wake = event.is_ok_and(|event| {
                    // A folder that goes takes its files along without naming them.
                    let goes =
                        matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
                    event.need_rescan()
                        || goes
                        || !event.kind.is_access() && event.paths.iter().any(|path| relevant(path))
                });
                if wake {
                    let _ = messages.send(Message::Notified);
                }
            }
        });
        let notifier = notifier.inspect_err(|error| info!("folders are polled: {error}")).ok();
        let lookout = Lookout { notifier, relevant, folders: HashMap::new() };
        let (mut lookout, mut changed) = (lookout, changed);
        // What it fails at once may go well at the next look.
        thread::spawn(move || {
            while contained("watching files", "", || lookout.run(&inbox, &mut changed)).is_none() {}
        });
        Self { messages }
    }

    /// Watches these folders, not what is in folders within them, and no others. A folder need not exist
    /// yet. What a file holds before this call is no change; so call it first, then read.
    pub fn follow(&self, folders: impl IntoIterator<Item = PathBuf>) {
        let (listed, wait) = mpsc::channel();
        let _ = self.messages.send(Message::Follow(folders.into_iter().collect(), listed));
        let _ = wait.recv(); // The thread may have ended; then nothing is watched.
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
    }
}

/// The thread's side.
struct Lookout<R> {
    notifier: Option<RecommendedWatcher>,
    relevant: R,
    folders: HashMap<PathBuf, Folder>,
}

/// A folder as it was at the last look.
#[derive(Debug, Default)]
struct Folder {
    stamp: Option<Stamp>,
    files: HashMap<PathBuf, Option<Stamp>>,
}

impl<R: Fn(&Path) -> bool> Lookout<R> {
    fn run(&mut self, inbox: &Receiver<Message>, changed: &mut impl FnMut(BTreeSet<PathBuf>)) {
        let mut found = BTreeSet::new();
        let mut first_found = Instant::now();
        let mut next_look = Instant::now() + POLL;
        loop {
            match inbox.recv_timeout(next_look.saturating_duration_since(Instant::now())) {
                Ok(Message::Follow(folders, listed)) => {
                    self.follow(folders);
                    let _ = listed.send(());
                }
                Ok(Message::Notified) if found.is_empty() => {
                    next_look = next_look.min(Instant::now() + BURST)
                }
                Ok(Message::Notified) => {}
                Ok(Message::Stop) | Err(mpsc::RecvTimeoutError::Disconnected) => return,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    let now = Instant::now();
                    let news = self.look();
                    if found.is_empty() {
                        first_found = now;
                    }
                    let settled = news.is_empty() || now > first_found + PATIENCE;
                    found.extend(news);
                    if settled && !found.is_empty() {
                        changed(std::mem::take(&mut found));
                    }
                    next_look = now + if found.is_empty() { POLL } else { QUIET };
                }
            }
        }
    }

    fn follow(&mut self, mut folders: BTreeSet<PathBuf>) {
        let notifier = &mut self.notifier;
        self.folders.retain(|path, _| {
            let stays = folders.contains(path);
            if let Some(notifier) = notifier.as_mut().filter(|_| !stays) {
                // It fails for a folder that is gone, and then there is nothing to do.
                let _ = notifier.unwatch(path);
            }
            stays
        });
        folders.retain(|path| !self.folders.contains_key(path));
        self.folders.extend(folders.iter().map(|path| (path.clone(), Folder::default())));
        self.look_at(|path| folders.contains(path));
    }

    /// The files that differ from what they were at the last look.
    fn look(&mut self) -> BTreeSet<PathBuf> {
        self.look_at(|_| true)
    }

    fn look_at(&mut self, which: impl Fn(&Path) -> bool) -> BTreeSet<PathBuf> {
        let mut changed = BTreeSet::new();
        for (path, folder) in self.folders.iter_mut().filter(|(path, _)| which(path)) {
            let stamp = Stamp::of(path).ok();
            let came = stamp.filter(|stamp| !folder.stamp.is_some_and(|old| old.is_same_file(stamp)));
            if let (Some(_), Some(notifier)) = (came, &mut self.notifier)
                && let Err(error) = notifier.watch(path, RecursiveMode::NonRecursive)
            {
                info!("{} is polled: {error}", path.display());
            }
            let now = folder.after(path, stamp, &self.relevant);
            let all = folder.files.keys().chain(now.files.keys());
            let present = |folder: &Folder, file: &PathBuf| folder.files.get(file).copied().flatten();
            changed.extend(all.filter(|file| present(folder, file) != present(&now, file)).cloned());
            *folder = now;
        }
        changed
    }
}

impl Folder {
    /// The folder at `path`, which bears `stamp`, as it is now.
    fn after(&self, path: &Path, stamp: Option<Stamp>, relevant: impl Fn(&Path) -> bool) -> Self {
        let coarse = |stamp: Stamp| stamp.age().is_none_or(|age| age < COARSE);
        let files = if stamp == self.stamp && !stamp.is_some_and(coarse) {
            self.files.keys().cloned().collect()
        } else {
            list(path, relevant)
        };
        let stamped = |file: PathBuf| {
            let stamp = Stamp::of(&file).ok();
            (file, stamp)
        };
        Self { stamp, files: files.into_iter().map(stamped).collect() }
    }
}

fn list(folder: &Path, relevant: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| relevant(path)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::{TempDir, tempdir};

    use super::*;

    struct Bench {
        folder: TempDir,
        watch: Watch,
        announced: Receiver<BTreeSet<PathBuf>>,
    }

    impl Bench {
        fn with_file(name: &str, content: &str) -> Self {
            let folder = tempdir().unwrap();
            fs::write(folder.path().join(name), content).unwrap();
            let (sender, announced) = mpsc::channel();
            let relevant = |path: &Path| path.extension().is_some_and(|extension| extension == "bib");
            let watch = Watch::start(relevant, move |files| drop(sender.send(files)));
            watch.follow([folder.path().to_owned()]);
            let bench = Self { folder, watch, announced };
            bench.settle();
            bench
        }

        /// Lets the thread take in what was asked of it.
        fn settle(&self) {
            thread::sleep(Duration::from_millis(50));
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        #[track_caller]
        fn check(&self, expected: &[&str]) {
            let files = self.announced.recv_timeout(Duration::from_secs(20)).expect("nothing was announced");
            assert_eq!(files, expected.iter().map(|name| self.path(name)).collect());
        }

        #[track_caller]
        fn check_silence(&self) {
            assert_eq!(self.announced.recv_timeout(POLL + 3 * QUIET).ok(), None);
        }
    }

    #[test]
    fn a_file_that_is_written_in_place_is_announced_once() {
        let bench = Bench::with_file("a.bib", "old");
        fs::write(bench.path("a.bib"), "new text").unwrap();
        bench.check(&["a.bib"]);
        bench.check_silence();
    }

    #[test]
    fn a_file_that_is_replaced_by_a_rename_is_announced() {
        let bench = Bench::with_file("a.bib", "old");
        fs::write(bench.path("a.bib~"), "new").unwrap();
        fs::rename(bench.path("a.bib~"), bench.path("a.bib")).unwrap();
        bench.check(&["a.bib"]);
    }

    #[test]
    fn a_file_that_is_deleted_and_made_anew_is_announced_once() {
        let bench = Bench::with_file("a.bib", "old");
        fs::remove_file(bench.path("a.bib")).unwrap();
        fs::write(bench.path("a.bib"), "new").unwrap();
        bench.check(&["a.bib"]);
        bench.check_silence();
    }

    #[test]
    fn files_that_come_and_go_are_announced() {
        let bench = Bench::with_file("a.bib", "");
        fs::write(bench.path("b.bib"), "").unwrap();
        bench.check(&["b.bib"]);
        fs::remove_file(bench.path("a.bib")).unwrap();
        bench.check(&["a.bib"]);
    }

    #[test]
    fn irrelevant_files_are_not() {
        let bench = Bench::with_file("a.bib", "");
        fs::write(bench.path("a.log"), "noise").unwrap();
        fs::create_dir(bench.path("inner")).unwrap();
        fs::write(bench.path("inner/b.bib"), "too deep").unwrap();
        bench.check_silence();
    }

    #[test]
    fn a_file_under_constant_writing_is_announced_all_the_same() {
        let bench = Bench::with_file("a.bib", "");
        let path = bench.path("a.bib");
        let stop = Instant::now() + Duration::from_secs(3);
        let writer = thread::spawn(move || {
            for round in 0.. {
                fs::write(&path, "x".repeat(round)).unwrap();
                thread::sleep(QUIET / 4);
                if Instant::now() > stop {
                    break;
                }
            }
        });
        let asked = Instant::now();
        bench.check(&["a.bib"]);
        assert!(asked.elapsed() < Duration::from_secs(2));
        writer.join().unwrap();
    }

    #[test]
    fn a_folder_may_be_made_later_and_again() {
        let bench = Bench::with_file("a.bib", "");
        let refs = bench.path("refs");
        bench.watch.follow([refs.clone()]);
        bench.settle();
        for _ in 0..2 {
            fs::create_dir(&refs).unwrap();
            fs::write(refs.join("b.bib"), "").unwrap();
            bench.check(&["refs/b.bib"]);
            fs::remove_dir_all(&refs).unwrap();
            bench.check(&["refs/b.bib"]);
        }
    }

    #[test]
    fn a_folder_that_is_followed_no_more_is_left_alone() {
        let bench = Bench::with_file("a.bib", "");
        bench.watch.follow([]);
        bench.settle();
        fs::write(bench.path("a.bib"), "new").unwrap();
        bench.check_silence();
    }

    #[test]
    fn polling_alone_finds_every_change() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("a.bib");
        let mut lookout = Lookout { notifier: None, relevant: |_: &Path| true, folders: HashMap::new() };
        lookout.follow([folder.path().to_owned()].into());
        for content in [Some("first"), Some("second"), None, Some("third")] {
            match content {
                Some(content) => fs::write(&path, content).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            assert_eq!(lookout.look(), [path.clone()].into());
            assert_eq!(lookout.look(), [].into());
        }
    }
}
