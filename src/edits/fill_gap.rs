//! Filling a gap: the edit that puts keys in its place.

use super::cite_command::cite_at;
use super::cite_prose;
use super::cite_style::CiteStyle;
use super::key_lists;
use super::key_lists::Place;
use crate::gaps::gap::Gap;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::text::{ByteRange, TextEdit};

/// The edit that fills a gap with `keys`.
pub fn fill(
    gap: &Gap,
    snapshot: &Snapshot,
    id: &DocumentId,
    style: &CiteStyle,
    keys: &[String],
) -> Option<TextEdit> {
    let text = &snapshot.document(id)?.text;
    match gap {
        Gap::Mark(range) => Some(cite_at(snapshot, id, text, *range, style, keys)),
        Gap::Listed { start, group, place } => {
            let chunk = snapshot.tex(id)?.chunk_at(*start)?.1;
            let others: Vec<&str> =
                group.keys.iter().filter(|it| !place.covers(it.range)).map(|it| it.text.as_str()).collect();
            let new: Vec<String> = keys.iter().filter(|it| !others.contains(&it.as_str())).cloned().collect();
            let fate = |it: ByteRange| match it == *place {
                true if new.is_empty() => Place::Drop,
                true => Place::Put(new.clone()),
                false => Place::Keep,
            };
            let edit = key_lists::rewritten(&chunk.text, group, &fate)?;
            Some(TextEdit { range: edit.range.shift(*start), new: edit.new })
        }
        Gap::Prose(group) => {
            let assigned = vec![Some(keys.to_vec()); group.works.len()];
            cite_prose::replace(group, snapshot, id, style, &assigned)
        }
    }
}
