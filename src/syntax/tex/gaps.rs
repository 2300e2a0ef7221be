//! Blanks, and bracketed text that might stand for a citation.

use super::facts::{Call, Delimiter, Note};
use super::paragraph::Paragraph;
use crate::syntax::citation_notes::{asks_elsewhere, asks_in_other_words, is_asking, is_source_elsewhere};
use crate::text::ByteRange;

/// How long bracketed text may be to stand for a citation, in bytes.
const NOTE_LIMIT: usize = 120;

/// The same of a text in square brackets that begins with a request.
const REQUEST_LIMIT: usize = 240;

/// Words of a note that asks for a citation, beside those that begin with `cit` or `todo`. Only
/// parentheses need one: they abound in any text.
const CUES: [&str; 19] = [
    "doi",
    "arxiv",
    "ref",
    "refs",
    "reference",
    "references",
    "source",
    "sources",
    "needed",
    "missing",
    "tbd",
    "fixme",
    "xxx",
    "xxxx",
    "20xx",
    "19xx",
    "year",
    "yyyy",
    "authors",
];

/// Full-width brackets of Chinese and Japanese.
const WIDE: [(char, char); 4] = [('（', '）'), ('［', '］'), ('【', '】'), ('〔', '〕')];

/// So many calls before a note are looked at for what begins its row of a table.
const CELL_CALLS: usize = 64;

impl Paragraph<'_> {
    /// Records the run of `_` at `token` if it stands alone.
    pub(super) fn blank(&mut self, token: usize) {
        let range = self.tokens[token].range;
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '@';
        let before = self.text[..range.start].chars().next_back();
        let after = self.text[range.end..].chars().next();
        let alone = !before.is_some_and(word) && !after.is_some_and(word);
        let next = self.chunk.prose.partition_point(|it| it.range.end <= range.start);
        let in_prose = self.chunk.prose.get(next).is_some_and(|it| it.range.overlaps(range));
        if alone && !in_prose && before != Some('\\') && self.is_text(range) {
            self.chunk.blanks.push(range);
        }
    }

    /// Records the bracket that opens at `token`, which is no argument.
    pub(super) fn note(&mut self, token: usize) {
        let Some(partner) = self.pairs.partner(token) else { return };
        let range = ByteRange::new(self.tokens[token].range.start, self.tokens[partner].range.end);
        self.push_note(Delimiter::Bracket, range);
    }

    /// Records the parentheses with a cue that open in the running text at `token`.
    pub(super) fn parenthesised_notes(&mut self, token: usize) {
        let range = self.tokens[token].range;
        for at in memchr::memchr_iter(b'(', &self.text.as_bytes()[range.std()]) {
            if let Some(note) = self.parenthesis(range.start + at) {
                self.push_note(Delimiter::Paren, note);
            }
        }
        if !self.text[range.std()].is_ascii() {
            self.wide_notes(range);
        }
    }

    /// Records the full-width brackets with a cue that open in the running text of `range`.
    fn wide_notes(&mut self, range: ByteRange) {
        for (open, close) in WIDE {
            let text = self.text;
            for (at, _) in text[range.std()].match_indices(open) {
                let start = range.start + at + open.len_utf8();
                let inner = text[start..].split([close, '\n', open]).next().unwrap_or("");
                let end = start + inner.len();
                if text[end..].starts_with(close) && has_cue(inner) {
                    let delimiter = if open == '（' { Delimiter::Paren } else { Delimiter::Bracket };
                    let whole = ByteRange::new(start - open.len_utf8(), end + close.len_utf8());
                    self.push_note(delimiter, whole);
                }
            }
        }
    }

    /// The balanced `(..)` that begins at `start`, if it is short and holds a cue.
    fn parenthesis(&self, start: usize) -> Option<ByteRange> {
        let mut depth = 0;
        let bytes = self.text.as_bytes();
        let limit = bytes.len().min(start + NOTE_LIMIT + 2);
        for (index, byte) in bytes[..limit].iter().enumerate().skip(start) {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let inner = &self.text[start + 1..index];
                return has_cue(inner).then(|| ByteRange::new(start, index + 1));
            }
        }
        None
    }

    fn push_note(&mut self, delimiter: Delimiter, range: ByteRange) {
        if range.len() > 2 * REQUEST_LIMIT {
            return;
        }
        let whole = &self.text[range.std()];
        let first = whole.chars().next().map_or(0, char::len_utf8);
        let last = whole.chars().next_back().map_or(0, char::len_utf8);
        let text = whole.get(first..whole.len() - last).unwrap_or("");
        let first = text.split_whitespace().next().unwrap_or_default();
        let (limit, lines) = match delimiter {
            Delimiter::Bracket if is_asking(&first.to_lowercase()) => (REQUEST_LIMIT, 4),
            _ => (NOTE_LIMIT, 1),
        };
        let short = text.len() <= limit && memchr::memchr_iter(b'\n', text.as_bytes()).count() <= lines;
        if short && self.is_text(range) {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let fills_cell = self.fills_cell(range);
            self.chunk.notes.push(Note { delimiter, range, text, fills_cell });
        }
    }

    /// Whether nothing but the borders of a table cell stands beside `range`.
    fn fills_cell(&self, range: ByteRange) -> bool {
        let before = self.text[..range.start].trim_end();
        let after = self.text[range.end..].trim_start();
        let ends = ["&", "\\\\", "\\tabularnewline", "\\end{tab", "\\end{longtab", "\\end{array}"];
        let begins = ["&", "\\\\", "\\tabularnewline", "\\hline", "\\toprule", "\\midrule", "\\endhead"];
        let is_behind = |call: &Call| call.range().end == before.len() && self.begins_row(call);
        ends.iter().any(|it| after.starts_with(it))
            && (begins.iter().any(|it| before.ends_with(it))
                || self.chunk.calls.iter().rev().take(CELL_CALLS).any(is_behind))
    }

    /// Whether a row of a table may begin behind the arguments of `call`.
    fn begins_row(&self, call: &Call) -> bool {
        match call.name.as_str() {
            "begin" => call.arguments.first().is_some_and(|it| {
                let name = &self.text[it.inner().std()];
                name.contains("tab") || name.contains("tblr") || name.contains("array")
            }),
            name => matches!(name, "cline" | "cmidrule" | "midrule" | "toprule" | "rowcolor" | "specialrule"),
        }
    }
}

/// Whether a word of `text` asks for a citation; the names of commands are no words.
fn has_cue(text: &str) -> bool {
    text.contains(['?', '？'])
        || {
            let lower = text.to_lowercase();
            asks_elsewhere(&lower) || is_source_elsewhere(&lower) || asks_in_other_words(&lower)
        }
        || text.split(|c: char| !c.is_alphanumeric() && c != '\\').any(|word| {
            let word = word.to_lowercase();
            word.starts_with("cit") || word.starts_with("todo") || CUES.contains(&word.as_str())
        })
}
