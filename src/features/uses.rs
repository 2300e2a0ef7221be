//! Where a key is cited.

use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::text::ByteRange;

/// One citation of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The document.
    pub document: DocumentId,
    /// Where the key stands.
    pub range: ByteRange,
}

/// Every citation of `key` in the project, in reading order.
pub fn of_key(snapshot: &Snapshot, project: &Project, key: &str) -> Vec<Use> {
    let in_file = |id: &DocumentId| {
        let uses = snapshot.citations(id).into_iter().flat_map(|it| it.uses(key));
        uses.map(|(range, _)| Use { document: id.clone(), range }).collect::<Vec<_>>()
    };
    project.files.iter().flat_map(in_file).collect()
}

/// Whether the project cites `key`.
pub fn is_cited(snapshot: &Snapshot, project: &Project, key: &str) -> bool {
    let cites = |id: &DocumentId| snapshot.citations(id).is_some_and(|it| it.uses(key).next().is_some());
    project.files.iter().any(cites)
}
