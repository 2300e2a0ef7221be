//! A LaTeX file: incremental parse -> [`TexFile`], its facts by paragraph.

mod bare;
mod calls;
mod chunks;
mod commands;
mod comments;
mod definitions;
mod facts;
mod file;
mod gaps;
mod paragraph;
mod silence;
mod silences;
#[cfg(test)]
mod tests;
mod tokens;
mod verbatim;

pub use chunks::MAX_PARAGRAPH;
pub use facts::*;
pub use file::{MAX_BRACES, MAX_BYTES, TexFile};
pub use silence::Silence;
