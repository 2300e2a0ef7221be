//! The `\\bibitem`s of a project: what its documents write under keys of their own.

use super::bibitems::{BibItem, items};
use super::document::DocumentId;
use super::project::Project;
use super::snapshot::Snapshot;
use crate::syntax::latex_text::printed;
use rustc_hash::FxHashSet;

/// What the project's documents write under `key`.
pub fn of_key(snapshot: &Snapshot, project: &Project, key: &str) -> Option<BibItem> {
    let tex = snapshot.tex(project.items.get(key)?)?;
    items(tex).map(|it| it.1).find(|it| it.key == key)
}

/// All of them, each once, in reading order; compiled bibliographies come last.
pub fn all<'a>(snapshot: &'a Snapshot, project: &'a Project) -> impl Iterator<Item = BibItem> + 'a {
    let mut compiled: Vec<&DocumentId> =
        project.items.values().filter(|it| !project.files.contains(it)).collect();
    compiled.sort_unstable();
    compiled.dedup();
    let mut seen = FxHashSet::default();
    let documents = project.files.iter().filter(|_| !project.items.is_empty()).chain(compiled);
    let found = documents.filter_map(|it| snapshot.tex(it)).flat_map(|it| items(it).map(|it| it.1));
    found.filter(move |it| seen.insert(it.key.clone()))
}

/// What is shown of an item: its text as it is printed; of a set of entries their keys.
pub fn shown(item: &BibItem) -> String {
    if item.members.is_empty() { printed(&item.text) } else { item.members.join(", ") }
}
