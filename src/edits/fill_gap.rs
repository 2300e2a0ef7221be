//! How a gap is closed: what stands there, and the edit that puts keys in its place.

use super::cite_style::{CiteStyle, Replacement};
use super::key_lists;
use super::key_lists::Place;
use super::prose_groups::ProseGroup;
use crate::gaps::context::Surroundings;
use crate::model::citations::{Citation, KeyGroup};
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::Diagnostic;
use crate::settings::Rule;
use crate::text::{ByteRange, Text, TextEdit};

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
            Rule::MaskedCitation | Rule::CitationTodo => {
                let text = snapshot.document(id)?.text.slice(found.range).into_owned();
                // `[12, ?]` says more than that something is missing.
                let numbered =
                    found.rule == Rule::MaskedCitation && text.contains(|c: char| c.is_ascii_digit());
                (!numbered).then_some(Self::Mark(found.range))
            }
            Rule::EmptyCitation => Self::listed(snapshot, id, found.range.start + 1),
            Rule::PlaceholderKey => Self::listed(snapshot, id, found.range.start),
            Rule::ProseCitation => ProseGroup::of(snapshot, id, found.range).map(Self::Prose),
            _ => None,
        }
    }

    /// The place of a list that begins before `offset` or there, and ends behind it or there.
    pub fn listed(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<Self> {
        let citations = snapshot.citations(id)?;
        let (start, chunk, cited) = citations.chunks.get(citations.chunk_index(offset)?)?;
        let at = offset - start;
        let groups = cited.citations.iter().flat_map(|it| &it.groups);
        let group = groups.filter(|it| it.inner().touches(at)).min_by_key(|it| it.range.len())?;
        let place = key_lists::places(&chunk.text, group).into_iter().find(|it| it.touches(at))?;
        Some(Self::Listed { start: *start, group: group.clone(), place })
    }

    /// Whether it is the only place of its list: without it the command has no key.
    pub fn is_whole_list(&self) -> bool {
        matches!(self, Self::Listed { group, place, .. } if *place == group.inner())
    }

    /// The edit that closes it with `keys`.
    pub fn close(
        &self,
        snapshot: &Snapshot,
        id: &DocumentId,
        style: &CiteStyle,
        keys: &[String],
    ) -> Option<TextEdit> {
        let text = &snapshot.document(id)?.text;
        match self {
            Self::Mark(range) => Some(replace(snapshot, id, text, *range, style, keys)),
            Self::Listed { start, group, place } => {
                let chunk = snapshot.tex(id)?.chunk_at(*start)?.1;
                let others: Vec<&str> = group
                    .keys
                    .iter()
                    .filter(|it| !place.covers(it.range))
                    .map(|it| it.text.as_str())
                    .collect();
                let new: Vec<String> =
                    keys.iter().filter(|it| !others.contains(&it.as_str())).cloned().collect();
                let fate = |it: ByteRange| match it == *place {
                    true if new.is_empty() => Place::Drop,
                    true => Place::Put(new.clone()),
                    false => Place::Keep,
                };
                let edit = key_lists::rewritten(&chunk.text, group, &fate)?;
                Some(TextEdit { range: edit.range.shift(*start), new: edit.new })
            }
            Self::Prose(group) => {
                let assigned = vec![Some(keys.to_vec()); group.works.len()];
                group.replace(snapshot, id, style, &assigned)
            }
        }
    }
}

/// Where a cursor means a report: its range; of a prose citation with the marks that hold it, of an empty
/// command with its name.
pub fn reach(snapshot: &Snapshot, id: &DocumentId, found: &Diagnostic) -> ByteRange {
    let range = found.range;
    match found.rule {
        Rule::ProseCitation => {
            let Some(document) = snapshot.document(id) else { return range };
            let before = document.text.slice(ByteRange::new(range.start.saturating_sub(8), range.start));
            let after = document.text.slice(ByteRange::new(range.end, range.end + 8));
            let lead = before.len() - before.trim_end_matches(['_', '*', '(', '[']).len();
            let tail = after.len() - after.trim_start_matches(['_', '*', ')', ']']).len();
            ByteRange::new(range.start - lead, range.end + tail)
        }
        Rule::EmptyCitation | Rule::PlaceholderKey => {
            let at = snapshot.citations(id).and_then(|it| it.at(range.start));
            let only = at.filter(|(_, it)| it.groups.len() == 1 && it.groups[0].keys.len() <= 1);
            only.map_or(range, |(start, it)| it.range.shift(start).join(range))
        }
        _ => range,
    }
}

/// The edit that puts a cite command in place of `range`, or adds the keys to the command just before.
pub fn replace(
    snapshot: &Snapshot,
    id: &DocumentId,
    text: &Text,
    range: ByteRange,
    style: &CiteStyle,
    keys: &[String],
) -> TextEdit {
    if let Some(edit) = joined(snapshot, id, text, range, style, keys) {
        return edit;
    }
    let around = Surroundings::of(snapshot, id, range);
    let textual = style.is_textual(&around);
    let replacement = Replacement {
        text,
        range,
        new: style.command(keys, textual),
        begins: around.before.trim().is_empty(),
        unwrap: !textual && style.brings_brackets(),
    };
    replacement.edit(style.joint)
}

/// The edit that adds `keys` to a plain command with blanks alone between it and `range`.
fn joined(
    snapshot: &Snapshot,
    id: &DocumentId,
    text: &Text,
    range: ByteRange,
    style: &CiteStyle,
    keys: &[String],
) -> Option<TextEdit> {
    let before = text.slice(ByteRange::new(range.start.saturating_sub(8), range.start)).into_owned();
    let end = range.start - (before.len() - before.trim_end_matches([' ', '~']).len());
    let (start, citation) = snapshot.citations(id)?.at(end)?;
    let group = plain_group(citation, style)?;
    if group.range.end + start != end {
        return None;
    }
    let written = |key: &&String| group.keys.iter().any(|it| it.text == **key);
    let new: Vec<&str> = keys.iter().filter(|it| !written(it)).map(String::as_str).collect();
    let comma = if new.is_empty() { "" } else { "," };
    let range = ByteRange::new(end - 1, range.end);
    Some(TextEdit { range, new: format!("{comma}{}}}", new.join(",")) })
}

/// The keys of a command to which others may be added: the document's own, without notes.
pub fn plain_group<'a>(citation: &'a Citation, style: &CiteStyle) -> Option<&'a KeyGroup> {
    let [group] = citation.groups.as_slice() else { return None };
    let plain = citation.name == style.plain
        && !citation.starred
        && group.closed
        && group.prose.is_none()
        && group.holes.is_empty()
        && group.range.start == citation.command.end;
    plain.then_some(group)
}
