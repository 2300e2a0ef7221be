//! Reads what a session wants: walks folders, reads files.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::disk;
use super::session::{Event, FileText, Session};
use crate::model::document::{Kind, normalised};
use crate::model::project::Absence;

/// A walk stops at so many files of interest.
const MOST_FILES: usize = 20_000;
/// A walk goes this deep.
const DEPTH: usize = 12;

/// The LaTeX files, bibliographies and packages in `folder`, with `.gitignore` respected, bounded.
pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder).max_depth(Some(DEPTH)).require_git(false).follow_links(false).build();
    let files = walk.filter_map(Result::ok).filter(|it| !it.file_type().is_some_and(|it| it.is_dir()));
    let mut found: Vec<PathBuf> = files
        .map(|it| normalised(it.path()))
        .filter(|it| Kind::of_path(it).is_some())
        .take(MOST_FILES)
        .collect();
    found.sort();
    found
}

/// The folder to walk for a document that belongs to no workspace folder: its own, unless that is the
/// user's home or the root of a disk, whose other files have nothing to do with it.
pub fn folder_of(document: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let folder = document.parent()?;
    let shared = Some(folder) == home || folder.parent().is_none() || folder == std::env::temp_dir();
    (!shared).then(|| folder.to_owned())
}

/// Reads one file.
pub fn read(path: &Path) -> Result<FileText, Absence> {
    match disk::read(path) {
        Ok(file) => Ok(FileText { text: file.text, decoding: file.decoding }),
        Err(error) if matches!(error.reason, disk::Reason::NotFound) => Err(Absence::NotFound),
        Err(error) => Err(Absence::Unreadable(error.to_string())),
    }
}

/// The folders of the environment variable `BIBINPUTS` and the user's home, for [`Session::new`].
pub fn environment() -> (Vec<PathBuf>, Option<PathBuf>) {
    let inputs = std::env::var_os("BIBINPUTS").unwrap_or_default();
    let folders = std::env::split_paths(&inputs).filter(|it| it.is_absolute()).collect();
    (folders, std::env::home_dir())
}

/// Reads all that `session` wants, here and now, and builds every index: for the command line.
pub fn load_all(session: &mut Session) {
    loop {
        let wants = session.take_wants();
        if wants.is_empty() {
            break;
        }
        let files = wants.into_iter().map(|path| {
            let file = read(&path);
            (path, file)
        });
        session.apply(Event::Read(files.collect()));
    }
    for (id, bib) in session.unindexed() {
        let indexed = std::sync::Arc::new(bib.indexed());
        session.apply(Event::Indexed(id, bib, indexed));
    }
}
