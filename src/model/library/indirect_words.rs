//! What the words of a query lead to: entries that have them by a `@string` of another file, or from the entry
//! whose fields they inherit.
//!
//! The index of a file has the names of the strings and parents that its entries use, and is shared by all
//! libraries; here, once for each word of a query, the names are found that stand for the word.

use rustc_hash::FxHashSet;

use super::definitions::{EntryId, Library, Parents};
use super::inherit::STRING_DEPTH;
use crate::model::bibliography::{EntryNumber, PARENT, Query, STRING, Wanted, is_telling, token, typos};

impl Library {
    /// `text` as it is looked up in each of the bibliographies. One typo is forgiven in each word that none of
    /// them has.
    pub(super) fn queries(&self, text: &str) -> Vec<Query> {
        let query = Query::in_parts(text, &|word| self.has(word));
        let mut queries = vec![query.clone(); self.bibliographies.len()];
        for (at, wanted) in query.words.into_iter().enumerate() {
            for (query, wanted) in queries.iter_mut().zip(self.forgiven(wanted)) {
                query.words[at] = wanted;
            }
        }
        queries
    }

    fn forgiven(&self, mut wanted: Wanted) -> Vec<Wanted> {
        let all = self.wanted(&wanted);
        if wanted.beginnings.iter().any(|it| self.has_word(it)) || self.is_used(&all) {
            return all;
        }
        wanted.beginnings = typos(&wanted.word).into_iter().filter(|typo| self.has_word(typo)).collect();
        self.wanted(&wanted)
    }

    /// Whether an entry has a word that begins so, or a string or parent with one.
    fn has(&self, beginning: &str) -> bool {
        let word = || beginning.to_owned();
        let wanted = || Wanted { beginnings: vec![word()], word: word(), tokens: Vec::new() };
        self.has_word(beginning) || self.is_used(&self.wanted(&wanted()))
    }

    fn has_word(&self, beginning: &str) -> bool {
        self.bibliographies.iter().any(|file| file.has(beginning))
    }

    /// Whether what stands for a word is used in a bibliography.
    fn is_used(&self, all: &[Wanted]) -> bool {
        let mut pairs = self.bibliographies.iter().zip(all);
        pairs.any(|(file, wanted)| wanted.tokens.iter().any(|token| file.uses(token)))
    }

    /// A word as it is looked up in each of the bibliographies: with what stands for it there.
    pub(super) fn wanted(&self, wanted: &Wanted) -> Vec<Wanted> {
        let mut all = vec![wanted.clone(); self.bibliographies.len()];
        if !is_telling(&wanted.word) {
            return all;
        }
        if self.bibliographies.iter().any(|file| file.has_strings()) {
            for (wanted, at) in all.iter_mut().zip(0..) {
                wanted.tokens = self.strings_with(at, wanted.clone());
            }
        }
        let parents = self.parents();
        let mut seen: FxHashSet<(u32, String)> = FxHashSet::default();
        let mut fresh = all.clone();
        while parents.iter().any(|it| !it.is_empty()) {
            let mut next = vec![Vec::new(); all.len()];
            for ((file, parents), wanted) in self.bibliographies.iter().zip(parents).zip(&fresh) {
                if parents.is_empty() {
                    continue;
                }
                let mut holders: FxHashSet<EntryNumber> = FxHashSet::default();
                file.holders(wanted, |entry| {
                    if parents.contains_key(&entry) {
                        holders.insert(entry);
                    }
                });
                for (at, key) in holders.iter().filter_map(|entry| parents.get(entry)).flatten() {
                    if seen.insert((*at, key.clone())) {
                        next[*at as usize].push(token(PARENT, key));
                    }
                }
            }
            if next.iter().all(|tokens| tokens.is_empty()) {
                break;
            }
            for ((wanted, fresh), tokens) in all.iter_mut().zip(&mut fresh).zip(next) {
                wanted.tokens.extend(tokens.iter().cloned());
                *fresh = Wanted { word: String::new(), beginnings: Vec::new(), tokens };
            }
        }
        all
    }

    /// What stands, to entries of one of the bibliographies, for the strings that have a word.
    fn strings_with(&self, at: u32, mut wanted: Wanted) -> Vec<String> {
        let heir = EntryId { bibliography: at, entry: 0 };
        let mut found = Vec::new();
        let mut seen: FxHashSet<String> = FxHashSet::default();
        for _ in 0..STRING_DEPTH {
            let mut next = Vec::new();
            for (_, file) in self.seen_from(heir).filter(|(_, file)| file.has_strings()) {
                for name in file.strings_with(&wanted) {
                    if seen.insert(name.clone()) {
                        next.push(token(STRING, &name));
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            found.extend(next.iter().cloned());
            wanted = Wanted { word: String::new(), beginnings: Vec::new(), tokens: next };
        }
        found
    }

    /// Of each of the bibliographies the entries that others inherit from.
    fn parents(&self) -> &[Parents] {
        self.parents.get_or_init(|| {
            let mut all = vec![Parents::default(); self.bibliographies.len()];
            for (file, at) in self.bibliographies.iter().zip(0..) {
                for key in file.parents() {
                    let heir = EntryId { bibliography: at, entry: 0 };
                    if let Some(parent) = self.parent(heir, &key) {
                        let names = all[parent.bibliography as usize].entry(parent.entry).or_default();
                        names.push((at, key));
                    }
                }
            }
            all
        })
    }
}
