//! Whether two names of venues can mean one venue.

use super::series::{ARCHIVES, CARRIERS, SERIES};
use crate::syntax::latex_text::fold_words;

/// A venue's name ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// Which of [`SERIES`] are named in it.
    series: Vec<usize>,
    /// Its telling words, folded.
    words: Vec<String>,
    /// What kind of name it is.
    kind: Kind,
}

/// What a name says of where a work appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Nothing: no name, a series of books, a publisher's archive.
    Nothing,
    /// That it is a preprint.
    Archive,
    /// A conference or journal.
    Venue,
}

/// Words that most venues have.
const COMMON: [&str; 66] = [
    "proceedings", "proc", "of", "the", "and", "in", "on", "for", "a", "an", "at", "to", "with", "annual",
    "conference", "conf", "international", "int", "intl", "symposium", "symp", "workshop", "workshops", "journal",
    "j", "transactions", "trans", "letters", "lett", "magazine", "review", "advances", "meeting", "congress",
    "ieee", "acm", "usenix", "springer", "elsevier", "siam", "cvf", "part", "volume", "vol", "track", "papers",
    "long", "short", "main", "joint", "european", "national", "asian", "world", "first", "second", "third",
    "research", "science", "sciences", "studies", "der", "die", "und", "de", "et",
];

impl Venue {
    /// Of a name in Unicode.
    pub fn new(name: &str) -> Self {
        let folded = fold_words(name);
        let text = format!(" {} ", folded.join(" "));
        let has = |it: &&str| text.contains(&format!(" {it} "));
        let kind = if folded.is_empty() || CARRIERS.iter().any(|it| text.contains(&format!(" {it}"))) {
            Kind::Nothing
        } else if ARCHIVES.iter().any(|it| has(it)) {
            Kind::Archive
        } else {
            Kind::Venue
        };
        let series = (0..SERIES.len()).filter(|at| SERIES[*at].1.iter().any(|it| has(it))).collect();
        let is_telling = |it: &String| {
            !COMMON.contains(&it.as_str()) && !it.starts_with(|c: char| c.is_ascii_digit()) && !is_ordinal(it)
        };
        Self { series, words: folded.into_iter().filter(is_telling).collect(), kind }
    }

    /// Whether it is an archive of preprints.
    pub fn is_archive(&self) -> bool {
        self.kind == Kind::Archive
    }

    /// Whether it names a conference or journal.
    pub fn is_venue(&self) -> bool {
        self.kind == Kind::Venue
    }

    /// Whether the two are surely two venues. What says nothing contradicts nothing.
    pub fn contradicts(&self, other: &Self) -> bool {
        if self.kind != Kind::Venue || other.kind != Kind::Venue {
            return false;
        }
        if !self.series.is_empty() && !other.series.is_empty() {
            return !self.series.iter().any(|it| other.series.contains(it));
        }
        let (known, open) = match (self.series.is_empty(), other.series.is_empty()) {
            (false, true) => (self, other),
            (true, false) => (other, self),
            _ => (self, other),
        };
        let tells = |it: &Self| it.words.len() >= 2 || it.words.iter().any(|word| word.len() >= 8);
        tells(open) && (tells(known) || !known.series.is_empty()) && !known.resembles(open)
    }

    /// Whether one may be a short form of the other: a word in common, an abbreviated word, first letters.
    fn resembles(&self, other: &Self) -> bool {
        let names = self.series.iter().flat_map(|at| SERIES[*at].1).map(|it| fold_words(it));
        let known: Vec<String> = names.flatten().filter(|it| !COMMON.contains(&it.as_str())).collect();
        let ours = self.words.iter().chain(&known);
        let near = |a: &str, b: &str| {
            let least = a.len().min(b.len());
            a == b || (least >= 3 && (a.starts_with(b) || b.starts_with(a)))
                || (least >= 5 && a.bytes().zip(b.bytes()).take_while(|it| it.0 == it.1).count() >= 5)
        };
        ours.clone().any(|a| other.words.iter().any(|b| near(a, b)))
            || initials_of(&self.words, &other.words)
            || initials_of(&other.words, &self.words)
    }
}

/// Whether one of `short` is made of first letters of `long`.
fn initials_of(short: &[String], long: &[String]) -> bool {
    short.iter().any(|acronym| {
        let mut letters = acronym.chars();
        let mut wanted = letters.next();
        let mut hits = 0;
        for word in long {
            if wanted.is_some_and(|it| word.starts_with(it)) {
                hits += 1;
                wanted = letters.next();
            }
        }
        hits >= 2 && wanted.is_none()
    })
}

/// `34th`, `thirty`, `seventh`.
fn is_ordinal(word: &str) -> bool {
    const TENS: [&str; 9] =
        ["ten", "eleven", "twel", "thir", "four", "fif", "six", "seven", "eigh"];
    let ends = word.ends_with("th") || word.ends_with("ty") || word.ends_with("teen") || word.ends_with("tieth");
    (ends && TENS.iter().any(|it| word.starts_with(it)))
        || matches!(word, "twenty" | "twentieth" | "ninth" | "nine" | "ninety" | "tenth")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, contradict: bool) {
        let (first, second) = (Venue::new(a), Venue::new(b));
        assert_eq!(first.contradicts(&second), contradict, "{a} / {b}\n{first:?}\n{second:?}");
        assert_eq!(second.contradicts(&first), contradict, "{b} / {a}");
    }

    #[test]
    fn names_of_one_venue_do_not_contradict_each_other() {
        check("NeurIPS", "Advances in Neural Information Processing Systems 34", false);
        check("NIPS", "Proceedings of the Thirty-Seventh Neural Information Processing Systems, New Orleans", false);
        check("J. Mach. Learn. Res.", "JMLR", false);
        check("IEEE Trans. Knowl. Data Eng.", "IEEE Transactions on Knowledge and Data Engineering", false);
        check("EMNLP (Findings)", "Findings of the Association for Computational Linguistics: EMNLP 2020", false);
        check("CACM", "Communications of the ACM and Members", false);
        check("Lecture Notes in Computer Science", "EUROCRYPT", false);
        check("arXiv preprint arXiv:1706.03762", "NeurIPS", false);
        check("ICML Workshop on Learning", "ICML", false);
        check("", "ICML", false);
    }

    #[test]
    fn venues_of_two_series_contradict_each_other() {
        check("ICML", "Proceedings of the AAAI Conference on Artificial Intelligence", true);
        check("CVPR", "Proceedings of the 34th International Conference on Machine Learning, Virtual Event", true);
        check("Conference on Reward Learning and Alignment", "CVPR", true);
        check("Conference on Bio-Inspired Computing and AI", "ICLR", true);
    }
}
