//! A cite command in place of a stretch of text, or keys added to the command that stands there already.

use super::cite_style::CiteStyle;
use super::replacement::Replacement;
use crate::gaps::context::Surroundings;
use crate::model::citations::{Citation, KeyGroup};
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::text::{ByteRange, Text, TextEdit};

/// The edit that puts a cite command in place of `range`, or adds the keys to the command just before.
pub fn cite_at(
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
