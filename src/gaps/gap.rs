//! A gap: a place in the text that should cite something and does not yet, as far as it can be filled.

use super::key_places;
use super::prose_group::ProseGroup;
use crate::model::citations::KeyGroup;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::Diagnostic;
use crate::rules::gaps::{citation_todo, empty_citation, masked_citation, placeholder_key, prose_citation};
use crate::text::ByteRange;

/// What stands at a gap.
#[derive(Clone, Debug)]
pub enum Gap {
    /// Something in the text that a cite command is to replace: a blank, a mark, a note.
    Mark(ByteRange),
    /// A place in a cite command's list: empty, or with a key that is none.
    Listed {
        /// Where the chunk begins that the list stands in (bytes); the rest counts from there.
        start: usize,
        /// The list.
        group: KeyGroup,
        /// The place.
        place: ByteRange,
    },
    /// Authors and titles.
    Prose(ProseGroup),
}

impl Gap {
    /// What a report is about, if it is about a gap that can be filled.
    pub fn of(snapshot: &Snapshot, id: &DocumentId, found: &Diagnostic) -> Option<Self> {
        match found.rule {
            masked_citation::RULE | citation_todo::RULE => {
                let text = snapshot.document(id)?.text.slice(found.range).into_owned();
                // `[12, ?]` says more than that something is missing.
                let numbered =
                    found.rule == masked_citation::RULE && text.contains(|c: char| c.is_ascii_digit());
                (!numbered).then_some(Self::Mark(found.range))
            }
            empty_citation::RULE => Self::listed(snapshot, id, found.range.start + 1),
            placeholder_key::RULE => Self::listed(snapshot, id, found.range.start),
            prose_citation::RULE => ProseGroup::of(snapshot, id, found.range).map(Self::Prose),
            _ => None,
        }
    }

    /// The place of a list that begins before `offset` or there, and ends behind it or there.
    pub fn listed(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<Self> {
        let citations = snapshot.citations(id)?;
        let (start, chunk, cited) = citations.chunks.get(citations.chunk_index(offset)?)?;
        let at = offset - start;
        // From the last on that may: of thousands in one paragraph not all can be looked at for each.
        let behind = cited.citations.partition_point(|it| it.command.start <= at);
        let innermost = cited.citations[..behind].iter().rev().find_map(|it| {
            it.groups.iter().filter(|it| it.inner().touches(at)).min_by_key(|it| it.range.len())
        });
        let group = innermost?;
        let place = key_places::places(&chunk.text, group).into_iter().find(|it| it.touches(at))?;
        Some(Self::Listed { start: *start, group: group.clone(), place })
    }

    /// Whether it is the only place of its list: without it the command has no key.
    pub fn is_whole_list(&self) -> bool {
        matches!(self, Self::Listed { group, place, .. } if *place == group.inner())
    }
}
