//! Building the index of a table's words.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::collect::{Found, collect, collect_string};
use super::index::{Fields, KEYWORD, PARENT, STRING, TITLE, Words, write_number};
use super::pool::{List, Pool};
use crate::faults::contained;
use crate::model::bibliography::table::Table;
use crate::syntax::bib::split::ItemKind;

/// How often it is told how many entries are indexed.
const TOLD: usize = 1 << 12;

/// The index of the words of `table`; tells from time to time how many entries are done.
fn build(table: &Table, told: &mut dyn FnMut(usize)) -> Words {
    let mut builder = Builder::default();
    for (number, place) in table.entries.iter().enumerate() {
        if number % TOLD == TOLD - 1 {
            told(number + 1);
        }
        let text = table.slice(place.range());
        builder.add(number as u32, |found| {
            contained(table.keys.get(number), &text, || collect(&text, found));
        });
    }
    let mut words = builder.finish();
    words.by_key = sorted_by_key(table);
    words
}

/// The index of the words of the `@string`s of `table`, numbered as in [`Table::others`].
fn build_strings(table: &Table) -> Words {
    let mut builder = Builder::default();
    for (number, (kind, place)) in table.others.iter().enumerate() {
        if *kind == ItemKind::String {
            let text = table.slice(place.range());
            builder.add(number as u32, |found| {
                contained("a @string", &text, || collect_string(&text, found));
            });
        }
    }
    builder.finish()
}

impl Table {
    /// Indexes all words, if that has not been done.
    pub fn words(&self) -> &Words {
        self.words_telling(&mut |_| {})
    }

    /// The same; tells from time to time how many entries are done.
    pub fn words_telling(&self, told: &mut dyn FnMut(usize)) -> &Words {
        self.words.get_or_init(|| build(self, told))
    }

    /// The index of the words of its `@string`s, made when first asked for; numbered as `others`.
    pub fn string_words(&self) -> &Words {
        self.string_words.get_or_init(|| build_strings(self))
    }
}

fn sorted_by_key(table: &Table) -> Vec<u32> {
    let mut keys: Vec<(String, u32)> = Vec::with_capacity(table.entries.len());
    keys.extend(
        (0..table.entries.len()).map(|number| (table.keys.get(number).to_lowercase(), number as u32)),
    );
    keys.sort_unstable();
    keys.into_iter().map(|(_, number)| number).collect()
}

/// A word of an index under construction.
#[derive(Clone, Copy, Default)]
struct Growing {
    hash: u32,
    front: List,
    back: List,
    titles: u32,
    fronts: u32,
    abstracts: u32,
    /// 1 + the entry listed last in `front` and in `back`.
    last: [u32; 2],
}

#[derive(Default)]
struct Builder {
    arena: String,
    starts: Vec<u32>,
    words: Vec<Growing>,
    /// Open addressing, linear probing, a power of two long: 1 + a word's number, 0 where free.
    slots: Vec<u32>,
    pool: Pool,
    /// The words of the entry at hand: fields outside the abstract, and whether in the abstract.
    current: Vec<(u32, Fields, bool)>,
    title_lengths: Vec<u8>,
    lengths: Vec<u16>,
}

impl Builder {
    /// Adds the words with which `collect` calls its argument.
    fn add(&mut self, number: u32, collect: impl FnOnce(&mut dyn FnMut(Found<'_>))) {
        let (mut title, mut all) = (0u8, 0u16);
        collect(&mut |found| {
            let (word, fields, in_abstract) = match found {
                Found::Word(word, fields) => (word, fields, false),
                Found::Abstract(word) => (word, 0, true),
            };
            if !word.starts_with([STRING, PARENT]) {
                title = title.saturating_add(u8::from(fields == TITLE));
                all = all.saturating_add(u16::from(in_abstract || fields & (TITLE | KEYWORD) != 0));
            }
            let word = self.number(word);
            self.current.push((word, fields, in_abstract));
        });
        self.title_lengths.push(title);
        self.lengths.push(all);
        self.current.sort_unstable_by_key(|&(word, ..)| word);
        for same in self.current.chunk_by(|a, b| a.0 == b.0) {
            let word = &mut self.words[same[0].0 as usize];
            let fields = same.iter().fold(0, |all, (_, fields, _)| all | fields);
            if fields != 0 {
                word.fronts += 1;
                word.titles += u32::from(fields & TITLE != 0);
                write_number(number + 1 - word.last[0].max(1), |byte| self.pool.push(&mut word.front, byte));
                self.pool.push(&mut word.front, fields);
                word.last[0] = number + 1;
            }
            if same.iter().any(|&(_, _, in_abstract)| in_abstract) {
                word.abstracts += 1;
                write_number(number + 1 - word.last[1].max(1), |byte| self.pool.push(&mut word.back, byte));
                word.last[1] = number + 1;
            }
        }
        self.current.clear();
    }

    /// The number of `word`, new or known.
    fn number(&mut self, word: &str) -> u32 {
        if 2 * (self.words.len() + 1) > self.slots.len() {
            self.grow();
        }
        let hash = hash(word);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while let Some(number) = self.slots[slot].checked_sub(1) {
            if self.words[number as usize].hash == hash && self.word(number as usize) == word {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        let number = self.words.len() as u32;
        self.slots[slot] = number + 1;
        self.starts.push(self.arena.len() as u32);
        self.arena.push_str(word);
        self.words.push(Growing { hash, ..Growing::default() });
        number
    }

    fn word(&self, number: usize) -> &str {
        let end = self.starts.get(number + 1).map_or(self.arena.len(), |&end| end as usize);
        &self.arena[self.starts[number] as usize..end]
    }

    fn grow(&mut self) {
        let mut slots = vec![0; (2 * self.slots.len()).max(64)];
        let mask = slots.len() - 1;
        for (number, word) in self.words.iter().enumerate() {
            let mut slot = word.hash as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number as u32 + 1;
        }
        self.slots = slots;
    }

    /// Sorts the words and lays their lists one behind the other.
    fn finish(mut self) -> Words {
        self.slots = Vec::new();
        let mut order: Vec<u32> = (0..self.words.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| self.word(a as usize).cmp(self.word(b as usize)));
        let bytes = self.words.iter().map(|word| (word.front.length + word.back.length) as usize + 6).sum();
        let mut words = Words {
            arena: String::with_capacity(self.arena.len()),
            starts: Vec::with_capacity(order.len() + 1),
            lists: Vec::with_capacity(bytes),
            offsets: Vec::with_capacity(order.len() + 1),
            title_lengths: std::mem::take(&mut self.title_lengths),
            lengths: std::mem::take(&mut self.lengths),
            by_key: Vec::new(),
        };
        for number in order {
            let word = self.words[number as usize];
            words.starts.push(words.arena.len() as u32);
            words.arena.push_str(self.word(number as usize));
            words.offsets.push(words.lists.len() as u32);
            for head in [word.titles, word.fronts, word.front.length, word.abstracts] {
                write_number(head, |byte| words.lists.push(byte));
            }
            self.pool.copy(&word.front, &mut words.lists);
            self.pool.copy(&word.back, &mut words.lists);
        }
        words.starts.push(words.arena.len() as u32);
        words.offsets.push(words.lists.len() as u32);
        words
    }
}

fn hash(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}
