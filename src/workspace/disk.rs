//! Reading files. Nothing else in the product does: regular files alone, bounded, without ever waiting for
//! whoever might write to a pipe.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::model::document::Kind;
use crate::model::project::build::is_build_file;
use crate::text::decode::{Decoding, decode};

/// Bytes. All files that are read and kept hold no more together, and so does each of them.
pub const LARGEST: u64 = 1 << 30;

/// Bytes of a LaTeX file. It is parsed up to a quarter of that.
const LARGEST_TEX: u64 = 1 << 26;

/// Bytes of a file of settings, or of one that steers TeX.
const LARGEST_SETTINGS: u64 = 1 << 20;

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
    /// It holds more bytes than are read of its kind: so many, at most so many.
    TooLarge(u64, u64),
    /// The files read so far leave no room for its bytes: this many.
    NoRoom(u64),
    /// It was being written for as long as we tried.
    Unsettled,
    /// It does not hold what it held any more.
    Changed,
    /// It has further names, which would keep the former content.
    Linked,
    /// Its owner, group or extended attributes cannot be given to another file.
    Foreign,
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
            Reason::TooLarge(size, most) => {
                let (size, most) = (Size(*size), Size(*most));
                write!(f, "{path}: the file is too large ({size}, at most {most} is read); split it")
            }
            Reason::NoRoom(size) => {
                let (size, most) = (Size(*size), Size(LARGEST));
                write!(f, "{path}: with its {size} all files together hold more than {most}; leave some out")
            }
            Reason::Changed => write!(f, "{path}: it has changed meanwhile; run the command again"),
            Reason::Linked => {
                write!(
                    f,
                    "{path}: the file has several names (hard links); only copies of one name are changed"
                )
            }
            Reason::Foreign => {
                write!(f, "{path}: its owner or attributes cannot be kept; change the file in an editor")
            }
            Reason::Unsettled => {
                write!(f, "{path}: the file keeps changing; save it again when that is over")
            }
            Reason::Other(error) => write!(f, "{path}: {error}; check the disk, then save the file again"),
        }
    }
}

/// A number of bytes in words.
struct Size(u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name) = if self.0 >= 1 << 30 { (1u64 << 30, "GiB") } else { (1 << 20, "MiB") };
        if self.0.is_multiple_of(unit) {
            write!(f, "{} {name}", self.0 / unit)
        } else {
            write!(f, "{:.1} {name}", self.0 as f64 / unit as f64)
        }
    }
}

impl std::error::Error for DiskError {}

impl DiskError {
    pub(super) fn new(path: &Path, reason: impl Into<Reason>) -> Self {
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

/// Reads the file at `path`, if it holds no more than `room` bytes and what is read of its kind.
///
/// A file that changes while it is read is read again after a pause, so that one that is only half
/// written, or emptied to be written anew, is not taken for what it will be.
pub fn read(path: &Path, room: u64) -> Result<FileContent, DiskError> {
    for attempt in 0..ATTEMPTS {
        let (bytes, stamp) = read_once(path, room).map_err(|reason| DiskError::new(path, reason))?;
        let settled = bytes.len() as u64 == stamp.size && Stamp::of(path).is_ok_and(|now| now == stamp);
        if settled && !(bytes.is_empty() && is_fresh(&stamp) && attempt + 1 < ATTEMPTS) {
            let (text, decoding) = decode(bytes);
            return Ok(FileContent { text, decoding, stamp });
        }
        thread::sleep(Duration::from_millis(10 << attempt));
    }
    Err(DiskError::new(path, Reason::Unsettled))
}

/// The bytes of a file as they are now.
pub fn bytes(path: &Path) -> Result<Vec<u8>, DiskError> {
    read_once(path, LARGEST).map(|it| it.0).map_err(|reason| DiskError::new(path, reason))
}

/// The first bytes of a file, at most so many; none if it cannot be read.
pub fn head(path: &Path, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = open(path).ok().map(|(file, _)| file.take(most).read_to_end(&mut bytes));
    if read.is_some_and(|it| it.is_ok()) { bytes } else { Vec::new() }
}

/// Opens a regular file, and nothing else.
pub(super) fn open(path: &Path) -> Result<(File, Stamp), Reason> {
    // Asked before opening: to open a device may already do something.
    regular(&fs::metadata(path)?)?;
    let mut options = File::options();
    options.read(true);
    // A pipe that has taken its place since is not waited for.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path)?;
    let stamp = regular(&file.metadata()?)?;
    Ok((file, stamp))
}

/// Whether the file was written a moment ago. Most editors empty a file and then write it: an empty one
/// that is fresh is likely to fill.
fn is_fresh(stamp: &Stamp) -> bool {
    stamp.age().is_some_and(|age| age < Duration::from_millis(100))
}

fn read_once(path: &Path, room: u64) -> Result<(Vec<u8>, Stamp), Reason> {
    let (file, stamp) = open(path)?;
    let most = most(path);
    match stamp.size {
        size if size > most => return Err(Reason::TooLarge(size, most)),
        size if size > room => return Err(Reason::NoRoom(size)),
        _ => {}
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.size).unwrap_or_default());
    file.take(stamp.size + 1).read_to_end(&mut bytes)?;
    Ok((bytes, stamp))
}

/// How many bytes are read of a file of this name.
fn most(path: &Path) -> u64 {
    match Kind::of_path(path) {
        Some(Kind::Bib) => LARGEST,
        Some(Kind::Settings) => LARGEST_SETTINGS,
        None if is_build_file(path) => LARGEST_SETTINGS,
        Some(Kind::Tex) | None => LARGEST_TEX,
    }
}

fn regular(metadata: &Metadata) -> Result<Stamp, Reason> {
    match metadata {
        _ if metadata.is_dir() => Err(Reason::Folder),
        _ if !metadata.is_file() => Err(Reason::NotRegular),
        _ => Ok(Stamp::new(metadata)),
    }
}

/// How much of a file is compared at once, in bytes: what stays in the processor's cache.
pub(super) const COMPARED: usize = 1 << 17;

/// Whether `file` holds `text`, perhaps behind a byte order mark. Read piece by piece: a whole bibliography
/// takes more time to find memory for than to compare.
pub(super) fn reads_as(mut file: std::fs::File, text: &[u8]) -> std::io::Result<bool> {
    let mark = "\u{feff}".as_bytes();
    let behind = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX).checked_sub(text.len());
    if behind == Some(mark.len()) {
        let mut first = [0; 3];
        file.read_exact(&mut first)?;
        if first != mark {
            return Ok(false);
        }
    } else if behind != Some(0) {
        return Ok(false);
    }
    let mut piece = vec![0; COMPARED.min(text.len())];
    for wanted in text.chunks(COMPARED) {
        let read = &mut piece[..wanted.len()];
        file.read_exact(read)?;
        if read != wanted {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

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
        let content = read(&path, LARGEST).unwrap();
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
            read(&path("gone.bib"), LARGEST),
            expect!["gone.bib: there is no such file; check the name, or create it"],
        );
        fs::create_dir(path("refs")).unwrap();
        check_error(read(&path("refs"), LARGEST), expect!["refs: this is a folder; name a file in it"]);
        File::create(path("large.bib")).unwrap().set_len(LARGEST * 3 / 2).unwrap();
        check_error(
            read(&path("large.bib"), LARGEST),
            expect!["large.bib: the file is too large (1.5 GiB, at most 1 GiB is read); split it"],
        );
        File::create(path("large.tex")).unwrap().set_len(LARGEST_TEX + 1).unwrap();
        check_error(
            read(&path("large.tex"), LARGEST),
            expect!["large.tex: the file is too large (64.0 MiB, at most 64 MiB is read); split it"],
        );
        fs::write(path("a.bib"), "ab").unwrap();
        check_error(
            read(&path("a.bib"), 1),
            expect!["a.bib: with its 0.0 MiB all files together hold more than 1 GiB; leave some out"],
        );
        check_error(
            read(&path("a.bib/b.bib"), LARGEST),
            expect!["b.bib: there is no such file; check the name, or create it"],
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_would_never_end_is_refused() {
        check_error(
            read(Path::new("/dev/zero"), LARGEST),
            expect!["zero: this is no regular file; name one"],
        );
        let folder = tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        check_error(read(&pipe, LARGEST), expect!["pipe: this is no regular file; name one"]);
        assert_eq!(head(&pipe, 10), b"");
        assert_eq!(head(Path::new("/dev/zero"), 10), b"");
    }

    #[test]
    fn a_file_that_is_being_written_is_waited_for() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("refs.bib");
        let mut file = File::create(&path).unwrap();
        let reader = thread::spawn({
            let path = path.clone();
            move || read(&path, LARGEST)
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
        assert_eq!(read(&path, LARGEST).unwrap().text, "");
    }
}
