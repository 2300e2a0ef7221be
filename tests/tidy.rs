//! Holds the house together: the order of rooms, no circles between files, the protocol's place, the disk's place,
//! the size of files and folders.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The rooms, each of which may use those before it.
const ROOMS: [&str; 16] = [
    "faults",
    "cores",
    "text",
    "syntax",
    "settings",
    "model",
    "resolve",
    "corpus",
    "rules",
    "gaps",
    "edits",
    "features",
    "workspace",
    "server",
    "mcp",
    "cli",
];

/// Rooms that may touch the disk.
const DISK: [&str; 3] = ["workspace", "corpus", "cli"];

/// What may talk over sockets: to services, and to the browser of this machine.
const SOCKETS: [&str; 2] = ["workspace/services/", "cli/report/serve.rs"];

/// Rooms of analysis, which have no clock.
const TIMELESS: [&str; 9] =
    ["text", "syntax", "settings", "model", "resolve", "rules", "gaps", "edits", "features"];

/// Lines in the longest file.
const LONGEST: usize = 500;

/// Files side by side in one folder, its page `mod.rs` and tests aside.
const WIDEST: usize = 16;

/// One source file.
struct Source {
    /// Its path below `src`.
    name: String,
    /// Its module below the crate.
    module: Vec<String>,
    /// Its text.
    text: String,
    /// Its text without comments, visibilities and inline tests.
    code: String,
}

impl Source {
    fn room(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    fn is_test(&self) -> bool {
        let name = &self.name;
        name.ends_with("tests.rs")
            || name.contains("tests/")
            || name == "fixture.rs"
            || name.ends_with("/properties.rs")
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(at, line)| (at + 1, line))
    }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    below(&root, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let stem = name.trim_end_matches(".rs").trim_end_matches("/mod");
        let module = stem.split('/').filter(|it| !matches!(*it, "lib" | "main" | "mod")).map(str::to_owned);
        let text = std::fs::read_to_string(&path).unwrap();
        let untested = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code = untested.lines().map(code_of).collect::<Vec<_>>().join("\n");
        Source { module: module.collect(), code, text, name }
    };
    paths.into_iter().map(read).collect()
}

/// A line without its comment and without the path of a visibility: `pub(in crate::rules)`.
fn code_of(line: &str) -> String {
    let line = if line.trim_start().starts_with("//") { "" } else { line };
    match line.split_once("pub(in ").and_then(|(before, rest)| Some((before, rest.split_once(')')?.1))) {
        Some((before, rest)) => format!("{before}pub{rest}"),
        None => line.to_owned(),
    }
}

/// The paths that a file names, from the crate on: those of its `use`s, and those that stand in its code.
fn named(source: &Source) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let mut rest = source.code.as_str();
    while let Some(at) = rest.find("use ") {
        let begins = rest[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == ')');
        let tree = rest[at + 4..].split(';').next().unwrap_or_default();
        if begins {
            leaves(&mut Vec::new(), tree, &mut |path| {
                found.extend(absolute(path, source));
            });
        }
        rest = &rest[at + 4..];
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    for (at, _) in source.code.match_indices("::") {
        let start = source.code[..at].trim_end_matches(word).len();
        if source.code[..start].ends_with("::") {
            continue;
        }
        let (mut path, mut rest) = (Vec::new(), &source.code[start..]);
        loop {
            let (name, behind) = rest.split_at(rest.find(|c| !word(c)).unwrap_or(rest.len()));
            path.push(name);
            match behind.strip_prefix("::") {
                Some(next) if next.starts_with(word) => rest = next,
                // The names of `crate::rules::{..}` are read above.
                Some(next) if next.starts_with('{') => break,
                _ => {
                    found.extend(absolute(&path, source));
                    break;
                }
            }
        }
    }
    found
}

/// Every path of a tree as stands behind `use`.
fn leaves<'a>(prefix: &mut Vec<&'a str>, tree: &'a str, found: &mut dyn FnMut(&[&'a str])) {
    let tree = tree.trim();
    let (path, group) = match tree.find('{') {
        Some(at) if tree.ends_with('}') => (&tree[..at], Some(&tree[at + 1..tree.len() - 1])),
        _ => (tree.split(" as ").next().unwrap_or_default(), None),
    };
    let before = prefix.len();
    prefix.extend(path.split("::").map(str::trim).filter(|it| !it.is_empty()));
    match group {
        None => found(prefix),
        Some(group) => {
            let (mut depth, mut start) = (0, 0);
            for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        if !group[start..at].trim().is_empty() {
                            leaves(prefix, &group[start..at], found);
                        }
                        start = at + 1;
                    }
                    _ => {}
                }
            }
        }
    }
    prefix.truncate(before);
}

/// A path from the crate on, if it is one of ours.
fn absolute(path: &[&str], source: &Source) -> Option<Vec<String>> {
    let up = path.iter().take_while(|it| **it == "super").count();
    let (from, rest): (&[String], &[&str]) = match *path.first()? {
        "crate" => (&[], &path[1..]),
        "self" => (&source.module, &path[1..]),
        "super" => (source.module.get(..source.module.len().checked_sub(up)?)?, &path[up..]),
        // A child: `pub use child::Name;`, `child::answer(..)`. Else another crate's, or a name of our own.
        _ => (&source.module, path),
    };
    let rest = rest.iter().filter(|it| !matches!(**it, "self" | "*")).map(|it| (*it).to_owned());
    Some(from.iter().cloned().chain(rest).collect())
}

/// Which files each file uses: places in `sources`.
fn uses(sources: &[Source]) -> Vec<BTreeSet<usize>> {
    let places: BTreeMap<&[String], usize> =
        sources.iter().enumerate().map(|(at, it)| (it.module.as_slice(), at)).collect();
    let of = |(at, source): (usize, &Source)| -> BTreeSet<usize> {
        let target = |path: Vec<String>| {
            (1..=path.len()).rev().find_map(|length| places.get(&path[..length]).copied())
        };
        let mut found: BTreeSet<usize> = named(source).into_iter().filter_map(target).collect();
        found.retain(|it| *it != at && !sources[*it].is_test());
        found
    };
    sources.iter().enumerate().map(of).collect()
}

/// The shortest way from a file by what it uses, and what that uses, back to it.
fn circle(uses: &[BTreeSet<usize>], from: usize) -> Option<Vec<usize>> {
    let (mut ways, mut seen) = (VecDeque::from([vec![from]]), BTreeSet::new());
    while let Some(way) = ways.pop_front() {
        for next in &uses[*way.last()?] {
            if *next == from {
                return Some(way);
            }
            if seen.insert(*next) {
                ways.push_back(way.iter().copied().chain([*next]).collect());
            }
        }
    }
    None
}

fn complain(faults: &str) {
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn uses_are_read_as_the_compiler_reads_them() {
    let code = "use std::sync::Arc;
pub use child::{self, Name as Other};
use super::{
    beside,
    deep::{self, one::One, two::*},
};
pub(crate) use crate::text::Text;
pub fn it(_: self::own::Own) -> Vec<u8> {
    super::super::above::make(child::answer(crate::rules::ALL), Arc::new(1), <Text as Into<u8>>::into)
}";
    let module = ["room", "shelf", "page"].map(str::to_owned).to_vec();
    let source = Source { name: String::new(), module, text: String::new(), code: code.to_owned() };
    let named: Vec<String> = named(&source).into_iter().map(|it| it.join("::")).collect();
    for path in [
        "room::shelf::page::child",
        "room::shelf::page::child::Name",
        "room::shelf::page::child::answer",
        "room::shelf::page::own::Own",
        "room::shelf::beside",
        "room::shelf::deep",
        "room::shelf::deep::one::One",
        "room::shelf::deep::two",
        "room::above::make",
        "text::Text",
        "rules::ALL",
    ] {
        assert!(named.iter().any(|it| it == path), "{path} is not among {named:#?}");
    }
    let strange =
        |it: &&String| !it.starts_with("room::") && !["text::Text", "rules::ALL"].contains(&it.as_str());
    assert_eq!(named.iter().find(strange), None);
}

#[test]
fn no_two_files_import_each_other_by_whatever_way() {
    let sources: Vec<Source> = sources().into_iter().filter(|it| !it.is_test()).collect();
    let uses = uses(&sources);
    let mut circles: Vec<Vec<usize>> = (0..sources.len()).filter_map(|it| circle(&uses, it)).collect();
    circles.sort_by_key(Vec::len);
    let (mut faults, mut told) = (String::new(), BTreeSet::new());
    for circle in circles {
        if circle.iter().any(|it| told.contains(it)) {
            continue;
        }
        let names: Vec<&str> = circle.iter().map(|it| sources[*it].name.as_str()).collect();
        let way = names.join(" uses ");
        let _ =
            writeln!(faults, "{way} uses {}; what they need of each other belongs in a file below", names[0]);
        told.extend(circle);
    }
    complain(&faults);
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let sources = sources();
    let uses = uses(&sources);
    let place = |room: &str| ROOMS.iter().position(|it| *it == room);
    let mut faults = String::new();
    for (source, used) in sources.iter().zip(&uses).filter(|it| !it.0.is_test()) {
        for other in used.iter().map(|it| &sources[*it]) {
            let below = place(source.room()).zip(place(other.room())).is_some_and(|(own, other)| own < other);
            if below {
                let _ = writeln!(faults, "{}: {} must not know {}", source.name, source.room(), other.name);
            }
        }
    }
    complain(&faults);
}

#[test]
fn every_room_has_its_place_and_the_architecture_page_says_so() {
    let sources = sources();
    let strange =
        |it: &&Source| !it.room().is_empty() && it.room() != "fixture" && !ROOMS.contains(&it.room());
    let strange: Vec<&str> = sources.iter().filter(strange).map(|it| it.name.as_str()).collect();
    assert_eq!(strange, Vec::<&str>::new(), "rooms that stand nowhere in the order");
    let page = sources.iter().find(|it| it.name == "lib.rs").unwrap();
    let there = |it: &&str| sources.iter().any(|source| source.room() == *it);
    let order: Vec<&str> = ROOMS.into_iter().filter(there).collect();
    let (listed, declared) = (
        page.text.lines().filter_map(|it| it.strip_prefix("//! - [`")?.split('`').next()),
        page.text.lines().filter_map(|it| it.strip_prefix("pub mod ")?.strip_suffix(';')),
    );
    assert_eq!(listed.collect::<Vec<_>>(), order, "the code map");
    assert_eq!(declared.collect::<Vec<_>>(), order, "the modules");
}

#[test]
fn no_capability_imports_another() {
    let sources = sources();
    let uses = uses(&sources);
    let mut faults = String::new();
    for (source, used) in sources.iter().zip(&uses) {
        let ["features", own, ..] = *source.module.iter().map(String::as_str).collect::<Vec<_>>() else {
            continue;
        };
        for other in used.iter().map(|it| &sources[*it]).filter(|_| !source.is_test() && own != "cite_tests")
        {
            if other.room() == "features" && other.module.get(1).is_some_and(|it| it != own) {
                let _ = writeln!(faults, "{} uses {}; what both need belongs below", source.name, other.name);
            }
        }
    }
    complain(&faults);
}

#[test]
fn the_protocol_the_disk_sockets_and_the_clock_have_their_rooms() {
    let mut faults = String::new();
    for source in sources().iter().filter(|it| !it.is_test()) {
        let (name, room) = (&source.name, source.room());
        for (at, line) in source.lines() {
            if room != "server" && (line.contains("tower_lsp") || line.contains("lsp_types")) {
                let _ = writeln!(faults, "{name}:{at}: the protocol belongs in server");
            }
            let disk = line.contains("std::fs") || line.contains("fs::read") || line.contains("File::open");
            if disk && !DISK.contains(&room) && name != "syntax/grammar/build.rs" {
                let _ = writeln!(faults, "{name}:{at}: the disk belongs in {}", DISK.join(", "));
            }
            let socket = ["std::net", "tokio::net", "ureq", "reqwest"].iter().any(|it| line.contains(it));
            if socket && !SOCKETS.iter().any(|it| name.starts_with(it)) {
                let _ = writeln!(faults, "{name}:{at}: sockets belong in {}", SOCKETS.join(", "));
            }
            let time = line.contains("Instant::now") || line.contains("SystemTime::now");
            if time && TIMELESS.contains(&room) {
                let _ = writeln!(faults, "{name}:{at}: analysis has no clock");
            }
        }
    }
    complain(&faults);
}

#[test]
fn no_file_holds_two_ideas_and_no_folder_is_a_crowd() {
    let mut faults = String::new();
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    let sources = sources();
    for source in &sources {
        let lines = source.text.lines().count();
        if lines > LONGEST {
            let _ = writeln!(faults, "{}: {lines} lines; part it", source.name);
        }
        let (folder, file) = source.name.rsplit_once('/').unwrap_or(("", &source.name));
        if !source.is_test() && file != "mod.rs" {
            *folders.entry(folder).or_default() += 1;
        }
    }
    for (folder, files) in folders.into_iter().filter(|it| it.1 > WIDEST) {
        let _ = writeln!(faults, "src/{folder}: {files} files side by side; group them");
    }
    complain(&faults);
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut faults = String::new();
    for source in sources().iter().filter(|it| !it.is_test()) {
        if !source.text.starts_with("//!") {
            let _ = writeln!(faults, "{}: begins with no word on what it is for", source.name);
        }
    }
    complain(&faults);
}
