//! Which words an entry has, and in which fields.

use std::borrow::Cow;

use super::index::{FAMILY, FIRST, Fields, GIVEN, KEY, KEYWORD, PARENT, STRING, TITLE, VENUE, YEAR};
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
    /// Keys of entries from which fields are inherited.
    Parents,
    /// Further keys of the entry.
    Aliases,
}

const CLASSES: [(&str, Class); 25] = [
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
    ("crossref", Class::Parents),
    ("xdata", Class::Parents),
    ("ids", Class::Aliases),
];

fn class(name: &str) -> Option<Class> {
    CLASSES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, class)| class)
}

/// Calls `found` with every word of the entry that `text` begins with, and with what stands for the strings
/// and the entries that it names.
pub fn collect(text: &str, found: &mut dyn FnMut(Found<'_>)) {
    let Some(item) = Splitter::new(text).next() else { return };
    let mut reader = Reader::entry(text, &item);
    let mut word = String::new();
    key_words(&text[reader.key.std()], &mut word, found);
    let mut fields: Vec<(RawField<'_>, Class)> = Vec::with_capacity(12);
    for field in reader.by_ref() {
        // Of a name that is written twice the first counts.
        let is_new = fields.iter().all(|(known, _)| !known.name.eq_ignore_ascii_case(field.name));
        fields.extend(class(field.name).filter(|_| is_new).map(|class| (field, class)));
    }
    let has_author = fields.iter().any(|(_, class)| *class == Class::Author);
    for (field, class) in fields {
        let value = value(text, &reader, &field, &mut |name| {
            let token = token(STRING, &name.to_lowercase());
            match class {
                Class::Fields(bits) => found(Found::Word(&token, bits)),
                Class::Author => found(Found::Word(&token, FAMILY)),
                Class::Editor => found(Found::Word(&token, if has_author { VENUE } else { FAMILY })),
                Class::Abstract => found(Found::Abstract(&token)),
                Class::Parents | Class::Aliases => {}
            }
        });
        value_words(class, &value, has_author, &mut word, found);
    }
}

/// Calls `found` with every word of a `@string`, which `text` begins with, and with what stands for the
/// strings that it names.
pub fn collect_string(text: &str, found: &mut dyn FnMut(Found<'_>)) {
    let Some(item) = Splitter::new(text).next() else { return };
    let mut reader = Reader::string(text, &item);
    let Some(field) = reader.next() else { return };
    let value = value(text, &reader, &field, &mut |name| {
        found(Found::Word(&token(STRING, &name.to_lowercase()), VENUE));
    });
    value_words(Class::Fields(VENUE), &value, true, &mut String::new(), found);
}

/// Calls `found` with every word of an entry that has this key and these fields: their names and values in
/// TeX.
pub fn collect_resolved(key: &str, fields: &[(&str, &str)], found: &mut dyn FnMut(Found<'_>)) {
    let mut word = String::new();
    key_words(key, &mut word, found);
    let has_author = fields.iter().any(|(name, _)| class(name) == Some(Class::Author));
    for (name, value) in fields {
        if let Some(class) = class(name).filter(|class| *class != Class::Parents) {
            value_words(class, value, has_author, &mut word, found);
        }
    }
}

/// The word of an index that stands for a string or an entry of this name.
pub fn token(kind: char, name: &str) -> String {
    format!("{kind}{name}")
}

fn key_words(key: &str, word: &mut String, found: &mut dyn FnMut(Found<'_>)) {
    each_key_part(key, &mut |part| each_word(part, word, |word| found(Found::Word(word, KEY))));
}

fn value_words(
    class: Class,
    value: &str,
    has_author: bool,
    word: &mut String,
    found: &mut dyn FnMut(Found<'_>),
) {
    match class {
        Class::Fields(bits) => each_word(&to_unicode(value), word, |word| found(Found::Word(word, bits))),
        Class::Abstract => each_word(&to_unicode(value), word, |word| found(Found::Abstract(word))),
        Class::Editor if has_author => {
            each_word(&to_unicode(value), word, |word| found(Found::Word(word, VENUE)));
        }
        Class::Author | Class::Editor => persons(value, word, found),
        Class::Parents => {
            for key in value.split(',').map(str::trim).filter(|key| !key.is_empty()) {
                found(Found::Word(&token(PARENT, key), VENUE));
            }
        }
        // Whole as well as in parts: no table of keys has them.
        Class::Aliases => value.split(',').map(str::trim).for_each(|key| {
            key_words(key, word, found);
            each_word(key, word, |word| found(Found::Word(word, KEY)));
        }),
    }
}

/// The folded words of an entry's title; `text` begins with the entry.
pub fn title_words(text: &str) -> Vec<String> {
    let Some(item) = Splitter::new(text).next() else { return Vec::new() };
    let mut reader = Reader::entry(text, &item);
    let title = reader.find(|field| field.name.eq_ignore_ascii_case("title"));
    let words = title.map(|field| {
        let value = value(text, &reader, &field, &mut |_| {});
        crate::syntax::latex_text::fold_words(&to_unicode(&value))
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

/// A value in which the names of strings stand for themselves; `named` is called with each of them.
///
/// What they stand for may be written in another file, and may change without this one: so an index has
/// their names, and a query's word is looked up in the strings first.
fn value<'a>(
    text: &'a str,
    reader: &Reader<'_>,
    field: &RawField<'_>,
    named: &mut dyn FnMut(&str),
) -> Cow<'a, str> {
    let mut value = Cow::Borrowed("");
    let mut after_name = false;
    reader.pieces(field, |piece| {
        let (RawPiece::Text(range) | RawPiece::Bare(range)) = piece;
        let text = &text[range.std()];
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let is_name = matches!(piece, RawPiece::Bare(_)) && !is_number;
        if is_name {
            named(text);
        }
        if value.is_empty() {
            value = Cow::Borrowed(text);
        } else {
            let value = value.to_mut();
            value.push_str(if is_name || after_name { " " } else { "" });
            value.push_str(text);
        }
        after_name = is_name;
    });
    value
}

/// The folded words of a key's parts.
pub fn key_parts(key: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_key_part(key, &mut |part| words.extend(crate::syntax::latex_text::fold_words(part)));
    words
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
