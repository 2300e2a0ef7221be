//! Keys that resemble another: candidates for what a misspelt key was meant to be.

use rapidfuzz::distance::osa;

use super::definitions::{EntryId, Library};

/// The fewest letters of a part of a key by which entries are looked up.
pub(super) const SHORTEST_PART: usize = 3;

/// In how many letters a key may differ from one of so many letters and still resemble it.
pub(super) fn most_edits(letters: usize) -> usize {
    (1 + letters / 4).min(4)
}

impl Library {
    /// Entries (of the project's own bibliographies) whose keys are at a small edit distance of `key`, case aside,
    /// the nearest first. The key itself is not among them.
    pub fn similar_keys(&self, key: &str, limit: usize) -> Vec<EntryId> {
        let wanted = key.to_lowercase();
        let letters: Vec<char> = wanted.chars().collect();
        let most = most_edits(letters.len());
        let comparator = osa::BatchComparator::new(letters.iter().copied());
        let arguments = osa::Args::default().score_cutoff(most);
        let mut near: Vec<(usize, EntryId)> = Vec::new();
        for (bibliography, file) in (0..).zip(self.own()) {
            for (entry, other) in file.perhaps_near(&wanted, most).filter(|(_, other)| *other != key) {
                let distance = comparator.distance_with_args(other.to_lowercase().chars(), &arguments);
                near.extend(distance.map(|distance| (distance, EntryId { bibliography, entry })));
            }
        }
        near.sort_unstable();
        near.into_iter().map(|(_, id)| id).take(limit).collect()
    }
}
