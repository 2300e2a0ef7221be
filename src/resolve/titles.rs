//! Titles compared as folded word sequences: case, accents, TeX, punctuation, hyphens and a leading
//! article aside.

use rapidfuzz::fuzz;

use super::words::stem;
use crate::syntax::latex_text::{fold_title, fold_words, to_unicode};

/// A title ready to be compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoldedTitle {
    /// Its folded words, a leading article left out.
    pub words: Vec<String>,
    /// The words without anything between them, so that `cross-lingual`, `cross lingual` and
    /// `crosslingual` are one.
    joined: Vec<char>,
}

impl FoldedTitle {
    /// Folds a title as it is written in prose or in a field.
    pub fn new(title: &str) -> Self {
        let words = fold_title(&to_unicode(title));
        let joined = words.iter().flat_map(|word| word.chars()).collect();
        Self { words, joined }
    }

    /// Whether there is no word in it.
    pub fn is_empty(&self) -> bool {
        self.joined.is_empty()
    }

    /// Whether the two are the same title.
    pub fn same(&self, other: &Self) -> bool {
        self.joined == other.joined
    }

    /// How alike the letters are, 0 to 1: twice the letters in common, in order, over all letters.
    pub fn similarity(&self, other: &Self) -> f64 {
        fuzz::ratio(self.joined.iter().copied(), other.joined.iter().copied())
    }

    /// Whether the words of `self`, at least `least`, stand in `other` in the same order.
    pub fn within(&self, other: &Self, least: usize) -> bool {
        let mut words = other.words.iter();
        self.words.len() >= least && self.words.iter().all(|word| words.any(|candidate| candidate == word))
    }

    /// Whether the two share a word of at least five letters, endings aside (`representation` and
    /// `representations`).
    pub fn shares_a_word(&self, other: &Self) -> bool {
        let telling = |word: &&String| word.chars().count() >= 5;
        let stems: Vec<&str> = other.words.iter().filter(telling).map(|word| stem(word)).collect();
        self.words.iter().filter(telling).any(|word| stems.contains(&stem(word)))
    }
}

/// The title up to its subtitle: what stands before the first colon, dash or question mark.
pub fn main_title(title: &str) -> Option<&str> {
    let cut = [": ", " -- ", " --- ", " – ", " — ", "? "].iter().filter_map(|mark| title.find(mark)).min()?;
    let main = title[..cut].trim();
    (main.chars().filter(|c| c.is_alphanumeric()).count() >= 3).then_some(main)
}

/// What stands before the colon of a title, folded: the name that a system or data set goes by.
pub fn name_of(title: &str) -> Option<String> {
    let (name, rest) = title.split_once(':')?;
    let words = fold_words(&to_unicode(name));
    let short = words.len() == 1 && words[0].chars().count() >= 4 && !rest.trim().is_empty();
    short.then(|| words.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_same(a: &str, b: &str, same: bool) {
        assert_eq!(FoldedTitle::new(a).same(&FoldedTitle::new(b)), same, "{a} / {b}");
    }

    #[test]
    fn spelling_does_not_make_another_title() {
        check_same("Unsupervised Cross-Lingual Learning", "{Unsupervised} cross-lingual learning", true);
        check_same("Crosslingual Learning", "Cross-Lingual Learning", true);
        check_same("The Curious Case", "Curious case.", true);
        check_same(r"\'Etude sur l'\oe uvre", "Étude sur l'œuvre", true);
    }

    #[test]
    fn near_twins_are_two_titles() {
        check_same("Supervised Learning of Parsers", "Unsupervised Learning of Parsers", false);
        check_same("On Parsers, Part I", "On Parsers, Part II", false);
        check_same("GPT-3 in Practice", "GPT-4 in Practice", false);
    }

    #[test]
    fn a_title_is_within_another_when_its_words_are_in_order() {
        let short = FoldedTitle::new("Unsupervised Cross-Lingual Representation Learning");
        let long = FoldedTitle::new("Unsupervised Cross-lingual Representation Learning at Scale");
        assert!(short.within(&long, 4) && !long.within(&short, 4));
        assert!(!FoldedTitle::new("Representation Learning").within(&long, 4));
    }

    #[test]
    fn the_main_title_ends_at_the_subtitle() {
        assert_eq!(main_title("BERT: Pre-training of Transformers"), Some("BERT"));
        assert_eq!(main_title("Parsing -- A Survey"), Some("Parsing"));
        assert_eq!(main_title("Attention Is All You Need"), None);
    }

    #[test]
    fn a_name_stands_before_the_colon() {
        assert_eq!(name_of("PromptCBLUE: A Benchmark").as_deref(), Some("promptcblue"));
        assert_eq!(name_of("Two words: A Benchmark"), None);
    }
}
