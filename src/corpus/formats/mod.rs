//! The formats of dumps: known by content, cut into records, each record read by itself.
//!
//! A dump is never read as one document: what is wrong with one record is that record's matter.

mod arxiv;
mod bibtex;
mod crossref;
mod cut;
mod dblp;
mod format;
mod json;
mod openalex;
mod reader;
mod reading;
mod retraction_watch;
#[cfg(test)]
mod tests;

pub use arxiv::is_withdrawal;
pub use cut::{Cutter, LONGEST, Piece};
pub use format::Format;
pub use reader::Reader;
pub use reading::Reading;
