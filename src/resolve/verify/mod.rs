//! What records say of a reference: confirmed, differing, not found, or not to be checked.
//!
//! A pure function of the reference and the records that a look-up brought. Spelling is no difference; what a
//! source does not know contradicts nothing.

mod authors;
mod candidate;
mod details;
mod judge;
mod meant;
mod references;
mod series;
#[cfg(test)]
mod tests;
mod thresholds;
mod titles;
mod venues;

pub use candidate::{Candidate, Registered, Scope, same_identifier};
pub use judge::{Judgement, judge, judge_within};
pub use references::{Referenced, of_prose, prose_references, references};
pub use thresholds::Thresholds;
pub use titles::{marked, without_markup};
pub use venues::Venue;
