//! Reads what a session wants: walks folders, reads files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use tracing::warn;

use super::session::{Event, FileText, Session};
use super::{disk, kpsewhich};
use crate::model::document::{DocumentId, Kind, normalised};
use crate::model::project::build::{Build, is_build_file, steers_tex};
use crate::model::project::{Absence, World};
use crate::model::snapshot::Snapshot;
use crate::text::Text;
use crate::text::decode::Decoding;

/// A walk stops at so many files of interest.
const MOST_FILES: usize = 20_000;
/// A walk goes this deep.
const DEPTH: usize = 12;

/// So many folders above a document that belongs to no paper are looked at for a root document.
const ABOVE: usize = 3;
/// And so many for a file that marks a project.
const MARKED_ABOVE: usize = 8;
/// Where a folder above holds more LaTeX files, it is no paper's.
const MOST_ABOVE: usize = 100;

/// Why a file is not read.
const NOT_TRUSTED: &str = "it lies outside of the workspace, which is not trusted, and is not read";

/// So many bytes of a file that belongs to nothing known are read to see what it is.
const LOOKED_THROUGH: u64 = 1 << 22;

/// What there is in `folder`: the LaTeX files, bibliographies, packages and what steers TeX, with
/// `.gitignore` respected, bounded. What steers TeX also from the folders above.
pub fn walk(folder: &Path, world: &World) -> Vec<Event> {
    let mut walk = WalkBuilder::new(folder);
    walk.max_depth(Some(DEPTH)).require_git(false).follow_links(false).hidden(false);
    // Hidden are, of all that matters, only files that steer TeX.
    walk.filter_entry(|it| {
        it.depth() == 0 || !it.file_name().to_string_lossy().starts_with('.') || is_build_file(it.path())
    });
    let files = walk.build().filter_map(Result::ok);
    let files = files.filter(|it| !it.file_type().is_some_and(|it| it.is_dir()));
    let files = files.map(|it| normalised(it.path())).filter(|it| is_of_interest(it));
    let home = world.home.as_deref();
    let above = folder.ancestors().skip(1).take(MARKED_ABOVE).take_while(|it| !is_shared(it, home));
    let above = above.filter(|_| !world.confined).flat_map(build_files);
    let mut events = found(files.take(MOST_FILES).chain(above).collect(), world);
    if let Ok(real) = folder.canonicalize()
        && real != folder
    {
        events.insert(0, Event::Linked { folder: normalised(folder), real });
    }
    events
}

/// Whether a folder is the user's home, the root of a disk or the like: what is in it says nothing of the
/// documents below, and nobody wants all of it read.
pub fn is_shared(folder: &Path, home: Option<&Path>) -> bool {
    Some(folder) == home || folder.parent().is_none() || folder == std::env::temp_dir()
}

/// The files in `folder` that steer TeX.
fn build_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(Result::ok).map(|it| it.path()).filter(|it| is_build_file(it)).collect()
}

/// Whether a change of the file at `path` may concern us.
pub fn is_of_interest(path: &Path) -> bool {
    Kind::of_path(path).is_some() || is_build_file(path)
}

/// What it means that these files are there.
fn found(files: Vec<PathBuf>, world: &World) -> Vec<Event> {
    let (builds, mut files): (Vec<_>, Vec<_>) = files.into_iter().partition(|it| is_build_file(it));
    files.sort();
    let builds = (!builds.is_empty()).then(|| self::builds(&builds, world));
    builds.into_iter().chain([Event::Walked(files)]).collect()
}

/// Reads files that steer TeX, if the `world` lets us.
pub fn builds(paths: &[PathBuf], world: &World) -> Event {
    Event::Built(paths.iter().map(|it| (it.clone(), build(it, world))).collect())
}

fn build(path: &Path, world: &World) -> Option<Build> {
    let home = std::env::home_dir();
    let folders = |base: &Path, input: &str| search_folders(input, Some(base), home.as_deref());
    let allowed = may_read(world, path).then_some(path);
    let file = allowed.and_then(|it| disk::read(it, disk::LARGEST).ok());
    file.map(|it| Build::read(path, &it.text, &folders))
}

/// What lies above a document that belongs to no paper, as a chapter that was opened alone: all in the
/// nearest folder with a file that steers TeX or marks a project; else the root documents of the nearest
/// folder that has any; else those in folders beside that speak of the document. Never what is in the user's
/// home itself or on the whole disk.
pub fn above(document: &Path, world: &World) -> Vec<Event> {
    if world.confined {
        return Vec::new();
    }
    let home = world.home.as_deref();
    let Some(own) = document.parent().filter(|it| !is_shared(it, home)) else { return Vec::new() };
    let folders = own.ancestors().take(MARKED_ABOVE).take_while(|it| !is_shared(it, home));
    let folders: Vec<&Path> = folders.collect();
    if let Some(marked) = folders.iter().find(|it| build_files(it).iter().any(|it| steers_tex(it))) {
        return walk(marked, world);
    }
    let above = || folders.iter().skip(1).take(ABOVE);
    for above in above() {
        let files = files_in(above);
        let files: Vec<PathBuf> = files.filter(|it| Kind::of_path(it).is_some()).take(MOST_ABOVE).collect();
        if files.iter().any(|it| is_root(it)) {
            // A bibliography beside the root counts where the root declares none.
            let kept = files.into_iter().filter(|it| Kind::of_path(it) == Some(Kind::Bib) || is_root(it));
            return found(kept.collect(), world);
        }
    }
    // The root may lie in a folder beside: `src/main.tex` of `chapters/one.tex`. Not every root there is.
    for above in above() {
        let folders = files_in(above).filter(|it| it.is_dir() && !document.starts_with(it));
        let beside = folders.take(MOST_ABOVE).flat_map(|it| files_in(&it));
        let beside = beside.filter(|it| Kind::of_path(it) == Some(Kind::Tex)).take(MOST_ABOVE);
        let roots: Vec<PathBuf> = beside.filter(|it| is_root(it) && names(it, document)).collect();
        if !roots.is_empty() {
            return found(roots, world);
        }
    }
    Vec::new()
}

/// What is in a folder, in the order of names; nothing if it cannot be read.
fn files_in(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).collect();
    files.sort();
    files.into_iter()
}

/// Whether a file speaks of another one by its name, as what includes it does: `\part{chapters/one}`, `\input one`;
/// not as one cites a key or refers to a label.
fn names(path: &Path, other: &Path) -> bool {
    let stem = other.file_stem().map(|it| it.to_string_lossy()).unwrap_or_default();
    let text = disk::head(path, LOOKED_THROUGH);
    memchr::memmem::find_iter(&text, stem.as_bytes()).any(|at| {
        let (before, behind) = (&text[..at], &text[at + stem.len()..]);
        let command = before.strip_suffix(b"{").map_or(&b""[..], |it| {
            let letters = it.iter().rev().take_while(|it| it.is_ascii_alphabetic()).count();
            &it[it.len() - letters..]
        });
        let has = |of: &[u8]| memchr::memmem::find(command, of).is_some();
        let cites = [&b"cite"[..], b"ref", b"label", b"bib"].iter().any(|it| has(it));
        // A word of a letter or two may stand anywhere.
        let includes = match stem.len() {
            ..3 => has(b"in") || has(b"sub"),
            _ => !command.is_empty() && !cites,
        };
        (before.ends_with(b"\\input ") || before.ends_with(b"/") || includes)
            && behind.first().is_none_or(|it| b"}.".contains(it) || it.is_ascii_whitespace())
    })
}

/// Whether a LaTeX file has a class of its own and is no part of another document.
fn is_root(path: &Path) -> bool {
    if !Kind::is_document(path) {
        return false;
    }
    let bytes = disk::head(path, LOOKED_THROUGH);
    let Some(at) = memchr::memmem::find(&bytes, b"\\documentclass") else { return false };
    let options = bytes[at..].iter().copied().take(200).collect::<Vec<u8>>();
    memchr::memmem::find(&options, b"{subfiles}").is_none()
}

/// The folder to walk for a document that belongs to no workspace folder: its own, unless that is the
/// user's home or the root of a disk, whose other files have nothing to do with it.
pub fn folder_of(document: &Path, home: Option<&Path>) -> Option<PathBuf> {
    document.parent().filter(|it| !is_shared(it, home)).map(Path::to_owned)
}

/// The folders of a workspace as [`World`] wants them.
pub fn entered(folders: &[PathBuf], trusted: bool) -> Event {
    let real = folders.iter().map(|it| it.canonicalize().unwrap_or_else(|_| it.clone()));
    Event::Entered(real.collect(), trusted)
}

/// Whether a file may be read: in a workspace that is not trusted, only if it lies there, links followed.
pub fn may_read(world: &World, path: &Path) -> bool {
    let lies = |real: &Path| world.folders.iter().any(|it| real.starts_with(it));
    !world.confined || path.canonicalize().is_ok_and(|it| lies(&it))
}

/// Reads one file, if the `world` lets us. `room` says how many bytes it may hold at most; see [`room`].
pub fn read(world: &World, path: &Path, room: u64) -> Result<FileText, Absence> {
    if !may_read(world, path) {
        let is_there = path.symlink_metadata().is_ok();
        return Err(match is_there {
            true => Absence::Unreadable(format!("{}: {NOT_TRUSTED}", path.display())),
            false => Absence::NotFound,
        });
    }
    match disk::read(path, room) {
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

/// How many bytes may be read where `paths` are read anew: all that is kept is bounded.
pub fn room(snapshot: &Snapshot, paths: &[PathBuf]) -> u64 {
    let length = |id: &DocumentId| snapshot.document(id).map_or(0, |it| it.text.len() as u64);
    let held: u64 = snapshot.documents.keys().map(length).sum();
    let replaced: u64 = paths.iter().map(|it| length(&DocumentId::of_path(it))).sum();
    (disk::LARGEST + replaced).saturating_sub(held)
}

/// Whether a file still holds `text`, which was read from it as UTF-8.
pub fn still_holds(path: &Path, text: &Text) -> bool {
    let text = text.all();
    disk::open(path).is_ok_and(|(file, _)| disk::reads_as(file, text.as_bytes()).unwrap_or(false))
}

/// What is known of the world before anything is read, for [`Session::new`]: the folders of `BIBINPUTS`
/// and `TEXINPUTS` and of the user's own TeX tree, the user's home, whether `kpsewhich` can be asked.
pub fn environment() -> World {
    let home = std::env::home_dir();
    let variable = |name| std::env::var_os(name).unwrap_or_default();
    let inputs = |name, of_tree: &str| {
        let mut folders = Vec::new();
        for input in std::env::split_paths(&variable(name)) {
            folders.extend(search_folders(&input.to_string_lossy(), None, home.as_deref()));
        }
        for texmf in user_trees(&variable("TEXMFHOME"), home.as_deref()) {
            folders.extend(tree(&texmf.join(of_tree)));
        }
        folders
    };
    World {
        bib_inputs: inputs("BIBINPUTS", "bibtex/bib"),
        tex_inputs: inputs("TEXINPUTS", "tex"),
        can_search: kpsewhich::program().is_some(),
        home: home.clone(),
        ..World::default()
    }
}

/// The user's own TeX trees.
fn user_trees(own: &std::ffi::OsStr, home: Option<&Path>) -> Vec<PathBuf> {
    let own = std::env::split_paths(own).filter(|it| it.is_absolute());
    own.chain(home.map(|it| it.join("texmf"))).chain(home.map(|it| it.join("Library/texmf"))).collect()
}

/// The folders that one entry of a search path stands for: with all below it where it ends in `//`. One
/// that is relative counts from `base`, else it stays so.
fn search_folders(input: &str, base: Option<&Path>, home: Option<&Path>) -> Vec<PathBuf> {
    let plain = input.trim_end_matches('/');
    let folder = match (plain.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => base.unwrap_or(Path::new("")).join(plain),
    };
    match (input.ends_with("//"), folder.is_absolute()) {
        _ if plain.is_empty() => Vec::new(),
        (true, true) => tree(&folder),
        (true, false) => vec![folder.join("**")],
        (false, true) => vec![normalised(&folder)],
        (false, false) => vec![folder],
    }
}

/// A folder and those below it, bounded; none if there is no such folder.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder).max_depth(Some(4)).standard_filters(false).build();
    let folders = walk.filter_map(Result::ok).filter(|it| it.file_type().is_some_and(|it| it.is_dir()));
    folders.map(|it| normalised(it.path())).take(MOST_ABOVE).collect()
}

/// Asks the TeX distribution for files of these names, many in one call.
pub fn search(names: &[String]) -> Event {
    let mut found = Vec::new();
    let program = kpsewhich::program();
    for names in names.chunks(kpsewhich::MOST_NAMES) {
        let paths = program.as_deref().map(|it| kpsewhich::find(it, names, kpsewhich::PATIENCE));
        let Some(Ok(paths)) = paths else { return Event::CannotSearch };
        found.extend(names.iter().cloned().zip(paths));
    }
    Event::Searched(found)
}

/// Reads all that `session` wants, here and now, and builds every index: for the command line.
pub fn load_all(session: &mut Session) {
    load_all_telling(session, || ());
}

/// The same, telling of each file that is to be read.
pub fn load_all_telling(session: &mut Session, told: impl Fn()) {
    let (mut room, world) = (disk::LARGEST, Arc::clone(&session.snapshot().world));
    load_with(session, |path| {
        told();
        let file = read(&world, path, room)?;
        room = room.saturating_sub(file.text.len() as u64);
        Ok(file)
    });
}

/// The same with another way to `read` a file, as where there is no disk.
pub fn load_with(session: &mut Session, mut read: impl FnMut(&Path) -> Result<FileText, Absence>) {
    loop {
        let wants = session.take_wants();
        if wants.is_empty() {
            let names = session.take_searches();
            if names.is_empty() {
                break;
            }
            session.apply(search(&names));
            continue;
        }
        let files = wants.into_iter().map(|path| {
            let file = read(&path);
            (path, file)
        });
        session.apply(Event::Read(files.collect()));
    }
    for (id, bib) in session.unindexed() {
        let indexed = Arc::new(bib.indexed_on_demand());
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

    fn at_home(home: Option<&Path>) -> World {
        World { home: home.map(Path::to_owned), ..World::default() }
    }

    /// The files that events tell of, below `folder`.
    fn names(events: &[Event], folder: &Path) -> Vec<String> {
        let files = events.iter().flat_map(|it| match it {
            Event::Walked(files) => files.clone(),
            Event::Built(builds) => builds.iter().map(|it| it.0.clone()).collect(),
            _ => Vec::new(),
        });
        let mut names: Vec<_> =
            files.map(|it| it.strip_prefix(folder).unwrap().display().to_string()).collect();
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
            ("p/parts/one/figure.tex", "\\documentclass{standalone}"),
            ("p/parts/s.tex", "\\documentclass[../main]{subfiles}"),
        ]);
        let at = folder.path();
        let chapter = at.join("p/parts/one/a.tex");
        assert_eq!(names(&above(&chapter, &at_home(None)), at), ["p/main.tex", "p/refs.bib"]);
        // Not where the look would leave the paper.
        assert_eq!(names(&above(&chapter, &at_home(Some(&at.join("p")))), at), [""; 0]);
        assert_eq!(names(&above(&chapter, &at_home(Some(&at.join("p/parts/one")))), at), [""; 0]);
    }

    #[test]
    fn a_root_in_a_folder_beside_is_found_if_it_names_the_chapter() {
        let folder = made(&[
            ("p/src/main.tex", "\\documentclass{book}\\input{../parts/one}"),
            ("p/src/other.tex", "\\documentclass{book}"),
            ("p/talk/talk.tex", "\\documentclass{beamer}\\input{two}"),
            ("p/parts/one.tex", "text"),
        ]);
        let at = folder.path();
        assert_eq!(names(&above(&at.join("p/parts/one.tex"), &at_home(Some(at))), at), ["p/src/main.tex"]);
    }

    #[test]
    fn a_marked_folder_is_walked_whole() {
        for mark in [".latexmkrc", "latexmkrc", "Tectonic.toml", ".texlabroot"] {
            let folder = made(&[
                (&format!("p/{mark}"), ""),
                ("p/book/main.tex", "\\documentclass{book}"),
                ("p/parts/a/b/c/d/one.tex", "text"),
                ("p/.hidden/x.tex", "text"),
                ("other.tex", "\\documentclass{book}"),
            ]);
            let at = folder.path();
            let found = names(&above(&at.join("p/parts/a/b/c/d/one.tex"), &at_home(None)), at);
            let mut expected = vec!["p/book/main.tex".to_owned(), "p/parts/a/b/c/d/one.tex".to_owned()];
            expected.push(format!("p/{mark}"));
            expected.sort();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_git_ignores_is_passed_over() {
        let folder = made(&[
            ("p/main.tex", "\\documentclass{article}"),
            ("p/.gitignore", "old.tex"),
            ("p/old.tex", "text"),
        ]);
        assert_eq!(
            names(&walk(&folder.path().join("p"), &at_home(Some(folder.path()))), folder.path()),
            ["p/.gitignore", "p/main.tex"]
        );
    }

    #[test]
    fn a_file_that_was_written_meanwhile_holds_something_else() {
        let folder = made(&[("a.bib", "\u{feff}@a{k}")]);
        let path = folder.path().join("a.bib");
        let text = Text::plain(read(&World::default(), &path, u64::MAX).unwrap().text);
        assert!(still_holds(&path, &text));
        std::fs::write(&path, "@a{k}").unwrap();
        assert!(still_holds(&path, &text));
        std::fs::write(&path, "@a{k},,,").unwrap();
        assert!(!still_holds(&path, &text));
        let long = "@a{k}\n".repeat(disk::COMPARED / 4);
        std::fs::write(&path, &long).unwrap();
        assert!(still_holds(&path, &Text::plain(long.clone())));
        std::fs::write(&path, long.replace("}\n", "}\r")).unwrap();
        assert!(!still_holds(&path, &Text::plain(long)));
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
        #[track_caller]
        fn check(found: Vec<PathBuf>, at: &Path, expected: &[&str]) {
            let shown = |it: &PathBuf| it.strip_prefix(at).unwrap_or(it).display().to_string();
            assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected);
        }
        let input = |name: &str| format!("{}/{name}", at.display());
        check(search_folders(&input("in//"), None, None), at, &["in", "in/deep"]);
        check(search_folders(&input("flat"), None, None), at, &["flat"]);
        check(search_folders("../in", Some(&at.join("flat")), None), at, &["in"]);
        check(search_folders("~/flat/", None, Some(at)), at, &["flat"]);
        check(search_folders("bib//", None, None), at, &["bib/**"]);
        check(search_folders("", None, None), at, &[]);
        let own = std::ffi::OsString::from(input("own"));
        check(user_trees(&own, Some(at)), at, &["own", "texmf", "Library/texmf"]);
        check(tree(&at.join("texmf/bibtex/bib")), at, &["texmf/bibtex/bib", "texmf/bibtex/bib/mine"]);
    }
}
