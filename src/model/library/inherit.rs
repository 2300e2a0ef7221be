//! The fields of an entry with what it inherits: `@string`, `xdata`, `crossref`.

use std::ops::Range;
use std::sync::Arc;

use super::definitions::{EntryId, Library};
use crate::model::bibliography::{Bibliography, EntryNumber};
use crate::syntax::bib::{Entry, Field, Piece};

/// A field's value with its strings expanded, in TeX, and the entry that it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedField {
    /// In lower case; as the heir calls it.
    pub name: String,
    /// The pieces joined.
    pub value: String,
    /// The entry in which it is written.
    pub from: EntryId,
    /// Whether a `crossref` parent handed it down: its DOI is that of the volume, not of the paper.
    pub of_parent: bool,
}

/// How deep `@string`s may refer to each other.
pub(super) const STRING_DEPTH: usize = 8;

/// The months that every style of BibTeX defines.
const MONTHS: [(&str, &str); 12] = [
    ("jan", "January"),
    ("feb", "February"),
    ("mar", "March"),
    ("apr", "April"),
    ("may", "May"),
    ("jun", "June"),
    ("jul", "July"),
    ("aug", "August"),
    ("sep", "September"),
    ("oct", "October"),
    ("nov", "November"),
    ("dec", "December"),
];

/// What biblatex does not hand down (its manual, appendix B, "Default Inheritance Setup").
const PRIVATE: [&str; 18] = [
    "ids",
    "crossref",
    "xref",
    "entryset",
    "entrysubtype",
    "execute",
    "label",
    "options",
    "presort",
    "related",
    "relatedoptions",
    "relatedstring",
    "relatedtype",
    "shortauthor",
    "shorthand",
    "shorttitle",
    "sortkey",
    "key",
];

impl Library {
    /// The fields of an entry in order, then those it inherits. Of a name that is written twice the first
    /// counts.
    pub fn fields(&self, id: EntryId) -> Vec<ResolvedField> {
        self.inherited(id, &mut Vec::new()).1
    }

    fn inherited(&self, id: EntryId, heirs: &mut Vec<EntryId>) -> (String, Vec<ResolvedField>) {
        let entry = self.raw_entry(id);
        let mut fields: Vec<ResolvedField> = Vec::with_capacity(entry.fields.len());
        for field in &entry.fields {
            if fields.iter().all(|known| known.name != field.name) {
                fields.push(ResolvedField {
                    name: field.name.clone(),
                    value: self.granular(id, self.expand(id, field)),
                    from: id,
                    of_parent: false,
                });
            }
        }
        heirs.push(id);
        for name in ["xdata", "crossref"] {
            for parent in self.named_by(id, &entry, name) {
                if heirs.contains(&parent) {
                    continue;
                }
                let (kind, handed_down) = self.inherited(parent, heirs);
                for mut field in handed_down {
                    if name == "crossref" {
                        let Some(renamed) = crossref_name(&kind, &entry.kind, &field.name) else { continue };
                        field.name = renamed.to_owned();
                        field.of_parent = true;
                    }
                    if fields.iter().all(|known| known.name != field.name) {
                        fields.push(field);
                    }
                }
            }
        }
        heirs.pop();
        (entry.kind, fields)
    }

    /// `xdata=KEY-FIELD` stands for one field of an `@xdata` entry (biblatex's manual, section 3.13.6, "XData
    /// references").
    fn granular(&self, id: EntryId, value: String) -> String {
        let named = value.trim().strip_prefix("xdata=").and_then(|it| it.trim().rsplit_once('-'));
        let found = named.and_then(|(key, name)| {
            let store = self.parent(id, key)?;
            let entry = self.raw_entry(store);
            Some(self.expand(store, entry.field(&name.to_lowercase())?))
        });
        found.unwrap_or(value)
    }

    /// The entries that a field of keys names: `xdata = {a, b}`, `crossref = {c}`.
    pub fn named_by(&self, id: EntryId, entry: &Entry, name: &str) -> Vec<EntryId> {
        let Some(field) = entry.field(name) else { return Vec::new() };
        let keys = self.expand(id, field);
        let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty());
        keys.filter_map(|key| self.parent(id, key)).collect()
    }

    /// The entry that `key` means to the entry `heir`: in any of the bibliographies, in its own first.
    pub(super) fn parent(&self, heir: EntryId, key: &str) -> Option<EntryId> {
        let first = |find: &dyn Fn(&Bibliography) -> Vec<EntryNumber>| {
            self.seen_from(heir)
                .find_map(|(bibliography, file)| Some(EntryId { bibliography, entry: *find(file).first()? }))
        };
        first(&|file| file.with_key(key))
            .or_else(|| first(&|file| file.with_alias(key)))
            .or_else(|| first(&|file| file.with_key_in_any_case(key)))
    }

    /// The bibliographies in which something that an entry names is looked for, in order: its own; of one of
    /// the project's, the project's; of a master library, the master libraries, then the project's.
    pub(super) fn seen_from(&self, id: EntryId) -> impl Iterator<Item = (u32, &Arc<Bibliography>)> {
        let at = |range: Range<usize>| range.filter_map(|at| Some((at as u32, self.bibliographies.get(at)?)));
        let (own, file) = (self.own().len(), id.bibliography as usize);
        let masters = if self.is_master(id) { own..self.bibliographies.len() } else { 0..0 };
        let others = at(masters).chain(at(0..own)).filter(move |(at, _)| *at != id.bibliography);
        at(file..file + 1).chain(others)
    }

    /// A value with its strings expanded, in TeX.
    pub fn expand(&self, id: EntryId, field: &Field) -> String {
        self.expand_to_depth(id, field, STRING_DEPTH)
    }

    fn expand_to_depth(&self, id: EntryId, field: &Field, depth: usize) -> String {
        let mut value = String::new();
        for piece in &field.pieces {
            match piece {
                Piece::Name(name, _) => match self.string(id, name).filter(|_| depth > 0) {
                    Some((_, definition)) => {
                        value.push_str(&self.expand_to_depth(id, &definition, depth - 1));
                    }
                    None => value.push_str(month(name).unwrap_or(name)),
                },
                Piece::Text(text, _) | Piece::Number(text, _) => value.push_str(text),
            }
        }
        value
    }

    /// The definition of a `@string` for an entry, and the file it stands in: the entry's own, else the first
    /// that has one.
    pub fn string(&self, id: EntryId, name: &str) -> Option<(&Arc<Bibliography>, Field)> {
        self.seen_from(id).find_map(|(_, file)| Some((file, file.string(name)?)))
    }

    /// Whether a bare word stands for something: a `@string` or a month.
    pub fn is_string(&self, id: EntryId, name: &str) -> bool {
        month(name).is_some() || self.string(id, name).is_some()
    }
}

fn month(name: &str) -> Option<&'static str> {
    MONTHS.iter().find(|(short, _)| short.eq_ignore_ascii_case(name)).map(|&(_, long)| long)
}

/// What a field of a parent is called in the child: biblatex's default mapping (its manual, appendix B)
/// for the types it names, BibTeX's rule, the same name, otherwise. `None` where it is not handed down.
fn crossref_name<'a>(parent: &str, child: &str, field: &'a str) -> Option<&'a str> {
    if PRIVATE.contains(&field) {
        return None;
    }
    let is_part = matches!(
        child,
        "inproceedings"
            | "conference"
            | "incollection"
            | "inbook"
            | "inreference"
            | "bookinbook"
            | "suppbook"
            | "suppcollection"
    );
    let is_volume = matches!(child, "book" | "collection" | "proceedings" | "reference");
    Some(match field {
        "title" if parent.starts_with("mv") && (is_part || is_volume) => "maintitle",
        "subtitle" if parent.starts_with("mv") && (is_part || is_volume) => "mainsubtitle",
        "title" if is_part => "booktitle",
        "subtitle" if is_part => "booksubtitle",
        "title" if parent == "periodical" => "journaltitle",
        "subtitle" if parent == "periodical" => "journalsubtitle",
        _ => field,
    })
}
