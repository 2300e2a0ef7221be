//! The words of a text as a query: weighed, with their likely other forms.

use rustc_hash::FxHashMap;

use super::place::Surroundings;
use crate::resolve::words::{content_words, stem};

/// Words with their weights, each word once.
pub(super) type Query = Vec<(String, f32)>;

/// The words of a stretch, each weighing as often as it stands there.
pub(super) fn weighted(text: &str) -> Query {
    merged(content_words(text).into_iter().map(|word| (word, 1.0)))
}

/// The words of the sentence: what stands before the gap counts more, the nearest words most.
pub(super) fn weighted_sentence(place: &Surroundings) -> Query {
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
pub(super) fn inflected(words: &Query) -> Query {
    let mut forms: Query = Vec::with_capacity(words.len() * 6);
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

/// What a score by these words is divided by, so that long and short texts compare.
pub(super) fn scale(words: &Query) -> f32 {
    words.iter().map(|(_, weight)| weight).sum::<f32>().max(1.0).sqrt() * 4.0
}

/// Each word once, with the sum of its weights.
fn merged(words: impl Iterator<Item = (String, f32)>) -> Query {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut sums: Query = Vec::new();
    for (word, weight) in words {
        let place = *places.entry(word).or_insert_with_key(|word| {
            sums.push((word.clone(), 0.0));
            sums.len() - 1
        });
        sums[place].1 += weight;
    }
    sums
}

/// Capitalised words before and after the gap that may be names of authors.
const NAMES: (usize, usize) = (6, 4);

/// Words of the sentence, folded, that may be names, with their weights: the nearer, the weightier.
pub(super) fn names(place: &Surroundings) -> Query {
    let before = capitals(place.before).into_iter().rev().take(NAMES.0).enumerate();
    let before = before.map(|(at, name)| (name, 0.5 + 1.0 / (at + 1) as f32));
    let after = capitals(place.after).into_iter().take(NAMES.1).map(|name| (name, 0.5));
    let mut names: Query = Vec::new();
    for (name, weight) in before.chain(after) {
        match names.iter_mut().find(|(other, _)| *other == name) {
            Some((_, known)) => *known = known.max(weight),
            None => names.push((name, weight)),
        }
    }
    names
}

fn capitals(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || "~()[]{},;".contains(c))
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 2)
        .filter_map(|word| content_words(word).into_iter().next())
        .collect()
}

/// The years that a sentence names.
pub(super) fn years(place: &Surroundings) -> Vec<i32> {
    let numbers =
        [place.before, place.after].into_iter().flat_map(|it| it.split(|c: char| !c.is_ascii_digit()));
    let years = numbers.filter(|it| it.len() == 4).filter_map(|it| it.parse().ok());
    years.filter(|it| (1900..2100).contains(it)).collect()
}
