//! A LaTeX file: incremental parse -> [`TexFile`], its facts by paragraph.
//!
//! A [`Chunk`] is one paragraph; its facts are what is written in it: calls, environments, notes, prose
//! citations. A gap is a place that asks for a citation. A [`Silence`] is a stretch in which rules say
//! nothing. Which calls cite is not known here: that is a project's (`model::cite_commands`).
//!
//! Begin with `facts`, the data; `file` keeps it up to date, `chunks` finds the paragraphs, `paragraph`
//! reads one.

mod bare;
mod calls;
mod chunks;
mod commands;
mod comments;
mod definitions;
mod facts;
mod file;
mod gaps;
mod pairs;
mod paragraph;
mod silence;
mod silences_across;
mod silences_within;
#[cfg(test)]
mod tests;
mod tokens;
mod verbatim;

pub use chunks::MAX_PARAGRAPH;
pub use facts::*;
pub use file::{MAX_BRACES, MAX_BYTES, TexFile};
pub use silence::Silence;
