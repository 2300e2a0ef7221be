//! The bibliographies of one project in order: key -> definitions; inheritance; search.
//!
//! Which files these are is decided by `project`; the entries of one file, as they are written, are in
//! `bibliography`. Begin with [`Library`] in `definitions`; [`Work`] is what a reader wants to know of an entry.

mod answers;
mod definitions;
mod headings;
mod indirect_words;
mod inherit;
#[cfg(test)]
mod inherited_tests;
mod master_libraries;
mod near_memo;
mod search;
#[cfg(test)]
mod search_tests;
mod similar;
#[cfg(test)]
mod tests;
mod work;

pub use definitions::{EntryId, Library};
pub use inherit::ResolvedField;
pub use work::Work;

pub use crate::syntax::bib::identifiers::{arxiv, doi, printed, year};
