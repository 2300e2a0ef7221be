//! Text, byte ranges and edits. Nothing here knows of TeX or of the protocol.
//!
//! Invariant: offsets are bytes of UTF-8 everywhere inside the product; lines and columns exist
//! only in [`position`].

mod composed;
pub mod decode;
pub mod encode;
pub mod position;
pub mod stretch;
pub mod visible;

pub use composed::composed;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use ropey::Rope;

/// A stretch of a text, in bytes of UTF-8: `start..end`, `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteRange {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl ByteRange {
    /// `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty range at `at`.
    pub const fn empty(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// Bytes in the range.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same stretch, `by` bytes further on.
    pub const fn shift(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// Whether the byte at `offset` lies in it.
    pub const fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether a cursor at `offset` touches it: between its bytes or at either end.
    pub const fn touches(self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Whether `other` lies wholly in it.
    pub const fn covers(self, other: ByteRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub const fn overlaps(self, other: ByteRange) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest range that covers both.
    pub fn join(self, other: ByteRange) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The standard range, for indexing a `str`.
    pub const fn std(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

impl From<std::ops::Range<usize>> for ByteRange {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// A replacement of `range` (bytes of the text before it) by `new` text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced.
    pub range: ByteRange,
    /// What stands there afterwards.
    pub new: String,
}

/// The text of one document; cloning is cheap.
///
/// A text that is open in an editor is a [`Rope`], so that an edit costs the same in a file of any
/// size; a text read from disk is kept as it was read, since nothing edits it.
#[derive(Clone, Debug)]
pub enum Text {
    /// Open in an editor.
    Rope(Rope),
    /// Read from disk.
    Plain(Arc<PlainText>),
}

/// A text that nobody edits, with its line starts, which are computed when first asked for.
#[derive(Debug)]
pub struct PlainText {
    content: String,
    lines: OnceLock<Vec<u32>>,
}

impl PlainText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.content
    }
}

/// How many bytes are copied, and their lines found, in the time of one look-up in a rope.
const BYTES_A_PLACE: usize = 512;

impl Text {
    /// A text nobody edits.
    pub fn plain(content: String) -> Self {
        Self::Plain(Arc::new(PlainText { content, lines: OnceLock::new() }))
    }

    /// A text that is open in an editor.
    pub fn rope(content: &str) -> Self {
        Self::Rope(Rope::from_str(content))
    }

    /// The same text as it is best looked up at so many `places`: a rope takes about 1 µs for each, a copy in
    /// one piece less than a tenth of that, once it is made.
    pub fn for_places(&self, places: usize) -> Self {
        match self {
            Self::Rope(rope) if places.saturating_mul(BYTES_A_PLACE) > rope.len_bytes() => {
                Self::plain(rope.to_string())
            }
            _ => self.clone(),
        }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Rope(rope) => rope.len_bytes(),
            Self::Plain(plain) => plain.content.len(),
        }
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of `range`, clamped to the text and to character boundaries; borrowed where it lies
    /// in one piece.
    pub fn slice(&self, range: ByteRange) -> Cow<'_, str> {
        let start = self.floor_char(range.start);
        let end = self.floor_char(range.end.max(range.start)).max(start);
        match self {
            Self::Rope(rope) => Cow::from(rope.byte_slice(start..end)),
            Self::Plain(plain) => Cow::Borrowed(&plain.content[start..end]),
        }
    }

    /// The whole text; borrowed where it lies in one piece.
    pub fn all(&self) -> Cow<'_, str> {
        self.slice(ByteRange::new(0, self.len()))
    }

    /// The text in pieces, from the piece that holds byte `from` to the end; the first piece begins
    /// at `from`.
    pub fn chunks_from(&self, from: usize) -> Chunks<'_> {
        let from = self.floor_char(from);
        match self {
            Self::Rope(rope) => Chunks::Rope(rope.byte_slice(from..).chunks()),
            Self::Plain(plain) => Chunks::Plain(Some(&plain.content[from..])),
        }
    }

    /// The greatest character boundary at or before `offset`, at most the text's length.
    pub fn floor_char(&self, offset: usize) -> usize {
        if offset >= self.len() {
            return self.len();
        }
        match self {
            Self::Rope(rope) => rope.char_to_byte(rope.byte_to_char(offset)),
            Self::Plain(plain) => {
                let mut at = offset;
                while !plain.content.is_char_boundary(at) {
                    at -= 1;
                }
                at
            }
        }
    }

    /// What ends its lines: what ends the first one.
    pub fn line_end(&self) -> &'static str {
        if self.slice(ByteRange::new(0, self.line_start(1))).ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// The text with `edit` applied; the range is clamped to the text and to character boundaries.
    /// The result is a rope, whatever this is.
    pub fn edited(&self, edit: &TextEdit) -> Self {
        let mut rope = match self {
            Self::Rope(rope) => rope.clone(),
            Self::Plain(plain) => Rope::from_str(&plain.content),
        };
        let start = self.floor_char(edit.range.start);
        let end = self.floor_char(edit.range.end.max(edit.range.start)).max(start);
        let (from, to) = (rope.byte_to_char(start), rope.byte_to_char(end));
        rope.remove(from..to);
        rope.insert(from, &edit.new);
        Self::Rope(rope)
    }
}

/// Whether they hold the same characters, whatever keeps them.
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        let (whole, pieces) = match self {
            Self::Plain(_) => (self, other),
            Self::Rope(_) => (other, self),
        };
        let (whole, mut at) = (whole.all(), 0);
        self.len() == other.len()
            && pieces.chunks_from(0).all(|piece| {
                let same = whole.as_bytes()[at..at + piece.len()] == *piece.as_bytes();
                at += piece.len();
                same
            })
    }
}

/// See [`Text::chunks_from`].
pub enum Chunks<'a> {
    /// Of a rope.
    Rope(ropey::iter::Chunks<'a>),
    /// Of a plain text: one piece.
    Plain(Option<&'a str>),
}

impl<'a> Iterator for Chunks<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        match self {
            Self::Rope(chunks) => chunks.next(),
            Self::Plain(piece) => piece.take(),
        }
    }
}

#[cfg(test)]
mod tests;
