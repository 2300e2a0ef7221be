//! Which report, and which gap, a cursor means.

use super::open_citations;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::Diagnostic;
use crate::rules::gaps::{empty_citation, placeholder_key, prose_citation};
use crate::text::ByteRange;

/// The open citation that a cursor at `offset` touches; of two the one that begins there.
pub fn gap_at(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<Diagnostic> {
    let mut here = open_citations::of_document(snapshot, id);
    here.retain(|it| reach(snapshot, id, it).touches(offset));
    here.pop()
}

/// Where a cursor means a report: its range; of a prose citation with the marks that hold it, of an empty
/// command with its name.
pub fn reach(snapshot: &Snapshot, id: &DocumentId, found: &Diagnostic) -> ByteRange {
    let range = found.range;
    match found.rule {
        prose_citation::RULE => {
            let Some(document) = snapshot.document(id) else { return range };
            let before = document.text.slice(ByteRange::new(range.start.saturating_sub(8), range.start));
            let after = document.text.slice(ByteRange::new(range.end, range.end + 8));
            let lead = before.len() - before.trim_end_matches(['_', '*', '(', '[']).len();
            let tail = after.len() - after.trim_start_matches(['_', '*', ')', ']']).len();
            ByteRange::new(range.start - lead, range.end + tail)
        }
        empty_citation::RULE | placeholder_key::RULE => {
            let at = snapshot.citations(id).and_then(|it| it.at(range.start));
            let only = at.filter(|(_, it)| it.groups.len() == 1 && it.groups[0].keys.len() <= 1);
            only.map_or(range, |(start, it)| it.range.shift(start).join(range))
        }
        _ => range,
    }
}
