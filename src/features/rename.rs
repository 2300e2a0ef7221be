//! Renaming a key, or a `@string`, everywhere at once; refused as a whole before the first edit.

use std::path::PathBuf;

use crate::model::bibliography::same_but_for_case;
use crate::model::document::DocumentId;
use crate::model::occurrences;
use crate::model::occurrences::{Name, Occurrence, Scope};
use crate::model::project::Absence;
use crate::model::snapshot::Snapshot;
use crate::model::target::{Thing, target};
use crate::text::decode::Decoding;
use crate::text::{ByteRange, TextEdit};

/// The edits of each document, in the order of its text.
pub type Edits = Vec<(DocumentId, Vec<TextEdit>)>;

/// What can be renamed at `offset`: the range of the name alone.
pub fn prepare(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<ByteRange> {
    let found = target(snapshot, id, offset)?;
    let renames = found.thing.key().is_some() || matches!(found.thing, Thing::String(..));
    renames.then_some(found.range)
}

/// The edits that rename what stands at `offset` to `new`, or a sentence that says why it cannot be.
///
/// Only files in one of `folders` are edited, if there are any; documents that are no files always are.
pub fn rename(
    snapshot: &Snapshot,
    id: &DocumentId,
    offset: usize,
    new: &str,
    folders: &[PathBuf],
) -> Result<Edits, String> {
    if snapshot.loading {
        return Err("files are still being read; try again in a moment".to_owned());
    }
    let Some(found) = target(snapshot, id, offset) else { return Err(NOTHING.to_owned()) };
    let asked = id;
    let id = &found.document;
    match (&found.thing, found.thing.key()) {
        (Thing::String(old, _), _) => {
            readable(new, true)?;
            free_string(snapshot, id, old, new)?;
            known(snapshot)?;
            let found = occurrences::of_string(snapshot, id, old);
            editable(snapshot, &found, folders)?;
            edits(found, |_| Ok(new.to_owned()))
        }
        (_, Some(old)) => {
            let scope = Scope::of_key(snapshot, id, old);
            let old = &Name::of(&scope, old).key;
            let found = occurrences::of_key(snapshot, id, old);
            let new = completed(&found, asked, offset, old, new);
            readable(&new, false)?;
            if scope.projects.iter().any(|it| it.minds_case) {
                readable_by_biber(&new)?;
            }
            free_key(&scope, old, &new)?;
            known(snapshot)?;
            editable(snapshot, &found, folders)?;
            edits(found, |it| given(it, old, &new))
        }
        _ => Err(NOTHING.to_owned()),
    }
}

const NOTHING: &str = "put the cursor on a citation key or on the name of a @string to rename it";

/// Whether BibTeX and biber read `name` back as one name (Patashnik, "BibTeXing", 1988, and
/// `bibtex.web`, section 69, on identifiers).
fn readable(name: &str, is_string: bool) -> Result<(), String> {
    if name.is_empty() {
        return Err("a name must not be empty".to_owned());
    }
    let more = if is_string { "='()" } else { "=" };
    let bad =
        |c: &char| c.is_whitespace() || c.is_control() || ",{}%#\"~\\".contains(*c) || more.contains(*c);
    if let Some(c) = name.chars().find(bad) {
        let shown =
            if c.is_whitespace() || c.is_control() { "white space".to_owned() } else { format!("`{c}`") };
        return Err(format!("`{}` cannot be a name: BibTeX does not read {shown} in it", name.trim()));
    }
    // natbib takes a star before a key for a mark of its own; `\nocite{*}` means every entry.
    if !is_string && name.starts_with('*') {
        return Err(format!("`{name}` cannot be a key: a star before a key has another meaning"));
    }
    if is_string && name.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!("`{name}` cannot name a @string: BibTeX takes it for a number"));
    }
    Ok(())
}

/// Biber stops at signs in keys that BibTeX reads (btparse's manual, "The BibTeX language", on names).
fn readable_by_biber(key: &str) -> Result<(), String> {
    match key.chars().find(|c| "'()".contains(*c)) {
        Some(c) => Err(format!("`{key}` cannot be a key: biber does not read `{c}` in it")),
        None => Ok(()),
    }
}

fn free_key(scope: &Scope, old: &str, new: &str) -> Result<(), String> {
    if old == new {
        return Ok(());
    }
    for project in &scope.projects {
        if project.items.contains_key(new) {
            return Err(taken(new, &project.items[new]));
        }
    }
    let ignores_case = scope.projects.iter().any(|it| !it.minds_case);
    for (file, bib) in &scope.bibliographies {
        let clashes = |it: u32| bib.key(it) == new || (ignores_case && bib.key(it) != old);
        if bib.with_key_in_any_case(new).into_iter().any(clashes) || !bib.with_alias(new).is_empty() {
            return Err(taken(new, file));
        }
    }
    Ok(())
}

fn free_string(snapshot: &Snapshot, id: &DocumentId, old: &str, new: &str) -> Result<(), String> {
    let scope = Scope::of_string(snapshot, id, old);
    // The styles define the months; a name that nothing here defines cannot get another one.
    if !scope.bibliographies.iter().any(|(_, bib)| bib.string(old).is_some()) {
        return Err(format!("no @string of these bibliographies defines `{old}`"));
    }
    match scope.bibliographies.iter().find(|(_, bib)| bib.string(new).is_some()) {
        Some((file, _)) if !same_but_for_case(old, new) => Err(taken(new, file)),
        _ => Ok(()),
    }
}

fn taken(new: &str, file: &DocumentId) -> String {
    let name = crate::model::document::file_name(file);
    format!("`{new}` is taken: {name} defines it; choose another name")
}

/// Whether every file has been read: one that cannot be read may use the name.
fn known(snapshot: &Snapshot) -> Result<(), String> {
    let unread = snapshot.world.absent.iter().find_map(|(path, why)| match why {
        Absence::Unreadable(why) => Some(format!("{} cannot be read ({why})", path.display())),
        Absence::NotFound => None,
    });
    let too_large = || {
        let found = snapshot.documents.values().find(|it| it.tex().is_some_and(|it| it.is_too_large()))?;
        Some(format!("{} is too large to be read", found.id.as_str()))
    };
    match unread.or_else(too_large) {
        Some(what) => Err(format!("{what} and may use the name; nothing was renamed")),
        None => Ok(()),
    }
}

/// Whether every document may be edited.
fn editable(snapshot: &Snapshot, found: &[Occurrence], folders: &[PathBuf]) -> Result<(), String> {
    for it in found {
        let Some(document) = snapshot.document(&it.document) else { continue };
        let outside = |path: &std::path::Path| {
            !folders.is_empty() && !folders.iter().any(|folder| path.starts_with(folder))
        };
        if it.document.path().is_some_and(outside) {
            let path = it.document.as_str();
            return Err(format!("{path} uses the name and lies outside the workspace; nothing was renamed"));
        }
        // An editor would save the file in another encoding than it was written in.
        if document.decoding != Decoding::Utf8 {
            let name = document.name();
            return Err(format!(
                "{name} uses the name and is not UTF-8: convert it first; nothing was renamed"
            ));
        }
    }
    Ok(())
}

/// The whole of the key whose part at `offset`, where a macro puts the rest around it, is to be `new`.
fn completed(found: &[Occurrence], id: &DocumentId, offset: usize, old: &str, new: &str) -> String {
    let here = found.iter().find(|it| it.document == *id && it.range.touches(offset));
    let (before, behind) = here.map_or((0, 0), |it| it.affixes);
    format!("{}{new}{}", &old[..before], &old[old.len() - behind..])
}

/// What has to stand at `it` so that the key there is `new` instead of `old`.
fn given(it: &Occurrence, old: &str, new: &str) -> Result<String, String> {
    let (before, behind) = it.affixes;
    let given = new.strip_prefix(&old[..before]).and_then(|it| it.strip_suffix(&old[old.len() - behind..]));
    given.filter(|it| !it.is_empty()).map(str::to_owned).ok_or_else(|| {
        let name = crate::model::document::file_name(&it.document);
        format!(
            "a macro in {name} makes this key of its argument and cannot make `{new}`; nothing was renamed"
        )
    })
}

fn edits(
    mut found: Vec<Occurrence>,
    new: impl Fn(&Occurrence) -> Result<String, String>,
) -> Result<Edits, String> {
    found.sort_unstable();
    found.dedup_by(|a, b| a.document == b.document && a.range == b.range);
    let mut edits: Edits = Vec::new();
    for it in found {
        let edit = TextEdit { range: it.range, new: new(&it)? };
        match edits.last_mut() {
            Some((document, list)) if *document == it.document => list.push(edit),
            _ => edits.push((it.document, vec![edit])),
        }
    }
    Ok(edits)
}

#[cfg(test)]
mod tests;
