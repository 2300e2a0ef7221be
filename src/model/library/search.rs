//! Finding entries of all bibliographies by words.

use rustc_hash::FxHashSet;

use super::definitions::{EntryId, Library};
use crate::model::bibliography::{Bibliography, EntryNumber, Query, Subject, Wanted, place, rarity};

/// A word that stands in more than a fifth of many entries, this many at least, is not worth the time to
/// count it, where others are rarer.
const COMMON: usize = 4096;

/// So many entries are read to see whether they inherit the words of a query.
const MOST_CHECKED: usize = 512;

/// In a query of more words none is forgiven: each is looked up without every one of them.
const MOST_FORGIVEN: usize = 8;

impl Library {
    fn in_all<T>(&self, find: impl Fn(&Bibliography, usize) -> Vec<(T, EntryNumber)>) -> Vec<(T, EntryId)> {
        let all = self.bibliographies.iter().zip(0..);
        let found = all.flat_map(|(file, bibliography)| {
            find(file, bibliography as usize)
                .into_iter()
                .map(move |(rank, entry)| (rank, EntryId { bibliography, entry }))
        });
        found.collect()
    }

    /// Entries that match every word of `query` (prefixes, in any order, by key, title, author, editor,
    /// year, venue, keyword, abstract), best first, at most `limit`: the key, keys that begin so, all
    /// words in the title, in title and authors, elsewhere, in the abstract; of entries that have them in
    /// the same place those of master libraries last.
    ///
    /// One typo is forgiven in a word that no entry has; a given name also finds its initial, beside a
    /// family name.
    pub fn search(&self, query: &str, limit: usize) -> Vec<EntryId> {
        let queries = self.queries(query);
        let mut found = self.in_all(|file, at| file.search(&queries[at], limit));
        found.sort_unstable_by_key(|&((rank, _), id)| (place(rank), self.is_master(id), rank, id));
        let mut checks = 0..MOST_CHECKED;
        // A child may have a field of its own in place of the parent's.
        let found = found.into_iter().filter(|&((_, inherits), id)| {
            !inherits || (checks.next().is_some() && self.answers(id, &queries[id.bibliography as usize]))
        });
        let citable = |id: EntryId| self.bibliography(id).is_some_and(|it| !it.is_store(id.entry));
        let found = found.filter(|it| citable(it.1));
        self.distinct(found, limit).into_iter().map(|(_, id)| id).collect()
    }

    /// Where no entry has every word of `query`, those that lack as few as can be, with the words that each
    /// lacks: all but one, else one alone. Nothing for a query of one word, or of very many.
    pub fn search_most(&self, query: &str, limit: usize) -> Vec<(EntryId, String)> {
        let words: Vec<&str> = query.split_whitespace().collect();
        if words.len() < 2 || words.len() > MOST_FORGIVEN {
            return Vec::new();
        }
        let without = |at: usize| -> String {
            let rest = words.iter().enumerate().filter(|(other, _)| *other != at);
            rest.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
        };
        let mut found: Vec<(Vec<EntryId>, String)> =
            (0..words.len()).map(|at| (self.search(&without(at), limit), words[at].to_owned())).collect();
        if found.iter().all(|it| it.0.is_empty()) {
            let telling = (0..words.len()).filter(|at| words[*at].len() > 2);
            found = telling.map(|at| (self.search(words[at], limit), without(at))).collect();
        }
        // What few entries have says most.
        found.retain(|it| !it.0.is_empty());
        found.sort_by_key(|it| it.0.len());
        let mut seen = FxHashSet::default();
        let all =
            found.into_iter().flat_map(|(ids, lacks)| ids.into_iter().map(move |id| (id, lacks.clone())));
        all.filter(|(id, _)| seen.insert(*id)).take(limit).collect()
    }

    /// Entries whose titles share most with these folded words, by BM25 over titles, best first.
    pub fn titled(&self, words: &[String], limit: usize) -> Vec<(EntryId, f32)> {
        let words: Vec<(&str, f32)> = words.iter().map(|word| (word.as_str(), 1.0)).collect();
        self.scored(&words, Subject::Title, limit)
    }

    /// Entries whose titles have these folded words with their weights, by BM25, best first.
    pub fn titled_weighted(&self, words: &[(String, f32)], limit: usize) -> Vec<(EntryId, f32)> {
        let words: Vec<(&str, f32)> = words.iter().map(|(word, weight)| (word.as_str(), *weight)).collect();
        self.scored(&words, Subject::Title, limit)
    }

    /// Entries about these folded words with their weights, by BM25 over title, keywords and abstract,
    /// best first.
    pub fn about(&self, words: &[(String, f32)], limit: usize) -> Vec<(EntryId, f32)> {
        let words: Vec<(&str, f32)> = words.iter().map(|(word, weight)| (word.as_str(), *weight)).collect();
        self.scored(&words, Subject::Whole, limit)
    }

    fn scored(&self, words: &[(&str, f32)], subject: Subject, limit: usize) -> Vec<(EntryId, f32)> {
        let entries = self.len();
        let mut known: Vec<(&str, f32, u32)> = Vec::with_capacity(words.len());
        for &(word, weight) in words {
            match known.iter_mut().find(|(other, ..)| *other == word) {
                Some((_, known, _)) => *known = known.max(weight),
                None => {
                    let frequency =
                        self.bibliographies.iter().map(|file| file.frequency(word, subject)).sum();
                    known.push((word, weight, frequency));
                }
            }
        }
        known.retain(|&(_, weight, frequency)| weight > 0.0 && frequency > 0);
        let is_telling = |&(.., frequency): &(&str, f32, u32)| frequency as usize <= COMMON.max(entries / 5);
        if known.iter().any(is_telling) {
            known.retain(is_telling);
        }
        let weighed: Vec<(&str, f32)> = known
            .iter()
            .map(|&(word, weight, frequency)| (word, weight * rarity(frequency, entries)))
            .collect();
        let mut found = self.in_all(|file, _| file.scored(&weighed, subject, limit));
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.distinct(found, limit).into_iter().map(|(score, id)| (id, score)).collect()
    }

    /// The folded words of an entry's own title.
    pub fn title_words(&self, id: EntryId) -> Vec<String> {
        self.bibliography(id).map_or(Vec::new(), |file| file.title_words(id.entry))
    }

    /// In how many entries' titles a folded word stands.
    pub fn title_frequency(&self, word: &str) -> u32 {
        self.bibliographies.iter().map(|file| file.frequency(word, Subject::Title)).sum()
    }

    /// Entries one of whose authors (editors, where there are none) has all words of this folded name in
    /// the family name.
    pub fn with_family(&self, family: &str) -> Vec<EntryId> {
        let words: Vec<Vec<Wanted>> =
            Query::new(family).words.iter().map(|wanted| self.wanted(wanted)).collect();
        let found = self.in_all(|file, at| {
            let words: Vec<Wanted> = words.iter().map(|all| all[at].clone()).collect();
            file.with_family(&words).into_iter().map(|entry| ((), entry)).collect()
        });
        self.distinct(found, usize::MAX).into_iter().map(|(_, id)| id).collect()
    }

    /// Entries one of whose authors (editors, where there are none) has this folded family name.
    pub fn by_author(&self, family: &str, limit: usize) -> Vec<EntryId> {
        let is_author =
            |id: &EntryId| self.heading(*id).authors.iter().any(|name| name.folded_family() == family);
        self.with_family(family).into_iter().filter(is_author).take(limit).collect()
    }
}
