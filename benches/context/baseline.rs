//! What the ranking is measured against: BM25 by the sentence alone.

use std::collections::HashMap;

use lacuna::model::library::Library;
use lacuna::syntax::latex_text::{fold_words, to_unicode};

/// The baseline: BM25 over title (twice), abstract and keywords.
pub struct Bm25 {
    keys: Vec<String>,
    postings: HashMap<String, Vec<(usize, f32)>>,
    lengths: Vec<f32>,
}

const STOP: &str = " the and for with from are was were been that this these those its our their they can has have had \
     not which also such than more most into between using used use based ";

fn terms(text: &str) -> Vec<String> {
    let mut words = fold_words(&to_unicode(text));
    words.retain(|word| word.chars().count() > 2 && !STOP.contains(&format!(" {word} ")));
    for word in &mut words {
        let ending = ["ations", "ation", "ings", "ing", "ies", "es", "s", "ed"]
            .into_iter()
            .find(|ending| word.ends_with(ending) && word.len() - ending.len() >= 4);
        word.truncate(word.len() - ending.map_or(0, str::len));
    }
    words
}

impl Bm25 {
    /// Of all entries.
    pub fn new(library: &Library) -> Self {
        let mut this = Self { keys: Vec::new(), postings: HashMap::new(), lengths: Vec::new() };
        for (id, key) in library.keys() {
            if this.keys.iter().any(|other| other == key) {
                continue;
            }
            let work = library.work(id);
            let rest =
                [work.abstract_text, work.keywords].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let terms = terms(&format!("{0} {0} {rest}", work.title));
            let mut counts: HashMap<String, f32> = HashMap::new();
            this.lengths.push(terms.len().max(1) as f32);
            terms.into_iter().for_each(|term| *counts.entry(term).or_default() += 1.0);
            for (term, count) in counts {
                this.postings.entry(term).or_default().push((this.keys.len(), count));
            }
            this.keys.push(key.to_owned());
        }
        this
    }

    /// The place of the first of `right`, from 0.
    pub fn rank(&self, before: &str, after: &str, right: &[String]) -> usize {
        let mut scores = vec![0.0f32; self.keys.len()];
        let all = self.keys.len() as f32;
        let mean = self.lengths.iter().sum::<f32>() / all;
        for (words, weight) in [(terms(before), 2.0), (terms(after), 1.0)] {
            for word in words {
                let Some(postings) = self.postings.get(&word) else { continue };
                let with = postings.len() as f32;
                let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
                for (at, count) in postings {
                    let length = self.lengths[*at] / mean;
                    scores[*at] += weight * rarity * count * 2.5 / (count + 1.5 * (0.25 + 0.75 * length));
                }
            }
        }
        let rank = |key: &String| {
            let at = self.keys.iter().position(|other| other == key)?;
            Some(
                (0..scores.len())
                    .filter(|i| scores[*i] > scores[at] || (scores[*i] == scores[at] && *i < at))
                    .count(),
            )
        };
        right.iter().filter_map(rank).min().unwrap_or(1_000_000)
    }
}
