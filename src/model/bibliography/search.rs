//! Finding entries of one file by words: in each of its tables, of which the parts that an edit replaced
//! no longer count.

use std::sync::Arc;

use super::table::Table;
use super::words::{self, FAMILY, FIRST, KEY_BEGINS, Rank, Subject, Wanted, Words};
use super::{Bibliography, EntryNumber, Stretch};
use crate::syntax::latex_text::fold_words;

/// The words of a query beyond which it is cut.
const MOST_WORDS: usize = 32;

/// How many of the best are looked at once more, to see whether the title has the words in their order.
const LOOKED_AT: usize = 64;

/// A query, prepared for the files in which it is looked up.
#[derive(Clone, Debug)]
pub struct Query {
    words: Vec<Wanted>,
    /// What a key may begin with, in lower case, if the query is one word.
    key: Option<String>,
}

impl Query {
    /// Folds `text` and forgives one typo in each word that none of the `files` has.
    pub fn new(text: &str, files: &[Arc<Bibliography>]) -> Self {
        let text = text.trim();
        let key = (!text.is_empty() && !text.contains(char::is_whitespace)).then(|| text.to_lowercase());
        let mut words = fold_words(text);
        words.truncate(MOST_WORDS);
        let wanted = |word: String| {
            let has = |beginning: &String| files.iter().any(|file| file.has(beginning));
            let beginnings = match has(&word) {
                true => vec![word.clone()],
                false => words::typos(&word).into_iter().filter(|typo| has(typo)).collect(),
            };
            Wanted { word, beginnings }
        };
        Self { words: words.into_iter().map(wanted).collect(), key }
    }

    /// Whether `title` has the words in this order, one behind the other: at its beginning 0, further on
    /// 1, not at all 2.
    fn disorder(&self, title: &[String]) -> Rank {
        let agrees = |(word, wanted): (&String, &Wanted)| word.starts_with(wanted.word.as_str());
        let stands = |window: &[String]| window.iter().zip(&self.words).all(agrees);
        match title.windows(self.words.len().max(1)).position(stands) {
            Some(0) => 0,
            Some(_) => 1,
            None => 2,
        }
    }
}

/// A table with those of its entries that are still in the file.
struct Part<'a> {
    table: &'a Arc<Table>,
    words: &'a Words,
    stretches: Vec<&'a Stretch>,
}

impl Part<'_> {
    /// The number in the file of an entry of the table, if it is still there.
    fn number(&self, entry: u32) -> Option<EntryNumber> {
        let after = self.stretches.partition_point(|stretch| stretch.entries.start <= entry);
        self.stretches[after.checked_sub(1)?].number(entry)
    }
}

impl Bibliography {
    /// The tables that have an index, in no particular order.
    fn parts(&self) -> Vec<Part<'_>> {
        let mut stretches: Vec<&Stretch> = self.stretches.iter().collect();
        stretches.sort_by_key(|stretch| Arc::as_ptr(&stretch.table) as usize);
        let same = stretches.chunk_by(|a, b| Arc::ptr_eq(&a.table, &b.table));
        same.filter_map(|same| {
            let table = &same[0].table;
            Some(Part { table, words: table.words.get()?, stretches: same.to_vec() })
        })
        .collect()
    }

    fn has(&self, beginning: &str) -> bool {
        self.parts().iter().any(|part| part.words.has(beginning, |entry| part.number(entry).is_some()))
    }

    /// The entries that answer `query`, best first, at most `limit`.
    pub fn search(&self, query: &Query, limit: usize) -> Vec<(Rank, EntryNumber)> {
        let mut found: Vec<(Rank, EntryNumber)> = Vec::new();
        let mut by_key: Vec<(Rank, EntryNumber)> = Vec::new();
        for part in self.parts() {
            if let Some(key) = &query.key {
                by_key.extend(part.keys_beginning(key, limit));
            }
            let live = |(rank, entry)| Some((rank, part.number(entry)?));
            found.extend(part.words.matching(&query.words).into_iter().filter_map(live));
        }
        best(&mut found, limit.max(LOOKED_AT));
        for (rank, number) in
            found.iter_mut().take(LOOKED_AT).filter(|(rank, _)| *rank >> 16 == KEY_BEGINS + 1)
        {
            *rank += query.disorder(&self.title_words(*number)) << 8;
        }
        found.retain(|(_, number)| by_key.iter().all(|(_, known)| known != number));
        found.extend(by_key);
        best(&mut found, limit);
        found
    }

    /// The folded words of an entry's title.
    pub fn title_words(&self, number: EntryNumber) -> Vec<String> {
        let Some((stretch, entry)) = self.find(number) else { return Vec::new() };
        let range = stretch.table.entries[entry as usize].range();
        words::title_words(&stretch.table, &stretch.table.slice(range))
    }

    /// In how many entries a folded word stands.
    pub fn frequency(&self, word: &str, subject: Subject) -> u32 {
        self.parts().iter().map(|part| part.words.frequency(word, subject)).sum()
    }

    /// The entries that share most with weighed words, best first, at most `limit`.
    pub fn scored(&self, words: &[(&str, f32)], subject: Subject, limit: usize) -> Vec<(f32, EntryNumber)> {
        let mut found: Vec<(f32, EntryNumber)> = Vec::new();
        for part in self.parts() {
            let live = |(score, entry)| Some((score, part.number(entry)?));
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

    /// The entries one of whose authors' family names has all of these folded words, in order.
    pub fn with_family(&self, family: &[&str]) -> Vec<EntryNumber> {
        let mut found = Vec::new();
        for part in self.parts() {
            let Some(lists) = family.iter().map(|word| part.words.find(word)).collect::<Option<Vec<usize>>>()
            else {
                continue;
            };
            let entries = |at: usize| {
                let named =
                    part.words.postings(at).front().filter(|(_, fields)| fields & (FIRST | FAMILY) != 0);
                named.map(|(entry, _)| entry)
            };
            let Some((&first, others)) = lists.split_first() else { continue };
            let mut entries_all: Vec<u32> = entries(first).collect();
            for &other in others {
                let there: Vec<u32> = entries(other).collect();
                entries_all.retain(|entry| there.binary_search(entry).is_ok());
            }
            found.extend(entries_all.into_iter().filter_map(|entry| part.number(entry)));
        }
        found.sort_unstable();
        found
    }
}

impl Part<'_> {
    /// The entries whose key, in lower case, is `key` or begins with it.
    fn keys_beginning(&self, key: &str, limit: usize) -> Vec<(Rank, EntryNumber)> {
        let lower = |entry: u32| self.table.keys.get(entry as usize).to_lowercase();
        let sorted = &self.words.by_key;
        let from = sorted.partition_point(|&entry| lower(entry).as_str() < key);
        let begins = sorted[from..]
            .iter()
            .map(|&entry| (entry, lower(entry)))
            .take_while(|(_, other)| other.starts_with(key));
        let live = |(entry, other): (u32, String)| {
            Some((if other == key { 0 } else { KEY_BEGINS }, self.number(entry)?))
        };
        begins.filter_map(live).take(limit).collect()
    }
}

/// Sorts the best `limit` and drops the others.
fn best(found: &mut Vec<(Rank, EntryNumber)>, limit: usize) {
    if found.len() > limit {
        found.select_nth_unstable(limit);
        found.truncate(limit);
    }
    found.sort_unstable();
}
