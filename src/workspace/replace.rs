//! Replacing what a file holds: afterwards it holds all of the new content, or what it held before; and what
//! another program saves meanwhile is not lost.

use std::fs::{self, File, Metadata};
use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;

use tempfile::NamedTempFile;

use super::disk::{self, DiskError, Reason};

/// What the names of files begin and end with that are to be put in a file's place. They are no text, and no
/// link can wait under such a name: what stands between is random.
const NAME: (&str, &str) = (".lacuna-", ".tmp");

/// Held while a file is being replaced.
static REPLACING: Mutex<()> = Mutex::new(());

/// Waits until no file is being replaced; from then on none is, for a program that is about to end.
pub fn hold() {
    std::mem::forget(REPLACING.lock());
}

/// Puts `content` in the place of `former`, which the file at `path` must hold.
///
/// The new file takes the old one's place and permissions, owner, group and extended attributes with it; where
/// they cannot be kept, or the file has further names, it stays as it is. Of a symbolic link, the file that it
/// leads to is replaced.
pub fn replace(path: &Path, former: &[u8], content: &[u8]) -> Result<(), DiskError> {
    replaced(path, former, content).map_err(|reason| DiskError::new(path, reason))
}

/// Writes a file that may or may not exist yet.
pub fn write(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    match disk::bytes(path) {
        Ok(former) => replace(path, &former, content),
        Err(error) if matches!(error.reason, Reason::NotFound) => {
            created(path, content).map_err(|error| DiskError::new(path, error))
        }
        Err(error) => Err(error),
    }
}

/// Makes a file that is there with all of its content or not at all.
fn created(path: &Path, content: &[u8]) -> Result<(), Reason> {
    let _replacing = REPLACING.lock();
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // As any new file: what the user's mask leaves of it.
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        builder.permissions(mode);
    }
    let mut new = builder.prefix(NAME.0).suffix(NAME.1).tempfile_in(folder)?;
    new.as_file().try_lock().map_err(|_| Reason::Unsettled)?;
    new.write_all(content)?;
    new.as_file().sync_all()?;
    new.persist_noclobber(path).map_err(|it| it.error)?;
    Ok(())
}

fn replaced(path: &Path, former: &[u8], content: &[u8]) -> Result<(), Reason> {
    let _replacing = REPLACING.lock();
    let target = fs::canonicalize(path)?;
    let (held, _) = disk::open(&target)?;
    let before = held.metadata()?;
    // A rename would not ask, so we do.
    if before.permissions().readonly() {
        return Err(Reason::NotPermitted);
    }
    if has_further_names(&before) {
        return Err(Reason::Linked);
    }
    let folder = target.parent().ok_or(Reason::Folder)?;
    remove_left_over(folder);
    // While it is locked it is nobody's left-over; neither is the old file once the two have changed places.
    held.try_lock().map_err(|_| Reason::Unsettled)?;
    let mut new = tempfile::Builder::new().prefix(NAME.0).suffix(NAME.1).tempfile_in(folder)?;
    new.as_file().try_lock().map_err(|_| Reason::Unsettled)?;
    new.write_all(content)?;
    dress(&target, &before, new.as_file())?;
    new.as_file().sync_all()?;
    if !exchange(new.path(), &target)? {
        // As late as can be. What is saved behind this is lost on a disk that cannot exchange two files.
        if disk::bytes(&target).is_ok_and(|now| now == former) {
            new.persist(&target).map_err(|it| it.error)?;
            return Ok(());
        }
        return Err(Reason::Changed);
    }
    keep_newer(new, &target, former, content)
}

/// Of two files that have changed places, `displaced` held what is not wanted any more, unless somebody saved
/// in between.
fn keep_newer(displaced: NamedTempFile, target: &Path, former: &[u8], content: &[u8]) -> Result<(), Reason> {
    if holds(displaced.path(), former) {
        return Ok(());
    }
    exchange(displaced.path(), target)?;
    // And if it was not ours that came back, it was saved later still.
    if !holds(displaced.path(), content) {
        exchange(displaced.path(), target)?;
    }
    Err(Reason::Changed)
}

fn holds(path: &Path, content: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|it| it.len() == content.len() as u64)
        && fs::read(path).is_ok_and(|it| it == content)
}

/// Lets two files change places in one step, if the disk can do that.
#[cfg(unix)]
fn exchange(one: &Path, other: &Path) -> Result<bool, Reason> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(std::io::Error::from(error).into()),
    }
}

#[cfg(not(unix))]
fn exchange(_: &Path, _: &Path) -> Result<bool, Reason> {
    Ok(false)
}

/// Gives a new file the permissions, owner, group and attributes of the old one.
#[cfg(unix)]
fn dress(target: &Path, before: &Metadata, new: &File) -> Result<(), Reason> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    use xattr::FileExt as _;

    let own = new.metadata()?;
    if (own.uid(), own.gid()) != (before.uid(), before.gid()) {
        fchown(new, Some(before.uid()), Some(before.gid())).map_err(|_| Reason::Foreign)?;
    }
    new.set_permissions(before.permissions())?;
    // A disk without attributes has none to keep.
    for name in xattr::list(target).into_iter().flatten() {
        let value = xattr::get(target, &name).ok().flatten();
        let kept = new.get_xattr(&name).ok().flatten();
        if value != kept {
            let value = value.ok_or(Reason::Foreign)?;
            new.set_xattr(&name, &value).map_err(|_| Reason::Foreign)?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn dress(_: &Path, before: &Metadata, new: &File) -> Result<(), Reason> {
    Ok(new.set_permissions(before.permissions())?)
}

#[cfg(unix)]
fn has_further_names(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) > 1
}

#[cfg(not(unix))]
fn has_further_names(_: &Metadata) -> bool {
    false
}

/// Removes what runs that were ended half way have left in `folder`.
fn remove_left_over(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with(NAME.0) && name.ends_with(NAME.1);
        if is_ours && entry.file_type().is_ok_and(|it| it.is_file()) {
            let unused = disk::open(&entry.path()).is_ok_and(|(file, _)| file.try_lock().is_ok());
            if unused {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::*;

    #[track_caller]
    fn check_refused(result: Result<(), DiskError>, why: &str) {
        let error = result.unwrap_err();
        let message = error.to_string();
        assert!(message.contains(why), "{message}");
    }

    #[test]
    fn the_whole_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("refs.bib");
        fs::write(&path, "old").unwrap();
        let left_over = folder.path().join(".lacuna-Ab12.tmp");
        fs::write(&left_over, "half").unwrap();
        for (former, content) in [("old", "long ago"), ("long ago", "new"), ("new", "")] {
            replace(&path, former.as_bytes(), content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        check_refused(replace(folder.path(), b"", b""), "this is a folder");
    }

    #[test]
    fn what_was_saved_meanwhile_stays() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("refs.bib");
        fs::write(&path, "saved").unwrap();
        check_refused(replace(&path, b"former", b"new"), "it has changed meanwhile");
        assert_eq!(fs::read_to_string(&path).unwrap(), "saved");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_attributes_and_links_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempdir().unwrap();
        let (path, link) = (folder.path().join("refs.bib"), folder.path().join("link.bib"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let has_attributes = xattr::set(&path, "user.lacuna", b"kept").is_ok();
        symlink(&path, &link).unwrap();
        replace(&link, b"old", b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        if has_attributes {
            assert_eq!(xattr::get(&path, "user.lacuna").unwrap().as_deref(), Some(&b"kept"[..]));
        }

        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        check_refused(replace(&path, b"new", b"newer"), "access is denied");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        fs::hard_link(&path, folder.path().join("other.bib")).unwrap();
        check_refused(replace(&path, b"new", b"newer"), "several names");
    }
}
