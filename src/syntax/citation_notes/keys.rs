//! Keys that are none: they stand for a work that is still to be found or checked.

use super::vocabulary::{FILLERS, OBJECTS, REQUESTS, WEAK_OBJECTS, WEAK_REQUESTS, is_object};

/// Words that, as a whole key, stand for one still to be found.
const PLACEHOLDERS: &[&str] = &[
    "needed",
    "key",
    "tbd",
    "tba",
    "tbc",
    "fixme",
    "missing",
    "source",
    "reference",
    "references",
    "fillin",
    "fillme",
    "somebody",
    "something",
    "blank",
    "toadd",
    "nocite",
    "nokey",
    "emptykey",
    "foo",
    "foobar",
    "blah",
    "asdf",
];

/// Whether `key`, which no entry defines, is no key but stands for one still to be found.
pub fn is_placeholder(key: &str) -> bool {
    let letters: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters.is_empty() {
        return true;
    }
    if letters.len() >= 2 && letters.chars().all(|c| c == 'x') {
        return true;
    }
    // `TODO`, `todo:bert`, `CiteTODO`, but not an author called Todorov.
    let todo = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_lowercase());
    let marked = key.match_indices("TODO").next().is_some()
        || key.to_ascii_lowercase().strip_prefix("todo").is_some_and(|rest| todo(rest.chars().next()));
    marked
        || PLACEHOLDERS.contains(&letters.as_str())
        || is_key_to_be_found(&letters)
        || is_marked(key)
        || is_crossed_out(key)
        || is_prose(key)
}

/// Several words of prose: at least three words of letters between blanks, names with `&` between them, or a name of
/// two words: `Van Valen`.
fn is_prose(key: &str) -> bool {
    let words: Vec<&str> = key.split_whitespace().collect();
    let is_name = |it: &str| {
        it.starts_with(char::is_uppercase)
            && it.chars().any(char::is_lowercase)
            && it.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    if let [first, last] = words[..] {
        const PARTICLES: [&str; 12] =
            ["van", "von", "de", "di", "da", "del", "della", "der", "ten", "le", "la", "el"];
        return (is_name(first) || PARTICLES.contains(&first)) && is_name(last);
    }
    let wordy = words.iter().filter(|it| it.chars().any(char::is_alphabetic)).count();
    words.len() >= 3
        && (wordy >= 3 || (wordy == 2 && words.iter().any(|it| matches!(*it, "&" | "\\&" | "+"))))
}

/// Words that, as a part of a key, say that the work is still to be found or checked; wherever they stand.
const MARKS: [&str; 17] = [
    "placeholder",
    "fixme",
    "tofind",
    "tocheck",
    "toverify",
    "unverified",
    "notverified",
    "needcite",
    "needscite",
    "needcitation",
    "citationneeded",
    "citeneeded",
    "refneeded",
    "addcite",
    "citeme",
    "hallucinated",
    "notfound",
];

/// Words that say so at the end of a key, or alone in capitals: `smith2020_verify`, `CHECK_smith2020`.
const END_MARKS: [&str; 8] = ["verify", "verifyme", "check", "checkme", "confirm", "todo", "tbd", "tba"];

/// Words that may follow a mark: `verify_this`, `check_me_please`.
const BEHIND_MARKS: [&str; 8] = ["this", "it", "me", "please", "key", "ref", "citation", "later"];

/// The parts of a key between its marks of punctuation, each with its place.
fn parts(key: &str) -> Vec<(usize, &str)> {
    let is_border = |c: char| !c.is_alphanumeric();
    let pieces = key.split(is_border).filter(|it| !it.is_empty());
    pieces.map(|it| (it.as_ptr() as usize - key.as_ptr() as usize, it)).collect()
}

/// Whether the parts of a key that begin at the part `at` are a mark, and how many parts it has.
fn mark_at(parts: &[(usize, &str)], at: usize) -> usize {
    let lower = |index: usize| parts.get(index).map_or(String::new(), |it| it.1.to_lowercase());
    let first = lower(at);
    let is_loud = parts[at].1.len() > 2 && !parts[at].1.chars().any(char::is_lowercase);
    // `citation_needed` is one mark, `needs_citation` another.
    let pair = first.clone() + &lower(at + 1);
    if MARKS.contains(&pair.as_str()) && at + 1 < parts.len() {
        return 2;
    }
    let mut last = at + 1;
    while BEHIND_MARKS.contains(&lower(last).as_str()) {
        last += 1;
    }
    let is_dated = parts[..at].iter().any(|it| it.1.contains(|c: char| c.is_ascii_digit()));
    let ends =
        last == parts.len() && (is_dated || (at > 0 && matches!(first.as_str(), "todo" | "tbd" | "tba")));
    let is_mark = MARKS.contains(&first.as_str())
        || (END_MARKS.contains(&first.as_str()) && (ends || last > at + 1 || (is_loud && parts.len() > 1)));
    if is_mark { last - at } else { 0 }
}

/// Whether a key says that its work is still to be found or checked: `PLACEHOLDER_smith2024_verify_this`,
/// `smith2020_VERIFY`, `smith2020?`, `[key]`.
fn is_marked(key: &str) -> bool {
    let parts = parts(key);
    let key = key.trim();
    key.ends_with('?')
        || key.starts_with('?')
        || key.to_ascii_lowercase().contains("placeholder")
        || (key.starts_with(['[', '<']) && key.ends_with([']', '>']))
        || (0..parts.len()).any(|at| mark_at(&parts, at) > 0)
        || key
            .strip_suffix("todo")
            .or(key.strip_suffix("TODO"))
            .is_some_and(|it| it.ends_with(|c: char| c.is_ascii_digit()))
}

/// What remains of a key without the marks in it: `smith2020_VERIFY` was meant for `smith2020`.
pub fn without_mark(key: &str) -> Option<String> {
    let parts = parts(key);
    let mut stays: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let length = mark_at(&parts, at);
        let is_lead =
            parts[at].1.eq_ignore_ascii_case("placeholder") || parts[at].1.eq_ignore_ascii_case("todo");
        match length.max(usize::from(is_lead)) {
            0 => {
                stays.push(parts[at].1);
                at += 1;
            }
            length => at += length,
        }
    }
    let (first, last) = (stays.first()?, stays.last()?);
    if stays.len() == parts.len() {
        // `smith2020?`, `[smith2020]`
        let bare = key.trim_matches(|c: char| !c.is_alphanumeric());
        return (bare.len() < key.len()).then(|| bare.to_owned());
    }
    let start = first.as_ptr() as usize - key.as_ptr() as usize;
    let end = last.as_ptr() as usize - key.as_ptr() as usize + last.len();
    key.get(start..end).map(str::to_owned)
}

/// Whether the year, or the name, of a key is crossed out: `XXXX2024`, `smith20XX`, `smithXXXX`.
fn is_crossed_out(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    let crossed = |it: &str, at: usize| {
        let run = it[at..].bytes().take_while(|byte| *byte == b'x').count();
        let before = it[..at].chars().next_back();
        let behind = it[at + run..].chars().next();
        let is_year = run == 2 && (it[..at].ends_with("20") || it[..at].ends_with("19"));
        let bounded = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic());
        (is_year && bounded(behind))
            || (run >= 4 && (bounded(before) || bounded(behind)))
            || (run == 3 && bounded(before) && bounded(behind))
    };
    let starts = lower.match_indices('x').map(|it| it.0).filter(|at| !lower[..*at].ends_with('x'));
    starts.into_iter().any(|at| crossed(&lower, at))
}

/// Words of which a key consists that stands for one still to be found, beside those above.
const OF_KEYS: &[&str] =
    &["placeholder", "author", "authors", "dummy", "unknown", "tofind", "citekey", "citeme"];

/// Words that may stand beside those in a key.
const BESIDE: &[&str] =
    &["key", "paper", "work", "article", "book", "year", "title", "name", "yyyy", "xx", "xxx", "xxxx"];

/// Whether a key, of which `letters` are the letters and digits in lower case, is nothing but such words:
/// `citation_needed`, `insert_ref_here`, `author2020title`, `placeholder2023`.
fn is_key_to_be_found(letters: &str) -> bool {
    // A year may stand in it, as in the keys that it imitates; `ref1` may be a key.
    let year =
        (0..letters.len()).find_map(|at| letters.get(at..at + 4).filter(|it| it.parse::<u16>().is_ok()));
    let rest = year.map_or(letters.to_owned(), |it| letters.replacen(it, "", 1));
    let templates = ["placeholder", "author", "authors", "dummy", "unknown", "citation", "missing", "todo"];
    let core: &dyn Fn(&str) -> bool = match year {
        Some(_) => &|it| templates.contains(&it),
        None => &|it| is_object(it) || WEAK_OBJECTS.contains(&it) || OF_KEYS.contains(&it),
    };
    rest.len() <= 40 && rest.is_ascii() && splits(&rest, core)
}

/// Whether `letters` can be cut into words of the vocabulary of which one is a `core`.
fn splits(letters: &str, core: &dyn Fn(&str) -> bool) -> bool {
    let known = [OBJECTS, WEAK_OBJECTS, REQUESTS, WEAK_REQUESTS, FILLERS, OF_KEYS, BESIDE];
    // What the letters up to each place can be cut into: without and with a core.
    let mut reached = vec![[false; 2]; letters.len() + 1];
    reached[0][0] = true;
    for at in 0..letters.len() {
        for word in known.iter().copied().flatten().filter(|it| letters[at..].starts_with(**it)) {
            let to = at + word.len();
            let cored = core(word);
            reached[to][1] |= reached[at][1] || (cored && reached[at][0]);
            reached[to][0] |= reached[at][0];
        }
    }
    reached[letters.len()][1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_keys() {
        for key in [
            "TODO",
            "todo:bert",
            "todo_bert",
            "?",
            "??",
            "xxx",
            "foo",
            "XXXXX",
            "citation_needed",
            "needed",
            "cite",
            "CiteTODO",
            "Ref",
            "a b c d",
            "PLACEHOLDER_smith2024_verify_this",
            "placeholder_bert",
            "vaswani2017attention_VERIFY",
            "smith2020-verify",
            "verify_this_smith",
            "TODO_bert",
            "FIXME:bert",
            "CHECK_smith2020",
            "smith2020_unverified",
            "smith2020TODO",
            "smith2020todo",
            "bert_citation_needed",
            "needs_cite_bert",
            "XXXX2024",
            "smith20XX",
            "smithXXXX",
            "xxx2020",
            "smith2024?",
            "[key]",
            "<smith>",
            "Hill & Dale",
            "Moor \\& Fen",
            "Hill and Dale",
            "Van Valen",
            "van Valen",
            "Hill Moor-Fen",
        ] {
            assert!(is_placeholder(key), "{key}");
        }
        for key in [
            "todorov1969",
            "Todorov",
            "x",
            "devlin2019bert",
            "ref1",
            "citep2",
            "Devlin 2019",
            "Xu2020",
            "key words",
            "Key words",
            "IBM Steffen",
            "Hill a",
            "todorov2012mujoco",
            "verifying2020compilers",
            "verify2020compilers",
            "verify",
            "check",
            "check2010",
            "spot-check",
            "fact_check_2019",
            "toverifying2019",
            "exxon1989",
            "maxxx",
            "xx2020",
            "smith:todorov",
            "dixxon2019",
            "R&D",
            "lee-tbdn",
        ] {
            assert!(!is_placeholder(key), "{key}");
        }
    }

    #[test]
    fn the_key_without_its_mark() {
        let without = |key: &str| without_mark(key).unwrap_or_default();
        assert_eq!(without("vaswani2017attention_VERIFY"), "vaswani2017attention");
        assert_eq!(without("PLACEHOLDER_smith2024_verify_this"), "smith2024");
        assert_eq!(without("TODO:smith_2024"), "smith_2024");
        assert_eq!(without("smith2024?"), "smith2024");
        assert_eq!(without("placeholder"), "");
        assert_eq!(without("smith_2024"), "");
    }

    #[test]
    fn keys_that_are_made_of_requests() {
        for key in [
            "citationneeded",
            "insertrefhere",
            "addcitation",
            "somepaperref",
            "author2020title",
            "placeholder2023",
            "authoryear",
            "citeme",
        ] {
            assert!(is_key_to_be_found(key), "{key}");
        }
        for key in [
            "ref1",
            "forget",
            "herein",
            "book2020",
            "paper",
            "refined",
            "smith2020",
            "citep2",
            "thekey",
            "title2019",
        ] {
            assert!(!is_key_to_be_found(key), "{key}");
        }
    }
}
