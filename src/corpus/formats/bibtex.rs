//! BibTeX: the ACL Anthology, cryptobib, any bibliography.

use rustc_hash::FxHashMap;

use super::reading::{Reading, text};
use crate::model::library::{EntryId, ResolvedField};
use crate::model::record::{Record, Reference};
use crate::syntax::bib::fields::{read as read_entry, read_string};
use crate::syntax::bib::{Field, Piece};
use crate::syntax::latex_text::to_unicode;

/// So many definitions are kept, and so many volumes of which papers are parts.
const MOST: usize = 1 << 20;

/// Definitions longer than this are none, in bytes: the next may name one twice, and so on.
const LONGEST_STRING: usize = 1 << 14;
/// So much of definitions is kept, in bytes.
const MOST_KEPT: usize = 64 << 20;
/// So much of a field is read, in bytes.
const LONGEST_VALUE: usize = 1 << 20;

/// What entries name: strings, and the volumes of `crossref`.
#[derive(Default)]
pub struct Strings {
    strings: FxHashMap<String, String>,
    /// How long all strings are together, in bytes.
    kept: usize,
    /// By key in lower case: the name of a volume, its year and publisher.
    volumes: FxHashMap<String, Vec<(&'static str, String)>>,
}

/// What a paper has of its volume, as BibTeX's styles have it.
const INHERITED: [(&str, &str); 5] = [
    ("booktitle", "booktitle"),
    ("title", "booktitle"),
    ("year", "year"),
    ("publisher", "publisher"),
    ("series", "series"),
];

/// Whether a text begins with an item, comments aside.
pub fn begins(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        rest = &rest[at + 1..];
        let name = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if name > 2 && rest[name..].trim_start().starts_with(['{', '(']) {
            return true;
        }
    }
    false
}

/// The type of an item, in lower case.
fn kind(piece: &[u8]) -> Vec<u8> {
    let name = piece.iter().skip(1).take_while(|it| it.is_ascii_alphabetic());
    name.map(u8::to_ascii_lowercase).collect()
}

/// Whether an item says something about others: a `@string`, a volume; or is no work.
pub fn tells(piece: &[u8]) -> bool {
    const TELLING: [&[u8]; 9] = [
        b"string",
        b"comment",
        b"preamble",
        b"proceedings",
        b"book",
        b"collection",
        b"mvproceedings",
        b"mvbook",
        b"mvcollection",
    ];
    TELLING.contains(&kind(piece).as_slice())
}

impl Strings {
    /// Keeps what a `@string` or a volume says; whether it was a `@string` or a comment, and no work.
    pub fn heed(&mut self, piece: &[u8]) -> bool {
        match kind(piece).as_slice() {
            b"string" => {
                if let Some(field) = read_string(&text(piece), 0)
                    && self.strings.len() < MOST
                {
                    let value = self.value(&field);
                    if value.len() <= LONGEST_STRING && self.kept + value.len() <= MOST_KEPT {
                        self.kept += value.len();
                        self.strings.insert(field.name, value);
                    }
                }
                true
            }
            b"comment" | b"preamble" => true,
            b"proceedings" | b"book" | b"collection" | b"mvproceedings" | b"mvbook" | b"mvcollection" => {
                let (entry, _) = read_entry(&text(piece), 0);
                if self.volumes.len() < MOST {
                    let named = |it: &(&str, &'static str)| {
                        let field = entry.field(it.0)?;
                        Some((it.1, self.value(field))).filter(|it| !it.1.is_empty())
                    };
                    let fields = INHERITED.iter().filter_map(named).collect();
                    self.volumes.insert(entry.key.to_lowercase(), fields);
                }
                false
            }
            _ => false,
        }
    }

    /// What a field says; of a string that was not defined before, nothing.
    fn value(&self, field: &Field) -> String {
        let mut value = String::new();
        for piece in &field.pieces {
            match piece {
                Piece::Text(text, _) | Piece::Number(text, _) => value.push_str(text),
                Piece::Name(name, _) => {
                    value.extend(self.strings.get(&name.to_lowercase()).map(String::as_str));
                }
            }
            if value.len() > LONGEST_VALUE {
                break;
            }
        }
        value
    }
}

/// Reads one entry.
pub fn read(text: &str, strings: &Strings) -> Reading {
    let (entry, faults) = read_entry(text, 0);
    if entry.fields.is_empty() {
        let fault = faults.first().map_or("it has no fields", |_| "it is malformed");
        return Reading::Bad(fault.to_owned());
    }
    let resolved = |name: &str, value: String, of_parent: bool| ResolvedField {
        name: name.to_owned(),
        value,
        from: EntryId { bibliography: 0, entry: 0 },
        of_parent,
    };
    let mut fields: Vec<ResolvedField> =
        entry.fields.iter().map(|it| resolved(&it.name, strings.value(it), false)).collect();
    if let Some(parent) = entry.field("crossref").map(|it| strings.value(it).to_lowercase()) {
        for (name, value) in strings.volumes.get(&parent).into_iter().flatten() {
            if !fields.iter().any(|it| it.name == *name) {
                fields.push(resolved(name, value.clone(), true));
            }
        }
    }
    let plain = |name: &str| {
        let value = fields.iter().find(|it| it.name == name).map(|it| it.value.trim()).unwrap_or_default();
        to_unicode(value).into_owned()
    };
    let (volume, number, publisher) = (plain("volume"), plain("number"), plain("publisher"));
    let pages = plain("pages").replace(['–', '—'], "-").replace("--", "-");
    let Reference { mut work, pmid, .. } = Reference::of(entry.key, entry.kind, &fields);
    if work.title.is_empty() {
        return Reading::Bad("it has no title".to_owned());
    }
    (work.abstract_text, work.keywords) = (None, None);
    // A series of books is no venue where the volume has a name, and a publisher is none at all.
    if ![
        "journal",
        "journaltitle",
        "booktitle",
        "maintitle",
        "eventtitle",
        "series",
        "archiveprefix",
        "howpublished",
    ]
    .iter()
    .any(|it| fields.iter().any(|field| field.name == *it))
    {
        work.venue.clear();
    }
    let withdrawn = crate::resolve::verify::marked(&work.title).map(|_| "its title says so".to_owned());
    Reading::Record(Box::new(Record { work, volume, number, pages, publisher, pmid, withdrawn }))
}
