//! One work under two keys: another key cited in place of one, and two entries made one.

use std::sync::Arc;

use super::change::Change;
use super::key_lists;
use super::key_lists::Place;
use crate::model::bibliography::{ALIAS_FIELD, Bibliography, KEY_FIELDS, named_keys};
use crate::model::citations::KeyGroup;
use crate::model::document::DocumentId;
use crate::model::occurrences::Scope;
use crate::model::snapshot::Snapshot;
use crate::syntax::bib::{Entry, Field, Piece};
use crate::syntax::tex::Silence;
use crate::text::{ByteRange, Text, TextEdit};

/// The change that cites `new` wherever `old` is cited, in every project where `old` means what it means
/// in document `id`. `None` where the two do not mean one entry each in all of them.
pub fn recite(snapshot: &Snapshot, id: &DocumentId, old: &str, new: &str) -> Option<Change> {
    let scope = Scope::of_key(snapshot, id, old);
    let clear = |key: &str| {
        scope.projects.iter().all(|it| {
            it.is_complete() && it.library.definitions(key).len() == 1 && !it.items.contains_key(key)
        })
    };
    if snapshot.loading || scope.projects.is_empty() || !clear(old) || !clear(new) {
        return None;
    }
    let mut change = Change::default();
    for file in scope.projects.iter().flat_map(|it| &it.files) {
        if !change.edits.iter().any(|it| it.0 == *file) {
            let edits = in_document(snapshot, file, old, new);
            change.edits.extend((!edits.is_empty()).then(|| (file.clone(), edits)));
        }
    }
    Some(change)
}

fn in_document(snapshot: &Snapshot, id: &DocumentId, old: &str, new: &str) -> Vec<TextEdit> {
    let (Some(tex), Some(citations)) = (snapshot.tex(id), snapshot.citations(id)) else { return Vec::new() };
    let mut edits: Vec<TextEdit> = Vec::new();
    for (start, chunk, cited) in &citations.chunks {
        for group in cited.citations.iter().flat_map(|it| &it.groups) {
            if tex.silence_at(start + group.range.start) != Some(Silence::NotTex) {
                let here = in_list(&chunk.text, group, old, new).into_iter();
                edits.extend(here.map(|it| TextEdit { range: it.range.shift(*start), new: it.new }));
            }
        }
    }
    // A group that two commands share is edited once.
    edits.sort_by_key(|it| it.range);
    edits.dedup();
    edits
}

/// The edits, in bytes of `text`, that put `new` in the place of `old` in one list, once.
pub fn in_list(text: &str, group: &KeyGroup, old: &str, new: &str) -> Vec<TextEdit> {
    let written: Vec<ByteRange> = group.keys.iter().filter(|it| it.text == old).map(|it| it.range).collect();
    let has_new = group.keys.iter().any(|it| it.text == new);
    let simple = !text[group.inner().std()].contains(['%', '*']);
    if written.is_empty() {
        return Vec::new();
    }
    if !simple || (written.len() == 1 && !has_new) {
        return written.into_iter().map(|range| TextEdit { range, new: new.to_owned() }).collect();
    }
    let first = written.first().copied().filter(|_| !has_new);
    let fate = |place: ByteRange| {
        let mut here = written.iter().filter(|it| place.covers(**it));
        match here.next() {
            None => Place::Keep,
            Some(range) if Some(*range) == first => Place::Put(vec![new.to_owned()]),
            Some(_) => Place::Drop,
        }
    };
    key_lists::rewritten(text, group, &fate).into_iter().collect()
}

/// The change that makes of two entries of one work one: `kept` is cited everywhere, gets the fields that
/// it lacks, and under biblatex answers to the keys of `dropped`, which goes.
pub fn merge(snapshot: &Snapshot, id: &DocumentId, kept: &str, dropped: &str) -> Option<Change> {
    let mut change = recite(snapshot, id, dropped, kept)?;
    let scope = Scope::of_key(snapshot, id, dropped);
    let (kept_file, bib, kept_entry) = only_entry(&scope, kept)?;
    let (dropped_file, dropped_bib, dropped_entry) = only_entry(&scope, dropped)?;
    let aliased = scope.projects.iter().any(|it| it.minds_case);
    // A name that a `@string` defines further down, or in a later file, means nothing here.
    let movable = |it: &Field| {
        kept_file == dropped_file && kept_entry.range.start > dropped_entry.range.start
            || !it.pieces.iter().any(|it| matches!(it, Piece::Name(..)))
    };
    let mut fields: Vec<(String, String)> = dropped_entry
        .fields
        .iter()
        .filter(|it| is_lacking(&kept_entry, &it.name) && movable(it))
        .map(|it| (it.name.clone(), dropped_bib.text().slice(it.value_range).into_owned()))
        .collect();
    let mut aliases = vec![dropped.to_owned()];
    aliases.extend(named_keys(&dropped_entry).into_iter().filter(|it| it.is_alias).map(|it| it.key));
    aliases.retain(|it| it != kept);
    if aliased {
        match kept_entry.field(ALIAS_FIELD).map(|it| it.pieces.as_slice()) {
            Some([Piece::Text(text, range)]) => {
                let comma = if text.trim().is_empty() { "" } else { ", " };
                let new = format!("{comma}{}", aliases.join(", "));
                change.add(kept_file, TextEdit { range: ByteRange::empty(range.end), new });
            }
            Some(_) => return None,
            None => fields.push((ALIAS_FIELD.to_owned(), format!("{{{}}}", aliases.join(", ")))),
        }
    }
    change.edits.retain(|it| !it.1.is_empty());
    if !fields.is_empty() {
        change.add(kept_file, with_fields(bib.text(), &kept_entry, &fields)?);
    }
    for (file, other) in &scope.bibliographies {
        for (number, named) in other.naming(dropped, false) {
            let inside = *file == dropped_file && other.key(number) == dropped;
            if !named.is_alias && !inside {
                change.add(file, TextEdit { range: named.range, new: kept.to_owned() });
            }
        }
    }
    let removed = TextEdit { range: whole(dropped_bib.text(), dropped_entry.range), new: String::new() };
    change.add(dropped_file, removed);
    Some(change)
}

/// The one entry of this key, and where it stands.
fn only_entry<'a>(scope: &Scope<'a>, key: &str) -> Option<(&'a DocumentId, &'a Arc<Bibliography>, Entry)> {
    let mut found = scope
        .bibliographies
        .iter()
        .flat_map(|(file, bib)| bib.with_key(key).into_iter().map(move |number| (*file, *bib, number)));
    let (file, bib, number) = found.next()?;
    found.next().is_none().then(|| (file, bib, bib.entry(number)))
}

/// Fields of which an entry has one: BibTeX's name and biblatex's.
const ONE_OF: [[&str; 2]; 6] = [
    ["journal", "journaltitle"],
    ["year", "date"],
    ["month", "date"],
    ["address", "location"],
    ["school", "institution"],
    ["archiveprefix", "eprinttype"],
];

/// Whether an entry may take over a field of this name: it has none that says the same, and inherits none.
pub(super) fn is_lacking(entry: &Entry, name: &str) -> bool {
    let alike = ONE_OF.iter().filter(|it| it.contains(&name)).flatten().any(|it| entry.field(it).is_some());
    let inherits = ["crossref", "xdata"].iter().any(|it| entry.field(it).is_some());
    entry.field(name).is_none() && !alike && !inherits && name != ALIAS_FIELD && !KEY_FIELDS.contains(&name)
}

/// The edit that adds fields behind an entry's last one, set as its first is.
pub(super) fn with_fields(text: &Text, entry: &Entry, fields: &[(String, String)]) -> Option<TextEdit> {
    let (first, last) = (entry.fields.first()?, entry.fields.last()?);
    let line = text.line_start(text.line_of(first.name_range.start));
    let indent = text.slice(ByteRange::new(line, first.name_range.start)).into_owned();
    let lead = match indent.trim().is_empty() && line > entry.range.start {
        true => format!("{}{indent}", text.line_end()),
        false => " ".to_owned(),
    };
    let new = fields.iter().map(|(name, value)| format!(",{lead}{name} = {value}")).collect();
    Some(TextEdit { range: ByteRange::empty(last.value_range.end), new })
}

/// An entry with the line it ends on and one of the empty lines beside it.
pub fn whole(text: &Text, range: ByteRange) -> ByteRange {
    let end_of_line = |at: usize| {
        let rest = text.slice(ByteRange::new(at, at + 200)).into_owned();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let rest = &rest[blank..];
        let length = ["\r\n", "\n", "\r"].iter().find(|it| rest.starts_with(**it)).map(|it| it.len());
        length.map(|it| at + blank + it)
    };
    let start = text.line_start(text.line_of(range.start));
    let is_first = text.slice(ByteRange::new(start, range.start)).trim().is_empty();
    if !is_first {
        return range;
    }
    let Some(end) = end_of_line(range.end) else { return ByteRange::new(start, range.end) };
    let before = text.slice(ByteRange::new(start.saturating_sub(3), start)).into_owned();
    let apart =
        start == 0 || before.ends_with("\n\n") || before.ends_with("\n\r\n") || before.ends_with("\r\r");
    ByteRange::new(start, if apart { end_of_line(end).unwrap_or(end) } else { end })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(text: &str, change: impl Fn(&Fixture) -> Option<Change>, expected: Expect) {
        let fixture = Fixture::new(text);
        let mut shown = String::new();
        let Some(change) = change(&fixture) else { return expected.assert_eq("refused\n") };
        for (id, edits) in &change.edits {
            let _ = write!(shown, "%- {}\n{}", id.path().unwrap().display(), fixture.edited(id, edits));
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn another_key_is_cited_everywhere_and_once_in_a_list() {
        check(
            r"
%- main.tex
\cite{a} \cite[p.~3]{x, a} \cite{a, b, x} \cite{a, x, a} \cites{a}{b} \cite{*a, b} % \cite{a}
\verb|\cite{a}| \input{part}
%- part.tex
\nocite{a}
%- refs.bib
@misc{a, author = {A}}
@misc{b}
@misc{x}
",
            |it| recite(&it.snapshot, &it.id, "a", "b"),
            expect![[r"
                %- /project/main.tex
                \cite{b} \cite[p.~3]{x, b} \cite{b, x} \cite{b, x} \cites{b}{b} \cite{*b, b} % \cite{a}
                \verb|\cite{a}| \input{part}
                %- /project/part.tex
                \nocite{b}
            "]],
        );
    }

    #[test]
    fn a_key_with_two_meanings_is_left_alone() {
        let text = "%- main.tex\n\\cite{a}\n%- refs.bib\n@misc{a}\n@misc{b}\n@misc{b}\n";
        check(text, |it| recite(&it.snapshot, &it.id, "a", "b"), expect![["refused\n"]]);
        check(text, |it| merge(&it.snapshot, &it.id, "b", "a"), expect![["refused\n"]]);
    }

    #[test]
    fn two_entries_become_one() {
        check(
            r#"
%- main.tex
\bibliography{refs} \cite{b,a} \cite{b}
%- refs.bib
@string{here = "Here"}
@article{a,
  title = {T},
  journal = {J}, % said
}

@article{b, title = {T}, journaltitle = {K}, doi = {10.1/x}, publisher = here}

@misc{c, crossref = {b}}
"#,
            |it| merge(&it.snapshot, &it.id, "a", "b"),
            expect![[r#"
                %- /project/main.tex
                \bibliography{refs} \cite{a} \cite{a}
                %- /project/refs.bib
                @string{here = "Here"}
                @article{a,
                  title = {T},
                  journal = {J},
                  doi = {10.1/x}, % said
                }

                @misc{c, crossref = {a}}
            "#]],
        );
    }

    #[test]
    fn under_biblatex_the_dropped_key_lives_on() {
        check(
            r"
%- main.tex
\usepackage{biblatex}\addbibresource{refs.bib}\cite{b}
%- refs.bib
@article{b, title = {T}, ids = {old}}
@article{a, title = {T}, ids = {}}
",
            |it| merge(&it.snapshot, &it.id, "a", "b"),
            expect![[r"
                %- /project/main.tex
                \usepackage{biblatex}\addbibresource{refs.bib}\cite{a}
                %- /project/refs.bib
                @article{a, title = {T}, ids = {b, old}}
            "]],
        );
        check(
            r"
%- main.tex
\usepackage{biblatex}\addbibresource{refs.bib}\cite{b}
%- refs.bib
@article{a, title = {T}}
@article{b, title = {T}}
",
            |it| merge(&it.snapshot, &it.id, "a", "b"),
            expect![[r"
                %- /project/main.tex
                \usepackage{biblatex}\addbibresource{refs.bib}\cite{a}
                %- /project/refs.bib
                @article{a, title = {T}, ids = {b}}
            "]],
        );
    }
}
