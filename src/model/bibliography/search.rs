//! Finding entries of one file by words: in each of its tables, of which the parts that an edit replaced
//! no longer count.

use std::sync::Arc;

use super::file::{Bibliography, EntryNumber, Stretch};
use super::query::Query;
use super::table::Table;
use super::words;
use super::words::{FAMILY, FIRST, KEY_BEGINS, Rank, Subject, TITLE, Wanted, Words};

/// How many of the best are looked at once more, to see whether the title has its words in their order.
const LOOKED_AT: usize = 128;

/// How many words of a title, the rarest, entries must have to be compared with it.
const RAREST: usize = 3;

/// A table with those of its entries that are still in the file.
pub(super) struct Live<'a> {
    pub table: &'a Arc<Table>,
    stretches: Vec<&'a Stretch>,
}

/// The same with its index.
pub(super) struct Part<'a> {
    pub live: Live<'a>,
    pub words: &'a Words,
}

impl Live<'_> {
    /// Whether all entries of the table are still there.
    fn is_whole(&self) -> bool {
        self.stretches.iter().map(|it| it.len() as usize).sum::<usize>() == self.table.entries.len()
    }

    /// The number in the file of an entry of the table, if it is still there.
    pub fn number(&self, entry: u32) -> Option<EntryNumber> {
        let after = self.stretches.partition_point(|stretch| stretch.entries.start <= entry);
        self.stretches[after.checked_sub(1)?].number(entry)
    }
}

impl Bibliography {
    /// The tables, in no particular order.
    pub(super) fn tables(&self) -> Vec<Live<'_>> {
        let mut stretches: Vec<&Stretch> = self.stretches.iter().collect();
        stretches.sort_by_key(|stretch| Arc::as_ptr(&stretch.table) as usize);
        let same = stretches.chunk_by(|a, b| Arc::ptr_eq(&a.table, &b.table));
        same.map(|same| Live { table: &same[0].table, stretches: same.to_vec() }).collect()
    }

    /// Those that have an index.
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        let all = self.tables().into_iter();
        all.filter_map(|live| Some(Part { words: live.table.ready_words()?, live })).collect()
    }

    /// Whether an entry has a word that begins so.
    pub fn has(&self, beginning: &str) -> bool {
        self.parts().iter().any(|part| part.words.has(beginning, |entry| part.live.number(entry).is_some()))
    }

    /// The entries that answer `query`, best first, at most `limit`; with each its rank, and whether it has
    /// all words only if it inherits some.
    pub fn search(&self, query: &Query, limit: usize) -> Vec<((Rank, bool), EntryNumber)> {
        let mut found: Vec<((Rank, bool), EntryNumber)> = Vec::new();
        let mut by_key: Vec<(String, EntryNumber)> = Vec::new();
        for part in self.parts() {
            if let Some(key) = &query.key {
                by_key.extend(part.keys_beginning(key, limit));
            }
            let live = |(rank, entry)| Some((rank, part.live.number(entry)?));
            found.extend(part.words.matching(&query.words).into_iter().filter_map(live));
        }
        best(&mut found, limit.max(LOOKED_AT));
        for ((rank, _), number) in found.iter_mut().take(LOOKED_AT) {
            *rank += query.disorder(&self.title_words(*number)) << 8;
        }
        // The first of the whole file, however it is cut into tables.
        by_key.sort_unstable();
        by_key.truncate(limit);
        found.retain(|(_, number)| by_key.iter().all(|(_, known)| known != number));
        let rank = |key: &String| if Some(key) == query.key.as_ref() { 0 } else { KEY_BEGINS };
        found.extend(by_key.into_iter().map(|(key, number)| ((rank(&key), false), number)));
        best(&mut found, limit);
        found
    }

    /// The folded words of an entry's title.
    pub fn title_words(&self, number: EntryNumber) -> Vec<String> {
        let Some((stretch, entry)) = self.find(number) else { return Vec::new() };
        let range = stretch.table.entries[entry as usize].range();
        words::title_words(&stretch.table.slice(range))
    }

    /// In how many entries a folded word stands.
    pub fn frequency(&self, word: &str, subject: Subject) -> u32 {
        let (mut fronts, mut abstracts) = (0, 0);
        for part in self.parts() {
            let is_live = |entry| part.live.number(entry).is_some();
            // What an edit has replaced does not count: equal texts give equal numbers.
            let live: Option<&dyn Fn(u32) -> bool> = if part.live.is_whole() { None } else { Some(&is_live) };
            let (front, back) = part.words.frequency(word, subject, live);
            (fronts, abstracts) = (fronts + front, abstracts + back);
        }
        fronts.max(abstracts)
    }

    /// The entries that share most with weighed words, best first, at most `limit`.
    pub fn scored(&self, words: &[(&str, f32)], subject: Subject, limit: usize) -> Vec<(f32, EntryNumber)> {
        let mut found: Vec<(f32, EntryNumber)> = Vec::new();
        for part in self.parts() {
            let live = |(score, entry)| Some((score, part.live.number(entry)?));
            found.extend(part.words.scored(words, subject).into_iter().filter_map(live));
        }
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if found.len() > limit {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.sort_by(order);
        found
    }

    /// Entries whose titles have all of these folded words, by the rarest of them: an entry with this very
    /// title is among them.
    pub fn with_title_words(&self, title: &[String]) -> Vec<EntryNumber> {
        let mut found = Vec::new();
        let mut title: Vec<(u32, &String)> =
            title.iter().map(|word| (self.frequency(word, Subject::Title), word)).collect();
        title.sort();
        title.truncate(RAREST);
        for part in self.parts() {
            let lists = title.iter().map(|(_, word)| part.words.find(word)).collect::<Option<Vec<usize>>>();
            let Some(lists) = lists else { continue };
            let entries = |at: usize| {
                let front = part.words.postings(at).front();
                front.filter(|(_, fields)| fields & TITLE != 0).map(|(entry, _)| entry)
            };
            let Some((&first, others)) = lists.split_first() else { continue };
            let mut with_all: Vec<u32> = entries(first).collect();
            for &other in others {
                let there: Vec<u32> = entries(other).collect();
                with_all.retain(|entry| there.binary_search(entry).is_ok());
            }
            found.extend(with_all.into_iter().filter_map(|entry| part.live.number(entry)));
        }
        found.sort_unstable();
        found
    }

    /// The entries one of whose authors' family names has, or may have by a string or by inheritance, all of
    /// these folded words, in order.
    pub fn with_family(&self, family: &[Wanted]) -> Vec<EntryNumber> {
        let mut found = Vec::new();
        for part in self.parts() {
            let entries = |wanted: &Wanted| -> Vec<u32> {
                let postings =
                    |word: &String| part.words.find(word).map(|at| part.words.postings(at).front());
                let own = postings(&wanted.word).into_iter().flatten();
                let own = own.filter(|(_, fields)| fields & (FIRST | FAMILY) != 0);
                let others = wanted.tokens.iter().filter_map(postings).flatten();
                let mut entries: Vec<u32> = own.chain(others).map(|(entry, _)| entry).collect();
                entries.sort_unstable();
                entries.dedup();
                entries
            };
            let Some((first, others)) = family.split_first() else { continue };
            let mut with_all = entries(first);
            for other in others {
                let there = entries(other);
                with_all.retain(|entry| there.binary_search(entry).is_ok());
            }
            found.extend(with_all.into_iter().filter_map(|entry| part.live.number(entry)));
        }
        found.sort_unstable();
        found
    }
}

impl Part<'_> {
    /// The entries whose key, in lower case, is `key` or begins with it, the first `limit` in the order of keys.
    fn keys_beginning(&self, key: &str, limit: usize) -> Vec<(String, EntryNumber)> {
        let lower = |entry: u32| self.live.table.keys.get(entry as usize).to_lowercase();
        let sorted = &self.words.by_key;
        let from = sorted.partition_point(|&entry| lower(entry).as_str() < key);
        let begins = sorted[from..]
            .iter()
            .map(|&entry| (entry, lower(entry)))
            .take_while(|(_, other)| other.starts_with(key));
        let live = |(entry, other): (u32, String)| Some((other, self.live.number(entry)?));
        begins.filter_map(live).take(limit).collect()
    }
}

/// Sorts the best `limit` and drops the others.
fn best(found: &mut Vec<((Rank, bool), EntryNumber)>, limit: usize) {
    if found.len() > limit {
        found.select_nth_unstable(limit);
        found.truncate(limit);
    }
    found.sort_unstable();
}
