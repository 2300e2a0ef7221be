//! Entries by what stands at their head: the title, and the family name of the first author with the year. Several
//! times quicker to make than the index of all words, for whoever asks for nothing else.

use std::cmp::Ordering;
use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::FxHasher;

use super::fields::{GRANULAR, KEY_FIELDS};
use super::file::{Bibliography, EntryNumber};
use super::table::Table;
use crate::cores::on_every_core;
use crate::faults::contained;
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
    unnamed: Vec<u32>,
}

impl Headings {
    /// Reads those of a table, on every core.
    pub fn of(table: &Table) -> Self {
        let mut headings = Self::default();
        for it in on_every_core(&table.shares(), |share| Self::of_some(table, share.clone())) {
            headings.titles.extend(it.titles);
            headings.families.extend(it.families);
            headings.unnamed.extend(it.unnamed);
        }
        headings.titles.sort_unstable();
        headings.families.sort_unstable();
        headings
    }

    fn of_some(table: &Table, entries: Range<usize>) -> Self {
        let mut headings = Self::default();
        let (mut word, mut joined) = (String::new(), String::new());
        for number in entries {
            let text = table.slice(table.entries[number].range());
            contained(table.keys.get(number), &text, || {
                headings.add(number as u32, &text, &mut word, &mut joined);
            });
        }
        headings
    }

    /// Adds the entry that `text` begins with; `word` and `joined` are scratch space.
    fn add(&mut self, number: u32, text: &str, word: &mut String, joined: &mut String) {
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

impl Bibliography {
    /// Entries whose titles, with the subtitle, have these folded letters, a leading article aside; others may be
    /// among them.
    pub fn with_title(&self, letters: &str) -> Vec<EntryNumber> {
        let wanted = hash(letters);
        self.by_headings(|headings| {
            let titles = equal(&headings.titles, |it| it.0.cmp(&wanted));
            titles.iter().map(|it| it.1).collect()
        })
    }

    /// Entries whose first author (editor, where there is none) has this folded family name, one word, and whose
    /// year may be one of these; others may be among them. Not those whose authors are [elsewhere](Self::unnamed).
    pub fn by_first_author(&self, family: &str, years: &[ShortYear]) -> Vec<EntryNumber> {
        let wanted = hash(family);
        self.by_headings(|headings| {
            let same = equal(&headings.families, |it| it.0.cmp(&wanted)).iter();
            same.filter(|it| it.2 == NO_YEAR || years.contains(&it.2)).map(|it| it.1).collect()
        })
    }

    /// Entries whose first author is written elsewhere: in a string, or in another entry.
    pub fn unnamed(&self) -> Vec<EntryNumber> {
        self.by_headings(|headings| headings.unnamed.clone())
    }

    fn by_headings(&self, find: impl Fn(&Headings) -> Vec<u32>) -> Vec<EntryNumber> {
        let mut found = Vec::new();
        for live in self.tables() {
            found.extend(find(live.table.headings()).into_iter().filter_map(|entry| live.number(entry)));
        }
        found.sort_unstable();
        found
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ByteRange, Text, TextEdit};

    const REFS: &str = "@misc{a, title = {The {Rivers} of the North}, author = {Hill, Ann and Moor, B}, year = 1999}\n\
        @misc{b, TITLE = \"Rivers\", subtitle = {of the North}, editor = {B. Hill}, date = {2001-02}}\n\
        @misc{c, title = {A}, author = hill # { and Moor}, year = 2001}\n\
        @misc{d, title = {}, crossref = {a}}\n\
        @misc{e, title = {Fens}, author = {van den Berg, A and {Hill}}}\n\
        @misc{f, title = {Fens}, author = {{Hill and Sons} and Hill}, year = {1999}, date = {2000}}\n\
        @misc{g, title = {Fens}, author = { and Hill}, year = thisyear}\n";

    fn keys(bib: &Bibliography, found: Vec<EntryNumber>) -> String {
        found.into_iter().map(|it| bib.key(it)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn entries_are_found_by_title_and_first_author() {
        let bib = Bibliography::parse(Text::plain(REFS.to_owned()));
        assert_eq!(keys(&bib, bib.with_title("riversofthenorth")), "a b");
        assert_eq!(keys(&bib, bib.with_title("a")), "c");
        assert_eq!(keys(&bib, bib.with_title("")), "");
        assert_eq!(keys(&bib, bib.by_first_author("hill", &[99])), "a g");
        assert_eq!(keys(&bib, bib.by_first_author("hill", &[0, 1])), "b g");
        assert_eq!(keys(&bib, bib.by_first_author("berg", &[1])), "e");
        assert_eq!(keys(&bib, bib.unnamed()), "c d");
    }

    #[test]
    fn what_an_edit_replaced_is_found_no_more() {
        let before = Bibliography::parse(Text::rope(REFS));
        before.with_title("fens");
        let start = REFS.find("Fens").unwrap();
        let edit = TextEdit { range: ByteRange::new(start, start + 4), new: "Moors".to_owned() };
        let after = before.edited(&edit, before.text().edited(&edit));
        assert_eq!(keys(&after, after.with_title("fens")), "f g");
        assert_eq!(keys(&after, after.with_title("moors")), "e");
    }
}
