//! The words around a gap -> ranked entries.
//!
//! Each entry gets a few plain figures ([`Features`]); the score is their weighted sum. The weights
//! are fitted on real surveys by `benches/context`, which can be run again.

mod figures;
mod query;
mod uses;
mod why;

pub use figures::{Features, REASONS, Reason, features, score};
pub use uses::{Use, UseContexts, use_words};
pub use why::{named_authors, shared_words};

use crate::model::library::{EntryId, Library};

/// What stands around a gap; text as written in LaTeX, without the citations in it.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The sentence up to the gap.
    pub before: &'a str,
    /// The rest of the sentence.
    pub after: &'a str,
    /// The paragraph, the sentence included.
    pub paragraph: &'a str,
    /// The headings above it, the nearest last.
    pub heading: &'a str,
    /// Keys of the same command: never offered again.
    pub cited_here: &'a [String],
    /// Keys cited before and after in the same file, with how many citations lie between (0: the next
    /// or the last one). A key may stand in it several times; only the nearest dozens matter.
    pub cited_near: &'a [(String, u32)],
}

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

/// How much each of the [`Features`] counts: a multinomial logit (the weights under which the entries
/// that were cited are likeliest among all), fitted on blanked citations of nine surveys and theses, at
/// most 150 of each, both with one citation blank and with all of its file.
///
/// `LACUNA_SURVEYS=folder:folder LACUNA_SITES=150 cargo bench --bench context` fits them anew; it reads,
/// edits and ranks as the server does. Held out: each survey by weights that were fitted on the others;
/// held in: by these.
///
/// | 1083 citations | first 10 | MRR |
/// |---|---|---|
/// | BM25 by the sentence alone | 50.8 % | 0.310 |
/// | one gap, held out | 72.2 % | 0.485 |
/// | one gap, held in | 72.9 % | 0.501 |
/// | all citations of the file blank, held out | 59.7 % | 0.392 |
/// | all citations of the file blank, held in | 60.8 % | 0.396 |
///
/// Tried as well, without gain on surveys held out: how often entries are cited together with what is
/// cited nearby, words shared with the titles cited nearby, the distance to the years cited nearby,
/// pairs of words of the title, capitals such as `BERT` apart from other words.
pub const WEIGHTS: Features =
    [0.88, 1.24, 0.94, 2.68, 0.50, 1.33, 0.28, 0.99, 3.01, 1.43, 1.48, 0.89, 1.95, 1.24, 2.50];

/// A part of the score that is worth telling as a reason.
const TELLING: f32 = 0.3;

/// Ranks the library for a gap: the `limit` likeliest entries, best first.
pub fn rank(place: &Surroundings, library: &Library, uses: &UseContexts, limit: usize) -> Vec<Ranked> {
    let mut rows = features(place, library, uses);
    rows.sort_by(|a, b| score(&b.1, &WEIGHTS).total_cmp(&score(&a.1, &WEIGHTS)));
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

#[cfg(test)]
mod tests;
