//! Prose citations: authors and a title written in the text in place of a key.

use crate::text::ByteRange;

/// One or several works cited in prose in one place: `__**A et al., "T"**, **B et al., "U"**__`.
#[derive(Clone, Debug, PartialEq)]
pub struct ProseCitation {
    /// The whole group, with its underscores, asterisks, brackets or parentheses.
    pub range: ByteRange,
    /// The works, in order; at least one.
    pub works: Vec<ProseWork>,
}

/// One work cited in prose. Ranges are bytes of the text that the [`ProseCitation`] was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct ProseWork {
    /// From its first author to its closing quote (or year).
    pub range: ByteRange,
    /// Family and given names as written, one string an author; without `et al.`.
    pub authors: Vec<String>,
    /// Whether the authors end in `et al.` or its like.
    pub et_al: bool,
    /// The title without its quotes, white space folded to single blanks; TeX is kept.
    pub title: Option<String>,
    /// The year, if one is written.
    pub year: Option<i32>,
}

/// Every prose citation of a paragraph.
///
/// `is_text(range)` says whether a stretch is running text: not math, comment or verbatim.
pub fn find(text: &str, is_text: &dyn Fn(ByteRange) -> bool) -> Vec<ProseCitation> {
    let _ = (text, is_text);
    Vec::new()
}

/// Reads the content of a cite command's braces, or of brackets, as one prose citation: authors and a
/// title or year. `None` where it reads as keys or as nothing.
pub fn read(text: &str) -> Option<ProseCitation> {
    let _ = text;
    None
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
