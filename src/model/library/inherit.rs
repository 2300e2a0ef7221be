//! The fields of an entry with what it inherits: `@string`, `xdata`, `crossref`.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::definitions::{EntryId, Library};
use crate::model::bibliography::{Bibliography, EntryNumber, GRANULAR};
use crate::syntax::bib::{Entry, Field, Piece};
use crate::syntax::names::split_list;
use crate::text::composed;

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

/// The type of an entry, and its fields with those that it inherits.
#[derive(Clone)]
struct Inherited {
    kind: String,
    fields: Vec<ResolvedField>,
}

/// What ancestors have, as far as it is known; nothing of those that are being visited.
type Known = FxHashMap<EntryId, Option<Rc<Inherited>>>;

/// So many generations are inherited from. People use two or three; BibTeX one.
const DEEPEST: usize = 32;

/// So many entries are inherited from at the most.
const MOST_ANCESTORS: usize = 1000;

/// So many pieces make a value with its strings expanded; strings that double each other would make more.
const MOST_PIECES: usize = 1 << 14;

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
        let mut known = FxHashMap::default();
        let inherited = self.inherited(id, 0, &mut known);
        known.clear();
        Rc::try_unwrap(inherited).unwrap_or_else(|it| (*it).clone()).fields
    }

    /// What an entry has in the end. Every entry is visited once: of one that inherits from itself the visit is
    /// still going on, and gives nothing.
    fn inherited(&self, id: EntryId, depth: usize, known: &mut Known) -> Rc<Inherited> {
        let entry = self.raw_entry(id);
        let mut own = Inherited { kind: entry.kind.clone(), fields: Vec::with_capacity(entry.fields.len()) };
        let mut names: FxHashSet<String> = FxHashSet::default();
        for field in &entry.fields {
            if names.insert(field.name.clone()) {
                own.fields.push(ResolvedField {
                    name: field.name.clone(),
                    value: self.granular(id, self.expand(id, field)),
                    from: id,
                    of_parent: false,
                });
            }
        }
        known.insert(id, None);
        for name in ["xdata", "crossref"] {
            for parent in self.named_by(id, &entry, name) {
                let above = match known.get(&parent) {
                    Some(None) => continue,
                    Some(Some(above)) => Rc::clone(above),
                    None if depth >= DEEPEST || known.len() >= MOST_ANCESTORS => continue,
                    None => self.inherited(parent, depth + 1, known),
                };
                for field in &above.fields {
                    let mut field = field.clone();
                    if name == "crossref" {
                        let Some(renamed) = crossref_name(&above.kind, &entry.kind, &field.name) else {
                            continue;
                        };
                        field.name = renamed.to_owned();
                        field.of_parent = true;
                    }
                    if names.insert(field.name.clone()) {
                        own.fields.push(field);
                    }
                }
            }
        }
        let own = Rc::new(own);
        known.insert(id, Some(Rc::clone(&own)));
        own
    }

    /// `xdata=KEY-FIELD` stands for a field of an `@xdata` entry, `xdata=KEY-FIELD-2` for the second item of a list,
    /// as a whole value or as an item of one (biblatex's manual, section 3.13.6, "XData references").
    fn granular(&self, id: EntryId, value: String) -> String {
        if !value.contains(GRANULAR) {
            return value;
        }
        let items = split_list(&value).into_iter().map(|item| {
            let found = item.trim().strip_prefix(GRANULAR).and_then(|it| self.granted(id, it.trim()));
            found.unwrap_or_else(|| item.trim().to_owned())
        });
        items.collect::<Vec<_>>().join(" and ")
    }

    /// What `KEY-FIELD` or `KEY-FIELD-NUMBER` stands for.
    fn granted(&self, id: EntryId, named: &str) -> Option<String> {
        let of = |key: &str, name: &str| {
            let store = self.parent(id, key)?;
            Some(self.expand(store, self.raw_entry(store).field(&name.to_lowercase())?))
        };
        let (lead, last) = named.rsplit_once('-')?;
        let whole = of(lead, last);
        whole.or_else(|| {
            let number: usize = last.parse().ok()?;
            let (key, name) = lead.rsplit_once('-')?;
            let list = of(key, name)?;
            split_list(&list).get(number.checked_sub(1)?).map(|it| it.trim().to_owned())
        })
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
        let key = &*composed(key);
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
        let mut value = String::new();
        self.expand_into(&mut value, id.bibliography, field, STRING_DEPTH, &mut { MOST_PIECES });
        value
    }

    /// Adds what `field`, which stands in this bibliography, says.
    fn expand_into(&self, value: &mut String, file: u32, field: &Field, depth: usize, left: &mut usize) {
        for piece in &field.pieces {
            let Some(fewer) = left.checked_sub(1) else { return };
            *left = fewer;
            match piece {
                Piece::Name(name, range) => {
                    match self.string_at(file, name, range.start).filter(|_| depth > 0) {
                        Some((file, definition)) => {
                            self.expand_into(value, file, &definition, depth - 1, left)
                        }
                        None => value.push_str(month(name).unwrap_or(name)),
                    }
                }
                Piece::Text(text, _) | Piece::Number(text, _) => value.push_str(text),
            }
        }
    }

    /// The definition of a `@string` for an entry, and the file it stands in.
    pub fn string(&self, id: EntryId, name: &str) -> Option<(&Arc<Bibliography>, Field)> {
        let start = self.bibliography(id)?.range(id.entry).start;
        let (file, field) = self.string_at(id.bibliography, name, start)?;
        Some((self.bibliographies.get(file as usize)?, field))
    }

    /// The definition of a `@string` that holds at a byte of a bibliography, and the bibliography it stands in:
    /// the last one above, else the last one of another file, else the first one below.
    fn string_at(&self, file: u32, name: &str, offset: usize) -> Option<(u32, Field)> {
        let mut seen = self.seen_from(EntryId { bibliography: file, entry: 0 });
        let (_, own) = seen.next()?;
        let above = own.string_above(name, offset).map(|it| (file, it));
        above
            .or_else(|| seen.find_map(|(at, other)| Some((at, other.string_above(name, usize::MAX)?))))
            .or_else(|| Some((file, own.string(name)?)))
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
