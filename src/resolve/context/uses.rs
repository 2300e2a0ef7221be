//! Where and with which words the entries of a project are cited: computed once, asked for every gap.

use rustc_hash::FxHashMap;

use crate::resolve::words::{content_words, stem};

/// One citation: the keys of a command and what stands around it.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// The keys.
    pub keys: &'a [String],
    /// The [`use_words`] of the sentence around it.
    pub words: &'a [String],
}

/// The words of a sentence around a citation, as [`UseContexts`] wants them. They depend on the sentence
/// alone, so that they can be kept as long as its paragraph stays as it is.
pub fn use_words(sentence: &str) -> Vec<String> {
    let mut words = content_words(sentence);
    for word in &mut words {
        word.truncate(stem(word).len());
    }
    words
}

/// The words around each entry's citations.
#[derive(Clone, Debug, Default)]
pub struct UseContexts {
    keys: Vec<String>,
    slots: FxHashMap<String, u32>,
    /// Word -> key and how often.
    postings: FxHashMap<String, Vec<(u32, f32)>>,
    /// Words around each key.
    lengths: Vec<f32>,
    /// Citations of each key.
    counts: Vec<u32>,
}

impl UseContexts {
    /// From all citations of a project, each document's in order.
    pub fn build<'a>(uses: impl IntoIterator<Item = Use<'a>>) -> Self {
        let mut contexts = Self::default();
        let mut bags: Vec<FxHashMap<&str, f32>> = Vec::new();
        for one in uses {
            let slots: Vec<u32> = one.keys.iter().map(|key| contexts.slot(key)).collect();
            bags.resize_with(contexts.keys.len(), FxHashMap::default);
            for slot in &slots {
                contexts.counts[*slot as usize] += 1;
                for word in one.words {
                    *bags[*slot as usize].entry(word.as_str()).or_default() += 1.0;
                }
            }
        }
        for (slot, bag) in bags.into_iter().enumerate() {
            contexts.lengths[slot] = bag.values().sum();
            for (word, count) in bag {
                match contexts.postings.get_mut(word) {
                    Some(postings) => postings.push((slot as u32, count)),
                    None => {
                        contexts.postings.insert(word.to_owned(), vec![(slot as u32, count)]);
                    }
                }
            }
        }
        contexts
    }

    fn slot(&mut self, key: &str) -> u32 {
        if let Some(slot) = self.slots.get(key) {
            return *slot;
        }
        let slot = self.keys.len() as u32;
        self.keys.push(key.to_owned());
        self.slots.insert(key.to_owned(), slot);
        self.lengths.push(0.0);
        self.counts.push(0);
        slot
    }

    /// How many different keys are cited.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nothing is cited.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How often `key` is cited.
    pub fn count(&self, key: &str) -> u32 {
        self.slots.get(key).map_or(0, |slot| self.counts[*slot as usize])
    }

    /// Keys by how well the words around their citations fit these weighted words (not yet stemmed):
    /// BM25, with each key's citations as one document.
    pub fn about(&self, words: &[(String, f32)]) -> FxHashMap<&str, f32> {
        let mut scores = vec![0.0; self.keys.len()];
        let mean = self.lengths.iter().sum::<f32>() / self.keys.len().max(1) as f32;
        for (word, weight) in words {
            let Some(postings) = self.postings.get(stem(word)) else { continue };
            let (all, with) = (self.keys.len() as f32, postings.len() as f32);
            let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
            for (slot, count) in postings {
                let length = self.lengths[*slot as usize] / mean.max(1.0);
                scores[*slot as usize] +=
                    weight * rarity * count * 2.5 / (count + 1.5 * (0.25 + 0.75 * length));
            }
        }
        let found = scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0);
        found.map(|(slot, score)| (self.keys[slot].as_str(), score)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contexts() -> UseContexts {
        let (a, ab, c) = (["a".to_owned()], ["a".to_owned(), "b".to_owned()], ["c".to_owned()]);
        let words =
            ["Recurrent networks translate", "Attention in networks", "Parsing of sentences"].map(use_words);
        UseContexts::build([
            Use { keys: &a, words: &words[0] },
            Use { keys: &ab, words: &words[1] },
            Use { keys: &c, words: &words[2] },
        ])
    }

    #[test]
    fn the_words_around_a_citation_lead_to_its_key() {
        let contexts = contexts();
        let scores = contexts.about(&[("sentence".to_owned(), 1.0), ("parsing".to_owned(), 1.0)]);
        assert_eq!(scores.keys().copied().collect::<Vec<_>>(), ["c"]);
        let scores = contexts.about(&[("network".to_owned(), 1.0)]);
        assert!(scores["a"] > scores["b"] * 0.9 && !scores.contains_key("c"));
    }

    #[test]
    fn citations_are_counted() {
        let contexts = contexts();
        assert_eq!((contexts.count("a"), contexts.count("z")), (2, 0));
    }
}
