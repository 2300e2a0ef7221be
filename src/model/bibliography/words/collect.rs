//! Which words an entry has, and in which fields.

use std::borrow::Cow;

use super::{FAMILY, FIRST, Fields, GIVEN, KEY, KEYWORD, TITLE, VENUE, YEAR};
use crate::model::bibliography::table::Table;
use crate::syntax::bib::fields::{RawField, RawPiece, Reader};
use crate::syntax::bib::split::Splitter;
use crate::syntax::latex_text::{each_word, to_unicode};
use crate::syntax::names::read_names;

/// Something found in an entry.
pub enum Found<'a> {
    /// A word outside the abstract.
    Word(&'a str, Fields),
    /// A word of the abstract.
    Abstract(&'a str),
}

/// Where the words of a field go.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Fields(Fields),
    Author,
    Editor,
    Abstract,
}

const CLASSES: [(&str, Class); 22] = [
    ("title", Class::Fields(TITLE)),
    ("subtitle", Class::Fields(TITLE)),
    ("author", Class::Author),
    ("editor", Class::Editor),
    ("year", Class::Fields(YEAR)),
    ("date", Class::Fields(YEAR)),
    ("journal", Class::Fields(VENUE)),
    ("journaltitle", Class::Fields(VENUE)),
    ("booktitle", Class::Fields(VENUE)),
    ("maintitle", Class::Fields(VENUE)),
    ("eventtitle", Class::Fields(VENUE)),
    ("series", Class::Fields(VENUE)),
    ("school", Class::Fields(VENUE)),
    ("institution", Class::Fields(VENUE)),
    ("organization", Class::Fields(VENUE)),
    ("publisher", Class::Fields(VENUE)),
    ("howpublished", Class::Fields(VENUE)),
    ("archiveprefix", Class::Fields(VENUE)),
    ("shortjournal", Class::Fields(VENUE)),
    ("keywords", Class::Fields(KEYWORD)),
    ("keyword", Class::Fields(KEYWORD)),
    ("abstract", Class::Abstract),
];

fn class(name: &str) -> Option<Class> {
    CLASSES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, class)| class)
}

/// Calls `found` with every word of an entry of `table`, which `text` begins with.
pub fn collect(table: &Table, text: &str, found: &mut dyn FnMut(Found<'_>)) {
    let Some(item) = Splitter::new(text).next() else { return };
    let mut reader = Reader::entry(text, &item);
    let mut word = String::new();
    each_key_part(&text[reader.key.std()], &mut |part| {
        each_word(part, &mut word, |word| found(Found::Word(word, KEY)));
    });
    let mut fields: Vec<(RawField<'_>, Class)> = Vec::with_capacity(12);
    for field in reader.by_ref() {
        fields.extend(class(field.name).map(|class| (field, class)));
    }
    let has_author = fields.iter().any(|(_, class)| *class == Class::Author);
    for (field, class) in fields {
        let value = value(table, text, &reader, &field);
        match class {
            Class::Fields(bits) => {
                each_word(&to_unicode(&value), &mut word, |word| found(Found::Word(word, bits)))
            }
            Class::Abstract => each_word(&to_unicode(&value), &mut word, |word| found(Found::Abstract(word))),
            Class::Author => persons(&value, &mut word, found),
            Class::Editor if has_author => {
                each_word(&to_unicode(&value), &mut word, |word| found(Found::Word(word, VENUE)));
            }
            Class::Editor => persons(&value, &mut word, found),
        }
    }
}

/// The folded words of an entry's title; `text` begins with the entry.
pub fn title_words(table: &Table, text: &str) -> Vec<String> {
    let Some(item) = Splitter::new(text).next() else { return Vec::new() };
    let mut reader = Reader::entry(text, &item);
    let title = reader.find(|field| field.name.eq_ignore_ascii_case("title"));
    let words = title.map(|field| {
        crate::syntax::latex_text::fold_words(&to_unicode(&value(table, text, &reader, &field)))
    });
    words.unwrap_or_default()
}

fn persons(value: &str, word: &mut String, found: &mut dyn FnMut(Found<'_>)) {
    for (at, name) in read_names(value).names.iter().enumerate() {
        let family = if at == 0 { FIRST } else { FAMILY };
        each_word(&name.family, word, |word| found(Found::Word(word, family)));
        for part in [&name.given, &name.particle] {
            each_word(part, word, |word| found(Found::Word(word, GIVEN)));
        }
    }
}

/// A value with the strings of the same file expanded; other names stand for themselves.
fn value<'a>(table: &Table, text: &'a str, reader: &Reader<'_>, field: &RawField<'_>) -> Cow<'a, str> {
    let mut value = Cow::Borrowed("");
    reader.pieces(field, |piece| {
        let text = match piece {
            RawPiece::Text(range) => Cow::Borrowed(&text[range.std()]),
            RawPiece::Bare(range) => {
                let name = &text[range.std()];
                table.string(name).map_or(Cow::Borrowed(name), Cow::Owned)
            }
        };
        match value.is_empty() {
            true => value = text,
            false => value.to_mut().push_str(&text),
        }
    });
    value
}

/// Cuts a key where small letters give way to capitals, and letters to digits: `VaswaniSPUJGKP17` is
/// `Vaswani`, `SPUJGKP`, `17`. A word of a key is thus found by its beginning.
fn each_key_part(key: &str, found: &mut dyn FnMut(&str)) {
    let mut start = 0;
    let mut last: Option<char> = None;
    for (at, c) in key.char_indices() {
        let cut = last.is_some_and(|last| {
            (last.is_lowercase() && c.is_uppercase()) || (last.is_numeric() != c.is_numeric())
        });
        if cut {
            found(&key[start..at]);
            start = at;
        }
        last = Some(c);
    }
    found(&key[start..]);
}
