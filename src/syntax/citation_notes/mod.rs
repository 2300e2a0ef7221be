//! The words of notes that ask for a citation, and of keys that stand for one: a small vocabulary, so that a
//! note is told by consisting of nothing else, in whatever order a hurried writer put it.

mod keys;
mod languages;
mod oneself;
mod sentences;
mod vocabulary;

pub use keys::{is_placeholder, without_mark};
pub use languages::{
    asks_elsewhere, asks_in_other_words, cites_elsewhere, is_part_elsewhere, is_source_elsewhere,
    names_source_elsewhere, speaks_of_source,
};
pub use oneself::{asks_oneself, names_address, seeks_place};
pub use sentences::{asks_in_sentence, asks_to_verify, is_part};

use self::vocabulary::{FILLERS, SUBJECTS, WEAK_OBJECTS, WEAK_REQUESTS, is_object, is_request, words};
use crate::text::ByteRange;

/// Whether `text`, in lower case, is nothing but a request for a citation: `citation needed`, `add refs here`,
/// `cite?`, `todo: cite`.
pub fn asks(text: &str) -> bool {
    if asks_elsewhere(text) {
        return true;
    }
    // `\pretocmd{\cite}` names a command.
    if text.contains('\\') {
        return false;
    }
    let words: Vec<&str> = words(text).collect();
    let known = |it: &&str| {
        is_object(it)
            || WEAK_OBJECTS.contains(it)
            || is_request(it)
            || WEAK_REQUESTS.contains(it)
            || FILLERS.contains(it)
    };
    if !words.iter().all(known) || tells(&words) {
        return false;
    }
    let requests = text.contains(['?', '!']) || words.iter().any(|it| is_request(it));
    let weakly = words.iter().any(|it| WEAK_REQUESTS.contains(it));
    // `[the citation]` is a word that an editor put in.
    let objects = words.iter().filter(|it| is_object(it)).count();
    (objects > 0 && (requests || weakly || objects == words.len() || words[0] == "cite"))
        || (requests && words.iter().any(|it| WEAK_OBJECTS.contains(it)))
}

/// `(we give citations for these later)`: what the writers do is told to the reader.
fn tells(words: &[&str]) -> bool {
    matches!(words.first(), Some(&("we" | "i")))
        && !words.iter().any(|it| matches!(*it, "need" | "want" | "todo" | "missing"))
}

/// Whether a note, in lower case, ends in a request, whatever it is about: `define/reference needed`,
/// `better source needed`.
pub fn ends_asking(text: &str) -> bool {
    const DENYING: [&str; 9] = ["no", "not", "if", "is", "are", "when", "where", "without", "than"];
    let words: Vec<&str> = words(text).collect();
    let (before, object) = match &words[..] {
        [before @ .., object, "needed" | "missing" | "required"] => (before, object),
        [before @ .., object, "to", "be", "added" | "inserted" | "included" | "found" | "completed"] => {
            (before, object)
        }
        [before @ .., object, "to", "add" | "come" | "find" | "insert"] => (before, object),
        _ => return false,
    };
    (is_object(object) || WEAK_OBJECTS.contains(object))
        && before.len() <= 4
        && !before.iter().any(|it| DENYING.contains(it))
}

/// Whether a note in parentheses, in lower case, asks: only where a word says so. In parentheses `ref` and
/// `source` introduce what is there, and `(many citations)` tells.
pub fn asks_in_parentheses(text: &str) -> bool {
    let words: Vec<&str> = words(text).collect();
    if words.contains(&"please") {
        return false;
    }
    let mut strong = words.iter().filter(|it| is_object(it));
    let requests = words.iter().any(|it| is_request(it));
    match strong.next() {
        Some(_) => {
            asks(text) && (requests || words == ["cite"] || words == ["cites"] || text.ends_with(['?', '!']))
        }
        // `(reference needed)`; not `(required reference)`, `(source: here)`.
        None => {
            let words = words.strip_suffix(&["here"]).unwrap_or(&words);
            asks(text)
                && !text.contains([':', '?'])
                && matches!(
                    words[..],
                    ["add" | "insert" | "need" | "needs" | "missing" | "todo" | "find", _]
                        | [_, "needed" | "missing"]
                )
        }
    }
}

/// Whether a note, in lower case, names a work and then what is asked for: `polya cite`, `hill citation?`.
pub fn names_and_asks(text: &str) -> bool {
    const TELLING: [&str; 25] = [
        "to", "how", "we", "you", "they", "i", "not", "no", "don't", "can", "the", "a", "an", "this", "that",
        "or", "and", "of", "in", "text", "auto", "paren", "foot", "full", "key",
    ];
    let words: Vec<&str> = words(text).collect();
    let Some((last, before)) = words.split_last() else { return false };
    let is_doubted = text.ends_with('?') && (is_object(last) || matches!(*last, "reference" | "references"));
    (1..=3).contains(&before.len())
        && (*last == "cite" || is_doubted)
        && !before.iter().any(|it| TELLING.contains(it) || is_part(it))
        && !text.contains(['\\', '=', '/', '_', '{'])
}

/// Whether a note, in lower case, begins with a request and goes on: `find the citation for this, i think it is hill's`.
pub fn asks_at_length(text: &str) -> bool {
    words(text).next().is_some_and(is_asking) && asks_in_sentence(text)
}

/// Whether a word, in lower case, may begin a request.
pub fn is_asking(word: &str) -> bool {
    matches!(word, "find" | "add" | "insert" | "need" | "needs" | "get" | "todo" | "fixme")
}

/// The note behind a mark or initials that say that it is one: `FIX! Insert reference`, `MK: need a source`.
pub fn behind_label(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let marked = ["TODO", "ToDo", "Todo", "FIXME", "FIX ME", "FIX", "XXX", "NOTE TO SELF"];
    let rest = marked.iter().find_map(|it| text.strip_prefix(it)).or_else(|| {
        let initials = text.find(|c: char| !c.is_ascii_uppercase()).filter(|it| (1..=3).contains(it))?;
        text.get(initials..).filter(|it| it.starts_with(':'))
    })?;
    let note = rest.trim_start_matches([':', '!', '.', '-', ',', ' ', '\n']);
    (note.len() < rest.len() && !note.is_empty()).then_some(note)
}

/// Whether `text`, in lower case, is a request with what it is about: `add citation for BERT`,
/// `todo: cite the first paper`, `citation needed: who said it`.
pub fn asks_about(text: &str, limit: usize) -> bool {
    let rest = text.strip_prefix("todo").map_or(text, |it| it.trim_start_matches([':', ' ', '-', ',']));
    let names_part = || words(rest).any(is_part);
    if rest.len() < text.len() && (asks(rest) || (begins(rest, &["cite"], limit) && !names_part())) {
        return true;
    }
    let mut borders = text.match_indices([':', ' ']).map(|it| it.0);
    borders.any(|at| {
        let (lead, behind) = text.split_at(at);
        let tail = behind.trim_start_matches(':').trim_start();
        let connected =
            behind.starts_with(':') || ["for ", "to ", "about ", "on "].iter().any(|it| tail.starts_with(it));
        let mut about = words(tail).peekable();
        connected
            && words(lead).count() > 1
            && words(lead).any(is_request)
            && asks(lead)
            && about.peek().is_some()
            && about.clone().count() <= limit
            && !about.any(is_part)
    })
}

/// Whether a note, in lower case, refers its writer to a work: `ref boehm's paper`, `reference their comparisons and
/// the paper by hill et al.`
pub fn refers_to_work(text: &str) -> bool {
    let words: Vec<&str> = words(text).collect();
    let names = |it: &&str| {
        it.ends_with("'s") || matches!(*it, "paper" | "papers" | "article" | "articles" | "al" | "thesis")
    };
    matches!(words.first(), Some(&("ref" | "refs" | "reference")))
        && (3..=9).contains(&words.len())
        && words[1..].iter().any(names)
}

/// Whether words that were made to stand out, in lower case, are a request or end in what is asked for: `cite this`,
/// `moor refs`, `ref for the bend`.
pub fn asks_in_colour(text: &str) -> bool {
    let words: Vec<&str> = words(text).collect();
    // What is coloured may be a citation that is there.
    let ends = !text.contains(['[', '(', '\\'])
        && (2..=4).contains(&words.len())
        && !words.iter().any(|it| matches!(*it, "see" | "the" | "in" | "by" | "as"))
        && words.last().is_some_and(|it| matches!(*it, "ref" | "refs" | "cite" | "citation" | "citations"));
    asks(text)
        || names_source_elsewhere(text)
        || asks_in_sentence(text)
        || ((ends || (!text.contains('\\') && begins(text, &["ref", "refs", "cite"], 5)))
            && !names_part(&words))
}

/// Whether a part of the document is among the words; `hill's algorithm` is another's.
fn names_part(words: &[&str]) -> bool {
    let is_own = |at: usize| at.checked_sub(1).is_none_or(|it| !words[it].ends_with("'s"));
    (0..words.len()).any(|at| is_part(words[at]) && is_own(at))
}

/// Words by which a note tells what was done with a citation, or how to cite.
const TELLING: &[&str] = &["follows", "responsibly", "omitted", "added", "removed", "above", "below", "us"];

/// Words that tell how a command cites.
const HOW: [&str; 15] = [
    "in",
    "the",
    "text",
    "parentheses",
    "parenthesis",
    "brackets",
    "author",
    "authors",
    "year",
    "page",
    "pages",
    "only",
    "number",
    "numbers",
    "with",
];

/// `ref smith`, `cite facebook, rackspace`: one of `leads`, then at most `limit` words that name a work.
pub fn begins(text: &str, leads: &[&str], limit: usize) -> bool {
    let mut parts = text.split_whitespace();
    let Some(first) = parts.next() else { return false };
    let first = first.trim_end_matches([':', '.', '?']);
    let rest: Vec<&str> = parts.collect();
    leads.contains(&first)
        && !rest.is_empty()
        && rest.len() <= limit
        // `cite as: ...` tells how a paper wants to be cited.
        && !(first == "cite" && (rest[0].starts_with("as") && rest[0].len() < 4))
        && !rest.contains(&"as:")
        // `citation analysis` is a subject.
        && !(first.starts_with("citation") && SUBJECTS.contains(&rest[0].trim_end_matches([',', ';', '.'])))
        // `cite in text`, `cite in parentheses` explain a command.
        && !rest.iter().all(|it| HOW.contains(it))
        && !rest.iter().any(|it| TELLING.contains(&it.trim_end_matches(['.', ':'])))
        // `[ref. 3]`, `[ref 12, p. 4]` point at something.
        && rest.iter().any(|it| it.chars().any(char::is_alphabetic))
        && !rest[0].starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a note is a form that was not filled in: `Author, Year`, `Author et al., YEAR`,
/// `Smith et al., 20XX`.
pub fn is_form(text: &str) -> bool {
    const AUTHORS: [&str; 4] = ["author", "authors", "surname", "lastname"];
    const YEARS: [&str; 6] = ["year", "yyyy", "xxxx", "20xx", "19xx", "????"];
    let Some((before, last)) = text.trim().rsplit_once([' ', ',']) else { return false };
    let year = last.to_lowercase();
    let is_open = YEARS.contains(&year.as_str()) || (year.starts_with("20") && year.ends_with("??"));
    // `(author, year)` is what a citation consists of.
    if !is_open || text.starts_with(char::is_lowercase) {
        return false;
    }
    let names: Vec<String> = words(before).map(str::to_lowercase).collect();
    let is_author = |it: &String| AUTHORS.contains(&it.trim_end_matches(|c: char| c.is_ascii_digit()));
    let et_al = names.ends_with(&["et".to_owned(), "al".to_owned()]);
    let joins = |it: &String| matches!(it.as_str(), "et" | "al" | "and" | "first");
    // `(Firm, Year)` names the columns of a table; `(Month 20XX)` is a date.
    let all = names.iter().any(is_author) && names.iter().all(|it| is_author(it) || joins(it));
    all || (et_al && names.len() > 2 && last.chars().all(|c| !c.is_lowercase()))
}

/// Words beside a mark that is spoken of: `a [CITATION] token`.
const SPOKEN_OF: [&str; 24] = [
    "token",
    "tokens",
    "tag",
    "tags",
    "symbol",
    "symbols",
    "marker",
    "markers",
    "placeholder",
    "placeholders",
    "label",
    "labels",
    "mark",
    "marks",
    "style",
    "styles",
    "format",
    "formats",
    "notation",
    "convention",
    "template",
    "templates",
    "string",
    "strings",
];

/// Whether the mark at `range` is spoken of: it stands alone in quotes, or beside a word that says what it is.
pub fn is_spoken_of(text: &str, range: ByteRange) -> bool {
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let opens = before.trim_end_matches([' ', '~']).ends_with(['`', '"', '“', '„', '«', '‘'])
        || before.ends_with("\\enquote{");
    let closes = behind.trim_start_matches([' ', '~']).starts_with(['\'', '"', '”', '“', '»', '’', '}']);
    if opens && closes {
        return true;
    }
    let word = |it: &str| it.to_lowercase();
    let next = behind.trim_start_matches(['}', '\'', '"', '”', ' ', '~', '\n']);
    let next = word(next.split(|c: char| !c.is_alphabetic()).next().unwrap_or(""));
    if SPOKEN_OF.contains(&next.as_str()) {
        return true;
    }
    // `the token [REF]`; a sentence may well end in `the [CLS] token [cite]`.
    let is_loud = !text[range.std()].chars().any(char::is_lowercase);
    let last = before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    is_loud && SPOKEN_OF.contains(&word(last).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(does: impl Fn(&str) -> bool, yes: &[&str], no: &[&str]) {
        assert_eq!(yes.iter().filter(|it| !does(it)).collect::<Vec<_>>(), Vec::<&&str>::new(), "missed");
        assert_eq!(no.iter().filter(|it| does(it)).collect::<Vec<_>>(), Vec::<&&str>::new(), "false");
    }

    #[test]
    fn names_with_a_request_behind_them() {
        check(
            names_and_asks,
            &["polya cite", "polya citation?", "hill et al cite", "moor reference?"],
            &[
                "how to cite",
                "papers we cite",
                "in-text cite",
                "a reference?",
                "polya",
                "citation?",
                "section ref?",
            ],
        );
        check(
            asks_at_length,
            &["find the citation for this, i think it is a moor paper", "need a reference here"],
            &["please cite as", "references we add", "find the root"],
        );
        check(
            |it| behind_label(it).is_some(),
            &["FIX! Insert reference", "FIX ME: Insert", "MK: need a source", "TODO: cite"],
            &["Fixed", "FIXED: a", "See: b", "A man", "HTTP: a protocol", "TODOs"],
        );
    }

    #[test]
    fn notes_in_brackets_ask_in_any_order_of_words() {
        check(
            asks,
            &[
                "cite",
                "citation needed",
                "needs citation",
                "add refs here",
                "insert reference here",
                "ref?",
                "cit.",
                "source?",
                "todo: cite",
                "cite this paper?".trim_end_matches(" paper?"),
                "some citations",
                "more refs",
                "reference(s) needed",
                "to be cited, please",
                "quelle fehlt",
                "нужна ссылка",
                "要出典",
            ],
            &[
                "",
                "the citation",
                "source",
                "references",
                "reference",
                "sic",
                "more",
                "needed",
                "here",
                "ref smith",
            ],
        );
    }

    #[test]
    fn notes_in_parentheses_ask_only_where_a_word_says_so() {
        check(
            asks_in_parentheses,
            &[
                "cite",
                "cite?",
                "ref?",
                "citation needed",
                "add citation",
                "reference needed",
                "missing references",
                "cite here",
            ],
            &[
                "ref",
                "refs",
                "many citations",
                "source",
                "source?",
                "required reference",
                "source: here",
                "citations",
                "see ref",
            ],
        );
    }

    #[test]
    fn notes_may_say_what_is_to_be_cited() {
        check(
            |it| asks_about(it, 6),
            &[
                "todo: cite bert",
                "add citation for bert",
                "insert citation: bert",
                "citation needed for this claim",
                "todo: add citation",
            ],
            &["cite", "add reference to table 3", "todo", "todo: write this", "for bert", "citation: bert"],
        );
        check(
            |it| begins(it, &["cite"], 6),
            &["cite bert", "cite: smith et al.", "cite smith 2010"],
            &["cite as: arxiv", "cite as above", "cite this paper as follows", "cite responsibly", "cite 12"],
        );
    }

    #[test]
    fn forms_that_were_not_filled_in() {
        check(
            is_form,
            &[
                "Author, Year",
                "Author et al., YEAR",
                "Author and Author, 20XX",
                "Smith et al., 20XX",
                "Wu et al. XXXX",
                "Wu et al., 20??",
            ],
            &[
                "Firm, Year",
                "author, year",
                "Name, Year",
                "May 20XX",
                "Smith, 2010",
                "Fiscal Year",
                "Author, 2010",
                "Smith et al., year",
                "Year",
            ],
        );
    }

    #[test]
    fn marks_that_are_spoken_of() {
        let spoken = |text: &str| {
            let start = text.find('[').unwrap_or(0);
            let end = text.find(']').map_or(0, |it| it + 1);
            is_spoken_of(text, ByteRange::new(start, end))
        };
        for text in ["a [CITATION] token", "``[cite]''", "the token [REF] is", "the [citation needed] tag"] {
            assert!(spoken(text), "{text}");
        }
        for text in ["the [CLS token [cite]", "as the token [cite].", "said ``so'' [cite].", "so [REF]"] {
            assert!(!spoken(text), "{text}");
        }
    }
}
