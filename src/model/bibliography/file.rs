//! The file: its stretches, and its entries by number and by key.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::table::{Place, Table};

use crate::syntax::bib::split::ItemKind;
use crate::syntax::bib::suppressions;
use crate::syntax::bib::{Entry, Fault, Field};
use crate::syntax::tex::SuppressionComment;
use crate::text::{ByteRange, Text};

/// The number of an entry in its file, in file order; valid for one [`Bibliography`] value only.
pub type EntryNumber = u32;

/// How many stretches a file may consist of before they are worth merging.
const MOST_STRETCHES: usize = if cfg!(test) { 16 } else { 512 };

/// How much of a line is read on either side of a suppression comment's mark, in bytes.
const LONGEST_COMMENT: usize = 1 << 12;

/// How the entries write `key` whose keys are it but for the case of its letters of ASCII, which is all that
/// BibTeX folds; `None` if there are none, or if case tells several apart.
pub fn in_one_case<'a>(bibs: impl Iterator<Item = &'a Bibliography>, key: &str) -> Option<&'a str> {
    let alike = |bib: &'a Bibliography| bib.with_key_in_any_case(key).into_iter().map(|it| bib.key(it));
    let mut keys = bibs.flat_map(alike).filter(|it| it.eq_ignore_ascii_case(key));
    let first = keys.next()?;
    keys.all(|it| it == first).then_some(first)
}

/// One .bib file. Immutable; cloning is cheap.
#[derive(Clone, Debug)]
pub struct Bibliography {
    pub(super) text: Text,
    pub(super) stretches: Arc<[Stretch]>,
    /// What [`Bibliography::retracted`] says, once it was asked: several papers ask of one file.
    pub(super) retracted: Arc<OnceLock<Vec<EntryNumber>>>,
}

/// Part of a table, and where it stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub table: Arc<Table>,
    pub entries: Range<u32>,
    pub others: Range<u32>,
    /// What to add to an offset in the table's text to get that in the file.
    pub shift: isize,
    /// The number of its first entry in the file.
    pub first: EntryNumber,
    /// Where in the file the text begins that is its: up to the next stretch. At or before its first item.
    pub start: usize,
}

impl Stretch {
    pub fn len(&self) -> u32 {
        self.entries.end - self.entries.start
    }

    pub fn places(&self) -> &[Place] {
        &self.table.entries[self.entries.start as usize..self.entries.end as usize]
    }

    pub fn others(&self) -> &[(ItemKind, Place)] {
        &self.table.others[self.others.start as usize..self.others.end as usize]
    }

    /// The number in the file of an entry of the table, if it is one of this stretch.
    pub fn number(&self, entry: u32) -> Option<EntryNumber> {
        self.entries.contains(&entry).then(|| entry - self.entries.start + self.first)
    }

    pub fn range(&self, entry: u32) -> ByteRange {
        shifted_by(self.table.entries[entry as usize].range(), self.shift)
    }
}

impl Bibliography {
    /// Splits `text` into entries. Fields are read only when asked for, and no word index is built:
    /// see [`Bibliography::indexed`].
    pub fn parse(text: Text) -> Self {
        let table = Arc::new(Table::of(&text));
        Self::of(text, [Stretch::of(table, 0)].into())
    }

    pub(super) fn of(text: Text, stretches: Arc<[Stretch]>) -> Self {
        Self { text, stretches, retracted: Arc::default() }
    }

    /// The same with its word index built or brought up to date, and its faults and `ids` known: costly,
    /// for a background thread.
    ///
    /// The index is added to what `self` shares with its other versions, so that all of them have it from
    /// now on. Many edits are merged into one table; that is in the result alone.
    pub fn indexed(&self) -> Self {
        self.indexed_telling(&mut |_| {})
    }

    /// The same; tells from time to time how many entries are done.
    pub fn indexed_telling(&self, told: &mut dyn FnMut(usize)) -> Self {
        let merged = if self.is_scattered() { Self::parse(self.text.clone()) } else { self.clone() };
        for stretch in merged.stretches.iter() {
            stretch.table.details();
            stretch.table.words_telling(&mut |done| told(stretch.first as usize + done));
            stretch.table.string_words();
        }
        merged
    }

    /// The same, but with a word index that is made when first asked for: where whoever asks waits for all in any
    /// case, and may not ask.
    pub fn indexed_on_demand(&self) -> Self {
        for stretch in self.stretches.iter() {
            stretch.table.details();
            stretch.table.string_words();
            stretch.table.on_demand.get_or_init(|| ());
        }
        self.clone()
    }

    /// Whether the word index covers every entry, or will once it is asked.
    pub fn is_indexed(&self) -> bool {
        self.stretches.iter().all(|stretch| stretch.table.has_words())
    }

    /// Whether [`Bibliography::indexed`] would change anything: the index is missing, or so many places
    /// were edited that merging them saves time.
    pub fn wants_indexing(&self) -> bool {
        !self.is_indexed() || self.is_scattered()
    }

    pub(super) fn is_scattered(&self) -> bool {
        self.stretches.len() > MOST_STRETCHES
    }

    /// Its text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// How many entries it has (without `@string`, `@comment`, `@preamble`).
    pub fn len(&self) -> usize {
        self.stretches.last().map_or(0, |last| (last.first + last.len()) as usize)
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The stretch that holds entry `number`, and the entry's number in its table.
    pub(super) fn find(&self, number: EntryNumber) -> Option<(&Stretch, u32)> {
        let after = self.stretches.partition_point(|stretch| stretch.first <= number);
        let stretch = &self.stretches[after.checked_sub(1)?];
        let entry = number - stretch.first + stretch.entries.start;
        stretch.entries.contains(&entry).then_some((stretch, entry))
    }

    /// Whether an entry has exactly this key, or names it in its field `ids`.
    pub fn defines(&self, key: &str) -> bool {
        let has = |stretch: &Stretch| stretch.table.keys.exact(key).any(|it| stretch.number(it).is_some());
        self.stretches.iter().any(has) || !self.with_alias(key).is_empty()
    }

    /// The numbers of the entries with exactly this key, in file order.
    pub fn with_key(&self, key: &str) -> Vec<EntryNumber> {
        self.stretches
            .iter()
            .flat_map(|stretch| stretch.table.keys.exact(key).filter_map(|entry| stretch.number(entry)))
            .collect()
    }

    /// The number of the first entry with exactly this key.
    pub fn first_with_key(&self, key: &str) -> Option<EntryNumber> {
        let numbers =
            |stretch: &Stretch| stretch.table.keys.exact(key).find_map(|entry| stretch.number(entry));
        self.stretches.iter().find_map(numbers)
    }

    /// The numbers of the entries whose key is this but for case, in file order.
    pub fn with_key_in_any_case(&self, key: &str) -> Vec<EntryNumber> {
        self.stretches
            .iter()
            .flat_map(|stretch| stretch.table.keys.folded(key).filter_map(|entry| stretch.number(entry)))
            .collect()
    }

    /// The numbers of the entries that name this key in their field `ids` (biblatex), in file order.
    pub fn with_alias(&self, key: &str) -> Vec<EntryNumber> {
        let aliased = |stretch: &Stretch| -> Vec<EntryNumber> {
            let details = stretch.table.details.get();
            let entries = details.and_then(|details| details.aliases.get(key)).into_iter().flatten();
            entries.filter_map(|&entry| stretch.number(entry)).collect()
        };
        self.stretches.iter().flat_map(aliased).collect()
    }

    /// The key of an entry; empty where it has none.
    pub fn key(&self, number: EntryNumber) -> &str {
        self.find(number).map_or("", |(stretch, entry)| stretch.table.keys.get(entry as usize))
    }

    /// The keys of all entries, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.stretches
            .iter()
            .flat_map(|stretch| stretch.entries.clone().map(|entry| stretch.table.keys.get(entry as usize)))
    }

    /// The entries whose keys begin with `prefix`, its letters of ASCII in any case, with these keys, in order.
    pub fn with_key_prefix(&self, prefix: &str) -> impl Iterator<Item = (EntryNumber, &str)> {
        self.stretches.iter().flat_map(move |stretch| {
            let found = stretch.table.keys.beginning_with(prefix);
            found.filter_map(|entry| Some((stretch.number(entry)?, stretch.table.keys.get(entry as usize))))
        })
    }

    /// The entries whose keys may become `key` by `most` edits of a letter, case aside, with these keys, in
    /// order: none that does is missing, though some that need more are among them.
    pub fn perhaps_near(&self, key: &str, most: usize) -> impl Iterator<Item = (EntryNumber, &str)> {
        self.stretches.iter().flat_map(move |stretch| {
            let near = stretch.table.keys.perhaps_near(key, most);
            near.filter_map(|entry| Some((stretch.number(entry)?, stretch.table.keys.get(entry as usize))))
        })
    }

    /// Where an entry stands: from the `@` to the closing delimiter.
    pub fn range(&self, number: EntryNumber) -> ByteRange {
        self.find(number).map_or(ByteRange::default(), |(stretch, entry)| stretch.range(entry))
    }

    /// Where an entry's key stands; without reading its fields.
    pub fn key_range(&self, number: EntryNumber) -> ByteRange {
        let found = self.find(number);
        found.and_then(|(stretch, entry)| stretch.table.key_range(entry, stretch.shift)).unwrap_or_default()
    }

    /// Reads an entry with its fields.
    pub fn entry(&self, number: EntryNumber) -> Entry {
        self.find(number)
            .map_or(Entry::default(), |(stretch, entry)| stretch.table.entry(entry, stretch.shift))
    }

    /// Reads an entry with those fields alone that have one of these names (in lower case).
    pub fn entry_with(&self, number: EntryNumber, names: &[&str]) -> Entry {
        let wanted = |name: &str| names.iter().any(|it| name.eq_ignore_ascii_case(it));
        self.find(number).map_or(Entry::default(), |(stretch, entry)| {
            stretch.table.entry_with(entry, stretch.shift, &wanted)
        })
    }

    /// The entry at a byte offset: a cursor there touches it.
    pub fn at(&self, offset: usize) -> Option<EntryNumber> {
        let last = self.stretches.partition_point(|stretch| stretch.start <= offset);
        self.stretches[..last]
            .iter()
            .rev()
            .find_map(|stretch| {
                let (table, at) = (&stretch.table, offset.wrapping_add_signed(-stretch.shift));
                let entries = &table.entries[stretch.entries.start as usize..stretch.entries.end as usize];
                let before = entries.partition_point(|place| place.range().start <= at).checked_sub(1)?;
                Some((stretch.first + before as u32, entries[before].range().touches(at)))
            })
            .and_then(|(number, touches)| touches.then_some(number))
    }

    /// The definition of a `@string` (the first), by its name in any case.
    pub fn string(&self, name: &str) -> Option<Field> {
        let (stretch, other) = self.find_string(&name.to_lowercase())?;
        stretch.table.definition(other, stretch.shift)
    }

    /// The stretch with the first definition of a `@string`, and which of its table's `others` that is.
    pub(super) fn find_string(&self, lower: &str) -> Option<(&Stretch, u32)> {
        self.stretches.iter().find_map(|stretch| {
            let others = stretch.table.strings.get(lower)?;
            Some((stretch, *others.iter().find(|other| stretch.others.contains(other))?))
        })
    }

    /// The definition of a `@string` that holds at the byte `offset`: the last one above it, as BibTeX and biber
    /// read a file from top to bottom.
    pub fn string_above(&self, name: &str, offset: usize) -> Option<Field> {
        let lower = name.to_lowercase();
        self.stretches.iter().rev().find_map(|stretch| {
            let others = stretch.table.strings.get(lower.as_str())?.iter().rev();
            let is_above = |other: &u32| {
                let place = stretch.table.others.get(*other as usize).map(|it| it.1.range());
                place.is_some_and(|it| shifted_by(it, stretch.shift).end <= offset)
            };
            let mut held = others.filter(|it| stretch.others.contains(it) && is_above(it));
            stretch.table.definition(*held.next()?, stretch.shift)
        })
    }

    /// Whether an entry is a store of fields for others (`@xdata`), which cannot be cited.
    pub fn is_store(&self, number: EntryNumber) -> bool {
        const HEAD: &str = "@xdata";
        let start = self.range(number).start;
        let head = self.text.slice(ByteRange::new(start, (start + HEAD.len()).min(self.text.len())));
        head.eq_ignore_ascii_case(HEAD)
    }

    /// Whether it defines a `@string` of this name, which is in lower case.
    pub fn defines_string(&self, lower: &str) -> bool {
        self.find_string(lower).is_some()
    }

    /// All `@string` definitions, in order.
    pub fn strings(&self) -> Vec<Field> {
        let all = self
            .stretches
            .iter()
            .flat_map(|stretch| stretch.others.clone().map(move |other| (stretch, other)));
        all.filter_map(|(stretch, other)| stretch.table.definition(other, stretch.shift)).collect()
    }

    /// Comments that turn rules off, in order. Of a large file, unknown until it is
    /// [`Bibliography::indexed`].
    pub fn suppressions(&self) -> Vec<SuppressionComment> {
        let mut found = Vec::new();
        for (at, stretch) in self.stretches.iter().enumerate() {
            let start = if at == 0 { 0 } else { stretch.start };
            let end = self.stretches.get(at + 1).map_or(self.text.len(), |next| next.start);
            let marks = stretch.table.details.get().map_or(&[][..], |details| &details.marks);
            let here = marks.iter().filter_map(|&mark| mark.checked_add_signed(stretch.shift));
            found.extend(
                here.filter(|mark| (start..end).contains(mark)).filter_map(|mark| self.suppression(mark)),
            );
        }
        found
    }

    /// The comment that the mark at `mark` stands in, if it is one.
    fn suppression(&self, mark: usize) -> Option<SuppressionComment> {
        let from = self.text.floor_char(mark.saturating_sub(LONGEST_COMMENT));
        let window = self.text.slice(ByteRange::new(from, mark + LONGEST_COMMENT));
        let comment = suppressions::read(&window, mark - from)?;
        Some(SuppressionComment {
            range: comment.range.shift(from),
            body: comment.body.shift(from),
            own_line: comment.own_line,
        })
    }

    /// What is malformed, in order. Of a large file, unknown until it is [`Bibliography::indexed`].
    pub fn faults(&self) -> Vec<Fault> {
        let shifted = |stretch: &Stretch| -> Vec<Fault> {
            let details = stretch.table.details.get();
            let faults = details.map_or(&[][..], |details| details.faults(stretch.entries.clone())).iter();
            faults
                .map(|(_, fault)| Fault { kind: fault.kind, range: shifted_by(fault.range, stretch.shift) })
                .collect()
        };
        self.stretches.iter().flat_map(shifted).collect()
    }
}

/// `range`, moved by `by`.
pub(super) fn shifted_by(range: ByteRange, by: isize) -> ByteRange {
    ByteRange::new(range.start.wrapping_add_signed(by), range.end.wrapping_add_signed(by))
}
