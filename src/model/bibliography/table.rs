//! A text split into entries, once, with all that is known of them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::keys::Keys;
use crate::syntax::bib::fields::{self, Reader};
use crate::syntax::bib::split::{Item, ItemKind, Splitter};
use crate::syntax::bib::{Entry, Fault, Field};
use crate::text::{ByteRange, Text};

/// Where an item stands in its table's text, in 12 bytes: there are hundreds of thousands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    start: u32,
    end: u32,
    /// Whether its closing delimiter stands there.
    pub closed: bool,
}

impl Place {
    /// From the `@` to the closing delimiter.
    pub fn range(self) -> ByteRange {
        ByteRange::new(self.start as usize, self.end as usize)
    }
}

/// The items of a text. Immutable; never copied.
#[derive(Debug, Default)]
pub struct Table {
    /// The text from which it was made.
    pub text: Option<Text>,
    /// The entries, in order.
    pub entries: Vec<Place>,
    /// `@string`, `@preamble` and `@comment`, in order.
    pub others: Vec<(ItemKind, Place)>,
    /// The entries' keys.
    pub keys: Keys,
    /// Further keys of entries, from their `ids` fields.
    pub aliases: FxHashMap<Box<str>, Vec<u32>>,
    /// `@string` names in lower case -> which of `others` define them.
    pub strings: FxHashMap<Box<str>, Vec<u32>>,
    /// What is malformed, and in which entry.
    pub faults: Vec<(u32, Fault)>,
}

impl Table {
    /// Splits a whole text. Beyond 4 GiB nothing is read.
    pub fn of(text: &Text) -> Self {
        let mut table = Self::default();
        {
            let all = text.slice(ByteRange::new(0, u32::MAX as usize));
            table.entries.reserve(all.len() / 800);
            Splitter::new(&all).for_each(|item| table.push(&all, &item));
        }
        table.finish(text.clone());
        table
    }

    /// Adds an item of `text`.
    pub fn push(&mut self, text: &str, item: &Item) {
        let place = Place { start: item.range.start as u32, end: item.range.end as u32, closed: item.closed };
        match item.kind {
            ItemKind::Entry => {
                self.push_entry(text, item);
                self.entries.push(place);
            }
            ItemKind::String => {
                if let Some(field) = Reader::string(text, item).next() {
                    let name = field.name.to_lowercase().into_boxed_str();
                    self.strings.entry(name).or_default().push(self.others.len() as u32);
                }
                self.others.push((item.kind, place));
            }
            ItemKind::Preamble | ItemKind::Comment => self.others.push((item.kind, place)),
        }
    }

    fn push_entry(&mut self, text: &str, item: &Item) {
        let number = self.entries.len() as u32;
        let mut reader = Reader::entry(text, item);
        self.keys.push(&text[reader.key.std()]);
        while let Some(field) = reader.next() {
            if field.name.eq_ignore_ascii_case("ids") {
                let value = text[field.value_range.std()].trim_matches(['{', '}', '"']);
                for alias in value.split(',').map(str::trim).filter(|alias| !alias.is_empty()) {
                    self.aliases.entry(alias.into()).or_default().push(number);
                }
            }
        }
        self.faults.extend(reader.faults.into_iter().map(|fault| (number, fault)));
    }

    /// Called once, behind the last [`Table::push`].
    pub fn finish(&mut self, text: Text) {
        self.entries.shrink_to_fit();
        self.others.shrink_to_fit();
        self.keys.finish();
        self.text = Some(text);
    }

    fn slice(&self, range: ByteRange) -> std::borrow::Cow<'_, str> {
        self.text.as_ref().map_or("".into(), |text| text.slice(range))
    }

    /// Reads an entry; ranges are shifted by `by`.
    pub fn entry(&self, number: u32, by: isize) -> Entry {
        let range = self.entries[number as usize].range();
        fields::read(&self.slice(range), range.start.wrapping_add_signed(by)).0
    }

    /// Reads the definition in one of `others`, if that is what it is; ranges are shifted by `by`.
    pub fn definition(&self, other: u32, by: isize) -> Option<Field> {
        let (kind, place) = self.others[other as usize];
        let range = place.range();
        let read = || fields::read_string(&self.slice(range), range.start.wrapping_add_signed(by));
        (kind == ItemKind::String).then(read).flatten()
    }

    /// The faults in some of the entries.
    pub fn faults(&self, entries: Range<u32>) -> &[(u32, Fault)] {
        let start = self.faults.partition_point(|&(number, _)| number < entries.start);
        let end = self.faults.partition_point(|&(number, _)| number < entries.end);
        &self.faults[start..end.max(start)]
    }
}
