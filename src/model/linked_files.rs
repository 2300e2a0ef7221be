//! The files that a link of a LaTeX file leads to.

use rustc_hash::FxHashSet;

use super::document::{Document, DocumentId};
use super::links::LinkKind;
use super::project::{LinkState, include_paths};
use super::snapshot::Snapshot;

/// The files that a link of a LaTeX file leads to, as far as there are any.
pub fn linked(snapshot: &Snapshot, document: &Document, index: usize) -> Vec<DocumentId> {
    let Some(link) = document.links.links.get(index) else { return Vec::new() };
    let mut found: Vec<DocumentId> = Vec::new();
    for project in snapshot.projects_of(&document.id) {
        if matches!(link.kind, LinkKind::Bibliography { .. }) {
            let declared = project.bibliographies.iter().filter(|it| {
                it.place.as_ref().is_some_and(|it| it.link == index && it.document == document.id)
            });
            found.extend(declared.filter_map(|it| match &it.state {
                LinkState::Found(id) => Some(id.clone()),
                _ => None,
            }));
        } else {
            let paths = include_paths(&project.root, &document.id, link, &link.path, &snapshot.world);
            let exists = paths.iter().find(|path| {
                snapshot.documents.contains_key(&DocumentId::of_path(path))
                    || snapshot.world.files.contains(*path)
            });
            found.extend(exists.map(|path| DocumentId::of_path(path)));
        }
    }
    let mut seen = FxHashSet::default();
    found.retain(|it| seen.insert(it.clone()));
    found
}
