//! Files that changed on disk, until what they hold can be believed.
//!
//! Programs empty a file and then write it, or delete it and make it anew; exports of a large library take
//! seconds. What is read in between would blank the library for as long. So a change counts when the file
//! has rested for a moment; and one that looks half done (nothing is left, or fewer entries than before, or
//! the last is not closed any more) when it has rested for longer: until then the last good state stays.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::disk::Stamp;
use super::loader;
use super::session::FileText;
use crate::model::document::DocumentId;
use crate::model::project::Absence;
use crate::model::snapshot::Snapshot;
use crate::syntax::bib::split::{ItemKind, Splitter};

/// How often to look.
pub const LOOK: Duration = Duration::from_millis(50);

/// For which a file must rest.
const QUIET: Duration = Duration::from_millis(100);

/// After which a file that goes on changing is read all the same, if it looks whole.
const PATIENCE: Duration = Duration::from_secs(1);

/// For which a file must rest that looks half done. With what it takes to notice the change where nothing
/// notifies us, not over two seconds.
const DOUBT: Duration = Duration::from_secs(1);

/// Changed files that are not believed yet.
#[derive(Debug, Default)]
pub struct Settling {
    waiting: BTreeMap<PathBuf, Waiting>,
}

#[derive(Debug)]
struct Waiting {
    /// What the file looked like at the last look, and since when.
    stamp: Option<Stamp>,
    since: Instant,
    first: Instant,
    /// Whether it looks half done as it is.
    doubtful: bool,
}

/// Changes that can be believed.
#[derive(Debug, Default)]
pub struct Settled {
    /// Files that were known, read again.
    pub read: Vec<(PathBuf, Result<FileText, Absence>)>,
    /// Files that nobody knew of.
    pub new: Vec<PathBuf>,
}

impl Settling {
    /// Adds files that have changed.
    pub fn add(&mut self, paths: Vec<PathBuf>, now: Instant) {
        for path in paths {
            self.waiting.entry(path).or_insert_with_key(|path| Waiting {
                stamp: Stamp::of(path).ok(),
                since: now,
                first: now,
                doubtful: false,
            });
        }
    }

    /// Whether nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes out what can be believed by now.
    pub fn settled(&mut self, snapshot: &Snapshot, now: Instant) -> Settled {
        let mut settled = Settled::default();
        self.waiting.retain(|path, waiting| {
            let stamp = Stamp::of(path).ok();
            if stamp != waiting.stamp {
                (waiting.stamp, waiting.since, waiting.doubtful) = (stamp, now, false);
            }
            let rested = now - waiting.since;
            if rested < QUIET && now - waiting.first < PATIENCE || waiting.doubtful && rested < DOUBT {
                return true;
            }
            let id = DocumentId::of_path(path);
            if !snapshot.documents.contains_key(&id) && !snapshot.world.absent.contains_key(path) {
                settled.new.extend(path.is_file().then(|| path.clone()));
                return false;
            }
            let read =
                loader::read(&snapshot.world, path, loader::room(snapshot, std::slice::from_ref(path)));
            waiting.doubtful = rested < DOUBT && looks_half_done(snapshot, path, &read);
            if !waiting.doubtful {
                settled.read.push((path.clone(), read));
            }
            waiting.doubtful
        });
        settled
    }
}

fn looks_half_done(snapshot: &Snapshot, path: &Path, read: &Result<FileText, Absence>) -> bool {
    let former = snapshot.document(&DocumentId::of_path(path));
    let Some(former) = former.filter(|it| it.version.is_none() && !it.text.is_empty()) else { return false };
    match read {
        Err(absence) => *absence == Absence::NotFound,
        Ok(file) if file.text.trim().is_empty() => true,
        Ok(file) => former.bib().is_some_and(|bib| {
            let entries = Splitter::new(&file.text).filter(|item| item.kind == ItemKind::Entry).count();
            entries < bib.len() || ends_open(&file.text) && !ends_open(&former.text.all())
        }),
    }
}

/// Whether the last item of a bibliography is not closed.
fn ends_open(text: &str) -> bool {
    Splitter::new(text).last().is_some_and(|item| !item.closed)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::model::document::Kind;
    use crate::workspace::session::{Event, Session};

    const GOOD: &str = "@misc{a, title = {A}}\n@misc{b, title = {B}}\n";

    /// Of these states of a file, one after the other and each for so many milliseconds, those that are
    /// believed in that time.
    #[track_caller]
    fn check(states: &[(u64, Option<&str>)], expected: &[Option<&str>]) {
        let folder = tempfile::tempdir().unwrap();
        let (main, path) = (folder.path().join("main.tex"), folder.path().join("refs.bib"));
        let mut session = Session::default();
        session.apply(Event::Walked(vec![main.clone(), path.clone()]));
        let (id, text) = (DocumentId::of_path(&main), "\\bibliography{refs}".to_owned());
        session.apply(Event::Opened { id, kind: Kind::Tex, version: 1, text });
        fs::write(&path, GOOD).unwrap();
        session.apply(Event::Read(vec![(
            path.clone(),
            loader::read(&session.snapshot().world, &path, u64::MAX),
        )]));
        let mut settling = Settling::default();
        let mut believed: Vec<Option<String>> = Vec::new();
        let mut now = Instant::now();
        for (milliseconds, state) in states {
            match state {
                Some(text) => fs::write(&path, text).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            settling.add(vec![path.clone()], now);
            let end = now + Duration::from_millis(*milliseconds);
            while now < end {
                let settled = settling.settled(&session.snapshot(), now);
                believed.extend(settled.read.iter().map(|it| it.1.as_ref().ok().map(|it| it.text.clone())));
                session.apply(Event::Read(settled.read));
                now += LOOK;
            }
        }
        assert_eq!(believed.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_whole_file_is_believed_once_it_rests() {
        let (one, two) = (Some("@misc{c,} @misc{d,}"), Some("@misc{d,}\n@misc{e, title = {E}}"));
        check(&[(200, one), (200, two)], &[one, two]);
        check(&[(100, one), (200, two)], &[two]);
    }

    #[test]
    fn what_looks_half_done_is_waited_for() {
        let whole = Some("@misc{c,}\n@misc{d,}");
        for half in [Some(""), None, Some("@misc{c,}\n@misc{d, title = {"), Some("@misc{c,}\n")] {
            check(&[(900, half), (200, whole)], &[whole]);
            check(&[(1100, half)], &[half]);
        }
    }

    #[test]
    fn a_file_under_constant_writing_is_read_all_the_same() {
        let texts: Vec<String> = (1..30).map(|n| "@misc{c,}\n".repeat(n)).collect();
        let states: Vec<(u64, Option<&str>)> = texts.iter().map(|it| (50, Some(it.as_str()))).collect();
        check(&states, &[states[20].1]);
    }
}
