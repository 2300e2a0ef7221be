//! Line and column <-> byte offset. The only place that counts UTF-16 units.
//!
//! Lines end at `\n`, `\r\n` or `\r` and at nothing else (LSP 3.17, section "Text Documents").
//! Positions outside the text are clamped, as the specification asks: a column past the end of a line
//! is that line's end before its terminator, a line past the end is the end of the text; a position
//! inside a character is that character's start.

use memchr::memchr2_iter;

use super::{PlainText, Text};

/// What a column counts (LSP 3.17, `PositionEncodingKind`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PositionEncoding {
    /// Bytes of UTF-8.
    Utf8,
    /// UTF-16 code units; what every client understands.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place as line and column, both from 0; the column's unit is a [`PositionEncoding`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 0.
    pub line: usize,
    /// The column, from 0.
    pub column: usize,
}

impl Text {
    /// The position of byte `offset`, clamped.
    pub fn position(&self, offset: usize, encoding: PositionEncoding) -> Position {
        let offset = self.floor_char(offset);
        let line = self.line_of(offset);
        let start = self.line_start(line);
        let before = self.slice(crate::text::ByteRange::new(start, offset));
        Position { line, column: units(&before, encoding) }
    }

    /// The byte offset of `position`, clamped.
    pub fn offset(&self, position: Position, encoding: PositionEncoding) -> usize {
        if position.line >= self.line_count() {
            return self.len();
        }
        let range = self.line(position.line);
        let line = self.slice(range);
        let mut left = position.column;
        for (at, c) in line.char_indices() {
            let width = width(c, encoding);
            if left < width {
                return range.start + at;
            }
            left -= width;
        }
        range.end
    }

    /// Lines in the text; an empty text has one.
    pub fn line_count(&self) -> usize {
        match self {
            Self::Rope(rope) => rope.len_lines(),
            Self::Plain(plain) => plain.line_starts().len(),
        }
    }

    /// The line that holds byte `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        let offset = offset.min(self.len());
        match self {
            Self::Rope(rope) => rope.byte_to_line(offset),
            Self::Plain(plain) => plain.line_starts().partition_point(|&start| start as usize <= offset) - 1,
        }
    }

    /// The offset at which `line` begins; the end of the text past the last line.
    pub fn line_start(&self, line: usize) -> usize {
        if line >= self.line_count() {
            return self.len();
        }
        match self {
            Self::Rope(rope) => rope.line_to_byte(line),
            Self::Plain(plain) => plain.line_starts()[line] as usize,
        }
    }

    /// The line without its terminator.
    pub fn line(&self, line: usize) -> crate::text::ByteRange {
        let (start, end) = (self.line_start(line), self.line_start(line + 1));
        let text = self.slice(crate::text::ByteRange::new(start, end));
        let bare = text.strip_suffix('\n').unwrap_or(&text);
        let bare = bare.strip_suffix('\r').unwrap_or(bare);
        crate::text::ByteRange::new(start, start + bare.len())
    }
}

impl PlainText {
    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.content.as_bytes();
            let mut starts = vec![0];
            for at in memchr2_iter(b'\n', b'\r', bytes) {
                if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                    starts.push(at as u32 + 1);
                }
            }
            starts
        })
    }
}

fn width(c: char, encoding: PositionEncoding) -> usize {
    match encoding {
        PositionEncoding::Utf8 => c.len_utf8(),
        PositionEncoding::Utf16 => c.len_utf16(),
        PositionEncoding::Utf32 => 1,
    }
}

/// Columns that `text`, which holds no line end, takes up.
pub fn units(text: &str, encoding: PositionEncoding) -> usize {
    match encoding {
        PositionEncoding::Utf8 => text.len(),
        _ if text.is_ascii() => text.len(),
        PositionEncoding::Utf16 => text.chars().map(char::len_utf16).sum(),
        PositionEncoding::Utf32 => text.chars().count(),
    }
}
