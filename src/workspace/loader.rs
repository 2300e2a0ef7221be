//! Reads what a session wants: walks folders, reads files.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use tracing::warn;

use super::disk;
use super::session::{Event, FileText, Session};
use crate::model::document::{Kind, normalised};
use crate::model::project::Absence;
use crate::text::Text;
use crate::text::decode::Decoding;

/// A walk stops at so many files of interest.
const MOST_FILES: usize = 20_000;
/// A walk goes this deep.
const DEPTH: usize = 12;

/// So many folders above a folder without a root document are looked at for one.
const ABOVE: usize = 3;
/// Where a folder above holds more LaTeX files, it is no paper's.
const MOST_ABOVE: usize = 100;

/// The LaTeX files, bibliographies and packages in `folder`, with `.gitignore` respected, bounded. If no
/// root document is among them, as where a chapter was opened alone, then also the root documents of the
/// nearest folder above that has any; never those of the user's home or of the whole disk.
pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder).max_depth(Some(DEPTH)).require_git(false).follow_links(false).build();
    let files = walk.filter_map(Result::ok).filter(|it| !it.file_type().is_some_and(|it| it.is_dir()));
    let mut found: Vec<PathBuf> = files
        .map(|it| normalised(it.path()))
        .filter(|it| Kind::of_path(it).is_some())
        .take(MOST_FILES)
        .collect();
    if !found.iter().any(|it| is_root(it)) {
        found.extend(roots_above(&normalised(folder), std::env::home_dir().as_deref()));
    }
    found.sort();
    found
}

fn roots_above(folder: &Path, home: Option<&Path>) -> Vec<PathBuf> {
    let shared = |it: &Path| Some(it) == home || it.parent().is_none() || it == std::env::temp_dir();
    if shared(folder) {
        return Vec::new();
    }
    for above in folder.ancestors().skip(1).take(ABOVE).take_while(|it| !shared(it)) {
        let Ok(entries) = std::fs::read_dir(above) else { break };
        let files = entries.filter_map(Result::ok).map(|it| it.path());
        let files: Vec<PathBuf> = files.filter(|it| Kind::of_path(it).is_some()).take(MOST_ABOVE).collect();
        if files.iter().any(|it| is_root(it)) {
            // A bibliography beside the root counts where the root declares none.
            return files
                .into_iter()
                .filter(|it| Kind::of_path(it) == Some(Kind::Bib) || is_root(it))
                .collect();
        }
    }
    Vec::new()
}

/// Whether a LaTeX file has a class of its own and is no part of another document.
fn is_root(path: &Path) -> bool {
    if path.extension().is_none_or(|it| it != "tex" && it != "ltx") {
        return false;
    }
    let Ok(bytes) = std::fs::read(path) else { return false };
    let Some(at) = memchr::memmem::find(&bytes, b"\\documentclass") else { return false };
    memchr::memmem::find(&bytes[at..bytes.len().min(at + 200)], b"{subfiles}").is_none()
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
        Ok(file) => {
            if file.decoding == Decoding::Windows1252 {
                warn!("{}: not UTF-8 throughout; other bytes are read as Windows-1252", path.display());
            }
            Ok(FileText { text: file.text, decoding: file.decoding })
        }
        Err(error) if matches!(error.reason, disk::Reason::NotFound) => Err(Absence::NotFound),
        Err(error) => Err(Absence::Unreadable(error.to_string())),
    }
}

/// Whether a file still holds `text`, which was read from it as UTF-8.
pub fn still_holds(path: &Path, text: &Text) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    bytes.len() == text.len() && bytes == text.all().as_bytes()
}

/// The folders of the environment variable `BIBINPUTS` and of the user's own TeX tree, and the user's
/// home, for [`Session::new`].
pub fn environment() -> (Vec<PathBuf>, Option<PathBuf>) {
    let home = std::env::home_dir();
    let inputs = std::env::var_os("BIBINPUTS").unwrap_or_default();
    let own = std::env::var_os("TEXMFHOME").map(PathBuf::from);
    (bib_folders(&inputs, own, home.as_deref()), home)
}

/// The folders that are searched for bibliographies: those of `inputs` (with all below them where one
/// ends in `//`), then the user's TeX tree.
fn bib_folders(inputs: &std::ffi::OsStr, own: Option<PathBuf>, home: Option<&Path>) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for input in std::env::split_paths(inputs) {
        let whole = match (input.strip_prefix("~"), home) {
            (Ok(rest), Some(home)) => home.join(rest),
            _ => input.clone(),
        };
        if !whole.is_absolute() {
            continue; // Relative to wherever TeX is run, which the documents' own folders stand for.
        }
        match input.to_string_lossy().ends_with("//") {
            true => folders.extend(tree(&whole)),
            false => folders.push(normalised(&whole)),
        }
    }
    let own = own.into_iter().chain(home.map(|it| it.join("texmf")));
    let own = own.chain(home.map(|it| it.join("Library").join("texmf")));
    for texmf in own.filter(|it| it.is_absolute()) {
        folders.extend(tree(&texmf.join("bibtex").join("bib")));
    }
    folders
}

/// A folder and those below it, bounded; none if there is no such folder.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder).max_depth(Some(4)).standard_filters(false).build();
    let folders = walk.filter_map(Result::ok).filter(|it| it.file_type().is_some_and(|it| it.is_dir()));
    folders.map(|it| normalised(it.path())).take(MOST_ABOVE).collect()
}

/// Reads all that `session` wants, here and now, and builds every index: for the command line.
pub fn load_all(session: &mut Session) {
    load_with(session, read);
}

/// The same with another way to `read` a file, as where there is no disk.
pub fn load_with(session: &mut Session, mut read: impl FnMut(&Path) -> Result<FileText, Absence>) {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes empty or filled files in a new folder.
    fn made(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn names(found: &[PathBuf], folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            found.iter().map(|it| it.strip_prefix(folder).unwrap().display().to_string()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_chapter_opened_alone_finds_the_root_above_it() {
        let folder = made(&[
            ("p/main.tex", "\\documentclass{book}"),
            ("p/notes.tex", "text"),
            ("p/refs.bib", ""),
            ("p/parts/one/a.tex", "text"),
            ("p/parts/one/s.tex", "\\documentclass[../../main]{subfiles}"),
        ]);
        let at = folder.path();
        let found = walk(&at.join("p/parts/one"));
        assert_eq!(names(&found, at), ["p/main.tex", "p/parts/one/a.tex", "p/parts/one/s.tex", "p/refs.bib"]);
        // Not where the look would leave the paper.
        assert_eq!(roots_above(&at.join("p/parts/one"), Some(&at.join("p"))), Vec::<PathBuf>::new());
        assert_eq!(roots_above(&at.join("p/parts"), Some(&at.join("p/parts"))), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_folder_with_a_root_is_not_left() {
        let folder = made(&[
            ("other.tex", "\\documentclass{book}"),
            ("p/main.tex", "\\documentclass{article}"),
            ("p/.gitignore", "old.tex"),
            ("p/old.tex", "text"),
        ]);
        assert_eq!(names(&walk(&folder.path().join("p")), folder.path()), ["p/main.tex"]);
    }

    #[test]
    fn a_file_that_was_written_meanwhile_holds_something_else() {
        let folder = made(&[("a.bib", "\u{feff}@a{k}")]);
        let path = folder.path().join("a.bib");
        let text = Text::plain(read(&path).unwrap().text);
        assert!(still_holds(&path, &text));
        std::fs::write(&path, "@a{l}").unwrap();
        assert!(!still_holds(&path, &text));
        std::fs::remove_file(&path).unwrap();
        assert!(!still_holds(&path, &text));
    }

    #[test]
    fn bibliographies_are_searched_in_the_users_own_folders() {
        let folder =
            made(&[("texmf/bibtex/bib/mine/a.bib", ""), ("in/deep/b.bib", ""), ("flat/c/d.bib", "")]);
        let at = folder.path();
        let inputs = format!("{0}/in//:{0}/flat:relative", at.display());
        let found = bib_folders(std::ffi::OsStr::new(&inputs), None, Some(at));
        assert_eq!(names(&found, at), ["flat", "in", "in/deep", "texmf/bibtex/bib", "texmf/bibtex/bib/mine"]);
    }
}
