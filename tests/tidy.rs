//! Holds the house together: the order of rooms, the protocol's place, the disk's place, the size of files.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The rooms, each of which may use those before it.
const ROOMS: [&str; 9] =
    ["text", "syntax", "settings", "model", "resolve", "features", "workspace", "server", "cli"];

/// Lines in the longest file.
const LONGEST: usize = 500;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// Every source file: its path below `src`, its room, its text without tests.
fn files() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let room = name.split(['/', '.']).next().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
        (name, room, code)
    };
    paths.into_iter().map(read).collect()
}

fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs") || name.contains("/tests/") || name.ends_with("/fixture.rs")
}

fn complain(faults: &str) {
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let mut faults = String::new();
    for (name, room, code) in files() {
        let Some(place) = ROOMS.iter().position(|it| *it == room) else { continue };
        if is_test(&name) {
            continue;
        }
        for (number, line) in code.lines().enumerate() {
            for below in &ROOMS[place + 1..] {
                if line.contains(&format!("crate::{below}")) && !line.trim_start().starts_with("//") {
                    let _ = writeln!(faults, "{name}:{}: {room} must not know {below}", number + 1);
                }
            }
        }
    }
    complain(&faults);
}

#[test]
fn only_the_server_knows_the_protocol_and_only_workspace_and_cli_the_disk() {
    let mut faults = String::new();
    for (name, room, code) in files() {
        if is_test(&name) {
            continue;
        }
        for (number, line) in code.lines().enumerate() {
            let line = line.trim_start();
            let at = number + 1;
            if line.starts_with("//") {
                continue;
            }
            if room != "server" && (line.contains("tower_lsp") || line.contains("lsp_types")) {
                let _ = writeln!(faults, "{name}:{at}: the protocol belongs in server");
            }
            let disk = line.contains("std::fs") || line.contains("fs::read") || line.contains("File::open");
            if disk && !matches!(room.as_str(), "workspace" | "cli") && name != "syntax/grammar/build.rs" {
                let _ = writeln!(faults, "{name}:{at}: the disk belongs in workspace and cli");
            }
            let time = line.contains("Instant::now") || line.contains("SystemTime::now");
            if time && ROOMS.iter().position(|it| *it == room).is_some_and(|it| it < 6) {
                let _ = writeln!(faults, "{name}:{at}: analysis has no clock");
            }
        }
    }
    complain(&faults);
}

#[test]
fn no_file_holds_two_ideas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = String::new();
    for (name, ..) in files() {
        let lines = std::fs::read_to_string(root.join(&name)).unwrap().lines().count();
        if lines > LONGEST {
            let _ = writeln!(faults, "{name}: {lines} lines; part it");
        }
    }
    complain(&faults);
}

#[test]
fn every_room_says_what_it_is_for() {
    let mut faults = String::new();
    for (name, _, code) in files() {
        if !code.starts_with("//!") && !is_test(&name) {
            let _ = writeln!(faults, "{name}: begins with no word on what it is for");
        }
    }
    complain(&faults);
}
