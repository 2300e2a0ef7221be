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
}

impl ChunkCitations {
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.citations.iter().flat_map(|it| &it.groups).flat_map(|it| &it.keys)
    }
}

/// The bit of a key, case aside.
pub(super) fn bit(key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    key.bytes().for_each(|it| hasher.write_u8(it.to_ascii_lowercase()));
    1 << (hasher.finish() >> 58)
}
