//! What was found near a misspelt key, kept from version to version of a library where no change can touch it.
//!
//! To look for what is near costs a look at every key of the library, and a document may have a thousand misspelt
//! keys, while an edit changes one entry. What is found for a key follows from the entries whose keys resemble it
//! and from those that have a word which begins as a piece of it does; a change of any other entry cannot touch it.

use std::sync::{Arc, MutexGuard, PoisonError};

use rapidfuzz::distance::osa;
use rustc_hash::FxHashMap;

use super::definitions::{EntryId, Library, NearMemo};
use super::similar::{SHORTEST_PART, most_edits};
use crate::model::bibliography::{Found, collect_resolved, key_parts};
use crate::syntax::latex_text::fold_words;

/// After a change of more entries nothing is kept.
const MOST_CHANGED: usize = 64;

/// Pieces of fewer letters are looked for as they are written.
const FORGIVEN: usize = 4;

/// An entry that was changed, as it was or as it is.
struct Changed {
    key: String,
    words: Vec<String>,
}

impl Library {
    /// The keys that are near `key`: as `find` finds them, or as it found them in a former library, where they must
    /// be the same.
    pub fn near(&self, key: &str, find: impl FnOnce() -> Vec<String>) -> Vec<String> {
        // What a change touches can be told once all words are indexed.
        if !self.is_indexed() {
            return find();
        }
        let mut memo = self.near_memo();
        if let Some(base) = memo.base.take() {
            memo.known = self.taken_over(&base).unwrap_or_default();
        }
        let known = memo.known.get(key).cloned();
        drop(memo);
        known.unwrap_or_else(|| {
            let found = find();
            self.near_memo().known.insert(key.to_owned(), found.clone());
            found
        })
    }

    /// Makes this library, which has not been asked anything yet, the successor of another.
    pub fn succeed(&self, former: &Arc<Self>) {
        let memo = former.near_memo();
        let base = if memo.known.is_empty() { memo.base.clone() } else { Some(Arc::clone(former)) };
        drop(memo);
        self.near_memo().base = base;
    }

    fn near_memo(&self) -> MutexGuard<'_, NearMemo> {
        self.near_memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a former library knew and what still holds here.
    fn taken_over(&self, former: &Self) -> Option<FxHashMap<String, Vec<String>>> {
        let same =
            self.bibliographies.len() == former.bibliographies.len() && self.masters + former.masters == 0;
        if !same || !self.is_indexed() || !former.is_indexed() {
            return None;
        }
        let changed = self.changed_since(former)?;
        // What others inherit from is theirs, too.
        let parents =
            [self, former].into_iter().flat_map(|it| &it.bibliographies).flat_map(|it| it.parents());
        if parents.into_iter().any(|it| changed.iter().any(|changed| changed.key.eq_ignore_ascii_case(&it))) {
            return None;
        }
        let known = former.near_memo().known.clone();
        let holds = |key: &str| {
            let pieces = pieces(key);
            !changed.iter().any(|it| it.touches(key, &pieces))
        };
        Some(known.into_iter().filter(|(key, _)| holds(key)).collect())
    }

    /// The entries that are not as they were in a former version of the library, as they were and as they are; `None`
    /// where they are many, or where more than they themselves may have changed.
    fn changed_since(&self, former: &Self) -> Option<Vec<Changed>> {
        let mut all = Vec::new();
        for ((new, old), bibliography) in self.bibliographies.iter().zip(&former.bibliographies).zip(0..) {
            if Arc::ptr_eq(new, old) {
                continue;
            }
            let (gone, come) = new.changes_since(old, MOST_CHANGED)?;
            for (library, entries) in [(former, gone), (self, come)] {
                for id in entries.into_iter().map(|entry| EntryId { bibliography, entry }) {
                    if library.uses_redefined(id) {
                        return None;
                    }
                    all.push(library.changed(id));
                }
            }
        }
        Some(all)
    }

    fn changed(&self, id: EntryId) -> Changed {
        let (key, fields) = (self.key(id), self.fields(id));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|it| (it.name.as_str(), it.value.as_str())).collect();
        let mut words = Vec::new();
        collect_resolved(&key, &fields, &mut |found| {
            let (Found::Word(word, _) | Found::Abstract(word)) = found;
            words.push(word.to_owned());
        });
        // Names of strings stand for themselves, too.
        let entry = self.raw_entry(id);
        words.extend(entry.fields.iter().flat_map(|it| &it.pieces).flat_map(|it| fold_words(it.text())));
        words.sort_unstable();
        words.dedup();
        Changed { key, words }
    }
}

/// The folded words of which a key may be made, however it is cut.
fn pieces(key: &str) -> Vec<String> {
    let letters = key.replace(|c: char| !c.is_alphabetic(), " ");
    let mut pieces = fold_words(&letters);
    pieces.extend(letters.split_whitespace().flat_map(key_parts));
    pieces.extend(fold_words(&letters.to_lowercase()));
    pieces.retain(|it| it.len() >= SHORTEST_PART);
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

impl Changed {
    fn touches(&self, key: &str, pieces: &[String]) -> bool {
        let (a, b) = (key.to_lowercase(), self.key.to_lowercase());
        let arguments = osa::Args::default().score_cutoff(most_edits(a.chars().count()));
        osa::distance_with_args(a.chars(), b.chars(), &arguments).is_some()
            || pieces.iter().any(|piece| self.words.iter().any(|word| begins_about(word, piece)))
    }
}

/// Whether `word` begins with `piece` but for one letter that is wrong, missing, added or swapped.
fn begins_about(word: &str, piece: &str) -> bool {
    if word.starts_with(piece) {
        return true;
    }
    let letters = piece.chars().count();
    if letters < FORGIVEN {
        return false;
    }
    let word: Vec<char> = word.chars().take(letters + 1).collect();
    let [first, second] = [0, 1].map(|at| piece.chars().nth(at));
    let (one, other) = (word.first().copied(), word.get(1).copied());
    // Two letters cannot both be wrong, unless they are swapped or moved by one.
    let may = one == first || other == second || one == second || other == first;
    let lengths = letters.saturating_sub(1).min(word.len())..=word.len();
    let is_near = |it: usize| osa::distance(word.iter().take(it).copied(), piece.chars()) <= 1;
    may && lengths.into_iter().any(is_near)
}
