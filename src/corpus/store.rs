//! Where corpora lie: `ROOT/NAME/corpus.json` names the folder beside it that holds the index in force.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::formats::Format;
use super::index::VERSION;

/// The file that says what a corpus is.
const MANIFEST: &str = "corpus.json";
/// Held while an import runs.
const LOCK: &str = "import.lock";
/// An index grows by more than this, in bytes.
const PROBE: usize = 1 << 20;

/// What a corpus is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the index.
    pub version: u32,
    /// The folder of the index in force.
    pub generation: String,
    /// The format of the dump.
    pub format: Format,
    /// Where the dump was read: absolute paths, or `-`.
    pub sources: Vec<String>,
    /// When it was read, in seconds since 1970.
    pub imported: u64,
    /// How many records it has.
    pub records: u64,
    /// How many were malformed and passed over.
    pub skipped: u64,
    /// How many have a DOI.
    pub dois: u64,
    /// How many appeared at a conference or in a journal.
    pub published: u64,
    /// How many are books.
    pub books: u64,
    /// The files of the index with their sizes in bytes.
    pub files: Vec<(String, u64)>,
}

impl Manifest {
    /// The size of the index in bytes.
    pub fn size(&self) -> u64 {
        self.files.iter().map(|it| it.1).sum()
    }
}

/// The folder of the user's corpora (XDG Base Directory Specification): a folder of the data home.
pub fn default_root() -> Option<PathBuf> {
    if let Some(root) = std::env::var_os("LACUNA_CORPORA").filter(|it| !it.is_empty()) {
        return Some(root.into());
    }
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|it| it.is_absolute());
    let data = data.or_else(|| Some(std::env::home_dir()?.join(".local/share")))?;
    Some(data.join("lacuna/corpora"))
}

/// Whether a corpus may have this name, which names a folder.
pub fn is_name(name: &str) -> bool {
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-_.".contains(&it);
    !name.is_empty() && name.len() <= 64 && !name.starts_with('.') && name.bytes().all(is_plain)
}

/// The names of the corpora in a folder, in order.
pub fn names(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let has_manifest = |name: &String| is_name(name) && root.join(name).join(MANIFEST).is_file();
    let mut names: Vec<String> =
        entries.filter_map(|it| it.file_name().into_string().ok()).filter(has_manifest).collect();
    names.sort();
    names
}

/// Reads what a corpus is, and looks whether its index is there and whole; the error says what is wrong.
pub fn manifest(root: &Path, name: &str) -> Result<Manifest, String> {
    let file = root.join(name).join(MANIFEST);
    let text = fs::read_to_string(&file).map_err(|it| format!("{}: {it}", file.display()))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|it| format!("{}: {it}", file.display()))?;
    if manifest.version != VERSION {
        return Err("its index is of another version of lacuna; add it again".to_owned());
    }
    let folder = folder(root, name, &manifest);
    for (file, size) in &manifest.files {
        let path = folder.join(file);
        let found = path.metadata().map_err(|it| format!("{}: {it}", path.display()))?.len();
        if found != *size {
            return Err(format!("{} has {found} bytes, not {size}; add the corpus again", path.display()));
        }
    }
    Ok(manifest)
}

/// The folder of the index in force.
pub fn folder(root: &Path, name: &str, manifest: &Manifest) -> PathBuf {
    // A manifest from elsewhere must not lead out of the corpus's folder.
    let generation = Path::new(&manifest.generation).file_name().unwrap_or_default();
    root.join(name).join(generation)
}

/// Whether a file of the index was written after the manifest, which an import writes last: by a copy, or by
/// something that did harm. Then its checksums must tell; to compute them every time would read the whole index.
pub fn is_touched(root: &Path, name: &str, manifest: &Manifest) -> bool {
    let folder = folder(root, name, manifest);
    let written = |it: &Path| it.metadata().and_then(|it| it.modified()).ok();
    let last = written(&root.join(name).join(MANIFEST));
    manifest.files.iter().any(|it| written(&folder.join(&it.0)) > last)
}

/// Removes a corpus.
pub fn remove(root: &Path, name: &str) -> Result<(), String> {
    let base = root.join(name);
    let whole = |it: io::Error| format!("{}: {it}", base.display());
    if !is_name(name) || !base.join(MANIFEST).is_file() {
        return Err(format!("there is no corpus `{name}` in {}", root.display()));
    }
    let _lock = lock(&base)?;
    // Without its manifest it is none any more, whatever happens next.
    fs::remove_file(base.join(MANIFEST)).map_err(whole)?;
    fs::remove_dir_all(&base).map_err(whole)
}

/// The building site of a corpus's next index.
pub struct Site {
    base: PathBuf,
    /// The folder of the new index.
    pub folder: PathBuf,
    generation: String,
    finished: bool,
    _lock: File,
}

impl Site {
    /// Opens one; removes what broken imports left. Refused while another import of this name runs.
    pub fn open(root: &Path, name: &str) -> Result<Self, String> {
        if !is_name(name) {
            return Err(format!(
                "`{name}` cannot be the name of a corpus: letters, digits, `-`, `_` and `.` can"
            ));
        }
        let base = root.join(name);
        let told = |it: io::Error| format!("{}: {it}", base.display());
        fs::create_dir_all(&base).map_err(told)?;
        let lock = lock(&base)?;
        let current = current(&base);
        clear(&base, current.as_deref());
        let number = current.as_deref().and_then(|it| it.strip_prefix("index-")?.parse::<u64>().ok());
        let generation = format!("index-{}", number.unwrap_or(0) + 1);
        let folder = base.join(&generation);
        fs::create_dir_all(&folder).map_err(told)?;
        Ok(Self { base, folder, generation, finished: false, _lock: lock })
    }

    /// Whether more can be written here: the index's own threads say no more than that they could not.
    pub fn has_room(&self) -> io::Result<()> {
        let probe = self.folder.join("room.lock");
        let written = fs::write(&probe, vec![0; PROBE]);
        let _ = fs::remove_file(&probe);
        written
    }

    /// Puts the finished index in force and removes the former one.
    pub fn finish(mut self, mut manifest: Manifest) -> Result<Manifest, String> {
        let told = |it: io::Error| format!("{}: {it}", self.base.display());
        manifest.generation.clone_from(&self.generation);
        for entry in fs::read_dir(&self.folder).map_err(told)? {
            let entry = entry.map_err(told)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".lock") {
                let _ = fs::remove_file(entry.path());
                continue;
            }
            manifest.files.push((name, entry.metadata().map_err(told)?.len()));
        }
        manifest.files.sort();
        let text = serde_json::to_string_pretty(&manifest).map_err(|it| it.to_string())?;
        let next = self.base.join("corpus.json.next");
        let write = || -> io::Result<()> {
            let mut file = File::create(&next)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&next, self.base.join(MANIFEST))
        };
        write().map_err(told)?;
        self.finished = true;
        // Who has the former index open keeps it; its files go when the last reader does.
        clear(&self.base, Some(&self.generation));
        Ok(manifest)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_dir_all(&self.folder);
            if current(&self.base).is_none() {
                let _ = fs::remove_dir_all(&self.base);
            }
        }
    }
}

/// The generation in force.
fn current(base: &Path) -> Option<String> {
    let text = fs::read_to_string(base.join(MANIFEST)).ok()?;
    Some(serde_json::from_str::<Manifest>(&text).ok()?.generation)
}

/// Removes every index of a corpus but this one.
fn clear(base: &Path, current: Option<&str>) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("index-") && Some(name.as_str()) != current {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn lock(base: &Path) -> Result<File, String> {
    let path = base.join(LOCK);
    let file = File::create(&path).map_err(|it| format!("{}: {it}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err("another import of this corpus is running".to_owned()),
        // A file system without locks: the caller is on its own.
        Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// The day that it is, `2026-11-27`.
pub fn today() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    date(now.map_or(0, |it| it.as_secs()))
}

/// `2026-11-27` of seconds since 1970 (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
pub fn date(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day + 2) / 153;
    let day = day - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_have_their_dates() {
        assert_eq!(
            [0, 951_782_400, 951_868_800, 1_795_737_600].map(date),
            ["1970-01-01", "2000-02-29", "2000-03-01", "2026-11-27"]
        );
    }
}
