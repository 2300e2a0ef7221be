//! `lacuna fix`: all that is certain, done in the files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use similar::TextDiff;

use super::arguments::FixArguments;
use super::load::{Loaded, load, load_verified, misread_settings, shown};
use super::terminal::{complain, print};
use crate::edits::fix_all;
use crate::edits::records::correct;
use crate::model::document::{Document, DocumentId};
use crate::text::TextEdit;
use crate::text::decode::decode;
use crate::text::encode;
use crate::text::visible::{visible, visible_line};
use crate::workspace::{disk, replace};

pub(super) fn run(arguments: &FixArguments) -> ExitCode {
    let here = PathBuf::from(".");
    let paths = if arguments.paths.is_empty() { std::slice::from_ref(&here) } else { &arguments.paths };
    let folders = paths.iter().filter_map(|it| folder_of(it)).collect();
    let (diff, verified) = (arguments.diff, arguments.verified);
    let mut fixed = Fixed { diff, verified, folders, ..Fixed::default() };
    for path in paths {
        match if arguments.verified { load_verified(path) } else { load(path) } {
            Ok(loaded) => {
                misread_settings(&loaded.snapshot).iter().for_each(|it| complain(it));
                fixed.all(&loaded);
            }
            Err(why) => fixed.refuse(&path.display().to_string(), &why),
        }
    }
    if !fixed.diff {
        let plural = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let (edits, files) = (plural(fixed.edits, "place"), plural(fixed.files, "file"));
        fixed.out += &format!("{edits} fixed in {files}\n");
    }
    print(&fixed.out);
    match (fixed.refused, fixed.diff && fixed.edits > 0) {
        (true, _) => ExitCode::from(2),
        (_, true) => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

/// The folder that a path on the command line is about, links followed: the one it names, or that of the file.
fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = match path.is_dir() {
        true => path.to_owned(),
        false => std::path::absolute(path).ok()?.parent()?.to_owned(),
    };
    folder.canonicalize().ok()
}

#[derive(Default)]
struct Fixed {
    diff: bool,
    /// Nothing outside of these is written, wherever a document or a link leads.
    folders: Vec<PathBuf>,
    verified: bool,
    out: String,
    done: BTreeSet<DocumentId>,
    edits: usize,
    files: usize,
    refused: bool,
}

impl Fixed {
    fn all(&mut self, loaded: &Loaded) {
        for id in &loaded.subjects {
            let Some(document) = loaded.snapshot.document(id) else { continue };
            if !self.done.insert(id.clone()) {
                continue;
            }
            let edits = match document.bib() {
                Some(_) if self.verified => correct::all(&loaded.snapshot, id),
                _ => fix_all::edits(&loaded.snapshot, id),
            };
            if edits.is_empty() {
                continue;
            }
            match self.one(document, &edits) {
                Ok(()) => {
                    self.edits += edits.len();
                    self.files += 1;
                }
                Err(why) => self.refuse(&shown(id), &why),
            }
        }
    }

    fn one(&mut self, document: &Document, edits: &[TextEdit]) -> Result<(), String> {
        let path = document.id.path().ok_or("it is no file")?;
        let real = path.canonicalize().map_err(|error| error.to_string())?;
        if !self.folders.iter().any(|it| real.starts_with(it)) {
            let real = real.display();
            return Err(format!(
                "{real} lies outside of the folders that were named; name it to have it fixed"
            ));
        }
        let before = document.text.all().into_owned();
        let mut after = before.clone();
        for edit in edits.iter().rev() {
            after.replace_range(edit.range.std(), &edit.new);
        }
        let name = visible_line(&shown(&document.id)).into_owned();
        if self.diff {
            let diff = TextDiff::from_lines(&before, &after);
            self.out += &visible(&diff.unified_diff().header(&name, &name).to_string());
            return Ok(());
        }
        // What an editor has saved meanwhile is not overwritten.
        let now = disk::bytes(path).map_err(|error| error.to_string())?;
        if decode(now.clone()).0 != before {
            return Err("it has changed meanwhile; run the command again".to_owned());
        }
        let bytes = encode::edited(&now, edits);
        let bytes = bytes.ok_or("its encoding has no such letters; convert it to UTF-8 first")?;
        replace::replace(path, &now, &bytes).map_err(|error| error.to_string())?;
        let count = edits.len();
        self.out += &format!("{name}: {count} {}\n", if count == 1 { "place" } else { "places" });
        Ok(())
    }

    fn refuse(&mut self, name: &str, why: &str) {
        self.refused = true;
        complain(&format!("{name}: {why}"));
    }
}
