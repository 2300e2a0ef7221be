//! A change of several files: shown as a diff, or written to all of them or, where one may not be written, to none.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::{disk, replace};
use crate::edits::change::Change;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::text::decode::decode;
use crate::text::{TextEdit, encode};

/// The change as a unified diff, each file under the name that `shown` gives it.
pub fn diff(snapshot: &Snapshot, change: &Change, shown: &dyn Fn(&DocumentId) -> String) -> String {
    let mut out = String::new();
    if let Some((id, text)) = &change.create {
        let new = TextDiff::from_lines("", text);
        out += &new.unified_diff().header("/dev/null", &shown(id)).to_string();
    }
    for (id, edits) in &change.edits {
        let Some(document) = snapshot.document(id).filter(|_| !edits.is_empty()) else { continue };
        let before = document.text.all().into_owned();
        let mut after = before.clone();
        for edit in in_order(edits).iter().rev() {
            after.replace_range(edit.range.std(), &edit.new);
        }
        let name = shown(id);
        out += &TextDiff::from_lines(&before, &after).unified_diff().header(&name, &name).to_string();
    }
    out
}

/// Writes a change to its files, bibliographies first, so that what is cited is there at any moment.
///
/// # Errors
///
/// Where a file lies outside of `roots` (links followed), has changed since it was read, cannot be read or
/// written, or has an encoding without the new letters. Each file is looked at before the first is written.
pub fn write(snapshot: &Snapshot, change: &Change, roots: &[PathBuf]) -> Result<(), String> {
    let mut ready: Vec<(&Path, Vec<u8>, Vec<u8>)> = Vec::new();
    for (id, edits) in change.edits.iter().filter(|it| !it.1.is_empty()) {
        let document = snapshot.document(id).ok_or_else(|| format!("{}: it is not known", id.as_str()))?;
        let told = |why: &str| format!("{}: {why}", id.as_str());
        let path = id.path().ok_or_else(|| told("it is no file"))?;
        inside(path, roots)?;
        let now = disk::bytes(path).map_err(|error| told(&error.to_string()))?;
        // What somebody has saved meanwhile is not overwritten.
        if decode(now.clone()).0 != document.text.all() {
            return Err(told("it has changed meanwhile; try again"));
        }
        let bytes = encode::edited(&now, &in_order(edits));
        let bytes =
            bytes.ok_or_else(|| told("its encoding has no such letters; convert it to UTF-8 first"))?;
        ready.push((path, now, bytes));
    }
    ready.sort_by_key(|it| it.0.extension().is_none_or(|it| it != "bib"));
    if let Some((id, text)) = &change.create {
        let path = id.path().ok_or_else(|| format!("{}: it is no file", id.as_str()))?;
        inside(path.parent().unwrap_or(path), roots)?;
        if path.symlink_metadata().is_ok() {
            return Err(format!("{}: it exists already", path.display()));
        }
        replace::write(path, text.as_bytes()).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    for (path, now, bytes) in ready {
        replace::replace(path, &now, &bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Whether a path lies in one of the folders, links followed; the error says where it lies.
pub fn inside(path: &Path, roots: &[PathBuf]) -> Result<PathBuf, String> {
    let real = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
    match roots.iter().any(|it| real.starts_with(it)) {
        true => Ok(real),
        false => Err(format!("{} lies outside of the folders that may be worked in", real.display())),
    }
}

fn in_order(edits: &[TextEdit]) -> Vec<TextEdit> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|it| it.range.start);
    edits
}
