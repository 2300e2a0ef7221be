//! Where a key is cited.

use rustc_hash::FxHashSet;

use super::bibliography::{in_one_case, named_keys};
use super::document::DocumentId;
use super::project::Project;
use super::snapshot::Snapshot;
use crate::syntax::bib::Entry;
use crate::text::ByteRange;

/// One citation of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Use {
    /// The document.
    pub document: DocumentId,
    /// Where the key stands.
    pub range: ByteRange,
}

/// Every citation of `key` in the project, in reading order: for BibTeX in any case, unless that means another
/// entry.
pub fn of_key(snapshot: &Snapshot, project: &Project, key: &str) -> Vec<Use> {
    let any_case = folds(project, key);
    let in_file = |id: &DocumentId| {
        let uses = snapshot.citations(id).into_iter().flat_map(|it| it.uses_in_any_case(key));
        let uses = uses.filter(|(_, it)| any_case || it.text == key);
        uses.map(|(range, _)| Use { document: id.clone(), range }).collect::<Vec<_>>()
    };
    project.files.iter().flat_map(in_file).collect()
}

/// Every citation of an entry in the projects, by its key or one of its `ids`, each once; those of a file in
/// its order.
pub fn of_entry<'a>(
    snapshot: &Snapshot,
    projects: impl Iterator<Item = &'a Project>,
    entry: &Entry,
) -> Vec<Use> {
    let named = named_keys(entry);
    let aliases = named.iter().filter(|it| it.is_alias).map(|it| it.key.as_str());
    let keys: Vec<&str> = std::iter::once(entry.key.as_str()).chain(aliases).collect();
    let mut found: Vec<Use> = Vec::new();
    for project in projects {
        let mut uses: Vec<Use> = keys.iter().flat_map(|key| of_key(snapshot, project, key)).collect();
        if keys.len() > 1 {
            let place = |it: &Use| project.files.iter().position(|file| *file == it.document);
            uses.sort_by_cached_key(|it| (place(it), it.range));
            uses.dedup();
        }
        if !found.is_empty() {
            let seen: FxHashSet<&Use> = found.iter().collect();
            uses.retain(|it| !seen.contains(it));
        }
        found.append(&mut uses);
    }
    found
}

/// Whether the project cites `key`.
pub fn is_cited(snapshot: &Snapshot, project: &Project, key: &str) -> bool {
    let any_case = folds(project, key);
    let cites = |id: &DocumentId| {
        let mut uses = snapshot.citations(id).into_iter().flat_map(|it| it.uses_in_any_case(key));
        uses.any(|(_, it)| any_case || it.text == key)
    };
    project.files.iter().any(cites)
}

/// Whether `key` means the same in any case.
fn folds(project: &Project, key: &str) -> bool {
    !project.minds_case && in_one_case(project.library.own().iter().map(|it| &**it), key).is_some()
}
