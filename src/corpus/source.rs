//! Where a dump is read: files, folders of parts, standard input; plain, gzip or zstd, known by content.

use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::list::{List, begins};

/// One dump, or one part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Input,
    /// A file, and what was named: itself, or the folder that it is a part of.
    File(PathBuf, PathBuf),
}

/// How much of a dump is looked at to know its format.
pub const HEAD: usize = 1 << 16;

impl Source {
    /// Those that a path on the command line stands for: a folder's files in order of their names.
    pub fn at(path: &Path) -> io::Result<Vec<Self>> {
        if path == Path::new("-") {
            return Ok(vec![Self::Input]);
        }
        let path = std::path::absolute(path)?;
        let mut found = Vec::new();
        collect(&path, &path, &mut found)?;
        Ok(found)
    }

    /// Its name for people.
    pub fn name(&self) -> String {
        match self {
            Self::Input => "-".to_owned(),
            Self::File(path, _) => path.display().to_string(),
        }
    }

    /// What was named on the command line: itself, or the folder that it is a part of.
    pub fn named(&self) -> String {
        match self {
            Self::Input => "-".to_owned(),
            Self::File(_, named) => named.display().to_string(),
        }
    }

    /// Its size on disk, where it has one.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Input => None,
            Self::File(path, _) => Some(path.metadata().ok()?.len()),
        }
    }

    /// Opens it; `read` counts the bytes that were read of the disk.
    pub fn open(&self, read: Arc<AtomicU64>) -> io::Result<(Vec<u8>, Box<dyn Read>)> {
        let raw: Box<dyn Read> = match self {
            Self::Input => Box::new(io::stdin().lock()),
            Self::File(path, _) => Box::new(File::open(path)?),
        };
        let raw: Box<dyn Read> = Box::new(BufReader::with_capacity(1 << 17, Counted { inner: raw, read }));
        let (magic, raw) = head(raw, 4)?;
        let plain: Box<dyn Read> = match magic.as_slice() {
            [0x1F, 0x8B, ..] => Box::new(MultiGzDecoder::new(raw)),
            [0x28, 0xB5, 0x2F, 0xFD] => Box::new(zstd::Decoder::new(raw)?),
            [b'B', b'Z', b'h', _] | [0xFD, b'7', b'z', b'X'] | [b'P', b'K', ..] => {
                let why =
                    "it is packed as bzip2, xz or zip; unpack it first (`bzcat FILE | lacuna corpus add -`)";
                return Err(io::Error::new(io::ErrorKind::Unsupported, why));
            }
            _ => raw,
        };
        let (start, all) = head(plain, HEAD)?;
        match begins(&start) {
            Some(at) => head(Box::new(List::new(all, at)), HEAD),
            None => Ok((start, all)),
        }
    }
}

/// The first bytes, and all bytes. What goes wrong behind the first goes wrong again for who reads on.
fn head(mut input: Box<dyn Read>, most: usize) -> io::Result<(Vec<u8>, Box<dyn Read>)> {
    let mut head = vec![0; most];
    let (mut filled, mut failed) = (0, None);
    while filled < most {
        match input.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if filled == 0 => return Err(error),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    head.truncate(filled);
    let all = Cursor::new(head.clone()).chain(Failing(failed)).chain(input);
    Ok((head, Box::new(all)))
}

/// Fails once, if there is something to fail by.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn collect(path: &Path, named: &Path, found: &mut Vec<Source>) -> io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(path)?.map(|it| Ok(it?.path())).collect::<io::Result<_>>()?;
        entries.sort();
        let is_hidden = |it: &Path| it.file_name().is_some_and(|it| it.to_string_lossy().starts_with('.'));
        return entries.iter().filter(|it| !is_hidden(it)).try_for_each(|it| collect(it, named, found));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let is_part = [".xml", ".json", ".jsonl", ".bib", ".csv"].iter().any(|it| bare.ends_with(it))
        || (bare.len() < name.len() && !bare.contains('.'));
    if path == named || (is_part && bare != "manifest.json" && bare != "manifest") {
        found.push(Source::File(path.to_owned(), named.to_owned()));
    }
    Ok(())
}

struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
