//! `lacuna fix`: all that is certain, done in the files.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use similar::TextDiff;

use super::arguments::FixArguments;
use super::load::{Loaded, load, misread_settings, shown};
use crate::edits::fix_all;
use crate::model::document::{Document, DocumentId};
use crate::text::TextEdit;
use crate::text::decode::decode;
use crate::text::encode;
use crate::workspace::disk;

pub(super) fn run(arguments: &FixArguments) -> ExitCode {
    let here = PathBuf::from(".");
    let paths = if arguments.paths.is_empty() { std::slice::from_ref(&here) } else { &arguments.paths };
    let mut fixed = Fixed { diff: arguments.diff, ..Fixed::default() };
    for path in paths {
        match load(path) {
            Ok(loaded) => {
                for it in misread_settings(&loaded.snapshot) {
                    let _ = writeln!(anstream::stderr(), "lacuna: {it}");
                }
                fixed.all(&loaded);
            }
            Err(why) => fixed.refuse(&path.display().to_string(), &why),
        }
    }
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(fixed.out.as_bytes());
    if !fixed.diff {
        let plural = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let (edits, files) = (plural(fixed.edits, "place"), plural(fixed.files, "file"));
        let _ = writeln!(out, "{edits} fixed in {files}");
    }
    let _ = out.flush();
    match (fixed.refused, fixed.diff && fixed.edits > 0) {
        (true, _) => ExitCode::from(2),
        (_, true) => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

#[derive(Default)]
struct Fixed {
    diff: bool,
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
            let edits = fix_all::edits(&loaded.snapshot, id);
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
        let before = document.text.all().into_owned();
        let mut after = before.clone();
        for edit in edits.iter().rev() {
            after.replace_range(edit.range.std(), &edit.new);
        }
        let name = shown(&document.id);
        if self.diff {
            let diff = TextDiff::from_lines(&before, &after);
            self.out += &diff.unified_diff().header(&name, &name).to_string();
            return Ok(());
        }
        // What an editor has saved meanwhile is not overwritten.
        let now = std::fs::read(path).map_err(|error| error.to_string())?;
        if decode(now.clone()).0 != before {
            return Err("it has changed meanwhile; run the command again".to_owned());
        }
        let bytes = encode::edited(&now, edits);
        let bytes = bytes.ok_or("its encoding has no such letters; convert it to UTF-8 first")?;
        disk::write(path, &bytes).map_err(|error| error.to_string())?;
        let count = edits.len();
        self.out += &format!("{name}: {count} {}\n", if count == 1 { "place" } else { "places" });
        Ok(())
    }

    fn refuse(&mut self, name: &str, why: &str) {
        self.refused = true;
        let _ = writeln!(anstream::stderr(), "lacuna: {name}: {why}");
    }
}
