//! A text split into entries, once, with all that is known of them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::headings::Headings;
use super::keys::Keys;
use super::named::keys_in;
use super::words::Words;
use crate::cores::{cores, on_every_core};
use crate::faults::contained;
use crate::syntax::bib::fields;
use crate::syntax::bib::fields::{RawPiece, Reader};
use crate::syntax::bib::split::{Item, ItemKind, Splitter};
use crate::syntax::bib::suppressions;
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
///
/// Kept of each entry: its place (12 bytes), its key (the letters, 4 bytes for where they begin, 8 for its
/// signature, 8 to 16 for looking it up), and its numbers in the lists of its words. Fields are read from the
/// text again when asked for, in a microsecond, so that a library costs little more memory than its text.
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
    /// `@string` names in lower case -> which of `others` define them.
    pub strings: FxHashMap<Box<str>, Vec<u32>>,
    /// What is known once all fields have been read.
    pub details: OnceLock<Details>,
    /// What stands at the head of its entries, read when first asked for.
    headings: OnceLock<Headings>,
    /// The index of its words.
    pub words: OnceLock<Words>,
    /// Set where the index is made as soon as it is asked for.
    pub on_demand: OnceLock<()>,
    /// The index of the words of its `@string`s.
    pub string_words: OnceLock<Words>,
}

/// What is known of a table once all its fields have been read.
#[derive(Debug, Default)]
pub struct Details {
    /// Further keys of entries, from their `ids` fields.
    pub aliases: FxHashMap<Box<str>, Vec<u32>>,
    /// Keys that entries name in other fields (`crossref` and its like) -> which entries do.
    pub named: FxHashMap<Box<str>, Vec<u32>>,
    /// What is malformed, and in which entry.
    pub faults: Vec<(u32, Fault)>,
    /// Where the marks of comments stand that turn rules off.
    pub marks: Vec<usize>,
}

/// Fewer entries are read on one core.
const MANY: usize = 1 << 12;

/// The longest text, in bytes, all of whose fields are read as soon as it is split.
const SMALL: usize = 1 << 20;

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
                self.keys.push(&text[Reader::entry(text, item).key.std()]);
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

    /// Called once, behind the last [`Table::push`].
    pub fn finish(&mut self, text: Text) {
        self.entries.shrink_to_fit();
        self.others.shrink_to_fit();
        self.keys.finish();
        self.text = Some(text);
        if self.is_small() {
            self.details();
        }
    }

    /// Whether all its fields can be read at once, in some milliseconds.
    pub fn is_small(&self) -> bool {
        self.text.as_ref().is_none_or(|text| text.len() <= SMALL)
    }

    /// Reads all fields, if that has not been done.
    pub fn details(&self) -> &Details {
        self.details.get_or_init(|| {
            let mut details = Details::default();
            if let Some(text) = &self.text {
                details.marks = suppressions::marks(&text.all());
            }
            for part in on_every_core(&self.shares(), |share| self.details_of(share.clone())) {
                details.append(part);
            }
            details
        })
    }

    fn details_of(&self, entries: Range<usize>) -> Details {
        let mut details = Details::default();
        for number in entries {
            let place = self.entries[number].range();
            let text = self.slice(place);
            contained(self.keys.get(number), &text, || details.entry(number as u32, place.start, &text));
        }
        details
    }

    /// The numbers of its entries in as many shares as there are cores; of a small table, in one.
    pub fn shares(&self) -> Vec<Range<usize>> {
        let all = self.entries.len();
        let share = all.div_ceil(cores()).max(MANY);
        (0..all).step_by(share).map(|it| it..all.min(it + share)).collect()
    }

    /// What stands at the head of its entries.
    pub fn headings(&self) -> &Headings {
        self.headings.get_or_init(|| Headings::of(self))
    }

    /// The text of a range.
    pub fn slice(&self, range: ByteRange) -> Cow<'_, str> {
        self.text.as_ref().map_or("".into(), |text| text.slice(range))
    }

    /// Reads an entry; ranges are shifted by `by`.
    pub fn entry(&self, number: u32, by: isize) -> Entry {
        let range = self.entries[number as usize].range();
        fields::read(&self.slice(range), range.start.wrapping_add_signed(by)).0
    }

    /// Reads an entry with some of its fields; ranges are shifted by `by`.
    pub fn entry_with(&self, number: u32, by: isize, wanted: &dyn Fn(&str) -> bool) -> Entry {
        let range = self.entries[number as usize].range();
        fields::read_some(&self.slice(range), range.start.wrapping_add_signed(by), wanted).0
    }

    /// Where an entry's key stands; ranges are shifted by `by`.
    pub fn key_range(&self, number: u32, by: isize) -> Option<ByteRange> {
        let range = self.entries[number as usize].range();
        fields::read_key(&self.slice(range), range.start.wrapping_add_signed(by))
    }

    /// Reads the definition in one of `others`, if that is what it is; ranges are shifted by `by`.
    pub fn definition(&self, other: u32, by: isize) -> Option<Field> {
        let (kind, place) = self.others[other as usize];
        let range = place.range();
        let read = || fields::read_string(&self.slice(range), range.start.wrapping_add_signed(by));
        (kind == ItemKind::String).then(read).flatten()
    }
}

impl Details {
    /// Adds those of entries behind its own.
    fn append(&mut self, other: Self) {
        for (all, more) in [(&mut self.aliases, other.aliases), (&mut self.named, other.named)] {
            more.into_iter().for_each(|(key, entries)| all.entry(key).or_default().extend(entries));
        }
        self.faults.extend(other.faults);
    }

    /// Reads entry `number`, which `text` begins with and which stands at `by` in its table.
    fn entry(&mut self, number: u32, by: usize, text: &str) {
        let Some(item) = Splitter::new(text).next() else { return };
        let mut reader = Reader::entry(text, &item);
        while let Some(field) = reader.next() {
            reader.pieces(&field, |piece| {
                let RawPiece::Text(range) = piece else { return };
                for it in keys_in(field.name, &text[range.std()], 0) {
                    let keys = if it.is_alias { &mut self.aliases } else { &mut self.named };
                    keys.entry(it.key.into()).or_default().push(number);
                }
            });
        }
        let shifted = reader.faults.into_iter().map(|fault| Fault { range: fault.range.shift(by), ..fault });
        self.faults.extend(shifted.map(|fault| (number, fault)));
    }

    /// The faults in some of the entries.
    pub fn faults(&self, entries: Range<u32>) -> &[(u32, Fault)] {
        let start = self.faults.partition_point(|&(number, _)| number < entries.start);
        let end = self.faults.partition_point(|&(number, _)| number < entries.end);
        &self.faults[start..end.max(start)]
    }
}
