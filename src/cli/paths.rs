//! What is written for paths: files, folders, patterns (`chapters/*.tex`), `-`.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use ignore::WalkBuilder;

use crate::workspace::loader;

/// The paths, patterns replaced by the files that they fit; one that fits none stays, to be complained of.
pub(super) fn expanded(given: &[PathBuf]) -> Vec<PathBuf> {
    given
        .iter()
        .flat_map(|it| matches(it).filter(|it| !it.is_empty()).unwrap_or_else(|| vec![it.clone()]))
        .collect()
}

/// The files that a pattern fits, by name; nothing of what is no pattern or is there under this very name.
fn matches(pattern: &Path) -> Option<Vec<PathBuf>> {
    let written = pattern.to_str().filter(|it| it.contains(['*', '?', '[', '{']) && !pattern.exists())?;
    let glob = GlobBuilder::new(written).literal_separator(true).build().ok()?.compile_matcher();
    let plain = |it: &std::path::Component| !it.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let base: PathBuf = pattern.components().take_while(plain).collect();
    let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
    let files = files_below(&base).map(|it| it.strip_prefix(".").map(Path::to_owned).unwrap_or(it));
    let mut files: Vec<PathBuf> = files.filter(|it| glob.is_match(it)).collect();
    files.sort();
    Some(files)
}

/// The files below a path that a check of it may read.
pub(super) fn below(path: &Path) -> Vec<PathBuf> {
    let folder = if path.is_dir() { Some(path) } else { path.parent() };
    let folder = folder.filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut files: Vec<PathBuf> = files_below(folder).filter(|it| loader::is_of_interest(it)).collect();
    files.sort();
    files
}

fn files_below(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = WalkBuilder::new(folder).build().filter_map(Result::ok);
    entries.filter(|it| it.file_type().is_some_and(|it| it.is_file())).map(ignore::DirEntry::into_path)
}
