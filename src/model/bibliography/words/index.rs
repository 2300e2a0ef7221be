//! The words, sorted, and what is listed behind each.

use std::ops::Range;

/// In which fields of an entry a word stands: a set of bits.
pub type Fields = u8;

/// In the title or subtitle.
pub const TITLE: Fields = 1;
/// In the family name of the first author.
pub const FIRST: Fields = 2;
/// In the family name of another author (or of an editor where there is no author).
pub const FAMILY: Fields = 4;
/// In an author's other names.
pub const GIVEN: Fields = 8;
/// In the year or date.
pub const YEAR: Fields = 16;
/// In the key: one of the words it is made of.
pub const KEY: Fields = 32;
/// In journal, book title, publisher, an editor's name and the like.
pub const VENUE: Fields = 64;
/// Among the keywords.
pub const KEYWORD: Fields = 128;

/// What a word begins with that stands for the `@string` of the name behind it, in lower case.
pub const STRING: char = '\u{1}';
/// What a word begins with that stands for the entry whose key is behind it, from which fields are inherited.
pub const PARENT: char = '\u{2}';

/// The index of a table's words. Entries have their numbers in the table.
#[derive(Debug, Default)]
pub struct Words {
    pub(super) arena: String,
    /// Where each word begins in `arena`; one more at the end.
    pub(super) starts: Vec<u32>,
    pub(super) lists: Vec<u8>,
    /// Where each word's lists begin in `lists`; one more at the end.
    pub(super) offsets: Vec<u32>,
    /// Words in each entry's title, at most 255.
    pub title_lengths: Vec<u8>,
    /// Words in each entry's title, keywords and abstract.
    pub lengths: Vec<u16>,
    /// The entries sorted by key in lower case.
    pub by_key: Vec<u32>,
}

/// What is listed behind a word.
pub struct Postings<'a> {
    /// How many entries have it in a title.
    pub titles: u32,
    /// How many entries have it outside abstracts.
    pub fronts: u32,
    pub(super) front: &'a [u8],
    pub(super) back: &'a [u8],
    /// How many entries have it in their abstract.
    pub abstracts: u32,
}

impl Words {
    pub(super) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        &self.arena[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The words that begin with `prefix`.
    pub fn with_prefix(&self, prefix: &str) -> Range<usize> {
        let start = self.partition(0, |word| word < prefix);
        let end = self.partition(start, |word| word.starts_with(prefix));
        start..end
    }

    /// The number of `word`.
    pub fn find(&self, word: &str) -> Option<usize> {
        let at = self.partition(0, |other| other < word);
        (at < self.len() && self.word(at) == word).then_some(at)
    }

    /// The words that begin with `prefix`, without it.
    pub fn behind(&self, prefix: char) -> impl Iterator<Item = &str> {
        let range = self.with_prefix(prefix.encode_utf8(&mut [0; 4]));
        range.map(move |at| &self.word(at)[prefix.len_utf8()..])
    }

    /// How long the word is, in bytes.
    pub fn word_length(&self, at: usize) -> usize {
        (self.starts[at + 1] - self.starts[at]) as usize
    }

    fn partition(&self, from: usize, is_before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (from, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match is_before(self.word(middle)) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// How many bytes the lists of some words take: a measure of the work to read them.
    pub fn weight(&self, words: Range<usize>) -> u32 {
        self.offsets[words.end] - self.offsets[words.start]
    }

    /// What is listed behind a word.
    pub fn postings(&self, at: usize) -> Postings<'_> {
        let mut list = &self.lists[self.offsets[at] as usize..self.offsets[at + 1] as usize];
        let [titles, fronts, front, abstracts] = [(); 4].map(|()| read_number(&mut list));
        let (front, back) = list.split_at(front as usize);
        Postings { titles, fronts, front, back, abstracts }
    }
}

impl<'a> Postings<'a> {
    /// The entries that have the word outside abstracts, ascending, and where.
    pub fn front(&self) -> impl Iterator<Item = (u32, Fields)> + use<'a> {
        let (mut list, mut entry) = (self.front, 0);
        std::iter::from_fn(move || {
            if list.is_empty() {
                return None;
            }
            entry += read_number(&mut list);
            let (&fields, rest) = list.split_first()?;
            list = rest;
            Some((entry, fields))
        })
    }

    /// The entries that have the word in their abstract, ascending.
    pub fn back(&self) -> impl Iterator<Item = u32> + use<'a> {
        let (mut list, mut entry) = (self.back, 0);
        std::iter::from_fn(move || {
            if list.is_empty() {
                return None;
            }
            entry += read_number(&mut list);
            Some(entry)
        })
    }
}

/// Seven bits a byte, the lowest first; the high bit says that more follow.
pub(super) fn read_number(list: &mut &[u8]) -> u32 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((&byte, rest)) = list.split_first() {
        *list = rest;
        number |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}

/// Calls `put` with the bytes that [`read_number`] reads.
pub(super) fn write_number(mut number: u32, mut put: impl FnMut(u8)) {
    while number >= 0x80 {
        put(number as u8 | 0x80);
        number >>= 7;
    }
    put(number as u8);
}
