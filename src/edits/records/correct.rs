//! Entries corrected by their records: one field, or all that a record knows.

use super::entry::{authors, entry, escaped, fields, kind, protected};
use crate::model::document::DocumentId;
use crate::model::library::{EntryId, Library};
use crate::model::record::{Record, Reference};
use crate::model::snapshot::Snapshot;
use crate::model::verified::{Difference, Verdict, Verified};
use crate::rules::entries::reference_differs::fields_of;
use crate::syntax::bib::Entry;
use crate::text::TextEdit;

/// Fields of an entry that are the writer's own and no matter of a record.
const OWN: [&str; 14] = [
    "note",
    "file",
    "keywords",
    "keyword",
    "abstract",
    "annote",
    "annotation",
    "groups",
    "comment",
    "timestamp",
    "owner",
    "ids",
    "language",
    "langid",
];

/// The edit that takes over one field of the record; none where the record does not say it.
pub fn field(entry: &Entry, difference: &Difference, record: &Record) -> Option<TextEdit> {
    let work = &record.work;
    let value = match difference.field {
        "title" => protected(&work.title),
        "author" => authors(record),
        "year" => work.year?.to_string(),
        "venue" => escaped(&work.venue),
        "doi" => work.doi.clone()?,
        _ => work.arxiv.clone()?,
    };
    let field = fields_of(difference).iter().find_map(|it| entry.field(it))?;
    // An identifier may stand within other words, which are not ours.
    let is_own = !matches!(difference.field, "doi" | "eprint") || fields_of(difference)[0] == field.name;
    let edit = match field.pieces.as_slice() {
        [crate::syntax::bib::Piece::Text(_, range)] => TextEdit { range: *range, new: value },
        _ => TextEdit { range: field.value_range, new: format!("{{{value}}}") },
    };
    (is_own && !edit.new.is_empty()).then_some(edit)
}

/// The edit that puts the record in an entry's place; key and the writer's own fields stay.
pub fn replaced(old: &Entry, record: &Record) -> TextEdit {
    let mut fields = fields(record);
    let own: Vec<(String, String)> = old
        .fields
        .iter()
        .filter(|it| OWN.contains(&it.name.as_str()))
        .map(|it| (it.name.clone(), it.pieces.iter().map(|it| it.text()).collect()))
        .collect();
    fields.extend(own.iter().map(|(name, value)| {
        let name = OWN.iter().find(|it| *it == name).copied().unwrap_or("note");
        (name, value.clone())
    }));
    TextEdit { range: old.range, new: entry(kind(record), &old.key, &fields) }
}

/// An entry of a document with what came of looking it up.
pub fn verified_entry<'a>(
    snapshot: &'a Snapshot,
    library: &Library,
    id: EntryId,
) -> Option<(Entry, &'a Verified)> {
    let entry = library.raw_entry(id);
    let reference = Reference::of(entry.key.clone(), entry.kind.clone(), &library.fields(id));
    Some((entry, snapshot.verified(&reference)?))
}

/// All fields of a bibliography that differ from their records, taken over; in order.
pub fn all(snapshot: &Snapshot, bib: &DocumentId) -> Vec<TextEdit> {
    let Some(project) = snapshot.projects_with(bib).next() else { return Vec::new() };
    let Some(file) = project.sources.iter().position(|it| it == bib) else { return Vec::new() };
    let library = &project.library;
    let Some(own) = library.own().get(file) else { return Vec::new() };
    let count = u32::try_from(own.len()).unwrap_or(u32::MAX);
    let ids =
        (0..count).map(|entry| EntryId { bibliography: u32::try_from(file).unwrap_or_default(), entry });
    let mut edits = Vec::new();
    for id in ids {
        let Some((entry, verified)) = verified_entry(snapshot, library, id) else { continue };
        let Some(record) = verified.record.as_ref().filter(|_| verified.verdict == Verdict::Differs) else {
            continue;
        };
        edits.extend(verified.differences.iter().filter_map(|it| field(&entry, it, record)));
    }
    edits.sort_by_key(|it| it.range.start);
    edits.dedup_by(|a, b| a.range.start < b.range.end);
    edits
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn fields_that_differ_are_taken_over_and_others_stay() {
        let fixture = Fixture::with_records(
            "%- refs.bib\n@article{a, author = \"Ann Hill\", title = {Rivers of the North and their Fish}, journal = {Rivers}, note = {Read!}, year = 2001}\n%- main.tex\n\\bibliography{refs}\\cite{a}\n",
            "@article{r, author = {Ida Blum and Petra Moss}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = 2019, doi = {10.1000/1}}",
        );
        let edits = all(&fixture.snapshot, &fixture.id);
        expect![[r#"
            @article{a, author = "Blum, Ida and Moss, Petra", title = {Rivers of the North and their Fish}, journal = {Rivers}, note = {Read!}, year = {2019}}
        "#]]
        .assert_eq(&fixture.edited(&fixture.id, &edits));
        let project = fixture.snapshot.projects_with(&fixture.id).next().unwrap();
        let id = project.library.get("a").unwrap();
        let (entry, verified) = verified_entry(&fixture.snapshot, &project.library, id).unwrap();
        expect![[r#"
            @article{a,
              author  = {Blum, Ida and Moss, Petra},
              title   = {Rivers of the North and their Fish},
              journal = {Rivers},
              year    = {2019},
              doi     = {10.1000/1},
              note    = {Read!},
            }
        "#]]
        .assert_eq(&fixture.edited(&fixture.id, &[replaced(&entry, verified.record.as_ref().unwrap())]));
    }
}
