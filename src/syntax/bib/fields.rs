//! Reading the inside of an item: key, fields, pieces of values, and what is malformed.
//!
//! Names and bare words may hold any byte but white space and `"#%(),={}` (what BibTeX's identifiers
//! leave out, with `'` allowed). A `%` between fields begins a comment, as for biber.

use std::cell::Cell;

use memchr::{memchr2, memchr3};

use super::entry::{Entry, Fault, FaultKind, Field, Piece};
use super::split::{Item, Splitter};
use crate::text::{ByteRange, composed};

/// Fields whose values are often written bare.
const BARE_FIELDS: &[&str] = &[
    "year",
    "month",
    "day",
    "date",
    "volume",
    "number",
    "issue",
    "pages",
    "chapter",
    "edition",
    "series",
    "journal",
    "booktitle",
    "publisher",
    "isbn",
    "issn",
    "doi",
    "url",
    "eprint",
    "eid",
    "pagetotal",
    "language",
    "author",
    "editor",
    "title",
    "key",
    "crossref",
    "note",
    "type",
    "address",
    "school",
    "institution",
    "organization",
    "keywords",
    "numpages",
    "articleno",
];

/// So often the end of a text in braces or quotes is looked for in vain in one item: each time takes a look at all
/// of the rest. What is behind is no field any more.
const MOST_IN_VAIN: u32 = 64;

/// One field as it is written; ranges are bytes of the text that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawField<'a> {
    /// The name as written.
    pub name: &'a str,
    /// Where the name stands.
    pub name_range: ByteRange,
    /// From the first piece to the last, delimiters included.
    pub value_range: ByteRange,
}

/// One piece of a value as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawPiece {
    /// The text between delimiters.
    Text(ByteRange),
    /// A number or a name.
    Bare(ByteRange),
}

/// Reads an item from front to back; never fails.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Before the closing delimiter, or where an unclosed item ends.
    end: usize,
    in_parens: bool,
    closed: bool,
    /// How often the end of a text was looked for in vain.
    in_vain: Cell<u32>,
    /// The key, perhaps empty, and where it stands; of a `@string`, always empty.
    pub key: ByteRange,
    /// What was malformed up to here.
    pub faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Reads the key of `item` of `text`, or what there is of it.
    pub fn entry(text: &'a str, item: &Item) -> Self {
        let mut reader = Self::string(text, item);
        if !item.closed {
            reader.fault(FaultKind::Unclosed, header_range(text, item));
        }
        reader.read_key();
        reader
    }

    /// A reader of the definition in a `@string` item, which has no key.
    pub fn string(text: &'a str, item: &Item) -> Self {
        let bytes = text.as_bytes();
        Self {
            text,
            bytes,
            at: item.body,
            end: item.range.end - usize::from(item.closed),
            closed: item.closed,
            in_vain: Cell::new(0),
            in_parens: bytes[item.body - 1] == b'(',
            key: ByteRange::empty(item.body),
            faults: Vec::new(),
        }
    }

    /// Notes a fault; of an unclosed entry only that it is, for what else is wrong may follow from it.
    fn fault(&mut self, kind: FaultKind, range: ByteRange) {
        if self.closed || kind == FaultKind::Unclosed {
            self.faults.push(Fault { kind, range });
        }
    }

    /// Past the bytes from `at` on that are wanted.
    fn past(&self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        at + self.bytes[at..self.end].iter().take_while(|&&byte| wanted(byte)).count()
    }

    /// Past white space and `%` comments.
    fn skip_blanks(&self, mut at: usize) -> usize {
        loop {
            at = self.past(at, |byte| byte.is_ascii_whitespace());
            if at >= self.end {
                return at;
            }
            at = match self.bytes[at] {
                b'%' => self.past(at, |byte| byte != b'\n' && byte != b'\r'),
                128.. if self.text[at..].starts_with(is_strange_blank) => {
                    at + self.text[at..].chars().next().map_or(1, char::len_utf8)
                }
                _ => return at,
            };
        }
    }

    /// Past blanks before a field; notes those that BibTeX does not take for blanks, a run of them on one line
    /// as one fault.
    fn pass_blanks(&mut self) {
        let start = self.at;
        self.at = self.skip_blanks(start);
        let passed = &self.text[start..self.at];
        if passed.is_ascii() {
            return;
        }
        let mut line = start;
        for text in passed.split_inclusive(['\n', '\r']) {
            let blanks = text.split('%').next().unwrap_or(text);
            if let (Some(first), Some(last)) = (blanks.find(is_strange_blank), blanks.rfind(is_strange_blank))
            {
                let width = blanks[last..].chars().next().map_or(0, char::len_utf8);
                self.fault(FaultKind::StrangeBlank, ByteRange::new(line + first, line + last + width));
            }
            line += text.len();
        }
    }

    /// Where the word ends that begins at `at`: a name, or the first bytes of something else.
    fn word_end(&self, at: usize) -> usize {
        let stop = self.past(at, is_word_byte);
        let word = &self.text[at..stop];
        if word.is_ascii() { stop } else { at + word.find(is_strange_blank).unwrap_or(word.len()) }
    }

    /// The key is all up to the comma, blanks inside it included, unless a field or a line's end comes
    /// first: then there is no key, or the comma is missing behind its first word.
    fn read_key(&mut self) {
        let start = self.skip_blanks(self.at);
        let ends = |byte| matches!(byte, b',' | b'=' | b'\n' | b'\r' | b'{' | b'}');
        let mut stop = self.past(start, |byte| !ends(byte));
        if self.bytes.get(stop) == Some(&b'=') && stop < self.end && self.is_key_with_equals(start, stop) {
            stop = self.past(stop, |byte| byte == b'=' || !ends(byte));
        }
        let written = self.text[start..stop].trim_ascii_end();
        let word = written.find(|c: char| c.is_ascii_whitespace()).unwrap_or(written.len());
        let next = self.skip_blanks(stop);
        let follows = self.bytes.get(next).copied().filter(|_| next < self.end);
        let (key, at) = match follows {
            None | Some(b',') => (written.len(), next),
            Some(b'=') if word == written.len() && next == stop => (0, start),
            _ => (word, start + word),
        };
        self.key = ByteRange::new(start, start + key);
        self.at = at;
        if key == 0 {
            let brace = self.bytes[..start].iter().rposition(|byte| matches!(byte, b'{' | b'('));
            self.fault(FaultKind::NoKey, ByteRange::new(brace.unwrap_or(start), start));
        } else if follows.is_some_and(|byte| byte != b',') {
            self.fault(FaultKind::MissingComma, self.key);
        }
    }

    /// Whether the `=` at `equals` belongs to the key that begins at `start`, as BibTeX has it: no blanks are
    /// beside it, a comma ends what follows, and the word before it names no field that is written so.
    fn is_key_with_equals(&self, start: usize, equals: usize) -> bool {
        let end = self.past(equals, |byte| !byte.is_ascii_whitespace() && !b",\"{}#".contains(&byte));
        let name = self.text[start..equals].to_ascii_lowercase();
        end > equals + 1
            && end < self.end
            && self.bytes[end] == b','
            && !name.contains(|c: char| c.is_ascii_whitespace())
            && !BARE_FIELDS.contains(&name.as_str())
    }

    /// The end of the text in braces that begins at `at`, past its closing brace.
    fn braced(&self, mut at: usize) -> Option<usize> {
        let mut depth = 0usize;
        while let Some(hit) = memchr2(b'{', b'}', &self.bytes[at..self.end]) {
            at += hit + 1;
            match self.bytes[at - 1] {
                b'{' => depth += 1,
                _ if depth == 1 => return Some(at),
                _ => depth -= 1,
            }
        }
        self.in_vain.set(self.in_vain.get() + 1);
        None
    }

    /// The end of the text in quotes that begins at `at`: a quote in braces does not end it.
    fn quoted(&self, at: usize) -> Option<usize> {
        let mut depth = 0usize;
        let mut at = at + 1;
        while let Some(hit) = memchr3(b'{', b'}', b'"', &self.bytes[at..self.end]) {
            at += hit + 1;
            match self.bytes[at - 1] {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ if depth == 0 => return Some(at),
                _ => {}
            }
        }
        self.in_vain.set(self.in_vain.get() + 1);
        None
    }

    /// Where text in an unclosed entry presumably ends at the latest: before the next line that begins with
    /// `name =`.
    fn presumed_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(hit) = memchr2(b'\n', b'\r', &self.bytes[at..self.end]) {
            at += hit + 1;
            let name = self.past(at, |byte| byte.is_ascii_whitespace());
            let stop = self.past(name, is_word_byte);
            let equals = self.past(stop, |byte| byte == b' ' || byte == b'\t');
            if stop > name && equals < self.end && self.bytes[equals] == b'=' {
                return at - 1;
            }
        }
        self.end
    }

    /// The piece at `at`, and where it ends.
    fn piece(&self, at: usize) -> Option<(RawPiece, usize)> {
        let end = match *self.bytes.get(at).filter(|_| at < self.end)? {
            b'{' => self.braced(at),
            b'"' => self.quoted(at),
            _ => {
                let in_parens = self.in_parens;
                let end = self.past(at, |byte| is_bare_byte(byte) && !(in_parens && byte == b')'));
                let bare = RawPiece::Bare(ByteRange::new(at, end));
                return (end > at).then_some((bare, end));
            }
        };
        let presumed = if self.closed && end.is_some() { self.end } else { self.presumed_end(at) };
        let (inner, end) = match end.filter(|&end| end <= presumed) {
            Some(end) => (end - 1, end),
            None => {
                let end = presumed;
                let trimmed = self.text[at + 1..end].trim_ascii_end();
                let trimmed = trimmed.strip_suffix(',').unwrap_or(trimmed);
                (at + 1 + trimmed.len(), end)
            }
        };
        Some((RawPiece::Text(ByteRange::new(at + 1, inner)), end))
    }

    /// Calls `found` with each piece of the value at `at`; returns where the value ends.
    fn value(&self, mut at: usize, mut found: impl FnMut(RawPiece)) -> Option<usize> {
        let mut end = None;
        while let Some((piece, stop)) = self.piece(at) {
            found(piece);
            end = Some(stop);
            let hash = self.skip_blanks(stop);
            if hash >= self.end || self.bytes[hash] != b'#' {
                break;
            }
            end = Some(hash + 1);
            at = self.skip_blanks(hash + 1);
        }
        end
    }

    /// Calls `found` with each piece of a field's value.
    pub fn pieces(&self, field: &RawField<'_>, found: impl FnMut(RawPiece)) {
        self.value(field.value_range.start, found);
    }

    /// Passes over what cannot begin a field: text in braces or quotes whole, else one character.
    fn skip_stray(&mut self) {
        let past = match self.bytes[self.at] {
            b'{' => self.braced(self.at),
            b'"' => self.quoted(self.at),
            _ => None,
        };
        let width = self.text[self.at..].chars().next().map_or(1, char::len_utf8);
        self.at = past.unwrap_or(self.at + width);
    }

    /// Notes what is no field; with what stands before it on the same line, if that is none either. Behind a value
    /// it is one fault with the comma that is missing there: to write one would not mend it.
    fn no_value(&mut self, range: ByteRange) {
        let text = self.text;
        let between =
            |last: &Fault| text[last.range.end..range.start].bytes().all(|it| it == b' ' || it == b'\t');
        match self.faults.last_mut() {
            Some(last) if last.kind == FaultKind::MissingComma && between(last) => {
                *last = Fault { kind: FaultKind::NoValue, range };
            }
            Some(last) if last.kind == FaultKind::NoValue && between(last) => last.range.end = range.end,
            _ => self.fault(FaultKind::NoValue, range),
        }
    }

    /// Notes that a comma is missing behind the value that ends at `end`.
    fn missing_comma(&mut self, end: usize) {
        let last = self.text[..end].chars().next_back().map_or(0, char::len_utf8);
        self.fault(FaultKind::MissingComma, ByteRange::new(end - last, end));
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = RawField<'a>;

    fn next(&mut self) -> Option<RawField<'a>> {
        loop {
            self.pass_blanks();
            if self.at >= self.end || self.in_vain.get() > MOST_IN_VAIN {
                return None;
            }
            let start = self.at;
            if self.bytes[start] == b',' {
                self.at += 1;
                continue;
            }
            let stop = self.word_end(start);
            if stop == start {
                self.skip_stray();
                self.no_value(ByteRange::new(start, self.at.min(self.end)));
                continue;
            }
            let name_range = ByteRange::new(start, stop);
            let equals = self.skip_blanks(stop);
            if equals >= self.end || self.bytes[equals] != b'=' {
                self.no_value(name_range);
                self.at = stop;
                continue;
            }
            let value = self.skip_blanks(equals + 1);
            let Some(end) = self.value(value, |_| {}) else {
                self.no_value(name_range);
                self.at = equals + 1;
                continue;
            };
            self.at = end;
            let next = self.skip_blanks(end);
            if next < self.end && self.bytes[next] != b',' {
                self.missing_comma(end);
            }
            return Some(RawField {
                name: &self.text[start..stop],
                name_range,
                value_range: ByteRange::new(value, end),
            });
        }
    }
}

/// `@type` with the blanks and the delimiter behind it.
fn header_range(text: &str, item: &Item) -> ByteRange {
    let header = text[item.range.start..item.body].trim_ascii_end();
    ByteRange::new(item.range.start, item.range.start + header.len())
}

/// The bytes that end a name.
const ENDS_WORD: [bool; 256] = ends(b"\"#%(),={}");

/// The bytes that end a bare value. It is taken more widely than BibTeX does: `url = 10.1/a%20(b)` is
/// read whole.
const ENDS_BARE: [bool; 256] = ends(b"\"#,={}");

/// A table of white space and `others`.
const fn ends(others: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_whitespace();
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
}

/// White space that BibTeX and Biber do not know for such, and characters that show nothing.
fn is_strange_blank(c: char) -> bool {
    !c.is_ascii() && c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn is_word_byte(byte: u8) -> bool {
    !ENDS_WORD[usize::from(byte)]
}

fn is_bare_byte(byte: u8) -> bool {
    !ENDS_BARE[usize::from(byte)]
}

/// The type of `item` as written.
pub fn kind<'a>(text: &'a str, item: &Item) -> &'a str {
    text[item.range.start + 1..item.body - 1].trim_ascii_end()
}

fn field(reader: &Reader<'_>, raw: &RawField<'_>, by: usize) -> Field {
    let mut pieces = Vec::with_capacity(1);
    reader.pieces(raw, |piece| {
        let (RawPiece::Text(range) | RawPiece::Bare(range)) = piece;
        let text = reader.text[range.std()].to_owned();
        pieces.push(match piece {
            RawPiece::Text(_) => Piece::Text(text, range.shift(by)),
            RawPiece::Bare(_) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Piece::Number(text, range.shift(by))
            }
            RawPiece::Bare(_) => Piece::Name(text, range.shift(by)),
        });
    });
    Field {
        name: raw.name.to_lowercase(),
        name_range: raw.name_range.shift(by),
        pieces,
        value_range: raw.value_range.shift(by),
    }
}

/// The item that `text` begins with, read whole. `by` is added to all ranges: the offset of `text` in its file.
pub fn read(text: &str, by: usize) -> (Entry, Vec<Fault>) {
    read_some(text, by, &|_| true)
}

/// The same with those fields alone whose names are `wanted`, which saves copying the others.
pub fn read_some(text: &str, by: usize, wanted: &dyn Fn(&str) -> bool) -> (Entry, Vec<Fault>) {
    let Some(item) = Splitter::new(text).next() else { return Default::default() };
    let mut reader = Reader::entry(text, &item);
    let mut fields = Vec::new();
    while let Some(raw) = reader.next() {
        if wanted(raw.name) {
            fields.push(field(&reader, &raw, by));
        }
    }
    let entry = Entry {
        kind: kind(text, &item).to_lowercase(),
        key: composed(&text[reader.key.std()]).into_owned(),
        key_range: reader.key.shift(by),
        range: item.range.shift(by),
        fields,
    };
    let shifted = reader.faults.into_iter().map(|fault| Fault { range: fault.range.shift(by), ..fault });
    (entry, shifted.collect())
}

/// Where the key of the entry stands that `text` begins with; `by` as in [`read`].
pub fn read_key(text: &str, by: usize) -> Option<ByteRange> {
    let item = Splitter::new(text).next()?;
    Some(Reader::entry(text, &item).key.shift(by))
}

/// The definition in the `@string` that `text` begins with; `by` as in [`read`].
pub fn read_string(text: &str, by: usize) -> Option<Field> {
    let item = Splitter::new(text).next()?;
    let mut reader = Reader::string(text, &item);
    let raw = reader.next()?;
    Some(field(&reader, &raw, by))
}
