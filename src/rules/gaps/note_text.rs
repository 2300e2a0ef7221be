//! What a note says, and whether one that writers leave for themselves asks for a citation.

use crate::syntax::citation_notes::{
    asks, asks_in_sentence, asks_oneself, ends_asking, is_part, is_part_elsewhere, names_source_elsewhere,
    seeks_place,
};
use crate::syntax::sentences::without;
use crate::syntax::tex::{Call, Chunk};
use crate::text::ByteRange;

/// In a longer note (bytes) a word alone asks for nothing: one of its sentences has to.
pub(super) const LONGEST: usize = 160;

/// A longer note to oneself is not read.
pub(super) const LONGEST_TODO: usize = 4000;

/// Whether what a writer notes for himself in the braces `inner` of a call asks for a citation.
pub(super) fn note_to_oneself_asks(chunk: &Chunk, call: &Call, inner: ByteRange) -> bool {
    if inner.len() > LONGEST_TODO {
        return false;
    }
    let text = without_lost_cites(&said(chunk, inner));
    if lacks_number(chunk, call.command.start, &text) {
        return false;
    }
    let refers = refers(chunk, inner);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    // `hill: do you have a reference for this?`
    let said_by = text.split_once(": ").filter(|it| !it.0.contains(' ')).map(|it| it.1);
    let asks = asks(&text)
        || said_by.is_some_and(asks_in_sentence)
        || asks_in_sentence(&text)
        || ends_asking(&text)
        || names_source_elsewhere(&text)
        || seeks_place(&text)
        || (!refers && asks_oneself(&text))
        || (!refers && text.len() < LONGEST && ends_with_source(&text));
    let of_form = |it: &&str| matches!(*it, "format" | "formatting" | "formatted" | "style" | "styles");
    let words = if inner.len() > LONGEST || words.iter().any(of_form) { Vec::new() } else { words };
    let names = |at: usize| words.get(at + 1).is_some_and(|it| is_part(it));
    let is_cited = |it: &str| matches!(it, "cite" | "cites" | "citation" | "citations" | "citing" | "cit");
    asks || (0..words.len()).any(|at| is_cited(words[at]) && !names(at))
        || words.windows(2).zip(1..).any(|(it, at)| {
            let asks = matches!(it[0], "add" | "need" | "needs" | "missing" | "insert" | "find");
            let behind = words.get(at + 1).copied().unwrap_or_default();
            let is_other =
                matches!(behind, "code" | "codes" | "file" | "files" | "term" | "terms" | "of" | "data");
            asks && match it[1] {
                "ref" | "refs" | "reference" | "references" => true,
                "source" | "sources" => {
                    !is_other || matches!(words.get(at + 2), Some(&("the" | "this" | "that")))
                }
                _ => false,
            }
        })
}

/// `relation to rivers with ref`: a note that wants what it notes with a citation.
fn ends_with_source(text: &str) -> bool {
    const WITH: [&str; 6] =
        ["with ref", "with refs", "with reference", "with references", "with source", "with sources"];
    WITH.iter().any(|it| text.trim_end_matches(|c: char| !c.is_alphanumeric()).ends_with(it))
}

/// Whether a note holds a citation, or a reference to a part of the document.
fn refers(chunk: &Chunk, range: ByteRange) -> bool {
    chunk.calls_in(range).iter().any(is_reference)
}

fn is_reference(call: &Call) -> bool {
    call.name.to_ascii_lowercase().contains("cite") || call.name.ends_with("ref")
}

/// A citation whose backslash was lost is one: `see cite{hill2001}`.
fn without_lost_cites(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    for form in std::iter::repeat_n(["cite{", "citep{", "citet{"], text.matches('{').count()) {
        let first = form.iter().filter_map(|it| Some((rest.find(it)?, it.len()))).min();
        let Some((at, length)) = first else { break };
        kept += &rest[..at];
        rest = rest[at + length..].split_once('}').map_or("", |it| it.1);
    }
    kept + rest
}

/// What a note says, in lower case, without comments, citations and the names of commands.
pub(super) fn said(chunk: &Chunk, range: ByteRange) -> String {
    let inside = chunk.calls_in(range).iter();
    let mut cuts: Vec<ByteRange> = inside.clone().filter(|it| is_reference(it)).map(Call::range).collect();
    cuts.extend(inside.map(|it| it.command));
    // Notes and requests in it are told by themselves.
    let notes = chunk.notes.partition_point(|it| it.range.start < range.start);
    let notes = chunk.notes[notes..].iter().map(|it| it.range).take_while(|it| it.start < range.end);
    cuts.extend(notes.filter(|it| range.covers(*it)));
    cuts.sort_unstable();
    without(chunk, range, &cuts).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a word names what has a number in the document: a part of it, a theorem.
fn is_numbered(word: &str) -> bool {
    const STATEMENTS: [&str; 10] = [
        "theorem",
        "lemma",
        "proposition",
        "corollary",
        "definition",
        "example",
        "remark",
        "assumption",
        "exercise",
        "claim",
    ];
    is_part(word) || is_part_elsewhere(word) || STATEMENTS.contains(&word)
}

/// Whether a `ref` that stands at `at` is for a part of the document: `see section [ref]`, `Figure~\ref{a} [ref]`.
pub(super) fn lacks_number(chunk: &Chunk, at: usize, text: &str) -> bool {
    let before = chunk.text[..at].trim_end_matches([' ', '~', '\n', '(']);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    let near = ByteRange::new(before.len().saturating_sub(LONGEST), before.len());
    let refers = |it: &Call| it.name.ends_with("ref") && it.range().end == before.len();
    matches!(text.trim_end_matches('?'), "ref" | "refs" | "reference" | "references")
        && (is_numbered(word.trim_end_matches('s'))
            || is_numbered(&word)
            || chunk.calls_in(near).iter().any(refers))
}
