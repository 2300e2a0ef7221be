//! The document's own habits of citing.

use rustc_hash::FxHashMap;

use crate::model::cite_commands::Role;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;

/// The cite command that the document, else its project, uses most; `cite` where there is none.
pub fn command(snapshot: &Snapshot, id: &DocumentId) -> String {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    let own = snapshot.citations(id);
    for (_, citation) in own.iter().flat_map(|it| it.iter()).filter(|(_, it)| it.role == Role::Cite) {
        *counts.entry(&citation.name).or_default() += 1;
    }
    if let (true, Some(project)) = (counts.is_empty(), snapshot.project(id)) {
        for (_, _, citation) in snapshot.project_citations(project).filter(|it| it.2.role == Role::Cite) {
            *counts.entry(&citation.name).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)))
        .map_or("cite", |it| it.0)
        .to_owned()
}
