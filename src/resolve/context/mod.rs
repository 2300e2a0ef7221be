//! The words around a gap -> ranked entries.
//!
//! Each entry gets a few plain figures ([`Features`]); the score is their weighted sum. The weights
//! are fitted on real surveys by `benches/context.rs`, which can be run again.

mod uses;

use rustc_hash::FxHashMap;

pub use uses::{Use, UseContexts, use_words};

use super::words::{content_words, stem};
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

/// Why an entry is offered; each is a column of the [`Features`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Its title, keywords or abstract share words with the sentence.
    Sentence,
    /// They share nearly as many as any entry's do.
    BestInSentence,
    /// They share words with the paragraph.
    Paragraph,
    /// They share words with the headings.
    Heading,
    /// It is cited elsewhere among the words of the sentence.
    UsedAlike,
    /// It is cited elsewhere among nearly as many of them as any entry is.
    BestUsedAlike,
    /// It is cited elsewhere among the words of the paragraph.
    UsedInParagraph,
    /// It is the citation just before or behind: seldom wanted again, the weight is negative.
    CitedNext,
    /// It is often cited together with what is cited nearby.
    CitedTogether,
    /// The sentence names one of its authors.
    AuthorNamed,
    /// It is cited often.
    CitedOften,
    /// It is among the few entries that nothing cites yet.
    NotYetCited,
}

/// The figures of one entry, in the order of [`REASONS`].
pub type Features = [f32; REASONS.len()];

/// What each of the [`Features`] says.
pub const REASONS: [Reason; 12] = [
    Reason::Sentence,
    Reason::BestInSentence,
    Reason::Paragraph,
    Reason::Heading,
    Reason::UsedAlike,
    Reason::BestUsedAlike,
    Reason::UsedInParagraph,
    Reason::CitedNext,
    Reason::CitedTogether,
    Reason::AuthorNamed,
    Reason::CitedOften,
    Reason::NotYetCited,
];

/// How much each of the [`Features`] counts: a multinomial logit, fitted by `benches/context.rs` on
/// blanked citations of nine surveys and theses.
///
/// | 733 citations, each survey by weights fitted on the others | first 10 | MRR |
/// |---|---|---|
/// | one gap: BM25 by the sentence alone | 51.0 % | 0.321 |
/// | one gap: this | 69.3 % | 0.461 |
/// | all citations of the file blank: BM25 | 51.0 % | 0.321 |
/// | all citations of the file blank: this | 69.3 % | 0.455 |
pub const WEIGHTS: Features = [1.40, 1.70, 0.07, 0.60, 0.83, 1.26, 0.33, -2.35, 0.43, 2.79, 0.97, 1.84];

/// Entries fetched from the index for the sentence, the paragraph and the headings.
const FETCHED: usize = 400;
/// Of a library no larger than this every entry is ranked, also such as share no word.
const SMALL: usize = 2000;
/// Entries fetched for an author's name.
const BY_AUTHOR: usize = 50;
/// Capitalised words before and after the gap that may be names of authors.
const NAMES: (usize, usize) = (6, 4);
/// Different words of a paragraph that are looked at: a table may be one paragraph.
const PARAGRAPH: usize = 150;
/// A part of the score that is worth telling as a reason.
const TELLING: f32 = 0.3;
/// Citations so few citations away say what else belongs here.
const NEIGHBOURS: u32 = 6;

/// Ranks the library for a gap: the `limit` likeliest entries, best first.
pub fn rank(place: &Surroundings, library: &Library, uses: &UseContexts, limit: usize) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = features(place, library, uses)
        .into_iter()
        .map(|(id, features)| {
            let parts: Vec<f32> =
                features.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).collect();
            let mut order: Vec<usize> = (0..parts.len()).filter(|part| parts[*part] > TELLING).collect();
            order.sort_by(|a, b| parts[*b].total_cmp(&parts[*a]));
            let reasons = order.into_iter().map(|part| REASONS[part]).collect();
            Ranked { id, score: parts.iter().sum(), reasons }
        })
        .collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
    ranked.truncate(limit);
    ranked
}

/// The figures of every entry that anything speaks for; of a small library, of every entry.
pub fn features(place: &Surroundings, library: &Library, uses: &UseContexts) -> Vec<(EntryId, Features)> {
    let mut found = Found { library, rows: FxHashMap::default(), ids: FxHashMap::default() };
    if library.len() <= SMALL {
        found.rows.extend(library.keys().map(|(id, _)| (id, Features::default())));
    }
    let (sentence, mut paragraph) = (weighted_sentence(place), weighted(place.paragraph));
    paragraph.truncate(PARAGRAPH);
    found.about(Reason::Sentence, &sentence);
    found.about(Reason::Paragraph, &paragraph);
    found.about(Reason::Heading, &weighted(place.heading));
    for (reason, words) in [(Reason::UsedAlike, &sentence), (Reason::UsedInParagraph, &paragraph)] {
        let scale = scale(words);
        for (key, score) in uses.about(words) {
            found.add(reason, key, score / scale);
        }
    }
    for (key, distance) in place.cited_near.iter().filter(|(_, distance)| *distance < NEIGHBOURS) {
        for (other, share) in uses.cited_with(key) {
            found.add(Reason::CitedTogether, other, share / (1.0 + *distance as f32));
        }
    }
    found.names(place);
    found.finish(place, uses);
    let mut rows: Vec<(EntryId, Features)> = found.rows.into_iter().collect();
    rows.retain(|(id, _)| !place.cited_here.contains(&library.key(*id)));
    rows.sort_by_key(|(id, _)| *id);
    rows
}

/// The table of figures while it is filled.
struct Found<'a> {
    library: &'a Library,
    rows: FxHashMap<EntryId, Features>,
    ids: FxHashMap<String, Option<EntryId>>,
}

impl Found<'_> {
    fn about(&mut self, reason: Reason, words: &[(String, f32)]) {
        let scale = scale(words);
        for (id, score) in self.library.about(&inflected(words), FETCHED) {
            self.rows.entry(id).or_default()[reason as usize] = score / scale;
        }
    }

    fn add(&mut self, reason: Reason, key: &str, value: f32) {
        let library = self.library;
        let id = *self.ids.entry(key.to_owned()).or_insert_with(|| library.get(key));
        if let Some(id) = id {
            self.rows.entry(id).or_default()[reason as usize] += value;
        }
    }

    /// Names of authors in the sentence, the nearer the weightier.
    fn names(&mut self, place: &Surroundings) {
        let before = capitals(place.before).into_iter().rev().take(NAMES.0).enumerate();
        let before = before.map(|(at, name)| (name, 0.5 + 1.0 / (at + 1) as f32));
        let after = capitals(place.after).into_iter().take(NAMES.1).map(|name| (name, 0.5));
        for (name, weight) in before.chain(after) {
            for id in self.library.by_author(&name, BY_AUTHOR) {
                let row = self.rows.entry(id).or_default();
                row[Reason::AuthorNamed as usize] = row[Reason::AuthorNamed as usize].max(weight);
            }
        }
    }

    /// The figures that rest on the others or on the number of citations.
    fn finish(&mut self, place: &Surroundings, uses: &UseContexts) {
        let best = |reason: Reason| self.rows.values().map(|row| row[reason as usize]).fold(1e-6, f32::max);
        let (best_sentence, best_use) = (best(Reason::Sentence), best(Reason::UsedAlike));
        // The fewer entries are left uncited, the likelier it is one of them.
        let (all, cited) = (self.library.len() as f32, uses.len() as f32);
        let uncited = ((all + 1.0) / ((all - cited).max(0.0) + 1.0)).ln();
        for (id, row) in &mut self.rows {
            let key = self.library.key(*id);
            let count = uses.count(&key) as f32;
            let next = place.cited_near.iter().any(|(near, distance)| *distance == 0 && *near == key);
            row[Reason::BestInSentence as usize] = (row[Reason::Sentence as usize] / best_sentence).powi(2);
            row[Reason::BestUsedAlike as usize] = (row[Reason::UsedAlike as usize] / best_use).powi(2);
            row[Reason::CitedTogether as usize] = row[Reason::CitedTogether as usize].ln_1p();
            row[Reason::CitedNext as usize] = if next { 1.0 } else { 0.0 };
            row[Reason::CitedOften as usize] = count.ln_1p();
            row[Reason::NotYetCited as usize] = if count == 0.0 { uncited } else { 0.0 };
        }
    }
}

/// Capitalised words, folded: they may be names.
fn capitals(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || "~()[]{},;".contains(c))
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 2)
        .filter_map(|word| content_words(word).into_iter().next())
        .collect()
}

/// The words of a stretch, each once for each time it stands there.
fn weighted(text: &str) -> Vec<(String, f32)> {
    merged(content_words(text).into_iter().map(|word| (word, 1.0)))
}

/// The words of the sentence: what stands before the gap counts more, the nearest words most.
fn weighted_sentence(place: &Surroundings) -> Vec<(String, f32)> {
    let before = content_words(place.before);
    let count = before.len();
    let before = before
        .into_iter()
        .enumerate()
        .map(|(at, word)| (word, 1.0 + 1.5 * 0.85f32.powi((count - 1 - at) as i32)));
    let after = content_words(place.after)
        .into_iter()
        .enumerate()
        .map(|(at, word)| (word, 0.5 + 0.5 * 0.85f32.powi(at as i32)));
    merged(before.chain(after))
}

/// Each word with its likely other forms, since the index knows nothing of endings.
fn inflected(words: &[(String, f32)]) -> Vec<(String, f32)> {
    let mut forms: Vec<(String, f32)> = Vec::with_capacity(words.len() * 6);
    for (word, weight) in words {
        let stem = stem(word);
        forms.push((word.clone(), *weight));
        for ending in ["", "s", "es", "ing", "ed", "ation"] {
            let form = format!("{stem}{ending}");
            if form != *word && form.len() >= 4 {
                forms.push((form, *weight));
            }
        }
    }
    forms
}

/// Each word once, with the sum of its weights.
fn merged(words: impl Iterator<Item = (String, f32)>) -> Vec<(String, f32)> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut sums: Vec<(String, f32)> = Vec::new();
    for (word, weight) in words {
        let place = *places.entry(word).or_insert_with_key(|word| {
            sums.push((word.clone(), 0.0));
            sums.len() - 1
        });
        sums[place].1 += weight;
    }
    sums
}

/// What a score by these words is divided by, so that long and short texts compare.
fn scale(words: &[(String, f32)]) -> f32 {
    words.iter().map(|(_, weight)| weight).sum::<f32>().max(1.0).sqrt() * 4.0
}

#[cfg(test)]
mod tests;
