//! The words around a gap -> ranked entries.
//!
//! Each entry gets a few plain figures ([`Features`]); the score is their weighted sum. The weights
//! are fitted on real surveys by `benches/context`, which can be run again.

mod explanation;
mod figures;
mod place;
mod query;
mod rank;
mod uses;
mod weights;

pub use explanation::{named_authors, shared_words};
pub use figures::features;
pub use place::Surroundings;
pub use rank::{Ranked, rank};
pub use uses::{Use, UseContexts, use_words};
pub use weights::{Features, REASONS, Reason, WEIGHTS, score};

#[cfg(test)]
mod tests;
