//! The words around a gap -> ranked entries.
//!
//! Each entry gets a few plain figures ([`Features`]); the score is their weighted sum. The weights
//! are fitted on real surveys by `benches/context.rs`, which can be run again.

mod uses;

use rustc_hash::FxHashMap;

pub use uses::{Use, UseContexts};

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

/// Why an entry is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Its title, keywords or abstract share words with the sentence.
    Sentence,
    /// They share words with the paragraph.
    Paragraph,
    /// They share words with the headings.
    Heading,
    /// It is cited elsewhere among the same words.
    UsedAlike,
    /// It is cited elsewhere among the words of the paragraph.
    UsedInParagraph,
    /// It shares words with the titles of what is cited nearby.
    LikeNeighbours,
    /// It is the citation just before or behind: seldom wanted again.
    CitedNext,
    /// It is often cited together with what is cited nearby.
    CitedTogether,
    /// The sentence names one of its authors.
    AuthorNamed,
    /// Its title, keywords or abstract share nearly as many words with the sentence as any entry's.
    BestInSentence,
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
    Reason::Paragraph,
    Reason::Heading,
    Reason::UsedAlike,
    Reason::UsedInParagraph,
    Reason::LikeNeighbours,
    Reason::CitedNext,
    Reason::CitedTogether,
    Reason::AuthorNamed,
    Reason::BestInSentence,
    Reason::CitedOften,
    Reason::NotYetCited,
];

/// How much each of the [`Features`] counts.
pub const WEIGHTS: Features = [1.0; REASONS.len()];

/// Entries fetched from the index for the sentence, and for paragraph and headings.
const FETCHED: usize = 400;
/// Entries fetched for an author's name.
const BY_AUTHOR: usize = 50;

/// Ranks the library for a gap: the `limit` likeliest entries, best first.
pub fn rank(place: &Surroundings, library: &Library, uses: &UseContexts, limit: usize) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = features(place, library, uses)
        .into_iter()
        .map(|(id, features)| {
            let parts: Vec<f32> =
                features.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).collect();
            let mut order: Vec<usize> = (0..parts.len()).filter(|part| parts[*part] > 0.3).collect();
            order.sort_by(|a, b| parts[*b].total_cmp(&parts[*a]));
            let reasons = order.into_iter().map(|part| REASONS[part]).collect();
            Ranked { id, score: parts.iter().sum(), reasons }
        })
        .collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
    ranked.truncate(limit);
    ranked
}

/// The figures of every entry that anything speaks for.
pub fn features(place: &Surroundings, library: &Library, uses: &UseContexts) -> Vec<(EntryId, Features)> {
    let mut found = Found { library, rows: FxHashMap::default(), ids: FxHashMap::default() };
    let sentence = weighted_sentence(place);
    let paragraph = weighted(place.paragraph);
    let heading = weighted(place.heading);
    found.about(0, &sentence);
    found.about(1, &paragraph);
    found.about(2, &heading);

    for (column, words) in [(3, &sentence), (4, &paragraph)] {
        let scale = scale(words);
        for (key, score) in uses.about(words) {
            found.add_key(column, key, score / scale);
        }
    }
    for (key, distance) in place.cited_near {
        if *distance == 0 {
            found.raise_key(6, key, 1.0);
        }
        if *distance < 6 {
            let nearness = 1.0 / (1.0 + *distance as f32);
            for (other, share) in uses.cited_with(key) {
                found.add_key(7, other, nearness * share);
            }
        }
    }
    let neighbours: Vec<String> = place
        .cited_near
        .iter()
        .filter(|(_, distance)| *distance < 3)
        .filter_map(|(key, _)| library.get(key))
        .map(|id| library.work(id).title)
        .collect();
    found.about(5, &weighted(&neighbours.join(" ")));
    found.named(place);
    let best = found.rows.values().map(|row| row[0]).fold(1e-6, f32::max);
    let total = library.len().max(1) as f32;
    let cited = uses.len() as f32;
    let unused = ((total + 1.0) / ((total - cited).max(0.0) + 1.0)).ln();
    for (id, row) in &mut found.rows {
        let count = uses.count(&library.key(*id)) as f32;
        row[7] = row[7].ln_1p();
        row[9] = (row[0] / best).powi(2);
        row[10] = count.ln_1p();
        row[11] = if count == 0.0 { unused } else { 0.0 };
    }
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
    fn about(&mut self, column: usize, words: &[(String, f32)]) {
        let scale = scale(words);
        for (id, score) in self.library.about(&inflected(words), FETCHED) {
            self.rows.entry(id).or_default()[column] = score / scale;
        }
    }

    fn row(&mut self, key: &str) -> Option<&mut Features> {
        let library = self.library;
        let id = *self.ids.entry(key.to_owned()).or_insert_with(|| library.get(key));
        Some(self.rows.entry(id?).or_default())
    }

    fn add_key(&mut self, column: usize, key: &str, value: f32) {
        if let Some(row) = self.row(key) {
            row[column] += value;
        }
    }

    fn raise_key(&mut self, column: usize, key: &str, value: f32) {
        if let Some(row) = self.row(key) {
            row[column] = row[column].max(value);
        }
    }

    /// Names of authors and works in the sentence: capitalised words, nearer ones weightier.
    fn named(&mut self, place: &Surroundings) {
        let mut names: Vec<(String, f32)> = capitals(place.before);
        let count = names.len();
        for (at, (_, weight)) in names.iter_mut().enumerate() {
            *weight = 1.0 / (count - at) as f32 + 0.5;
        }
        names.extend(capitals(place.after).into_iter().take(4));
        for (name, weight) in names {
            for id in self.library.by_author(&name, BY_AUTHOR) {
                let row = self.rows.entry(id).or_default();
                row[8] = row[8].max(weight);
            }
        }
    }
}

/// Capitalised words that do not begin the sentence, folded.
fn capitals(text: &str) -> Vec<(String, f32)> {
    text.split(|c: char| c.is_whitespace() || "~()[]{},;".contains(c))
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 2)
        .flat_map(|word| content_words(word).into_iter().take(1))
        .map(|word| (word, 0.5))
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

fn merged(words: impl Iterator<Item = (String, f32)>) -> Vec<(String, f32)> {
    let mut sums: Vec<(String, f32)> = Vec::new();
    for (word, weight) in words {
        match sums.iter_mut().find(|(other, _)| *other == word) {
            Some((_, sum)) => *sum += weight,
            None => sums.push((word, weight)),
        }
    }
    sums
}

/// What a score by these words is divided by, so that long and short texts compare.
fn scale(words: &[(String, f32)]) -> f32 {
    words.iter().map(|(_, weight)| weight).sum::<f32>().max(1.0).sqrt() * 4.0
}
