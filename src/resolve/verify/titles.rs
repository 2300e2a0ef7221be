//! Whether two titles are the same but for spelling, for references, where every word counts.

use std::borrow::Cow;

use super::thresholds::Thresholds;
use crate::resolve::titles::{FoldedTitle, main_title};
use crate::syntax::latex_text::entity;

/// A title in all the forms in which it may be written.
#[derive(Clone, Debug)]
pub struct Title {
    /// The whole, folded.
    pub folded: FoldedTitle,
    /// Letters alone, of the whole and of its main part.
    forms: Vec<String>,
    /// Letters of its main part, however short that is.
    main: Option<String>,
}

/// What stands in parentheses behind a title and does not belong to it.
const REMARKS: [&str; 12] = [
    "extended abstract",
    "extended version",
    "full version",
    "full paper",
    "short paper",
    "student abstract",
    "preliminary version",
    "abstract",
    "poster",
    "demo",
    "invited talk",
    "invited paper",
];

/// What stands before a title that was withdrawn.
const MARKS: [&str; 6] =
    ["retracted article", "retracted chapter", "retracted paper", "retracted", "withdrawn", "retraction"];

impl Title {
    /// Of a title in Unicode; markup of HTML is taken away.
    pub fn new(title: &str, lines: &Thresholds) -> Self {
        let plain = without_markup(title);
        let whole = without_remarks(&plain);
        // A main part that is long enough is a title without its subtitle.
        let is_long =
            |it: &&str| it.split_whitespace().count() >= lines.main_words && it.len() >= lines.main_letters;
        let main = main_title(whole);
        let forms = [Some(whole), main.filter(is_long)].into_iter().flatten().map(letters).collect();
        Self { folded: FoldedTitle::new(whole), forms, main: main.map(letters) }
    }

    /// Whether the two are one title but for spelling, or for a subtitle that one of them lacks.
    pub fn same(&self, other: &Self) -> bool {
        let one =
            |a: &Self, b: &Self| a.forms.first().is_some_and(|it| !it.is_empty() && b.forms.contains(it));
        one(self, other) || one(other, self)
    }

    /// Whether one of the two is the other without its subtitle, be that a single word: enough where all else is the
    /// same.
    pub fn is_main_part(&self, other: &Self) -> bool {
        let one = |a: &Self, b: &Self| {
            a.forms.first().is_some_and(|it| !it.is_empty() && b.main.as_ref() == Some(it))
        };
        one(self, other) || one(other, self)
    }

    /// How alike the letters are, 0 to 1.
    pub fn similarity(&self, other: &Self) -> f64 {
        self.folded.similarity(&other.folded)
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.folded.words.len()
    }
}

/// A title without tags (`<i>`, MathML) and with the characters that entities (`&amp;`, `[mdash]`) stand for.
pub fn without_markup(title: &str) -> Cow<'_, str> {
    if !title.contains(['<', '&', '[']) {
        return Cow::Borrowed(title);
    }
    let mut out = String::with_capacity(title.len());
    let mut rest = title;
    while let Some(at) = rest.find(['<', '&', '[']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let is_name = |it: &str| it.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let read = if tail.starts_with('<') {
            let end = tail.find('>').filter(|&end| end < 80 && is_name(&tail[1..end]));
            end.map(|end| (None, end + 1))
        } else {
            // `[mdash]`, as some publishers have it.
            let close = if tail.starts_with('[') { ']' } else { ';' };
            let end = tail.find(close).filter(|&end| end < 12);
            end.and_then(|end| Some((Some(entity(&tail[1..end])?), end + 1)))
        };
        let (shown, length) = read.unwrap_or((tail.chars().next(), 1));
        out.extend(shown);
        rest = &tail[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Without `(Extended Abstract)` behind and `RETRACTED:` before.
fn without_remarks(title: &str) -> &str {
    let mut title = title.trim().trim_end_matches('.');
    if let Some(inner) = title.strip_suffix(')')
        && let Some(open) = inner.rfind('(')
        && REMARKS.iter().any(|it| inner[open + 1..].trim().to_lowercase() == *it)
        && open > 0
    {
        title = title[..open].trim_end();
    }
    marked(title).map_or(title, |(_, rest)| rest)
}

/// The mark of a retraction that a title begins with, and what stands behind it.
pub fn marked(title: &str) -> Option<(&str, &str)> {
    let bare = title.trim_start_matches(['[', '(']);
    let mark =
        MARKS.iter().find(|it| bare.get(..it.len()).is_some_and(|head| head.eq_ignore_ascii_case(it)))?;
    let rest = bare[mark.len()..].trim_start_matches([']', ')']);
    let rest = rest
        .trim_start()
        .strip_prefix([':', '-', '–', '—'])
        .or_else(|| (bare.len() < title.len()).then_some(rest))?;
    (!rest.trim().is_empty()).then(|| (&bare[..mark.len()], rest.trim()))
}

/// The letters of a title: words of one meaning in one spelling, `and`, `&` and a leading article left out.
fn letters(title: &str) -> String {
    let folded = FoldedTitle::new(title);
    folded.words.iter().filter(|it| *it != "and").map(|it| spelling(it)).collect()
}

/// British and American spelling as one; Greek letters, which are written as they are, by name or as Latin ones,
/// by the first letters of their names.
fn spelling(word: &str) -> String {
    if let Some(name) = GREEK.iter().find(|it| it.1 == word) {
        return name.1[..1].to_owned();
    }
    let latin = |c: char| GREEK.iter().find(|it| it.0 == c).map_or(c, |it| char::from(it.1.as_bytes()[0]));
    let mut word: String = word.chars().map(latin).collect();
    for (british, american) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("iser", "izer"),
        ("lling", "ling"),
        ("lled", "led"),
        ("our", "or"),
        ("logue", "log"),
        ("centre", "center"),
    ] {
        if word.len() > british.len() + 1 && word.contains(british) {
            word = word.replace(british, american);
        }
    }
    if word.len() > 5 && (word.ends_with("ise") || word.ends_with("yse")) {
        word.replace_range(word.len() - 2.., "ze");
    }
    word
}

/// Greek letters that stand in titles, and their names.
const GREEK: [(char, &str); 24] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('ο', "omicron"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, same: bool) {
        let [first, second] = [a, b].map(|it| Title::new(it, &Thresholds::CHOSEN));
        assert_eq!(first.same(&second), same, "{a} / {b}");
    }

    #[test]
    fn what_is_spelling_is_no_other_title() {
        check("Robust Learning of <i>Trees</i>", "robust learning of trees.", true);
        check("Rivers in the age of rain [mdash] a review", "Rivers in the age of rain—a review", true);
        check("Modelling Behaviour &amp; Optimisation", "Modeling behavior and optimization", true);
        check("On α-Divergences", "On alpha divergences", true);
        check("An ε-Approximation of Matchings", "An e-approximation of matchings", true);
        check("Deep Nets (Extended Abstract)", "Deep nets", true);
        check("RETRACTED: Rivers of the North", "Rivers of the north", true);
        check("Learning Fair Graphs: A Convex Approach", "Learning Fair Graphs", true);
    }

    #[test]
    fn a_word_more_or_less_is_another_title() {
        check(
            "Mixing Predictions for Online Algorithms",
            "Mixing Predictions towards Online Algorithms",
            false,
        );
        check("Subspace Differential Privacys", "Subspace Differential Privacy", false);
        check("BERT: Pre-training of Transformers", "BERT", false);
        check("Networks as Models", "Networks as Models (of Minds)", false);
        check("", "", false);
    }

    #[test]
    fn a_mark_of_retraction_is_known_from_words_about_retractions() {
        assert_eq!(marked("RETRACTED: Rivers"), Some(("RETRACTED", "Rivers")));
        assert_eq!(marked("[Retracted] Rivers"), Some(("Retracted", "Rivers")));
        assert_eq!(marked("Retracted articles keep their readers"), None);
    }
}
