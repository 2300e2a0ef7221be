//! The files of an index, on a disk that may not be written to.
//!
//! They are read piece by piece, and large pieces mapped as long as someone looks at them: what is mapped counts as
//! this process's memory, and of an index of millions of records nearly every look-up meets other pages.

use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memmap2::{Mmap, MmapOptions};
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
    WritePtr,
};

/// From so many bytes on a piece is mapped; less is copied sooner.
const MAPPED: usize = 1 << 15;

/// A folder of an index.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
    /// Where the index is still being written.
    writing: Option<MmapDirectory>,
}

impl Files {
    /// Of a finished index, which changes no more: its lock guards nothing.
    pub fn read(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), writing: None }
    }

    /// Of an index to be written.
    pub fn write(folder: &Path) -> tantivy::Result<Self> {
        Ok(Self { folder: folder.to_owned(), writing: Some(MmapDirectory::open(folder)?) })
    }
}

/// A file of an index.
#[derive(Debug)]
struct Pieces {
    file: File,
    length: usize,
}

impl HasLen for Pieces {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Pieces {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        // A file that has become shorter must not be mapped behind its end.
        if range.end > self.length || range.start > range.end {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if range.len() < MAPPED {
            return copied(&self.file, range.start as u64, range.len()).map(OwnedBytes::new);
        }
        if self.file.metadata()?.len() < range.end as u64 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        mapped(&self.file, range).map(OwnedBytes::new)
    }
}

/// Files of an index are written once and then only removed, never changed in place: what is mapped stays as it is.
#[allow(unsafe_code)]
fn mapped(file: &File, range: Range<usize>) -> io::Result<Mmap> {
    unsafe { MmapOptions::new().offset(range.start as u64).len(range.len()).map(file) }
}

#[cfg(unix)]
fn copied(file: &File, at: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, at)?;
    Ok(bytes)
}

#[cfg(windows)]
fn copied(file: &File, at: u64, length: usize) -> io::Result<Vec<u8>> {
    let (mut bytes, mut read) = (vec![0; length], 0);
    while read < length {
        match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[read..], at + read as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            more => read += more,
        }
    }
    Ok(bytes)
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        // While parts of an index are made one, each word is read on its own, but records as a whole.
        if let Some(writing) =
            self.writing.as_ref().filter(|_| path.extension().is_none_or(|it| it != "store"))
        {
            return writing.get_file_handle(path);
        }
        let file = File::open(self.folder.join(path)).map_err(|it| refused(it, path))?;
        let length = file.metadata().map_err(|it| refused(it, path))?.len();
        Ok(Arc::new(Pieces { file, length: usize::try_from(length).unwrap_or(usize::MAX) }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.writing.as_ref().map_or(Ok(()), |it| it.delete(path))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.folder.join(path).exists())
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        match &self.writing {
            Some(writing) => writing.open_write(path),
            None => Err(OpenWriteError::wrap_io_error(read_only(), path.to_owned())),
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        fs::read(self.folder.join(path)).map_err(|it| refused(it, path))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.writing.as_ref().ok_or_else(read_only)?.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.writing.as_ref().map_or(Ok(()), Directory::sync_directory)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match &self.writing {
            Some(writing) => writing.acquire_lock(lock),
            None => Ok(DirectoryLock::from(Box::new(()))),
        }
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn read_only() -> io::Error {
    io::ErrorKind::ReadOnlyFilesystem.into()
}

fn refused(error: io::Error, path: &Path) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(error, path.to_owned()),
    }
}
