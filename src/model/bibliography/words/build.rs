//! Building the index of a table's words.

use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::FxHasher;

use super::collect::{Found, collect, collect_string};
use super::index::{Fields, KEYWORD, PARENT, STRING, TITLE, Words, read_number, write_number};
use super::pool::{List, Pool};
use crate::cores::on_every_core;
use crate::faults::contained;
use crate::model::bibliography::table::Table;
use crate::syntax::bib::split::ItemKind;

/// How often it is told how many entries are indexed.
const TOLD: usize = 1 << 12;

/// The index of the words of `table`; tells from time to time how many entries are done.
fn build(table: &Table, told: &mut dyn FnMut(usize)) -> Words {
    let mut builder = Builder::default();
    builder.add_entries(table, 0..table.entries.len(), told);
    Words { by_key: sorted_by_key(table), ..finish(&[builder]) }
}

/// The same, on every core.
fn build_at_once(table: &Table) -> Words {
    build_in_shares(table, &table.shares())
}

/// The same, these entries at a time.
fn build_in_shares(table: &Table, shares: &[Range<usize>]) -> Words {
    let built = on_every_core(shares, |share| {
        let mut builder = Builder::default();
        builder.add_entries(table, share.clone(), &mut |_| ());
        builder
    });
    Words { by_key: sorted_by_key(table), ..finish(&built) }
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
    finish(&[builder])
}

impl Table {
    /// Indexes all words, if that has not been done.
    pub fn words(&self) -> &Words {
        self.words_telling(&mut |_| {})
    }

    /// The index, if there is one or whoever asks is to wait for it.
    pub fn ready_words(&self) -> Option<&Words> {
        match self.on_demand.get() {
            Some(()) => Some(self.words.get_or_init(|| build_at_once(self))),
            None => self.words.get(),
        }
    }

    /// Whether [`Self::ready_words`] has one.
    pub fn has_words(&self) -> bool {
        self.on_demand.get().is_some() || self.words.get().is_some()
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

impl Growing {
    /// Bytes of its lists.
    fn length(&self) -> usize {
        (self.front.length + self.back.length) as usize
    }
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
    /// Adds entries of a table.
    fn add_entries(&mut self, table: &Table, entries: Range<usize>, told: &mut dyn FnMut(usize)) {
        for (number, place) in table.entries.iter().enumerate().take(entries.end).skip(entries.start) {
            if number % TOLD == TOLD - 1 {
                told(number + 1);
            }
            let text = table.slice(place.range());
            self.add(number as u32, |found| {
                contained(table.keys.get(number), &text, || collect(&text, found));
            });
        }
    }

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

    /// Appends a list to one of a builder before, whose last entry is the one of number `last` - 1, and which then has
    /// `end`.
    fn append(&self, list: &List, last: &mut u32, end: u32, out: &mut Vec<u8>) {
        if list.length == 0 {
            return;
        }
        let start = out.len();
        self.pool.copy(list, out);
        if *last > 0 {
            // Numbers are written as what they are more than the one before, the first as it is.
            let mut rest = &out[start..];
            let first = read_number(&mut rest) + 1;
            let rest = rest.to_vec();
            out.truncate(start);
            write_number(first - *last, |byte| out.push(byte));
            out.extend(rest);
        }
        *last = end;
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
}

/// Sorts the words of builders, each of which had the entries behind those of the one before, and lays their lists one
/// behind the other.
fn finish(builders: &[Builder]) -> Words {
    let mut order: Vec<(&Builder, u32)> =
        builders.iter().flat_map(|it| (0..it.words.len() as u32).map(move |word| (it, word))).collect();
    fn word<'a>(it: &(&'a Builder, u32)) -> &'a str {
        it.0.word(it.1 as usize)
    }
    // Of the same words the first builder's stays the first.
    order.sort_by(|a, b| word(a).cmp(word(b)));
    let bytes = order.iter().map(|(it, word)| it.words[*word as usize].length() + 6).sum();
    let mut words = Words {
        arena: String::with_capacity(builders.iter().map(|it| it.arena.len()).sum()),
        starts: Vec::with_capacity(order.len() + 1),
        lists: Vec::with_capacity(bytes),
        offsets: Vec::with_capacity(order.len() + 1),
        title_lengths: builders.iter().flat_map(|it| &it.title_lengths).copied().collect(),
        lengths: builders.iter().flat_map(|it| &it.lengths).copied().collect(),
        by_key: Vec::new(),
    };
    let (mut front, mut back) = (Vec::new(), Vec::new());
    for same in order.chunk_by(|a, b| word(a) == word(b)) {
        words.starts.push(words.arena.len() as u32);
        words.arena.push_str(word(&same[0]));
        words.offsets.push(words.lists.len() as u32);
        front.clear();
        back.clear();
        let (mut titles, mut fronts, mut abstracts) = (0, 0, 0);
        let mut last = [0; 2];
        for (builder, word) in same {
            let word = &builder.words[*word as usize];
            (titles, fronts, abstracts) =
                (titles + word.titles, fronts + word.fronts, abstracts + word.abstracts);
            builder.append(&word.front, &mut last[0], word.last[0], &mut front);
            builder.append(&word.back, &mut last[1], word.last[1], &mut back);
        }
        for head in [titles, fronts, front.len() as u32, abstracts] {
            write_number(head, |byte| words.lists.push(byte));
        }
        words.lists.extend_from_slice(&front);
        words.lists.extend_from_slice(&back);
    }
    words.starts.push(words.arena.len() as u32);
    words.offsets.push(words.lists.len() as u32);
    words
}

fn hash(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn an_index_built_in_shares_is_that_of_the_whole() {
        let words = ["river", "bend", "north", "wood", "stone", "fen"];
        let entry = |n: usize| {
            let [a, b, c] = [n % 6, n / 2 % 6, n * n % 6].map(|it| words[it]);
            format!(
                "@misc{{k{n}, title = {{{a} {b}}}, author = {{Hill, {c}}}, abstract = {{the {c} of {n}}}}}\n"
            )
        };
        let table = Table::of(&Text::plain((0..300).map(entry).collect()));
        let whole = format!("{:?}", build(&table, &mut |_| ()));
        for share in [1, 7, 100, 299, 300, 1000] {
            let shares: Vec<Range<usize>> =
                (0..300).step_by(share).map(|it| it..300.min(it + share)).collect();
            assert_eq!(format!("{:?}", build_in_shares(&table, &shares)), whole, "{share}");
        }
    }
}
