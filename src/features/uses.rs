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
    let mut uses = Vec::new();
    for (id, start, citation) in snapshot.project_citations(project) {
        for written in citation.groups.iter().flat_map(|it| &it.keys).filter(|it| it.text == key) {
            uses.push(Use { document: id.clone(), range: written.range.shift(start) });
        }
    }
    uses
}

/// Whether the project cites `key`.
pub fn is_cited(snapshot: &Snapshot, project: &Project, key: &str) -> bool {
    snapshot
        .project_citations(project)
        .any(|(_, _, citation)| citation.groups.iter().any(|it| it.keys.iter().any(|it| it.text == key)))
}
