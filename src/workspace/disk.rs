//! Reading and writing files. Nothing else in the product does.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::text::decode::{Decoding, decode};

/// Bytes. A larger file is refused.
pub const LARGEST: u64 = 1 << 30;

/// How often a file is read that changes while it is read.
const ATTEMPTS: u32 = 5;

/// What a file held at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileContent {
    /// Its text.
    pub text: String,
    /// How its bytes became text.
    pub decoding: Decoding,
    /// To tell whether it has changed since.
    pub stamp: Stamp,
}

/// What changes when a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written, where the file system knows.
    pub modified: Option<SystemTime>,
    /// Which file it is: another one of the same size and time may have been put in its place.
    identity: u64,
}

/// Why a file could not be read or written. Its text names the file, the reason and what to do.
#[derive(Debug)]
pub struct DiskError {
    /// The file.
    pub path: PathBuf,
    /// The reason.
    pub reason: Reason,
}

/// See [`DiskError`].
#[derive(Debug)]
pub enum Reason {
    /// There is no such file.
    NotFound,
    /// It may not be read, or written.
    NotPermitted,
    /// It is a folder.
    Folder,
    /// It is a pipe, a device or the like.
    NotRegular,
    /// It holds more than [`LARGEST`] bytes: this many.
    TooLarge(u64),
    /// It was being written for as long as we tried.
    Unsettled,
    /// Whatever else the system says.
    Other(io::Error),
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            Reason::NotFound => write!(f, "{path}: there is no such file; check the name, or create it"),
            Reason::NotPermitted => write!(f, "{path}: access is denied; change the file's permissions"),
            Reason::Folder => write!(f, "{path}: this is a folder; name a file in it"),
            Reason::NotRegular => write!(f, "{path}: this is no regular file; name one"),
            Reason::TooLarge(size) => {
                let gib = *size as f64 / LARGEST as f64;
                write!(f, "{path}: the file is too large ({gib:.1} GiB, at most 1 GiB is read); split it")
            }
            Reason::Unsettled => {
                write!(f, "{path}: the file keeps changing; save it again when that is over")
            }
            Reason::Other(error) => write!(f, "{path}: {error}; check the disk, then save the file again"),
        }
    }
}

impl std::error::Error for DiskError {}

impl DiskError {
    fn new(path: &Path, reason: impl Into<Reason>) -> Self {
        Self { path: path.to_owned(), reason: reason.into() }
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::NotPermitted,
            io::ErrorKind::IsADirectory => Self::Folder,
            _ => Self::Other(error),
        }
    }
}

impl Stamp {
    /// The stamp of the file at `path` now.
    pub fn of(path: &Path) -> Result<Self, DiskError> {
        fs::metadata(path).map(|metadata| Self::new(&metadata)).map_err(|error| DiskError::new(path, error))
    }

    /// Whether both are of one file, which may have changed in between.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.identity == other.identity
    }

    /// The time since it was written, where that is known and past.
    pub fn age(&self) -> Option<Duration> {
        self.modified.and_then(|modified| modified.elapsed().ok())
    }

    fn new(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let identity = 0;
        Self { size: metadata.len(), modified: metadata.modified().ok(), identity }
    }
}

/// Reads the file at `path`.
///
/// A file that changes while it is read is read again after a pause, so that one that is only half
/// written, or emptied to be written anew, is not taken for what it will be.
pub fn read(path: &Path) -> Result<FileContent, DiskError> {
    for attempt in 0..ATTEMPTS {
        let (bytes, stamp) = read_once(path).map_err(|reason| DiskError::new(path, reason))?;
        let settled = bytes.len() as u64 == stamp.size && Stamp::of(path).is_ok_and(|now| now == stamp);
        if settled && !(bytes.is_empty() && is_fresh(&stamp) && attempt + 1 < ATTEMPTS) {
            let (text, decoding) = decode(bytes);
            return Ok(FileContent { text, decoding, stamp });
        }
        thread::sleep(Duration::from_millis(10 << attempt));
    }
    Err(DiskError::new(path, Reason::Unsettled))
}

/// Whether the file was written a moment ago. Most editors empty a file and then write it: an empty one
/// that is fresh is likely to fill.
fn is_fresh(stamp: &Stamp) -> bool {
    stamp.age().is_some_and(|age| age < Duration::from_millis(100))
}

fn read_once(path: &Path) -> Result<(Vec<u8>, Stamp), Reason> {
    // Asked before opening, which on a pipe that nobody writes would wait for ever.
    let stamp = regular(&fs::metadata(path)?)?;
    let mut bytes = Vec::with_capacity(stamp.size as usize);
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok((bytes, stamp))
}

fn regular(metadata: &Metadata) -> Result<Stamp, Reason> {
    match metadata.len() {
        _ if metadata.is_dir() => Err(Reason::Folder),
        _ if !metadata.is_file() => Err(Reason::NotRegular),
        size if size > LARGEST => Err(Reason::TooLarge(size)),
        _ => Ok(Stamp::new(metadata)),
    }
}

/// Writes `content` to `path`: afterwards the file holds all of it, or what it held before.
///
/// The new content is put in place of the old by a rename. Permissions are kept; of a symbolic link, the
/// file that it leads to is written.
pub fn write(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    replace(&target, content).map_err(|reason| DiskError::new(path, reason))
}

fn replace(target: &Path, content: &[u8]) -> Result<(), Reason> {
    let permissions = match fs::metadata(target) {
        Ok(metadata) if metadata.is_dir() => return Err(Reason::Folder),
        Ok(metadata) if !metadata.is_file() => return Err(Reason::NotRegular),
        // The rename would not ask, so we do.
        Ok(metadata) if metadata.permissions().readonly() => return Err(Reason::NotPermitted),
        Ok(metadata) => Some(metadata.permissions()),
        Err(_) => None,
    };
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = target.with_file_name(name);
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(content)?;
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        file.sync_all()?;
        fs::rename(&temporary, target)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    Ok(written?)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use tempfile::tempdir;

    use super::*;

    #[track_caller]
    fn check_error<T: fmt::Debug>(result: Result<T, DiskError>, expect: Expect) {
        let error = result.unwrap_err();
        let name = error.path.file_name().unwrap().to_string_lossy().into_owned();
        expect.assert_eq(&error.to_string().replace(&*error.path.to_string_lossy(), &name));
    }

    #[test]
    fn a_file_is_read_and_decoded() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("refs.bib");
        fs::write(&path, b"M\xFCller").unwrap();
        let content = read(&path).unwrap();
        assert_eq!((content.text.as_str(), content.decoding), ("Müller", Decoding::Windows1252));
        assert_eq!(content.stamp, Stamp::of(&path).unwrap());
        fs::write(&path, "Mueller").unwrap();
        assert_ne!(content.stamp, Stamp::of(&path).unwrap());
    }

    #[test]
    fn what_cannot_be_read_says_why_and_what_to_do() {
        let folder = tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        check_error(
            read(&path("gone.bib")),
            expect!["gone.bib: there is no such file; check the name, or create it"],
        );
        fs::create_dir(path("refs")).unwrap();
        check_error(read(&path("refs")), expect!["refs: this is a folder; name a file in it"]);
        File::create(path("large.bib")).unwrap().set_len(LARGEST * 3 / 2).unwrap();
        check_error(
            read(&path("large.bib")),
            expect!["large.bib: the file is too large (1.5 GiB, at most 1 GiB is read); split it"],
        );
        fs::write(path("a.bib"), "").unwrap();
        check_error(
            read(&path("a.bib/b.bib")),
            expect!["b.bib: there is no such file; check the name, or create it"],
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_would_never_end_is_refused() {
        check_error(read(Path::new("/dev/zero")), expect!["zero: this is no regular file; name one"]);
        let folder = tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        check_error(read(&pipe), expect!["pipe: this is no regular file; name one"]);
        check_error(write(&pipe, b""), expect!["pipe: this is no regular file; name one"]);
    }

    #[test]
    fn a_file_that_is_being_written_is_waited_for() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("refs.bib");
        let mut file = File::create(&path).unwrap();
        let reader = thread::spawn({
            let path = path.clone();
            move || read(&path)
        });
        thread::sleep(Duration::from_millis(25));
        file.write_all(b"@book{a}").unwrap();
        assert_eq!(reader.join().unwrap().unwrap().text, "@book{a}");
    }

    #[test]
    fn a_file_that_stays_empty_is_empty() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("refs.bib");
        File::create(&path).unwrap();
        assert_eq!(read(&path).unwrap().text, "");
    }

    #[test]
    fn writing_replaces_the_whole_file_and_leaves_nothing_else() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("refs.bib");
        for content in ["long ago", "new", ""] {
            write(&path, content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(matches!(write(folder.path(), b"").unwrap_err().reason, Reason::Folder));
    }

    #[cfg(unix)]
    #[test]
    fn writing_keeps_permissions_and_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempdir().unwrap();
        let (path, link) = (folder.path().join("refs.bib"), folder.path().join("link.bib"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        write(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());

        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        check_error(
            write(&path, b"newer"),
            expect!["refs.bib: access is denied; change the file's permissions"],
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
}
