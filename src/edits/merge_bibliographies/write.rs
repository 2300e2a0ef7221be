//! The result's text: what stays, as it is written, but for keys and names that have changed.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::decide::{Candidate, Decided, Outcome};
use super::merged::{Changed, Fate, Merged};
use super::strings::{Definition, Strings};
use crate::edits::merge_entries::with_fields;
use crate::model::bibliography::{Bibliography, named_keys};
use crate::syntax::bib::fields::read_string;
use crate::syntax::bib::split::{ItemKind, Splitter};
use crate::text::{ByteRange, TextEdit, composed};

/// A stretch of the result: what stands before an item, and the item unless it goes.
struct Part {
    gap: String,
    item: String,
    /// Of an entry: which.
    entry: Option<usize>,
}

/// Stands in the place of a gap where the next file begins.
const NEXT_FILE: &str = "\u{0}";

pub(super) fn written(files: &[Arc<Bibliography>], decided: Decided) -> Merged {
    let Decided { entries, equal, changes } = decided;
    let mut writer =
        Writer { entries: &entries, strings: Strings::default(), once: FxHashSet::default(), changes };
    let line_end = files.first().map_or("\n", |it| it.text().line_end());
    let mut parts: Vec<Part> = Vec::new();
    for (file, bib) in files.iter().enumerate() {
        let text = bib.text().all().into_owned();
        let mut own = writer.file(file, &text);
        if file > 0 {
            // The first item begins a line of its own, behind an empty one.
            if let Some(first) = own.first_mut() {
                first.gap = first.gap.trim_start_matches(['\u{FEFF}', '\r', '\n']).to_owned();
            }
            own.iter_mut().for_each(|it| it.in_lines(line_end));
            parts.push(Part { gap: NEXT_FILE.to_owned(), item: String::new(), entry: None });
        }
        parts.append(&mut own);
    }
    let late = parents_before_children(&entries, &parts);
    let (parents, others): (Vec<Part>, Vec<Part>) =
        parts.into_iter().partition(|it| it.entry.is_some_and(|it| late.contains(&it)));
    let mut out = String::new();
    let mut begins = false;
    for Part { gap, item, .. } in others {
        if gap == NEXT_FILE {
            begins = true;
            continue;
        }
        if begins {
            apart(&mut out, line_end);
            begins = false;
        }
        out += &gap;
        out += &item;
    }
    for Part { item, .. } in parents {
        apart(&mut out, line_end);
        out += &item;
    }
    if !out.is_empty() && !out.ends_with(['\n', '\r']) {
        out += line_end;
    }
    let mut changes = writer.changes;
    changes.sort_by_key(|it| (it.file, it.range.start));
    let staying = entries.iter().filter(|it| matches!(it.outcome, Outcome::Stays(_))).count();
    Merged { text: out, entries: staying, equal, changes }
}

/// Ends a text in an empty line, if there is something in it.
fn apart(out: &mut String, line_end: &str) {
    let kept = out.trim_end().len();
    out.truncate(kept);
    if kept > 0 {
        *out += line_end;
        *out += line_end;
    }
}

impl Part {
    /// Gives it the line ends of the result.
    fn in_lines(&mut self, line_end: &str) {
        for text in [&mut self.gap, &mut self.item] {
            if text.contains('\r') || line_end != "\n" {
                *text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', line_end);
            }
        }
    }
}

struct Writer<'a> {
    entries: &'a [Candidate],
    strings: Strings,
    /// Preambles, and comments of both kinds, that the result has.
    once: FxHashSet<String>,
    changes: Vec<Changed>,
}

impl Writer<'_> {
    fn file(&mut self, file: usize, text: &str) -> Vec<Part> {
        self.strings.next_file();
        let new_keys = self.new_keys(file);
        let at_start: FxHashMap<usize, usize> = self
            .entries
            .iter()
            .enumerate()
            .filter(|it| it.1.file == file)
            .map(|(at, it)| (it.entry.range.start, at))
            .collect();
        let mut parts = Vec::new();
        let mut end = 0;
        for item in Splitter::new(text) {
            let gap = text[end..item.range.start].to_owned();
            let entry = at_start.get(&item.range.start).copied();
            let written = match (item.kind, entry) {
                (ItemKind::String, _) => self.string(file, text, item.range),
                (ItemKind::Entry, Some(at)) => self.entry(at, text, item.range, &new_keys),
                (ItemKind::Entry, None) => Some(text[item.range.std()].to_owned()),
                (ItemKind::Preamble | ItemKind::Comment, _) => {
                    let written = &text[item.range.std()];
                    // Within one file nothing is a copy.
                    let is_new = self.once.insert(written.to_owned()) || file == 0;
                    is_new.then(|| written.to_owned())
                }
            };
            let is_new = !gap.trim().is_empty() && self.once.insert(gap.trim().to_owned());
            match written {
                Some(item) => parts.push(Part { gap, item, entry }),
                None if !is_new => {}
                None => parts.push(Part { gap, item: String::new(), entry: None }),
            }
            end = item.range.end;
        }
        let rest = &text[end..];
        if file == 0 || (!rest.trim().is_empty() && self.once.insert(rest.trim().to_owned())) {
            parts.push(Part { gap: rest.to_owned(), item: String::new(), entry: None });
        }
        parts
    }

    /// The keys of a file that are others in the result.
    fn new_keys(&self, file: usize) -> FxHashMap<String, String> {
        let mut keys: FxHashMap<String, String> = FxHashMap::default();
        for it in self.entries.iter().filter(|it| it.file == file && !it.entry.key.is_empty()) {
            // Of several entries of one key the first is meant.
            let now = self.key_of(it);
            keys.entry(it.entry.key.clone()).or_insert(now);
        }
        keys.retain(|old, new| old != new);
        keys
    }

    fn key_of(&self, candidate: &Candidate) -> String {
        match &candidate.outcome {
            Outcome::Stays(key) => key.clone(),
            Outcome::Goes(of) => self.key_of(&self.entries[*of]),
        }
    }

    fn string(&mut self, file: usize, text: &str, range: ByteRange) -> Option<String> {
        let written = &text[range.std()];
        let Some(definition) = read_string(written, 0) else { return Some(written.to_owned()) };
        // By what was in force above it.
        let mut edits = self.strings.edits(&definition.pieces);
        match self.strings.define(&definition) {
            Definition::Goes => return None,
            Definition::Stays => {}
            Definition::Renamed(new) => {
                let range = definition.name_range;
                edits.push(TextEdit { range, new: new.clone() });
                let key = written[range.std()].to_owned();
                let fate = Fate::StringRenamed(new);
                self.changes.push(Changed { file, key, range: range.shift(text_start(text, written)), fate });
            }
        }
        Some(edited(written, 0, edits))
    }

    fn entry(
        &self,
        at: usize,
        text: &str,
        range: ByteRange,
        new_keys: &FxHashMap<String, String>,
    ) -> Option<String> {
        let candidate = &self.entries[at];
        let Outcome::Stays(key) = &candidate.outcome else { return None };
        let entry = &candidate.entry;
        let mut edits: Vec<TextEdit> = Vec::new();
        if *key != entry.key {
            edits.push(TextEdit { range: entry.key_range, new: key.clone() });
        }
        if !new_keys.is_empty() {
            let named = named_keys(entry).into_iter().filter(|it| !it.is_alias);
            edits.extend(named.filter_map(|it| {
                let new = new_keys.get(&*composed(&it.key))?;
                Some(TextEdit { range: it.range, new: new.clone() })
            }));
        }
        edits.extend(entry.fields.iter().flat_map(|it| self.strings.edits(&it.pieces)));
        if !candidate.taken.is_empty() {
            edits.extend(with_fields(&crate::text::Text::plain(text.to_owned()), entry, &candidate.taken));
        }
        Some(edited(&text[range.std()], range.start, edits))
    }
}

/// Where a part of a text begins in it.
fn text_start(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// A text that stands at `at`, after these edits.
fn edited(text: &str, at: usize, mut edits: Vec<TextEdit>) -> String {
    edits.sort_by_key(|it| it.range);
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        out.replace_range(edit.range.start - at..edit.range.end - at, &edit.new);
    }
    out
}

/// The `crossref` parents that stand before a child that came from another file: there BibTeX does not find them.
fn parents_before_children(entries: &[Candidate], parts: &[Part]) -> FxHashSet<usize> {
    let stands: Vec<usize> = parts.iter().filter_map(|it| it.entry).collect();
    let mut parents: FxHashMap<String, usize> = FxHashMap::default();
    for at in &stands {
        if let Outcome::Stays(key) = &entries[*at].outcome {
            parents.entry(key.to_lowercase()).or_insert(*at);
        }
    }
    let stood_for = |mut at: usize| {
        while let Outcome::Goes(of) = entries[at].outcome {
            at = of;
        }
        at
    };
    let mut late = FxHashSet::default();
    for at in stands {
        let child = &entries[at];
        let Some(field) = child.entry.field("crossref") else { continue };
        let key: String = field.pieces.iter().map(|it| it.text()).collect();
        let key = key.trim().to_lowercase();
        // Its own file's entry of that key, and what stands for it.
        let own = entries.iter().position(|it| it.file == child.file && it.entry.key.to_lowercase() == key);
        let parent = own.map(stood_for).or_else(|| parents.get(&key).copied());
        late.extend(parent.filter(|it| entries[*it].file < child.file));
    }
    late
}
