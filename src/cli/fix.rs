//! `lacuna fix`: all that is certain, done in the files; on request the rest, one by one.

mod dialogue;
mod offers;

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use super::arguments::FixArguments;
use super::load::{Loaded, load, load_verified, misread_settings, shown};
use super::rewriting::{Rewriting, plural};
use super::terminal::{complain, print};
use crate::edits::fix_all;
use crate::edits::records::correct;
use crate::model::document::DocumentId;

pub(super) fn run(arguments: &FixArguments) -> ExitCode {
    if arguments.r#unsafe && !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        complain(
            "`--unsafe` asks at each place what to do, and needs a terminal for that; `--diff` does not",
        );
        return ExitCode::from(2);
    }
    let here = PathBuf::from(".");
    let paths = if arguments.paths.is_empty() { std::slice::from_ref(&here) } else { &arguments.paths };
    let mut fixed = Rewriting::of(paths, arguments.diff);
    let mut done = BTreeSet::new();
    for path in paths {
        match if arguments.verified { load_verified(path) } else { load(path) } {
            Ok(loaded) => {
                misread_settings(&loaded.snapshot).iter().for_each(|it| complain(it));
                all(&mut fixed, &loaded, arguments.verified, &mut done);
            }
            Err(why) => fixed.refuse(&path.display().to_string(), &why),
        }
    }
    if !fixed.diff {
        let (edits, files) = (plural(fixed.edits, "place", "places"), plural(fixed.files, "file", "files"));
        fixed.out += &format!("{edits} fixed in {files}\n");
    }
    print(&fixed.out);
    if arguments.r#unsafe {
        fixed.out.clear();
        offers::offer(paths, &mut fixed);
    }
    fixed.status()
}

fn all(fixed: &mut Rewriting, loaded: &Loaded, verified: bool, done: &mut BTreeSet<DocumentId>) {
    for id in &loaded.subjects {
        let Some(document) = loaded.snapshot.document(id) else { continue };
        if !done.insert(id.clone()) {
            continue;
        }
        let edits = match document.bib() {
            Some(_) if verified => correct::all(&loaded.snapshot, id),
            _ => fix_all::edits(&loaded.snapshot, id),
        };
        if edits.is_empty() {
            continue;
        }
        match fixed.rewrite(document, &edits) {
            Ok(()) if !fixed.diff => {
                fixed.out += &format!("{}: {}\n", shown(id), plural(edits.len(), "place", "places"));
            }
            Ok(()) => {}
            Err(why) => fixed.refuse(&shown(id), &why),
        }
    }
}
