//! Words of running text, for comparison: no commands, no commonplace words, endings aside.

use crate::syntax::latex_text::fold_words;

/// English words that say nothing of a subject.
const COMMON: [&str; 96] = [
    "the",
    "and",
    "for",
    "with",
    "from",
    "are",
    "was",
    "were",
    "been",
    "that",
    "this",
    "these",
    "those",
    "its",
    "our",
    "their",
    "they",
    "can",
    "has",
    "have",
    "had",
    "not",
    "which",
    "also",
    "such",
    "than",
    "more",
    "most",
    "into",
    "between",
    "using",
    "used",
    "use",
    "uses",
    "based",
    "but",
    "other",
    "some",
    "all",
    "any",
    "both",
    "each",
    "how",
    "may",
    "might",
    "one",
    "two",
    "only",
    "over",
    "same",
    "see",
    "since",
    "there",
    "then",
    "through",
    "thus",
    "where",
    "when",
    "while",
    "who",
    "will",
    "would",
    "could",
    "should",
    "does",
    "about",
    "after",
    "many",
    "however",
    "first",
    "we",
    "his",
    "her",
    "you",
    "your",
    "what",
    "very",
    "new",
    "show",
    "shows",
    "shown",
    "like",
    "well",
    "different",
    "example",
    "given",
    "them",
    "they",
    "being",
    "because",
    "if",
    "due",
    "several",
    "often",
    "work",
    "paper",
];

/// The words of a stretch of LaTeX in order, folded; commands and commonplace words left out.
pub fn content_words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        // `\'e` and `\v{r}` belong to the word, `\emph{` does not.
        if name > 1 {
            plain.push(' ');
        }
        rest = if name == 0 { rest.get(1..).unwrap_or("") } else { &rest[name..] };
        if name <= 1 {
            rest = rest.trim_start_matches('{');
        }
    }
    plain.push_str(rest);
    plain.retain(|c| c != '{' && c != '}');
    let mut words = fold_words(&plain);
    words.retain(|word| word.len() > 2 && !COMMON.contains(&word.as_str()));
    words
}

/// Whether a folded word says nothing of a subject.
pub fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}

/// A word without its English ending.
pub fn stem(word: &str) -> &str {
    for ending in ["ations", "ation", "ings", "ing", "ies", "es", "s", "ed"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 4) {
            return stem;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_commonplace_words_are_left_out() {
        let words = content_words(r"The \emph{deep} networks of Dvo\v{r}ak, used with \textbf{care}");
        assert_eq!(words, ["deep", "networks", "dvorak", "care"]);
    }

    #[test]
    fn endings_go() {
        assert_eq!(
            ["representations", "learning", "translation", "bus"].map(stem),
            ["represent", "learn", "transl", "bus"]
        );
    }
}
