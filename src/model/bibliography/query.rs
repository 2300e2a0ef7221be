//! A query: the words that are looked for, prepared for a file.

use super::words;
use super::words::{Found, GIVEN, Rank, Wanted};
use crate::syntax::latex_text::fold_words;

/// The words of a query beyond which it is cut.
const MOST_WORDS: usize = 32;

/// A query, prepared for a file in which it is looked up.
#[derive(Clone, Debug)]
pub struct Query {
    /// Its words.
    pub words: Vec<Wanted>,
    /// What a key may begin with, in lower case, if the query is one word.
    pub(super) key: Option<String>,
}

impl Query {
    /// The words of `text`, which stand for nothing yet but themselves.
    pub fn new(text: &str) -> Self {
        Self::in_parts(text, &|_| true)
    }

    /// The same; what holds a word that is not `known` (by its beginning) is cut as keys are, if its parts are
    /// known: `vaswani17` is `vaswani` and a year that ends so.
    pub fn in_parts(text: &str, known: &dyn Fn(&str) -> bool) -> Self {
        let text = text.trim();
        let key = (!text.is_empty() && !text.contains(char::is_whitespace)).then(|| text.to_lowercase());
        let plain = |word: String| Wanted { beginnings: vec![word.clone()], word, tokens: Vec::new() };
        let of_key = |word: String| {
            let is_year = word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit());
            let centuries: &[&str] = if is_year { &["", "20", "19"] } else { &[""] };
            let beginnings = centuries.iter().map(|it| format!("{it}{word}")).collect();
            Wanted { beginnings, word, tokens: Vec::new() }
        };
        let mut words: Vec<Wanted> = Vec::new();
        for piece in text.split_whitespace() {
            let whole = fold_words(piece);
            let parts =
                if whole.iter().all(|word| known(word)) { Vec::new() } else { words::key_parts(piece) };
            let parts: Vec<Wanted> = parts.into_iter().map(of_key).collect();
            let is_key = parts.len() > 1 && parts.iter().all(|it| it.beginnings.iter().any(|it| known(it)));
            match is_key {
                true => words.extend(parts),
                false => words.extend(whole.into_iter().map(plain)),
            }
        }
        words.truncate(MOST_WORDS);
        Self { words, key }
    }

    /// Whether an entry with this key and these fields (names, and values in TeX) has every word.
    pub fn is_answered_by(&self, key: &str, fields: &[(&str, &str)]) -> bool {
        let mut lacking: Vec<&Wanted> = self.words.iter().collect();
        words::collect_resolved(key, fields, &mut |found| {
            lacking.retain(|wanted| {
                let begins = |word: &str| wanted.beginnings.iter().any(|it| word.starts_with(it.as_str()));
                match found {
                    Found::Word(word, fields) => {
                        let is_initial = fields & GIVEN != 0 && words::initial(&wanted.word) == Some(word);
                        !is_initial && !begins(word)
                    }
                    Found::Abstract(word) => !(words::is_telling(&wanted.word) && begins(word)),
                }
            });
        });
        lacking.is_empty()
    }

    /// Whether `title` has those of the words that stand in it in this order, one behind the other: at its
    /// beginning 0, further on 2, not so 3. (A word that agrees to the end weighs 1.)
    pub(super) fn disorder(&self, title: &[String]) -> Rank {
        let agrees = |word: &String, wanted: &Wanted| word.starts_with(wanted.word.as_str());
        let inside: Vec<&Wanted> =
            self.words.iter().filter(|wanted| title.iter().any(|word| agrees(word, wanted))).collect();
        let stands =
            |window: &[String]| window.iter().zip(&inside).all(|(word, wanted)| agrees(word, wanted));
        match title.windows(inside.len().max(1)).position(stands).filter(|_| !inside.is_empty()) {
            Some(0) => 0,
            Some(_) => 2,
            None => 3,
        }
    }
}
