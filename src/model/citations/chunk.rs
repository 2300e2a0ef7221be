//! What one chunk cites and defines.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::citation::{Citation, Key};
use crate::model::bibitems::BibItem;

/// What one chunk cites and defines.
#[derive(Debug, Default, PartialEq)]
pub struct ChunkCitations {
    /// In the order of the text.
    pub citations: Vec<Citation>,
    /// In the order of the text.
    pub items: Vec<BibItem>,
    /// One bit for each key: a key whose bit is not set stands nowhere in the chunk.
    pub(super) bits: u64,
    /// Where many keys stand, each by its hash and as it follows from the others: its citation, group and number.
    by_hash: Vec<(u64, [u32; 3])>,
}

/// So many keys are looked through one by one.
const FEW: usize = 16;

impl ChunkCitations {
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.citations.iter().flat_map(|it| &it.groups).flat_map(|it| &it.keys)
    }

    /// Makes the keys findable; called once the citations are what they stay.
    pub(super) fn index(&mut self) {
        let keys = self.keys().map(|it| &it.text).chain(self.items.iter().map(|it| &it.key));
        self.bits = keys.fold(0, |bits, key| bits | bit(key));
        if self.keys().nth(FEW).is_none() {
            return;
        }
        let mut by_hash = Vec::new();
        for (citation, it) in (0..).zip(&self.citations) {
            for (group, it) in (0..).zip(&it.groups) {
                let keys = (0..).zip(&it.keys);
                by_hash.extend(keys.map(|(number, key)| (hash(&key.text), [citation, group, number])));
            }
        }
        by_hash.sort_unstable();
        self.by_hash = by_hash;
    }

    /// The keys that may be `key`, its letters of ASCII in any case, in order: none that is is missing.
    pub(super) fn perhaps(&self, key: &str) -> impl Iterator<Item = &Key> {
        let wanted = if self.by_hash.is_empty() { 0 } else { hash(key) };
        let from = self.by_hash.partition_point(|it| it.0 < wanted);
        let of_hash = self.by_hash[from..].iter().take_while(move |it| it.0 == wanted);
        let many = of_hash.map(|(_, [citation, group, number])| {
            &self.citations[*citation as usize].groups[*group as usize].keys[*number as usize]
        });
        let few = self.by_hash.is_empty().then(|| self.keys());
        few.into_iter().flatten().chain(many)
    }
}

/// The bit of a key, case aside.
pub(super) fn bit(key: &str) -> u64 {
    1 << (hash(key) >> 58)
}

fn hash(key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    key.bytes().for_each(|it| hasher.write_u8(it.to_ascii_lowercase()));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    #[test]
    fn of_a_long_list_few_keys_are_looked_at() {
        let keys: Vec<String> = (0..1000).map(|it| format!("k{}", it % 500)).collect();
        let fixture = Fixture::new(&format!("%- main.tex\n\\cite{{{}}} \\cite{{K7}}\n", keys.join(",")));
        let citations = fixture.snapshot.citations(&fixture.id).unwrap();
        let (_, _, chunk) = &citations.chunks[0];
        let places: Vec<usize> = chunk.perhaps("k7").map(|it| it.range.start).collect();
        assert_eq!(places.len(), 3);
        assert!(places.is_sorted());
        assert_eq!(chunk.perhaps("none").count(), 0);
        assert_eq!(citations.uses("k7").count(), 2);
        assert_eq!(citations.uses_in_any_case("k7").count(), 3);
    }
}
