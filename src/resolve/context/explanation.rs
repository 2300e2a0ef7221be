//! What an entry shares with a gap, to be told to the writer.

use super::place::Surroundings;
use super::query::{names, weighted, weighted_sentence};
use crate::model::library::{Library, Work};
use crate::resolve::words::{content_words, stem};

/// Names and words that are told, at most.
const MOST: usize = 3;

/// The words that the sentence, else the paragraph, shares with the entry's title, keywords and abstract:
/// the most telling, in the order of the text.
pub fn shared_words(place: &Surroundings, library: &Library, work: &Work) -> Vec<String> {
    let fields = [Some(work.title.as_str()), work.keywords.as_deref(), work.abstract_text.as_deref()];
    let entry: Vec<String> = fields.into_iter().flatten().flat_map(content_words).collect();
    let has = |word: &str| entry.iter().any(|other| stem(other) == stem(word));
    for words in [weighted_sentence(place), weighted(place.paragraph)] {
        let shared = words.into_iter().filter(|(word, _)| has(word)).enumerate();
        let mut shared: Vec<(f32, usize, String)> = shared
            .map(|(at, (word, weight))| {
                (weight / (1.0 + library.title_frequency(&word) as f32).ln_1p(), at, word)
            })
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0));
        shared.truncate(MOST);
        shared.sort_by_key(|(_, at, _)| *at);
        if !shared.is_empty() {
            return shared.into_iter().map(|(.., word)| word).collect();
        }
    }
    Vec::new()
}

/// The family names of the entry's authors that the sentence names.
pub fn named_authors(place: &Surroundings, work: &Work) -> Vec<String> {
    let names = names(place);
    let is_named = |family: &str| names.iter().any(|(name, _)| name == family);
    let authors = work.authors.iter().filter(|it| is_named(&it.folded_family()));
    authors.map(|it| it.family.clone()).take(MOST).collect()
}
