//! Requests for a citation that stand in the text without brackets or a macro of their own.

use std::cell::LazyCell;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::facts::Chunk;
use crate::syntax::citation_notes::{
    asks, asks_about, asks_elsewhere, asks_in_colour, asks_in_sentence, asks_oneself, cites_elsewhere,
    is_part, is_spoken_of, speaks_of_source,
};
use crate::text::ByteRange;

/// Marks between angle brackets that stand for a citation at the end of a clause.
const MARKS: [&str; 8] =
    ["cite", "citation", "ref", "reference", "source", "citation_needed", "citation-needed", "CITE"];

/// With these begins a note of what is to be done.
const TODOS: [&str; 4] = ["TODO", "ToDo", "FIXME", "XXX"];

/// What nobody says but for want of a citation.
const CALLS: [&str; 32] = [
    "References TODO",
    "Reference TODO",
    "Citations TODO",
    "Citation TODO",
    "refs TODO",
    "CITATION HERE",
    "CITATION MISSING",
    "MISSING CITATION",
    "MISSING REFERENCE",
    "MISSING REF",
    "REFERENCE MISSING",
    "REFERENCE NEEDED",
    "REFERENCES NEEDED",
    "SOURCE NEEDED",
    "ADD REFERENCE",
    "ADD REF",
    "INSERT CITATION",
    "INSERT REFERENCE",
    "INSERT REF",
    "REF HERE",
    "REFERENCE HERE",
    "CITATION NEEDED",
    "CITATIONS NEEDED",
    "REF NEEDED",
    "CITE HERE",
    "CITE ME",
    "ADD CITATION",
    "FIX CITE",
    "fix cite",
    "add cite",
    "need cite",
    "insert cite",
];

/// The same where it is a sentence.
const NEEDS: [&str; 4] = ["citation needed", "Citation needed", "reference needed", "Reference needed"];

/// What Pandoc makes of its own `[@key]` without a bibliography begins so.
const PANDOC: &str = "{[}@";

/// Cite commands without their backslash.
const NAMES: [&str; 3] = ["cite{", "citep{", "citet{"];

/// Marks in capitals that take the place of a citation at the end of a clause: `as Moor showed in REF.`
const LOUD: [&str; 4] = ["CITE", "CITATION", "REF", "QUELLE"];

/// Words before two question marks: `it bends, source??`
const DOUBTED: [&str; 10] = [
    "source",
    "sources",
    "ref",
    "refs",
    "reference",
    "references",
    "cite",
    "citation",
    "citations",
    "quelle",
];

/// All these words, looked for at once: most paragraphs have none.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let all =
        TODOS.iter().chain(&CALLS).chain(&NEEDS).chain(&[PANDOC, "??", "xxx"]).chain(&NAMES).chain(&LOUD);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(all).ok()
});

/// How far a request that nothing encloses reaches, in bytes.
const LONGEST: usize = 200;

/// Requests that stand in the text without brackets or a macro: `TODO: cite BERT.`, `CITATION NEEDED`,
/// `<citation needed>`, `{\color{red} cite}`.
pub(super) fn requests(chunk: &Chunk) -> Vec<ByteRange> {
    let text = chunk.text.as_str();
    let mut found = Vec::new();
    let mut push = |start: usize, end: usize| {
        let range = ByteRange::new(start, end);
        if !chunk.is_apart(range) && !is_spoken_of(text, range) {
            found.push(range);
        }
    };
    if WORDS.as_ref().is_none_or(|it| it.is_match(text)) {
        words(text, &mut push);
    }
    // A sentence that does nothing but cry for a citation.
    for (at, _) in text.match_indices('!') {
        let start = text[..at].rfind(['.', '!', '?', '\n']).map_or(0, |it| it + 1);
        let said = text[start..at].trim().trim_start_matches("\\\\").trim_start();
        let is_one = said.len() < LONGEST && !said.contains(['\\', '{', '%', '[', '(', '<', '=']);
        // `!ref` is code.
        let ends = !text[at + 1..].starts_with(char::is_alphanumeric);
        if is_one && ends && asks(&format!("{}!", said.to_lowercase())) {
            let start = said.as_ptr() as usize - text.as_ptr() as usize;
            push(start, at + 1);
        }
    }
    let speaks_of_tags =
        LazyCell::new(|| ["HTML", "XML", "element", "tag"].iter().any(|it| text.contains(it)));
    for (at, _) in text.match_indices('<') {
        let inner = text[at + 1..].split(['>', '\n', '<']).next().unwrap_or("");
        let ends = text.get(at + inner.len() + 2..).unwrap_or("").starts_with(['.', ',', ';', ':', ')']);
        if ends
            && MARKS.contains(&inner)
            && text[..at].ends_with([' ', '~'])
            && text[at + 1 + inner.len()..].starts_with('>')
            && !*speaks_of_tags
        {
            push(at, at + inner.len() + 2);
        }
        if inner.len() < LONGEST
            && text[at + 1 + inner.len()..].starts_with('>')
            && inner.trim().len() == inner.len()
            && inner.contains(' ')
            && asks(&inner.to_lowercase())
        {
            push(at, at + inner.len() + 2);
        }
    }
    for call in chunk.calls.iter().filter(|it| it.name == "color") {
        let start = call.range().end;
        let inner = text[start..].split(['}', '\\', '\n']).next().unwrap_or("");
        let opens = text[..call.command.start].trim_end().ends_with('{');
        let said = inner.trim().to_lowercase();
        let said = said.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(&said);
        if opens && inner.len() < LONGEST && asks_in_colour(said) {
            let lead = inner.len() - inner.trim_start().len();
            push(start + lead, start + lead + inner.trim().len());
        }
    }
    found
}

/// Those that [`WORDS`] begin.
fn words(text: &str, push: &mut impl FnMut(usize, usize)) {
    for lead in TODOS {
        for (at, _) in text.match_indices(lead) {
            if let Some((start, end)) = todo(text, at, lead.len()) {
                push(start, end);
            }
        }
    }
    marks(text, push);
    doubts(text, push);
    named_by_mark(text, push);
    for phrase in CALLS {
        for (at, _) in text.match_indices(phrase) {
            if is_alone(text, at, at + phrase.len()) {
                push(at, at + phrase.len());
            }
        }
    }
    // `It bends... citation needed.`
    for phrase in NEEDS {
        for (at, _) in text.match_indices(phrase) {
            let end = at + phrase.len();
            let before = text[..at].trim_end_matches([' ', '~']);
            let behind = &text[end..];
            let is_sentence =
                before.is_empty() || before.ends_with(['.', '!', '?', ';', ':', '-', '…', '\n']);
            let ends = behind.trim_start().is_empty() || behind.starts_with(['.', '!', '?', ';', '\n', '}']);
            if is_sentence && ends {
                push(at, end);
            }
        }
    }
    for (at, _) in text.match_indices(PANDOC) {
        let inner = text[at..].split(['\n', ' ']).next().unwrap_or("");
        if let Some(end) = inner.find("{]}").filter(|it| *it > 4) {
            push(at, at + end + 3);
        }
    }
    // A cite command without its backslash: `bends cite{hill}`.
    for name in NAMES {
        // The last note before, and where its braces end.
        let (mut looked, mut note) = (0, None);
        for (at, _) in text.match_indices(name).filter(|it| text[..it.0].ends_with([' ', '~', '\n'])) {
            let inner = text[at + name.len()..].split(['}', '\n', '\\', '{']).next().unwrap_or("");
            let end = at + name.len() + inner.len();
            if !text[end..].starts_with('}') || inner.is_empty() || inner.contains(' ') {
                continue;
            }
            // Authors refer each other to what is cited.
            if let Some(begins) = text[looked..at].rfind("\\todo").map(|it| looked + it) {
                note = Some(begins + text[begins..].find('}').unwrap_or(text.len()));
            }
            looked = at;
            if note.is_none_or(|ends| ends < at) {
                push(at, end + 1);
            }
        }
    }
}

/// Capitals that take the place of a citation: `bends as Hill showed CITE.`, `which Moor used in REF.`
fn marks(text: &str, push: &mut impl FnMut(usize, usize)) {
    for mark in LOUD {
        // What is short for something is told so.
        let is_name = LazyCell::new(|| text.contains(&format!("({mark})")));
        for (at, _) in text.match_indices(mark) {
            let (before, end) = (text[..at].trim_end_matches([' ', '~', '\n']), at + mark.len());
            let behind = text[end..].trim_start_matches(' ');
            let follows = before.len() < at && before.ends_with(char::is_lowercase);
            let ends = behind.is_empty() || behind.starts_with(['.', ',', ';', '\n']);
            let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            // `las funciones REF` have their name from something.
            let leads = mark != "REF" || matches!(word, "in" | "see" | "by" | "from");
            if follows && ends && leads && is_alone(text, at, end) && !*is_name {
                push(at, end);
            }
        }
    }
}

/// `In XXX, Hill et al. propose`: a mark in the place of a work whose authors are told.
fn named_by_mark(text: &str, push: &mut impl FnMut(usize, usize)) {
    const REACH: usize = 60;
    for mark in ["XXX", "xxx"] {
        for (at, _) in text.match_indices(mark) {
            let end = at + mark.len();
            let before = text[..at].trim_end_matches([' ', '~']);
            let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            if before.len() == at || !matches!(word, "In" | "in") || !is_alone(text, at, end) {
                continue;
            }
            let behind = text[end..].trim_start_matches(' ');
            let mut reach = behind.len().min(REACH);
            while !behind.is_char_boundary(reach) {
                reach -= 1;
            }
            let said = behind[..reach].split(['.', ';', '\n']).next().unwrap_or_default();
            if behind.starts_with(',') && said.ends_with("et al") {
                push(at, end);
            }
        }
    }
}

/// What is asked with two question marks: `it bends, source??`, `citation for that???`
fn doubts(text: &str, push: &mut impl FnMut(usize, usize)) {
    const LONGEST: usize = 8;
    for (at, _) in text.match_indices("??").filter(|it| !text[..it.0].ends_with('?')) {
        let end = at + text[at..].bytes().take_while(|it| *it == b'?').count();
        let ends_before = ['.', ',', ';', ':', '(', '[', '{', '>', '!', '?', '\n', '}', '\\'];
        let clause = text[..at].rfind(ends_before).map_or(0, |it| it + 1);
        if text[..clause].ends_with('\\') {
            continue;
        }
        let said = text[clause..at].trim_start();
        let words: Vec<String> = said.split_whitespace().map(str::to_lowercase).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let last_length = said.split_whitespace().next_back().map_or(0, str::len);
        if words.len() < 3 && DOUBTED.contains(&last.as_str()) && said.ends_with(char::is_alphabetic) {
            push(at - last_length, end);
        } else if matches!(first.as_str(), "citation" | "citations" | "cite" | "refs")
            && words.len() <= LONGEST
            && !words.iter().any(|it| is_part(it))
        {
            push(at - said.len(), end);
        }
    }
}

/// The request that the `TODO` at `at` begins, up to the end of the clause that asks.
fn todo(text: &str, at: usize, lead: usize) -> Option<(usize, usize)> {
    if !is_alone(text, at, at + lead) {
        return None;
    }
    // `TODO\@: cite these`, `\textbf{TODO:} find a paper`
    let mut start = at + lead;
    start += if text[start..].starts_with("\\@") { 2 } else { 0 };
    let behind = text[start..].trim_start_matches([':', ' ']);
    let mut first = at;
    if let Some(said) = behind.strip_prefix('}').filter(|_| text[..at].ends_with('{')) {
        start = text.len() - said.trim_start_matches([':', ' ']).len();
        first = start;
    }
    // What lies behind that is no clause of this note; of many notes in a line each would look at all of it.
    let limit = floor_char(text, start.max(at + LONGEST) + 1);
    let said = text[start..limit].split(['.', ';', '\n', ']', ')', '}', '\\', '%', '>']).next()?;
    let mut end = start;
    for clause in said.split(',') {
        let written = clause.trim_end();
        let is_cut = end + clause.len() == limit && limit < text.len();
        if is_cut || end + written.len() > at + LONGEST {
            return None;
        }
        if said_asks(&format!("todo {}", written.trim_start_matches([':', ' ']).to_lowercase())) {
            return Some((first, end + written.len()));
        }
        end += clause.len() + 1;
    }
    None
}

/// Whether what follows the mark asks: `todo: cite bert`, `todo give the citations for all of this`.
fn said_asks(text: &str) -> bool {
    let rest = text.split_once(|c: char| !c.is_alphanumeric()).map_or("", |it| it.1);
    // `TODO: citation (the pump of Hill)`
    let mut words = rest.split(|c: char| !c.is_alphabetic()).filter(|it| !it.is_empty());
    let names =
        matches!(
            words.next(),
            Some("cite" | "citation" | "citations" | "ref" | "refs" | "reference" | "references" | "source")
        ) && words.next().is_some_and(|it| !matches!(it, "to" | "is" | "are" | "of" | "style" | "list"));
    asks(text)
        || (names && !rest.split_whitespace().any(is_part))
        || asks_about(text, 20)
        || asks_elsewhere(rest)
        || asks_in_sentence(rest)
        || speaks_of_source(rest)
        || cites_elsewhere(rest)
        || asks_oneself(rest)
}

fn floor_char(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}

fn is_alone(text: &str, start: usize, end: usize) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\\' | '@');
    !text[..start].ends_with(part) && !text[end..].starts_with(|c: char| part(c) && c != '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let chunk = Chunk { text: text.into(), ..Chunk::default() };
        let found: Vec<&str> = requests(&chunk).iter().map(|it| &text[it.std()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn requests_without_brackets() {
        check("So it is TODO: cite BERT. Next.", &["TODO: cite BERT"]);
        check("So it is (TODO: add citation).", &["TODO: add citation"]);
        check("So it is CITATION NEEDED, <citation needed>.", &["CITATION NEEDED", "<citation needed>"]);
        check(
            "It is {[}@hill2001{]} or bends cite{hill}. Citation needed. No citation needed; fix cite: Hill.",
            &["fix cite", "Citation needed", "{[}@hill2001{]}", "cite{hill}"],
        );
        check("\\cite{hill} tocite{a} ``citation needed'' the citation needed.", &[]);
        check(
            "So TODO: citation (Hill/Moor pumps). <TODO:refs>",
            &["TODO: citation (Hill/Moor pumps", "TODO:refs"],
        );
        check("as in REF. It bends (REF), in REF.", &[]);
        check(
            "In XXX , Ida Hill et al. bend it. In xxx, Hill et al. too. In XXX, it bends.",
            &["XXX", "xxx"],
        );
        check("shown in REF. By \\ref?? it bends, source??", &["REF", "source??"]);
        check("TODO: write this. \\TODO, TODO-cite, a <cite> tag, x < cite > y, ``TODO: cite''", &[]);
    }
}
