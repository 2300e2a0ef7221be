//! A group of works cited in prose, and what it becomes once some of them are found.

use super::cite_style::{CiteStyle, Replacement};
use super::fill_gap;
use crate::gaps::context::Surroundings;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::syntax::prose::{ProseCitation, ProseWork};
use crate::text::{ByteRange, Text, TextEdit};

/// A group of works cited in prose; all in bytes of the document.
#[derive(Clone, Debug)]
pub struct ProseGroup {
    /// With all that holds it together: underscores, brackets.
    pub range: ByteRange,
    /// The works.
    pub works: Vec<ProseWork>,
    /// Of a group in the braces of a cite command: the command's name.
    command: Option<String>,
}

/// How far before the first work the bracket of `(see A et al., ...)` may open (bytes).
const PREFIX: usize = 24;

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
            Some(Self::new(found, start, Some(citation.name.clone())))
        })
    }

    fn new(citation: &ProseCitation, start: usize, command: Option<String>) -> Self {
        let ProseCitation { range, works } = citation.clone().shifted(start);
        Self { range, works, command }
    }

    /// The edit that cites the works to which keys are `assigned` and leaves the rest standing beside
    /// them; `None` where nothing is assigned.
    pub fn replace(
        &self,
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
            (0..self.works.len()).filter(|index| assigned.get(*index).is_none_or(Option::is_none)).collect();
        if let Some(name) = &self.command {
            let mut new = keys.join(",");
            if !left.is_empty() {
                new += &format!("}} \\{name}{{{}", self.rest(text, self.range, &left));
            }
            return Some(TextEdit { range: self.range, new });
        }
        let outer = self.outer(text);
        let opening = text.slice(ByteRange::new(outer.start, self.works[0].range.start)).into_owned();
        if !left.is_empty() {
            let new = format!("{} {}", style.command(&keys, false), self.rest(text, outer, &left));
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
        Some(fill_gap::replace(snapshot, id, text, outer, style, &keys))
    }

    /// The group with the bracket around it, where words stand between that and the works.
    fn outer(&self, text: &Text) -> ByteRange {
        if self.range.start != self.works[0].range.start {
            return self.range;
        }
        let before = text.slice(ByteRange::new(self.range.start.saturating_sub(PREFIX), self.range.start));
        let behind = text.slice(ByteRange::new(self.range.end, self.range.end + 8)).into_owned();
        let Some(at) = before.rfind(['(', '[']) else { return self.range };
        let closing = if before[at..].starts_with('(') { ')' } else { ']' };
        match behind.find(closing) {
            Some(end) if behind[..end].trim_matches(['.', ' ', '*']).is_empty() => {
                ByteRange::new(self.range.start - (before.len() - at), self.range.end + end + 1)
            }
            _ => self.range,
        }
    }

    /// The works that are `left`, in the frame of the whole group.
    fn rest(&self, text: &Text, outer: ByteRange, left: &[usize]) -> String {
        let slice = |from: usize, to: usize| text.slice(ByteRange::new(from, to)).into_owned();
        let prefix = slice(outer.start, self.works[0].range.start);
        let mut out = prefix.clone();
        for (count, index) in left.iter().enumerate() {
            let work = self.works[*index].range;
            if count > 0 {
                let between = slice(self.works[index - 1].range.end, work.start);
                let marks = |c: char| c.is_whitespace() || "*,;.&".contains(c);
                let joins = between.split_whitespace().all(|it| it == "and" || it.chars().all(marks));
                let stars = if prefix.ends_with("**") { "**, **" } else { ", " };
                out += if joins { &between } else { stars };
            }
            out += &slice(work.start, work.end);
        }
        // What follows the last work (a venue, a page) is that work's.
        let last = self.works.last().map_or(outer.end, |it| it.range.end);
        let suffix = slice(last, outer.end);
        if left.last() == Some(&(self.works.len() - 1)) {
            return out + &suffix;
        }
        let marks = suffix.trim_start_matches(|c: char| !"*_)]".contains(c));
        out + marks
    }
}
