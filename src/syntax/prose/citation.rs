//! A citation written out in prose, and how its parts are told.

use super::cursor::Cursor;
use super::{authors, title};
use crate::text::ByteRange;

/// One or several works cited in prose in one place: `__**A et al., "T"**, **B et al., "U"**__`.
#[derive(Clone, Debug, PartialEq)]
pub struct ProseCitation {
    /// The whole group, with its underscores, asterisks, brackets or parentheses. Where more than the
    /// works stands between brackets or parentheses (`(see A et al., "T")`), the works alone.
    pub range: ByteRange,
    /// The works, in order; at least one.
    pub works: Vec<ProseWork>,
}

impl ProseCitation {
    /// The same, `by` bytes further on.
    pub fn shifted(mut self, by: usize) -> Self {
        self.range = self.range.shift(by);
        for work in &mut self.works {
            work.range = work.range.shift(by);
        }
        self
    }
}

/// One work cited in prose. Ranges are bytes of the text that the [`ProseCitation`] was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct ProseWork {
    /// From its first author to its closing quote (or year).
    pub range: ByteRange,
    /// Family and given names as written, one string an author; without `et al.`. None where the title
    /// stands alone.
    pub authors: Vec<String>,
    /// Whether the authors end in `et al.` or its like.
    pub et_al: bool,
    /// The title without its quotes, white space folded to single blanks; TeX is kept.
    pub title: Option<String>,
    /// The year, if one is written.
    pub year: Option<i32>,
}

/// Whether a bracket at `at` is a command's argument: directly behind a command or its group, or
/// behind `\item`.
pub(super) fn is_argument(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let word = before.trim_end_matches('*').trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '@');
    before.ends_with(['}', ']', '\\'])
        || (word.len() < before.len() && word.ends_with('\\'))
        || before.trim_end().ends_with("\\item")
}

/// Where the words begin that follow `see`, `e.g.,` and the like.
pub(super) fn after_prefix(text: &str, at: usize) -> usize {
    let mut cursor = Cursor::new(text, at);
    loop {
        cursor.eat_blanks();
        let words = ["see also", "see", "e.g.", "cf.", "i.e.", "as in", "following"];
        let before = cursor;
        if !words.iter().any(|word| cursor.eat_word(word)) || authors::is_name(before.upto(cursor), cursor) {
            return before.at;
        }
        cursor.eat(",");
        cursor.eat("\\");
    }
}

pub(super) fn year_only(cursor: &mut Cursor) -> Option<i32> {
    let mut inner = *cursor;
    // `Hopcroft1979` is a key.
    let parted =
        inner.eat_blanks() | inner.eat(",") | inner.eat_blanks() | inner.rest().starts_with(['(', '[']);
    let year = title::year(&mut inner).filter(|_| parted)?;
    *cursor = inner;
    Some(year)
}
