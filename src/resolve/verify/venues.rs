//! Whether two names of venues can mean one venue.

use std::sync::LazyLock;

use memchr::memmem;

use super::series::{ARCHIVES, CARRIERS, SERIES};
use super::thresholds::Thresholds;
use crate::syntax::latex_text::fold_words;

/// A venue's name ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// Which of [`SERIES`] are named in it.
    series: Vec<usize>,
    /// Its telling words, folded.
    words: Vec<String>,
    /// The acronyms in it, folded: `aiide`.
    acronyms: Vec<String>,
    /// What kind of name it is.
    kind: Kind,
    /// Whether it calls itself a conference, a symposium, a workshop.
    is_meeting: bool,
    /// Whether it calls itself a workshop.
    is_workshop: bool,
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

/// The names of the tables, with the blanks that part them from other words.
struct Names {
    series: Vec<(usize, String)>,
    carriers: Vec<String>,
    archives: Vec<String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let series = SERIES.iter().enumerate();
    let whole = |it: &&str| format!(" {it} ");
    Names {
        series: series.flat_map(|(at, it)| it.1.iter().map(move |name| (at, whole(name)))).collect(),
        carriers: CARRIERS.iter().map(|it| format!(" {it}")).collect(),
        archives: ARCHIVES.iter().map(whole).collect(),
    }
});

/// Words that most venues have.
const COMMON: [&str; 62] = [
    "proceedings",
    "proc",
    "of",
    "the",
    "and",
    "in",
    "on",
    "for",
    "a",
    "an",
    "at",
    "to",
    "with",
    "annual",
    "conference",
    "conf",
    "international",
    "int",
    "intl",
    "symposium",
    "symp",
    "workshop",
    "workshops",
    "journal",
    "j",
    "transactions",
    "trans",
    "letters",
    "lett",
    "magazine",
    "review",
    "advances",
    "meeting",
    "congress",
    "ieee",
    "acm",
    "usenix",
    "springer",
    "elsevier",
    "siam",
    "cvf",
    "part",
    "volume",
    "vol",
    "track",
    "papers",
    "long",
    "short",
    "main",
    "joint",
    "european",
    "national",
    "asian",
    "world",
    "first",
    "second",
    "third",
    "der",
    "die",
    "und",
    "de",
    "et",
];

/// Words that tell one venue from others where it has hardly any more (`AI for Science`).
const WEAK: [&str; 4] = ["research", "science", "sciences", "studies"];

/// What meetings call themselves.
const MEETINGS: [&str; 7] = ["conference", "conf", "symposium", "symp", "workshop", "workshops", "congress"];

impl Venue {
    /// Of a name in Unicode.
    pub fn new(name: &str) -> Self {
        let folded = fold_words(name);
        let text = format!(" {} ", folded.join(" "));
        let names = &*NAMES;
        let has = |it: &String| memmem::find(text.as_bytes(), it.as_bytes()).is_some();
        let kind = if folded.is_empty() || names.carriers.iter().any(has) {
            Kind::Nothing
        } else if names.archives.iter().any(has) {
            Kind::Archive
        } else {
            Kind::Venue
        };
        let is_meeting = folded.iter().any(|it| MEETINGS.contains(&it.as_str()));
        let is_workshop = folded.iter().any(|it| it == "workshop" || it == "workshops");
        let mut series: Vec<usize> = names.series.iter().filter(|it| has(&it.1)).map(|it| it.0).collect();
        series.dedup();
        // Place and date stand behind the name.
        let head = name.split([',', '(']).next().unwrap_or_default();
        let head = if fold_words(head).len() >= 2 { fold_words(head) } else { folded };
        let is_telling = |it: &String| {
            !COMMON.contains(&it.as_str()) && !it.starts_with(|c: char| c.is_ascii_digit()) && !is_ordinal(it)
        };
        let mut words: Vec<String> = head.into_iter().filter(is_telling).collect();
        let is_strong = |it: &String| !WEAK.contains(&it.as_str());
        if words.iter().filter(|it| is_strong(it)).count() != 1 {
            words.retain(is_strong);
        }
        Self { series, words, acronyms: acronyms(name), kind, is_meeting, is_workshop }
    }

    /// Whether it is an archive of preprints.
    pub fn is_archive(&self) -> bool {
        self.kind == Kind::Archive
    }

    /// Whether it is a known series, or has words of its own.
    pub fn is_telling(&self) -> bool {
        !self.series.is_empty() || !self.words.is_empty()
    }

    /// Whether it calls itself a conference, a symposium, a workshop.
    pub fn is_meeting(&self) -> bool {
        self.is_meeting
    }

    /// Whether it calls itself a workshop, of which many print no papers.
    pub fn is_workshop(&self) -> bool {
        self.is_workshop
    }

    /// Whether it names a conference or journal.
    pub fn is_venue(&self) -> bool {
        self.kind == Kind::Venue
    }

    /// Whether the two are surely two venues. What says nothing contradicts nothing.
    pub fn contradicts(&self, other: &Self, lines: &Thresholds) -> bool {
        if self.kind != Kind::Venue || other.kind != Kind::Venue {
            return false;
        }
        if self.acronyms.iter().any(|it| other.acronyms.contains(it)) {
            return false;
        }
        if !self.series.is_empty() && !other.series.is_empty() {
            return !self.series.iter().any(|it| other.series.contains(it));
        }
        let is_long = |it: &String| it.len() >= lines.telling_letters;
        let tells = |it: &Self| it.words.len() >= 2 || it.words.iter().any(is_long);
        match (self.series.is_empty(), other.series.is_empty()) {
            (false, true) => tells(other) && !self.may_be_called(other, lines),
            (true, false) => tells(self) && !other.may_be_called(self, lines),
            _ => tells(self) && tells(other) && !self.resembles(other, lines),
        }
    }

    /// Whether `open` may be another name of the series that is named here: all its telling words are of one of its
    /// names, or are its first letters.
    fn may_be_called(&self, open: &Self, lines: &Thresholds) -> bool {
        let of_name = |name: &&str| {
            let words: Vec<String> = fold_words(name);
            open.words.iter().all(|it| words.iter().any(|word| near(it, word, lines)))
                || initials_of(&open.words, &words)
        };
        let own = open.words.iter().all(|it| self.words.iter().any(|word| near(it, word, lines)));
        own || self.series.iter().flat_map(|at| SERIES[*at].1).any(of_name)
    }

    /// What an index knows it by: the series, or its telling words.
    pub fn terms(&self) -> Vec<String> {
        if self.kind != Kind::Venue {
            return Vec::new();
        }
        let mut terms: Vec<String> = self.series.iter().map(|at| SERIES[*at].0.to_owned()).collect();
        if terms.is_empty() && !self.words.is_empty() {
            terms.push(self.words.join(" "));
        }
        terms
    }

    /// Whether one may be a short form of the other: a word in common, an abbreviated word, first letters.
    fn resembles(&self, other: &Self, lines: &Thresholds) -> bool {
        self.words.iter().any(|a| other.words.iter().any(|b| near(a, b, lines)))
            || initials_of(&self.words, &other.words)
            || initials_of(&other.words, &self.words)
    }
}

/// Words in capitals that name a series: not an organizer, which has many.
fn acronyms(name: &str) -> Vec<String> {
    let is_acronym = |it: &&str| it.len() >= 4 && it.bytes().all(|it| it.is_ascii_uppercase());
    // A name in capitals has no acronyms.
    if !name.contains(|c: char| c.is_lowercase()) && name.contains(' ') {
        return Vec::new();
    }
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(is_acronym).map(str::to_lowercase);
    words.filter(|it| it != "aaai" && !COMMON.contains(&it.as_str())).collect()
}

/// The same word, or one an abbreviation of the other.
fn near(a: &str, b: &str, lines: &Thresholds) -> bool {
    let least = a.len().min(b.len());
    let common = a.bytes().zip(b.bytes()).take_while(|it| it.0 == it.1).count();
    a == b || (least >= 3 && common == least) || common >= lines.common_letters
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
    const TENS: [&str; 9] = ["ten", "eleven", "twel", "thir", "four", "fif", "six", "seven", "eigh"];
    let ends =
        word.ends_with("th") || word.ends_with("ty") || word.ends_with("teen") || word.ends_with("tieth");
    (ends && TENS.iter().any(|it| word.starts_with(it)))
        || matches!(word, "twenty" | "twentieth" | "ninth" | "nine" | "ninety" | "tenth")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, contradict: bool) {
        let (first, second) = (Venue::new(a), Venue::new(b));
        assert_eq!(
            first.contradicts(&second, &Thresholds::CHOSEN),
            contradict,
            "{a} / {b}\n{first:?}\n{second:?}"
        );
        assert_eq!(second.contradicts(&first, &Thresholds::CHOSEN), contradict, "{b} / {a}");
    }

    #[test]
    fn names_of_one_venue_do_not_contradict_each_other() {
        check("NeurIPS", "Advances in Neural Information Processing Systems 34", false);
        check(
            "NIPS",
            "Proceedings of the Thirty-Seventh Neural Information Processing Systems, New Orleans",
            false,
        );
        check("J. Mach. Learn. Res.", "JMLR", false);
        check("IEEE Trans. Knowl. Data Eng.", "IEEE Transactions on Knowledge and Data Engineering", false);
        check(
            "EMNLP (Findings)",
            "Findings of the Association for Computational Linguistics: EMNLP 2020",
            false,
        );
        check("CACM", "Communications of the ACM and Members", false);
        check("Lecture Notes in Computer Science", "EUROCRYPT", false);
        check("arXiv preprint arXiv:1706.03762", "NeurIPS", false);
        check("ICML Workshop on Learning", "ICML", false);
        check(
            "Proceedings of the Second Artificial Intelligence and Interactive Digital Entertainment Conference (AIIDE 2006)",
            "AI and Interactive Digital Entertainment Conference, AIIDE (AAAI)",
            false,
        );
        check("", "ICML", false);
        check("Science", "Science Magazine", false);
        check("Cognitive Science", "Proc. of the Annual Meeting of the Cognitive Science Society", false);
        check("Cogn. Sci.", "Cognitive Science", false);
        check("Nucleic Acids Research", "Nucleic Acids Res", false);
        check("Research in Astronomy", "Astronomy Studies", false);
    }

    #[test]
    fn venues_of_two_series_contradict_each_other() {
        check("ICML", "Proceedings of the AAAI Conference on Artificial Intelligence", true);
        check(
            "CVPR",
            "Proceedings of the 34th International Conference on Machine Learning, Virtual Event",
            true,
        );
        check("Conference on Reward Learning and Alignment", "CVPR", true);
        check("International Conference on Quantum Machine Learning", "ICML", true);
        check("International Symposium on AI for Science", "NeurIPS", true);
        check("Conference on Bio-Inspired Computing and AI", "ICLR", true);
    }
}
