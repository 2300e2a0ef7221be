//! Entries by what stands at their head: the title, and the family name of the first author with the year. Several
//! times quicker to make than the index of all words, for whoever asks for nothing else.

use std::cmp::Ordering;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::fields::{GRANULAR, KEY_FIELDS};
use crate::syntax::bib::fields::{RawField, RawPiece, Reader};
use crate::syntax::bib::identifiers::year;
use crate::syntax::bib::split::Splitter;
use crate::syntax::latex_text::{each_word, fold_words, is_article, to_unicode};
use crate::syntax::names::first_name;

/// The last two digits of a year.
pub type ShortYear = u8;

/// No year is written, or none that is sure.
const NO_YEAR: ShortYear = u8::MAX;

/// The headings of a table's entries.
#[derive(Debug, Default, PartialEq)]
pub struct Headings {
    /// A hash of each title, and which entry has it; sorted.
    titles: Vec<(u32, u32)>,
    /// A hash of the first author's family name, where that is one word, which entry has it, and its year; sorted.
    families: Vec<(u32, u32, ShortYear)>,
    /// The entries whose first author is written elsewhere: in a string, or in another entry.
    pub unnamed: Vec<u32>,
}

impl Headings {
    /// Adds those of entries behind its own.
    pub fn append(&mut self, more: Self) {
        self.titles.extend(more.titles);
        self.families.extend(more.families);
        self.unnamed.extend(more.unnamed);
    }

    /// Makes them findable; called once, behind the last that is added.
    pub fn finish(&mut self) {
        self.titles.sort_unstable();
        self.families.sort_unstable();
    }

    /// Entries whose title has these folded letters; others may be among them.
    pub fn titled(&self, letters: &str) -> Vec<u32> {
        let wanted = hash(letters);
        equal(&self.titles, |it| it.0.cmp(&wanted)).iter().map(|it| it.1).collect()
    }

    /// Entries whose first author has this folded family name, and whose year may be one of these; others may be among
    /// them.
    pub fn by_first_author(&self, family: &str, years: &[ShortYear]) -> Vec<u32> {
        let wanted = hash(family);
        let same = equal(&self.families, |it| it.0.cmp(&wanted)).iter();
        same.filter(|it| it.2 == NO_YEAR || years.contains(&it.2)).map(|it| it.1).collect()
    }

    /// Adds the entry that `text` begins with; `word` and `joined` are scratch space.
    pub fn add(&mut self, number: u32, text: &str, word: &mut String, joined: &mut String) {
        let Some(item) = Splitter::new(text).next() else { return };
        let mut reader = Reader::entry(text, &item);
        let mut fields: [Option<RawField<'_>>; 6] = Default::default();
        const NAMES: [&str; 6] = ["title", "subtitle", "author", "editor", "year", "date"];
        let mut has_parents = false;
        for field in reader.by_ref() {
            has_parents |= KEY_FIELDS.iter().any(|it| field.name.eq_ignore_ascii_case(it));
            if let Some(at) = NAMES.iter().position(|it| field.name.eq_ignore_ascii_case(it)) {
                // Of a name that is written twice the first counts.
                fields[at].get_or_insert(field);
            }
        }
        let [title, subtitle, author, editor, year, date] =
            fields.map(|it| it.map(|it| value(text, &reader, &it)));
        joined.clear();
        let mut first = 0;
        for part in [title, subtitle].into_iter().flatten() {
            each_word(&to_unicode(&part.text), word, |word| {
                let is_lead = first == joined.len() && first == 0;
                joined.push_str(word);
                if is_lead && is_article(word) {
                    first = word.len();
                }
            });
        }
        let joined = if first < joined.len() { &joined[first..] } else { joined };
        if !joined.is_empty() {
            self.titles.push((hash(joined), number));
        }
        let is_written = |it: &Value| it.is_elsewhere || !it.text.trim().is_empty();
        match author.filter(is_written).or(editor.filter(is_written)) {
            Some(it) if !it.is_elsewhere && !it.text.contains(GRANULAR) => {
                let family = first_name(&it.text).and_then(|it| one_word(&it.family));
                let year = short_year([year, date]);
                self.families.extend(family.map(|it| (hash(&it), number, year)));
            }
            None if !has_parents => {}
            _ => self.unnamed.push(number),
        }
    }
}

/// The value of a field, as far as it is written there.
struct Value {
    text: String,
    /// Whether part of it is a string's name.
    is_elsewhere: bool,
}

fn value(text: &str, reader: &Reader<'_>, field: &RawField<'_>) -> Value {
    let mut value = Value { text: String::new(), is_elsewhere: false };
    reader.pieces(field, |piece| {
        let (RawPiece::Text(range) | RawPiece::Bare(range)) = piece;
        let text = &text[range.std()];
        value.is_elsewhere |=
            matches!(piece, RawPiece::Bare(_)) && !text.bytes().all(|byte| byte.is_ascii_digit());
        value.text.push_str(text);
    });
    value
}

/// A folded family name of one word.
fn one_word(family: &str) -> Option<String> {
    let mut words = fold_words(family).into_iter();
    words.next().filter(|_| words.next().is_none())
}

/// The year that all these fields agree on.
fn short_year(fields: [Option<Value>; 2]) -> ShortYear {
    let written = fields.into_iter().flatten().filter(|it| !it.text.trim().is_empty());
    let years = written.map(|it| year(&it.text).filter(|_| !it.is_elsewhere).map(|it| it.rem_euclid(100)));
    let mut years = years.map(|it| it.and_then(|it| ShortYear::try_from(it).ok()).unwrap_or(NO_YEAR));
    let first = years.next().unwrap_or(NO_YEAR);
    if years.all(|it| it == first) { first } else { NO_YEAR }
}

fn equal<T>(sorted: &[T], order: impl Fn(&T) -> Ordering) -> &[T] {
    let start = sorted.partition_point(|it| order(it).is_lt());
    let length = sorted[start..].partition_point(|it| order(it).is_eq());
    &sorted[start..start + length]
}

fn hash(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}
