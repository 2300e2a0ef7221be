//! Answers of services on disk, so that nobody is asked twice: a file each, safe to delete, bounded.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::service::Service;

/// Answers of another version are not read: they were read otherwise.
const VERSION: u32 = 1;
/// All answers together are no larger, in bytes.
pub const LARGEST: u64 = 64 << 20;
/// One answer is no larger, in bytes.
const LARGEST_ANSWER: u64 = 1 << 20;
/// After so many written answers, the size of all is looked at.
const LOOK: u64 = 200;

const DAY: u64 = 86_400;
/// A record that was found by its identifier holds for so long, in seconds.
const IDENTIFIED: u64 = 30 * DAY;
/// What was found by words: a better one may be added.
const SEARCHED: u64 = 7 * DAY;
/// That nothing was found: it may be added tomorrow.
const NOTHING: u64 = DAY;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    version: u32,
    /// What was asked, so that two questions of one hash are told apart.
    question: String,
    /// When the service answered, in seconds since 1970.
    pub asked: u64,
    /// What it answered, in the words of [`crate::corpus::packed`]; of the registry of DOIs, the agency.
    pub lines: Vec<String>,
}

impl Kept {
    /// What was answered at a time.
    pub fn new(question: &str, lines: Vec<String>, asked: u64) -> Self {
        Self { version: VERSION, question: question.to_owned(), asked, lines }
    }
}

/// The folder of answers.
pub struct Cache {
    folder: Option<PathBuf>,
    largest: u64,
    written: AtomicU64,
    clearing: Mutex<()>,
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs())
}

/// The folder of the user's cache (XDG Base Directory Specification).
pub fn default_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("LACUNA_CACHE").filter(|it| !it.is_empty()) {
        return Some(PathBuf::from(folder).join("services"));
    }
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|it| it.is_absolute());
    let cache = cache.or_else(|| Some(std::env::home_dir()?.join(".cache")))?;
    Some(cache.join("lacuna/services"))
}

impl Cache {
    /// In this folder, which need not exist; without one, nothing is kept.
    pub fn new(folder: Option<PathBuf>, largest: u64) -> Self {
        Self { folder, largest, written: AtomicU64::new(0), clearing: Mutex::new(()) }
    }

    /// What the service answered to this question, unless that is too old.
    pub fn get(&self, service: Service, question: &str, now: u64) -> Option<Kept> {
        let path = self.path(service, question)?;
        let size = path.metadata().ok()?.len();
        let bytes = (size <= LARGEST_ANSWER).then(|| fs::read(path).ok()).flatten()?;
        let kept: Kept = serde_json::from_slice(&bytes).ok()?;
        let is_search = question.starts_with("search ");
        let holds = match (kept.lines.is_empty(), is_search) {
            (true, _) => NOTHING,
            (_, true) => SEARCHED,
            _ => IDENTIFIED,
        };
        let is_fresh = kept.asked <= now + DAY && now.saturating_sub(kept.asked) < holds;
        (kept.version == VERSION && kept.question == question && is_fresh).then_some(kept)
    }

    /// Keeps an answer. What cannot be written is not kept, and that is all.
    pub fn put(&self, service: Service, question: &str, lines: Vec<String>, now: u64) {
        let Some(path) = self.path(service, question) else { return };
        let kept = Kept::new(question, lines, now);
        let Ok(text) = serde_json::to_vec(&kept) else { return };
        let Some(folder) = path.parent().filter(|_| text.len() as u64 <= LARGEST_ANSWER) else { return };
        if written(folder, &path, &text).is_some()
            && self.written.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK)
        {
            self.clear();
        }
    }

    fn path(&self, service: Service, question: &str) -> Option<PathBuf> {
        let digest = Sha256::digest(question.as_bytes());
        let name: String = digest.iter().take(16).map(|it| format!("{it:02x}")).collect();
        Some(self.folder.as_ref()?.join(service.id()).join(name + ".json"))
    }

    /// Removes the oldest answers until a quarter of the room is free, if there is none left.
    fn clear(&self) {
        let (Some(folder), Ok(_clearing)) = (&self.folder, self.clearing.try_lock()) else { return };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for service in Service::ALL {
            for entry in fs::read_dir(folder.join(service.id())).into_iter().flatten().flatten() {
                let Ok(about) = entry.metadata() else { continue };
                files.push((about.modified().unwrap_or(UNIX_EPOCH), about.len(), entry.path()));
            }
        }
        let mut size: u64 = files.iter().map(|it| it.1).sum();
        if size <= self.largest {
            return;
        }
        files.sort();
        for (_, length, path) in files {
            if size <= self.largest / 4 * 3 {
                return;
            }
            if fs::remove_file(path).is_ok() {
                size = size.saturating_sub(length);
            }
        }
    }
}

/// Writes a file that is there with all of its content or not at all.
fn written(folder: &Path, path: &Path, text: &[u8]) -> Option<()> {
    fs::create_dir_all(folder).ok()?;
    let new = tempfile::NamedTempFile::new_in(folder).ok()?;
    fs::write(new.path(), text).ok()?;
    new.persist(path).ok()?;
    Some(())
}

/// How long ago that was, in words.
pub fn age(asked: u64, now: u64) -> String {
    match now.saturating_sub(asked) / DAY {
        0 => "today".to_owned(),
        days => super::failure::told(Duration::from_secs(days * DAY)).replace("hours", "hours ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_kept_and_those_of_nothing_for_a_shorter_time() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(folder.path().join("made")), LARGEST);
        let get = |question: &str, at: u64| cache.get(Service::Crossref, question, at).map(|it| it.lines);
        let found = vec!["a record".to_owned()];
        cache.put(Service::Crossref, "doi 10.1/x", found.clone(), 0);
        cache.put(Service::Crossref, "doi 10.1/y", Vec::new(), 0);
        cache.put(Service::Crossref, "search a title", found.clone(), 0);
        assert_eq!(get("doi 10.1/x", IDENTIFIED - 1), Some(found.clone()));
        assert_eq!(get("doi 10.1/x", IDENTIFIED), None);
        assert_eq!((get("doi 10.1/y", DAY - 1), get("doi 10.1/y", DAY)), (Some(Vec::new()), None));
        assert_eq!(get("search a title", SEARCHED), None);
        assert_eq!(cache.get(Service::Dblp, "doi 10.1/x", 1), None);
        // Whoever deletes it, or writes what is none, loses answers and nothing else.
        for entry in fs::read_dir(folder.path().join("made/crossref")).unwrap() {
            fs::write(entry.unwrap().path(), "{\"version\":").unwrap();
        }
        assert_eq!(get("doi 10.1/x", 1), None);
        fs::remove_dir_all(folder.path().join("made")).unwrap();
        cache.put(Service::Crossref, "doi 10.1/x", found.clone(), 0);
        assert_eq!(get("doi 10.1/x", 1), Some(found));
    }

    #[test]
    fn it_stays_within_its_bounds() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(folder.path().to_owned()), 20_000);
        for at in 0..LOOK * 2 + 1 {
            cache.put(Service::Dblp, &format!("doi {at}"), vec!["x".repeat(100)], 0);
        }
        let size = |it: fs::DirEntry| it.metadata().unwrap().len();
        let all: u64 = fs::read_dir(folder.path().join("dblp")).unwrap().map(|it| size(it.unwrap())).sum();
        assert!(all <= 15_500, "{all}");
    }
}
