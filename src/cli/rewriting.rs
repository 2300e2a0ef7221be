//! Edits of documents as changes of their files, or as a diff.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use similar::TextDiff;

use super::load::shown;
use super::terminal::complain;
use crate::model::document::Document;
use crate::text::decode::decode;
use crate::text::visible::{visible, visible_line};
use crate::text::{TextEdit, encode};
use crate::workspace::{disk, replace};

/// Files that are rewritten, one after the other.
pub(super) struct Rewriting {
    /// Show what would change and change nothing.
    pub diff: bool,
    /// Nothing outside of these is written, wherever a document or a link leads.
    folders: Vec<PathBuf>,
    /// What is to be printed; the diff goes here.
    pub out: String,
    /// How many edits were done.
    pub edits: usize,
    /// In how many files.
    pub files: usize,
    /// Whether something could not be done.
    pub refused: bool,
}

impl Rewriting {
    /// Nothing yet, for what the paths of a command line are about.
    pub fn of(paths: &[PathBuf], diff: bool) -> Self {
        let folders = paths.iter().filter_map(|it| folder_of(it)).collect();
        Self { diff, folders, out: String::new(), edits: 0, files: 0, refused: false }
    }

    /// Does the edits, which are in order, in the file of a document as it was read; the error says why not.
    pub fn rewrite(&mut self, document: &Document, edits: &[TextEdit]) -> Result<(), String> {
        let path = document.id.path().ok_or("it is no file")?;
        let real = path.canonicalize().map_err(|error| error.to_string())?;
        if !self.folders.iter().any(|it| real.starts_with(it)) {
            let real = real.display();
            return Err(format!(
                "{real} lies outside of the folders that were named; name it to have it changed"
            ));
        }
        let before = document.text.all().into_owned();
        if self.diff {
            let mut after = before.clone();
            for edit in edits.iter().rev() {
                after.replace_range(edit.range.std(), &edit.new);
            }
            let name = visible_line(&shown(&document.id)).into_owned();
            let diff = TextDiff::from_lines(&before, &after);
            self.out += &visible(&diff.unified_diff().header(&name, &name).to_string());
        } else {
            // What an editor has saved meanwhile is not overwritten.
            let now = disk::bytes(path).map_err(|error| error.to_string())?;
            if decode(now.clone()).0 != before {
                return Err("it has changed meanwhile; run the command again".to_owned());
            }
            let bytes = encode::edited(&now, edits);
            let bytes = bytes.ok_or("its encoding has no such letters; convert it to UTF-8 first")?;
            replace::replace(path, &now, &bytes).map_err(|error| error.to_string())?;
        }
        self.edits += edits.len();
        self.files += 1;
        Ok(())
    }

    /// Says why something is not done.
    pub fn refuse(&mut self, name: &str, why: &str) {
        self.refused = true;
        complain(&format!("{name}: {why}"));
    }

    /// 2 where something could not be done, 1 where a diff is not empty.
    pub fn status(&self) -> ExitCode {
        match (self.refused, self.diff && self.edits > 0) {
            (true, _) => ExitCode::from(2),
            (_, true) => ExitCode::FAILURE,
            _ => ExitCode::SUCCESS,
        }
    }
}

/// `1 place`, `2 places`.
pub(super) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The folder that a path on the command line is about, links followed: the one it names, or that of the file.
fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = match path.is_dir() {
        true => path.to_owned(),
        false => std::path::absolute(path).ok()?.parent()?.to_owned(),
    };
    folder.canonicalize().ok()
}
