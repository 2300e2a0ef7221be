//! What is reported. Each rule is one file with all of it: its code and level, its explanation, its check and its
//! tests; [`catalogue`] registers it by one line. [`judge`] runs them. Nothing here changes a text.

pub mod catalogue;
pub mod diagnostic;
pub mod document;
pub mod entries;
pub mod gaps;
pub mod judge;
pub mod keys;
mod paragraph;
mod paragraphs;
pub(crate) mod report;
pub mod rule;
mod summary;
#[cfg(test)]
mod tests;

pub use diagnostic::{Data, Diagnostic, Related};
pub use judge::{diagnostics, every_diagnostic, unused_entries};
pub use rule::Rule;
