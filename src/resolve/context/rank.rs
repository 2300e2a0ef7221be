//! The entries of a library, ranked for a gap.

use super::figures::features;
use super::place::Surroundings;
use super::uses::UseContexts;
use super::weights::{REASONS, Reason, WEIGHTS, score};
use crate::model::library::{EntryId, Library};

/// An entry for a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The entry.
    pub id: EntryId,
    /// The greater the likelier; compares within one answer only.
    pub score: f32,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// A part of the score that is worth telling as a reason.
const TELLING: f32 = 0.3;

/// Ranks the library for a gap: the `limit` likeliest entries, best first.
pub fn rank(place: &Surroundings, library: &Library, uses: &UseContexts, limit: usize) -> Vec<Ranked> {
    let mut rows = features(place, library, uses);
    // Of equals the first in the library: no order of a map may show.
    rows.sort_by(|a, b| score(&b.1, &WEIGHTS).total_cmp(&score(&a.1, &WEIGHTS)).then(a.0.cmp(&b.0)));
    rows.truncate(limit);
    let ranked = rows.into_iter().map(|(id, features)| {
        let parts: Vec<f32> = features.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).collect();
        let mut order: Vec<usize> = (0..parts.len()).filter(|part| parts[*part] > TELLING).collect();
        order.sort_by(|a, b| parts[*b].total_cmp(&parts[*a]));
        let reasons = order.into_iter().map(|part| REASONS[part]).collect();
        Ranked { id, score: parts.iter().sum(), reasons }
    });
    ranked.collect()
}
