//! Whether words in brackets or parentheses ask for a citation: `[citation needed]`, `(REF)`, `(källa)`.

use super::note_text::lacks_number;
use crate::syntax::citation_notes::{
    asks, asks_about, asks_at_length, asks_elsewhere, asks_in_other_words, asks_in_parentheses, asks_oneself,
    begins, cites_elsewhere, ends_asking, is_asking, is_form, is_part, is_part_elsewhere,
    is_source_elsewhere, is_spoken_of, names_address, names_and_asks, refers_to_work, speaks_of_source,
};
use crate::syntax::latex_text::to_unicode;
use crate::syntax::sentences::nearby;
use crate::syntax::tex::{Chunk, Delimiter, Note};

/// Whether a note asks for a citation; `markers` are further words that do, in lower case.
pub(super) fn note_asks(chunk: &Chunk, note: &Note, markers: &[String]) -> bool {
    let text = note.text.trim().to_lowercase();
    if markers.contains(&text) {
        return true;
    }
    if note.fills_cell || is_spoken_of(&chunk.text, note.range) || explains(chunk, note, &text) {
        return false;
    }
    if asks_elsewhere(&text) {
        return true;
    }
    if let Some((before, behind)) = note.text.split_once("\\#todo") {
        return hashed_asks(&format!("{before} {behind}").to_lowercase());
    }
    if note.text.contains('\\') {
        // `[\textit{citation needed}]`
        let refers = ["\\cite", "\\ref", "\\cref", "\\todo"].iter().any(|it| note.text.contains(it));
        let said = || to_unicode(&note.text).trim().to_lowercase();
        return !refers
            && note.delimiter == Delimiter::Bracket
            && (asks(&said()) || begins(&said(), &["cite"], 5));
    }
    let is_loud = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 2 && !word.chars().any(char::is_lowercase)
    };
    let first_is_loud = note.text.split_whitespace().next().is_some_and(is_loud);
    if is_form(&note.text) {
        const STYLES: [&str; 8] =
            ["style", "format", "notation", "field", "column", "tuple", "template", "variable"];
        let near = &chunk.text[nearby(chunk, note.range).std()];
        return !STYLES.iter().any(|it| near.contains(it));
    }
    let labelled = ["todo", "fixme", "xxx"].iter().find_map(|it| text.strip_prefix(it));
    // `[TODO: ref label]`, `(TODO: cite section)`
    if names_part(labelled.unwrap_or(&text)) {
        return false;
    }
    if names_and_asks(&text) || labelled.is_some_and(to_do_asks) || (first_is_loud && cites_elsewhere(&text))
    {
        return true;
    }
    if is_bare_word(&text) && is_behind_claim(chunk, note) {
        return true;
    }
    if asks_in_other_words(&text) || names_work(&text) {
        return true;
    }
    match note.delimiter {
        Delimiter::Bracket => {
            asks(&text)
                || asks_at_length(&text)
                || ends_asking(&text)
                || is_mark(chunk, note)
                || (is_source_elsewhere(&text) && is_mark_of_claim(chunk, note))
                || asks_about(&text, 6)
                || begins(&text, &["ref", "refs", "cite", "cites", "citation"], 5)
                || (text.starts_with("cite:") && begins(&text, &["cite"], 12))
                || (text.split_whitespace().next().is_some_and(is_asking) && asks_oneself(&text))
                || text.ends_with(" or cite")
        }
        // In parentheses `ref` and `reference` introduce what is there; `cite` asks.
        _ => {
            asks_in_parentheses(&text)
                || asks_at_length(&text)
                || (text.contains("paper") && refers_to_work(&text))
                || (((text == "citation" || matches!(note.text.as_str(), "ref" | "refs" | "ref."))
                    || is_source_elsewhere(&text))
                    && is_mark_of_claim(chunk, note))
                || [", cite", ", refs"].iter().any(|it| text.ends_with(it))
                || ends_asking(&text)
                || asks_about(&text, 6)
                || begins(&text, &["cite"], 8)
                || (first_is_loud && begins(&text, &["cite", "citation", "citations"], 8))
                || matches!(note.text.as_str(), "CITATION" | "CITATIONS")
                || (matches!(note.text.as_str(), "REFERENCE" | "REFERENCES") && follows_clause(chunk, note))
                || (matches!(note.text.as_str(), "REF" | "REFS" | "SOURCE" | "SOURCES")
                    && !is_acronym(chunk, note))
                || calls_for_references(&note.text)
        }
    }
}

/// Whether a note, in lower case, is the word for what is asked for, perhaps with one that makes it vague:
/// `citation`, `references`, `possible refs`, `reference!!`.
fn is_bare_word(text: &str) -> bool {
    const WORDS: [&str; 4] = ["citation", "citations", "references", "refs"];
    let cries = text.ends_with('!');
    let bare = text.trim_end_matches(['!', '.', ' ']);
    let vague = ["possible ", "some ", "more ", "several ", "various ", "other ", "add "];
    match vague.iter().find_map(|it| bare.strip_prefix(it)) {
        Some(word) => WORDS.contains(&word) || word == "cites",
        None => WORDS.contains(&bare) || (cries && matches!(bare, "cites" | "reference" | "ref")),
    }
}

/// Whether a note stands behind a claim: behind a word, within or at the end of a clause that does not itself speak of
/// works, their number or their use.
fn is_behind_claim(chunk: &Chunk, note: &Note) -> bool {
    const SPEAKING: [&str; 22] = [
        "ref", "cit", "quot", "sourc", "ackno", "attri", "link", "foot", "bibl", "publi", "paper", "artic",
        "journ", "impac", "numbe", "count", "total", "menti", "index", "list", "works", "docum",
    ];
    let before = chunk.text[..note.range.start].trim_end_matches([' ', '~', '\n', '\'', '”', '"']);
    let behind = chunk.text[note.range.end..].trim_start_matches([' ', '~']);
    let follows = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '}' | ')' | '%'));
    let goes_on = behind.is_empty()
        || behind.starts_with(['.', ',', ';', ':', '\n', '$', '\\'])
        || behind.starts_with(char::is_lowercase);
    let near = nearby(chunk, note.range);
    let clause = &chunk.text[near.start..note.range.start];
    let clause = clause.rsplit(['.', '!', '?', ';']).next().unwrap_or(clause);
    let speaks = |it: &str| {
        let word = it.to_lowercase();
        SPEAKING.iter().any(|speaking| word.starts_with(speaking))
    };
    follows && goes_on && !clause.split(|c: char| !c.is_alphanumeric()).any(speaks)
}

/// `balaji's paper`: a work that is named, not cited.
fn names_work(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    matches!(words[..], [name, "paper" | "article" | "book" | "study" | "thesis" | "survey"]
        if name.len() > 4 && (name.ends_with("'s") || name.ends_with("’s")))
}

/// Whether what is to be done, in lower case, is about a part of the document, or a label.
fn names_part(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let is_own = |it: &str| {
        is_part(it) || is_part_elsewhere(it) || matches!(it, "label" | "labels" | "schema" | "shema")
    };
    let first = words.next();
    matches!(first, Some("ref" | "cite" | "reference" | "cref"))
        && words.take(3).any(|it| is_own(it) || is_own(it.trim_end_matches('s')))
}

/// Whether a note explains what stands before it: a command that is shown, or, as `[ref]`, a part of the document
/// that lacks its number.
fn explains(chunk: &Chunk, note: &Note, text: &str) -> bool {
    let before = chunk.text[..note.range.start].trim_end_matches([' ', '~', '\n']);
    if text.starts_with("cite") {
        let shown = chunk.not_text.partition_point(|it| it.end < before.len());
        let shown = chunk.not_text.get(shown).filter(|it| it.end == before.len());
        if shown.is_some_and(|it| !chunk.text[it.std()].starts_with('%')) {
            return true;
        }
    }
    // `which is discussed later (ref?)`
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let points = matches!(word, "later" | "below" | "above" | "earlier" | "previously");
    (points && text.starts_with("ref")) || lacks_number(chunk, note.range.start, text)
}

/// Whether a word in lower case stands before a note: no name or heading, of which it would be a part.
fn follows_clause(chunk: &Chunk, note: &Note) -> bool {
    let before = chunk.text[..note.range.start].trim_end_matches([' ', '~', '\n']);
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '~').next().unwrap_or("");
    word.len() > 1 && word.chars().all(char::is_lowercase)
}

/// Whether a `(citation)` ends a clause that does not speak of citations itself.
fn is_mark_of_claim(chunk: &Chunk, note: &Note) -> bool {
    const SPEAKING: [&str; 8] = ["ref", "cit", "quot", "sourc", "ackno", "attri", "link", "foot"];
    let before = chunk.text[..note.range.start].trim_end_matches([' ', '~', '\n', '\'', '”', '"']);
    let mut last = before.rsplit(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).take(4);
    let behind = &chunk.text[note.range.end..];
    // Or it stands behind the sentence, at the end of the line.
    let ends_line = before.ends_with('.') && (behind.trim_end().is_empty() || behind.starts_with('\n'));
    (ends_line || (behind.starts_with(['.', ',']) && before.ends_with(char::is_lowercase)))
        && !last.any(|it| SPEAKING.iter().any(|speaking| it.to_lowercase().starts_with(speaking)))
}

/// `[REF1]`, `[source]`: a mark behind a claim.
fn is_mark(chunk: &Chunk, note: &Note) -> bool {
    let before = &chunk.text[..note.range.start];
    let behind = &chunk.text[note.range.end..];
    let ends = behind.trim_end().is_empty()
        || behind.starts_with(['.', ',', ';', ':', ')'])
        || behind.starts_with("\n\n");
    let follows =
        before.ends_with([' ', '~']) && before.trim_end_matches([' ', '~']).ends_with(char::is_alphabetic);
    let name = note.text.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_numbered = name.len() < note.text.len();
    match name.trim_end() {
        "REF" | "CITE" | "CITATION" | "SOURCE" => is_numbered,
        // `[cite 3]`: unlike `[ref 3]`, no place is named so.
        "cite" if is_numbered && follows => true,
        "ref" | "cite" | "citation" | "source" if is_numbered && !note.text.contains(' ') => ends && follows,
        "source" | "sources" | "Source" => ends && follows,
        _ => false,
    }
}

/// Whether `(REF)` is short for what stands before it, or is used as a word elsewhere in the paragraph.
fn is_acronym(chunk: &Chunk, note: &Note) -> bool {
    let before = &chunk.text[..note.range.start];
    let last: Vec<String> = before.split_whitespace().rev().take(3).map(str::to_lowercase).collect();
    let behind = chunk.text[note.range.end..].trim_start();
    let ends_clause = behind.is_empty() || behind.starts_with(['.', ',', ';', ':', '\\', '~', '}']);
    // Elsewhere in brackets it is a mark again.
    let near = chunk.text[nearby(chunk, note.range).std()].replace(&format!("({})", note.text), "");
    // What is short for something is told so once.
    let mark = format!("({})", note.text);
    let is_repeated = chunk.text.matches(&mark).nth(1).is_some() && follows_clause(chunk, note);
    let mut near = near.split(|c: char| !c.is_alphanumeric());
    let singular = note.text.trim_end_matches('S').to_lowercase();
    (!ends_clause && !is_repeated)
        || near.any(|it| it == note.text)
        || last.iter().any(|it| it.starts_with(&singular))
        || spells(before, &singular)
}

/// `(REF: Hill + Moor 1998)`, `(REFS many)`, `(OTHER REFS)`: capitals that call for references, with or without words
/// on which; not `(REF 615)`.
fn calls_for_references(note: &str) -> bool {
    let is_word = |it: &str| it.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let mut words = note.split_whitespace();
    match words.next().map(|it| it.trim_end_matches(':')) {
        Some("REF" | "REFS") => {
            let shortens = ["siglas", "acronym", "abbrev", "short"].iter().any(|it| note.contains(it));
            !shortens && words.next().is_some_and(is_word) && words.count() < 10
        }
        Some("OTHER" | "MORE" | "SOME" | "ADD" | "NEED" | "FIND") => {
            matches!(words.next(), Some("REF" | "REFS")) && words.next().is_none()
        }
        _ => false,
    }
}

/// Whether the words at the end of a text, the small ones aside, begin with these letters, in whatever order a language
/// has them: `funciones de equivalencia restringida (REF)`.
fn spells(text: &str, letters: &str) -> bool {
    let words = text.split_whitespace().rev().filter(|it| it.chars().count() > 2);
    let mut initials: Vec<char> =
        words.take(letters.len()).filter_map(|it| it.to_lowercase().chars().next()).collect();
    initials.sort_unstable();
    let mut wanted: Vec<char> = letters.chars().collect();
    wanted.sort_unstable();
    initials == wanted
}

/// Whether what stands beside a `\#todo`, in lower case, has to do with a source: `reference her`.
fn hashed_asks(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let is_source = |it: &str| {
        matches!(it, "ref" | "refs" | "reference" | "references" | "cite" | "citation" | "source" | "sources")
    };
    (words.clone().any(is_source) || speaks_of_source(text))
        && !words.any(|it| is_part(it) || is_part_elsewhere(it))
}

/// Whether what is to be done, in lower case, is to cite: `satija reference`, `citar moor`.
fn to_do_asks(text: &str) -> bool {
    let said = text.trim_start_matches([':', ' ', '-', ',']);
    let mut words = said.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let names = words.clone().count() <= 4
        && words
            .clone()
            .next_back()
            .is_some_and(|it| matches!(it, "reference" | "references" | "source" | "refs" | "ref"));
    speaks_of_source(said) || names_address(said) || (names && !words.any(|it| is_part(it) || it == "cross"))
}
