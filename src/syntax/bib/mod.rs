//! A resilient scanner of BibTeX files: entries, fields, strings, exact spans.
//!
//! [`split`] cuts a text into items; [`fields`] reads the inside of one into an [`Entry`] with its
//! [`Fault`]s. Nothing is inherited or looked up here: see `model::bibliography` for a whole file and
//! `model::library` for what its entries mean together.

mod comments;
mod entry;
pub mod fields;
pub mod identifiers;
pub mod split;
pub mod suppressions;
#[cfg(test)]
mod tests;

pub use entry::{Entry, Fault, FaultKind, Field, Piece};
