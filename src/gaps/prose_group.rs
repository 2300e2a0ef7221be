//! A group of works that are cited in prose, as one gap.

use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::syntax::prose::{ProseCitation, ProseWork};
use crate::text::ByteRange;

/// A group of works cited in prose; all in bytes of the document.
#[derive(Clone, Debug)]
pub struct ProseGroup {
    /// With all that holds it together: underscores, brackets.
    pub range: ByteRange,
    /// The works.
    pub works: Vec<ProseWork>,
    /// Of a group in the braces of a cite command: the command's name.
    pub command: Option<String>,
}

impl ProseGroup {
    /// The group that has a work at exactly `range`.
    pub fn of(snapshot: &Snapshot, id: &DocumentId, range: ByteRange) -> Option<Self> {
        let citations = snapshot.citations(id)?;
        let (start, chunk, cited) = citations.chunk_at(range.start)?;
        let has = |it: &&ProseCitation| it.works.iter().any(|work| work.range.shift(start) == range);
        if let Some(found) = chunk.prose.iter().find(has) {
            return Some(Self::new(found, start, None));
        }
        cited.citations.iter().find_map(|citation| {
            let found = citation.groups.iter().filter_map(|it| it.prose.as_ref()).find(has)?;
            Some(Self::new(found, start, Some(citation.name.to_string())))
        })
    }

    fn new(citation: &ProseCitation, start: usize, command: Option<String>) -> Self {
        let ProseCitation { range, works } = citation.clone().shifted(start);
        Self { range, works, command }
    }
}
