//! What cites what: the citations of a document, by chunk, and the uses of keys.

mod chunk;
mod citation;
mod document;
pub(super) mod keys;
mod other_syntaxes;
mod read;
pub mod separators;
#[cfg(test)]
mod tests;

pub use chunk::ChunkCitations;
pub use citation::{Citation, Key, KeyGroup};
pub use document::DocumentCitations;
