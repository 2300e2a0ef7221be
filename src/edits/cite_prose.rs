//! A group of works cited in prose, and what it becomes once some of them are found.

use super::cite_command::cite_at;
use super::cite_style::CiteStyle;
use super::replacement::Replacement;
use crate::gaps::context::Surroundings;
use crate::gaps::prose_group::ProseGroup;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::text::{ByteRange, Text, TextEdit};

/// How far before the first work the bracket of `(see A et al., ...)` may open (bytes).
const PREFIX: usize = 24;

/// The edit that cites the works to which keys are `assigned` and leaves the rest standing beside
/// them; `None` where nothing is assigned.
pub fn replace(
    group: &ProseGroup,
    snapshot: &Snapshot,
    id: &DocumentId,
    style: &CiteStyle,
    assigned: &[Option<Vec<String>>],
) -> Option<TextEdit> {
    let text = &snapshot.document(id)?.text;
    let mut keys: Vec<String> = Vec::new();
    for key in assigned.iter().flatten().flatten() {
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    if keys.is_empty() {
        return None;
    }
    let left: Vec<usize> =
        (0..group.works.len()).filter(|index| assigned.get(*index).is_none_or(Option::is_none)).collect();
    if let Some(name) = &group.command {
        let mut new = keys.join(",");
        if !left.is_empty() {
            new += &format!("}} \\{name}{{{}", rest(group, text, group.range, &left));
        }
        return Some(TextEdit { range: group.range, new });
    }
    let outer = outer(group, text);
    let opening = text.slice(ByteRange::new(outer.start, group.works[0].range.start)).into_owned();
    if !left.is_empty() {
        let new = format!("{} {}", style.command(&keys, false), rest(group, text, outer, &left));
        let begins = Surroundings::of(snapshot, id, outer).before.trim().is_empty();
        let replacement = Replacement { text, range: outer, new, begins, unwrap: false };
        return Some(replacement.edit(style.joint));
    }
    // Parentheses stay around a command that prints none, and around words before the works.
    let note = opening.trim_start_matches(['(', '[']).trim();
    let note = note.trim_end_matches('*').trim();
    let framed = opening.starts_with(['(', '[']);
    if framed && !note.is_empty() && style.takes_prenote() {
        let command = format!("\\{}[{note}][]{{{}}}", style.plain, keys.join(","));
        let replacement = Replacement { text, range: outer, new: command, begins: false, unwrap: false };
        return Some(replacement.edit(style.joint));
    }
    if framed && (!note.is_empty() || (opening.starts_with('(') && !style.brings_brackets())) {
        let inner = ByteRange::new(outer.start + 1, outer.end - 1);
        let lead = if note.is_empty() { String::new() } else { format!("{note} ") };
        return Some(TextEdit { range: inner, new: lead + &style.command(&keys, false) });
    }
    Some(cite_at(snapshot, id, text, outer, style, &keys))
}

/// The group with the bracket around it, where words stand between that and the works.
fn outer(group: &ProseGroup, text: &Text) -> ByteRange {
    if group.range.start != group.works[0].range.start {
        return group.range;
    }
    let before = text.slice(ByteRange::new(group.range.start.saturating_sub(PREFIX), group.range.start));
    let behind = text.slice(ByteRange::new(group.range.end, group.range.end + 8)).into_owned();
    let Some(at) = before.rfind(['(', '[']) else { return group.range };
    let closing = if before[at..].starts_with('(') { ')' } else { ']' };
    match behind.find(closing) {
        Some(end) if behind[..end].trim_matches(['.', ' ', '*']).is_empty() => {
            ByteRange::new(group.range.start - (before.len() - at), group.range.end + end + 1)
        }
        _ => group.range,
    }
}

/// The works that are `left`, in the frame of the whole group.
fn rest(group: &ProseGroup, text: &Text, outer: ByteRange, left: &[usize]) -> String {
    let slice = |from: usize, to: usize| text.slice(ByteRange::new(from, to)).into_owned();
    let prefix = slice(outer.start, group.works[0].range.start);
    let mut out = prefix.clone();
    for (count, index) in left.iter().enumerate() {
        let work = group.works[*index].range;
        if count > 0 {
            let between = slice(group.works[index - 1].range.end, work.start);
            let marks = |c: char| c.is_whitespace() || "*,;.&".contains(c);
            let joins = between.split_whitespace().all(|it| it == "and" || it.chars().all(marks));
            let stars = if prefix.ends_with("**") { "**, **" } else { ", " };
            out += if joins { &between } else { stars };
        }
        out += &slice(work.start, work.end);
    }
    // What follows the last work (a venue, a page) is that work's.
    let last = group.works.last().map_or(outer.end, |it| it.range.end);
    let suffix = slice(last, outer.end);
    if left.last() == Some(&(group.works.len() - 1)) {
        return out + &suffix;
    }
    let marks = suffix.trim_start_matches(|c: char| !"*_)]".contains(c));
    out + marks
}
