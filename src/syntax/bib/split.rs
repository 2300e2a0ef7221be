//! Splitting a .bib text into its items, near the speed of memory.
//!
//! An item begins at `@type{` or `@type(` and ends where its braces balance; `\{` and `\}` count as
//! braces, as they do for BibTeX. Braces that never balance are given up at the next line that begins
//! with `@type{key,`; one within a value, behind which the value's brace is closed, is text. Everything between items is passed over: junk, e-mail addresses and `%` lines,
//! which are comments for biber. `@comment{..}` is one item whatever it holds, as for biber.
//!
//! What lies behind the start of an item is split alike wherever the item stands, and a closed item
//! depends on nothing behind the line it ends in. Splitting again after an edit rests on both.

use memchr::{memchr, memchr2, memchr3, memrchr, memrchr2};

use super::comments::Comments;
use crate::text::ByteRange;

/// How far the end of a `@comment` is looked for, in bytes, before it counts as unclosed.
/// (Small in tests, so that they meet the limit.)
pub const COMMENT_REACH: usize = if cfg!(test) { 1 << 9 } else { 1 << 20 };

/// The longest key, in bytes, by which a header inside an unclosed item is recognised.
pub const KEY_REACH: usize = if cfg!(test) { 1 << 6 } else { 1 << 10 };

/// How far behind the first item that begins within a value the value and the item around it are looked for to end,
/// in bytes: a note may quote entries. (Small in tests, so that they meet the limit.)
pub const QUOTE_REACH: usize = if cfg!(test) { 1 << 8 } else { 1 << 13 };

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `@article{..}` and all other types.
    Entry,
    /// `@string{..}`
    String,
    /// `@preamble{..}`
    Preamble,
    /// `@comment{..}`
    Comment,
}

/// One `@..{..}` of a .bib text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// From the `@` to the closing delimiter; of an unclosed item, to the next item's `@` or the end.
    pub range: ByteRange,
    /// The first byte behind the opening delimiter.
    pub body: usize,
    /// Whether its closing delimiter stands there.
    pub closed: bool,
}

/// Iterates over the items of a text.
#[derive(Clone, Debug)]
pub struct Splitter<'a> {
    bytes: &'a [u8],
    at: usize,
    comments: Comments,
    /// Whether a decision was taken at the end of the text; if it is only a piece of a longer one, what
    /// comes from now on may differ from what the longer one would give.
    pub starved: bool,
}

impl<'a> Splitter<'a> {
    /// Over the items of `text`.
    pub fn new(text: &'a str) -> Self {
        Self::from(text, 0)
    }

    /// Over the items of `text` from byte `at` on, which must lie between two items.
    pub fn from(text: &'a str, at: usize) -> Self {
        Self { bytes: text.as_bytes(), at, comments: Comments::default(), starved: false }
    }

    /// Length of the type behind the `@` at `at`, and the opening delimiter's offset.
    fn header(&mut self, at: usize) -> Option<(&'a [u8], usize)> {
        let rest = &self.bytes[at + 1..];
        let length = rest.iter().take_while(|&&byte| is_type_byte(byte)).count();
        let blanks = rest[length..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        match rest.get(length + blanks) {
            Some(b'{' | b'(') if length > 0 => Some((&rest[..length], at + 1 + length + blanks)),
            Some(_) => None,
            None => {
                self.starved = true;
                None
            }
        }
    }

    /// Whether the `@` at `at`, inside an item, begins a line `@type{key,`.
    fn begins_item(&mut self, at: usize, item: usize) -> bool {
        let before = &self.bytes[item..at];
        let blanks = before.iter().rev().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
        if !matches!(before[..before.len() - blanks].last(), Some(b'\n' | b'\r')) {
            return false;
        }
        let line = &self.bytes[at..self.bytes.len().min(at + KEY_REACH)];
        let line = &line[..memchr2(b'\n', b'\r', line).unwrap_or(line.len())];
        self.starved |= at + line.len() == self.bytes.len();
        is_strong_header(line)
    }

    /// The end of the item whose body begins behind `open`, and whether it is closed.
    fn end(&mut self, start: usize, open: usize, kind: ItemKind) -> (usize, bool) {
        if kind == ItemKind::Comment {
            let limit = self.bytes.len().min(open + COMMENT_REACH);
            if let Some(end) = self.comments.end(&self.bytes[..limit], open) {
                return (end, true);
            }
            self.starved |= limit == self.bytes.len();
        }
        match self.bytes[open] {
            b'{' => self.brace_end(start, open),
            _ => self.paren_end(start, open),
        }
    }

    /// Whether the item that begins at `at`, within a value, is text of that value: it balances, as do those behind
    /// it, and a brace is closed before another line begins with one.
    fn is_quoted(&mut self, at: usize, item: usize, limit: usize) -> bool {
        let text = &self.bytes[..limit];
        let mut next = at;
        let closes = loop {
            // One in parentheses may hold loose braces.
            let braced = |it: &(&[u8], usize)| it.1 < limit && text[it.1] == b'{';
            let Some((_, open)) = self.header(next).filter(braced) else { break false };
            let Some(end) = balanced_end(text, open) else { break false };
            next = end;
            let closes = loop {
                let Some(hit) = memchr3(b'{', b'}', b'@', &text[next..]) else { break None };
                next += hit;
                match text[next] {
                    b'}' => break Some(true),
                    b'{' => match balanced_end(text, next) {
                        Some(end) => next = end,
                        None => break None,
                    },
                    _ if self.begins_item(next, item) => break Some(false),
                    _ => next += 1,
                }
            };
            match closes {
                Some(true) => break true,
                Some(false) => {}
                None => break false,
            }
        };
        self.starved |= !closes && limit == self.bytes.len();
        closes
    }

    fn brace_end(&mut self, start: usize, open: usize) -> (usize, bool) {
        let bytes = self.bytes;
        let mut depth = 0usize;
        let mut at = open + 1;
        // The first item within a value. If what holds it does not end in time, it was none of that.
        let mut quoted: Option<usize> = None;
        let mut limit = bytes.len();
        while let Some(hit) = memchr3(b'{', b'}', b'@', &bytes[at..limit]) {
            at += hit;
            match bytes[at] {
                b'{' => depth += 1,
                b'}' if depth == 0 => return (at + 1, true),
                b'}' => depth -= 1,
                _ if self.begins_item(at, start) => {
                    let within = bytes.len().min(quoted.unwrap_or(at) + QUOTE_REACH);
                    if depth == 0 || !self.is_quoted(at, start, within) {
                        return (quoted.unwrap_or(at), false);
                    }
                    quoted = quoted.or(Some(at));
                    limit = within;
                }
                _ => {}
            }
            at += 1;
        }
        self.starved |= limit == bytes.len();
        (quoted.unwrap_or(bytes.len()), false)
    }

    /// `@article(key, title = "a (b)")` ends at a `)` outside braces and quotes.
    fn paren_end(&mut self, start: usize, open: usize) -> (usize, bool) {
        let (mut braces, mut parens, mut quoted, mut in_key) = (0usize, 0usize, false, true);
        let bytes = self.bytes;
        for (at, &byte) in bytes.iter().enumerate().skip(open + 1) {
            match byte {
                b'{' => braces += 1,
                b'}' => braces = braces.saturating_sub(1),
                b'@' if self.begins_item(at, start) => return (at, false),
                _ if braces > 0 => {}
                b'"' => quoted = !quoted,
                b',' => in_key = false,
                b'(' if in_key => parens += 1,
                b')' if parens > 0 => parens -= 1,
                b')' if !quoted => return (at + 1, true),
                _ => {}
            }
        }
        self.starved = true;
        (self.bytes.len(), false)
    }
}

impl Iterator for Splitter<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        // Whether a `%` stands before on the line; from the end of the item before it on.
        let mut commented = false;
        while let Some(hit) = memchr(b'@', &self.bytes[self.at..]) {
            let start = self.at + hit;
            commented = in_comment_line(&self.bytes[self.at..start], commented);
            self.at = start + 1;
            if commented {
                continue;
            }
            let Some((name, open)) = self.header(start) else { continue };
            let kind = kind_of(name);
            let (end, closed) = self.end(start, open, kind);
            self.at = end;
            return Some(Item { kind, range: ByteRange::new(start, end), body: open + 1, closed });
        }
        self.starved = true;
        self.at = self.bytes.len();
        None
    }
}

fn is_type_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn kind_of(name: &[u8]) -> ItemKind {
    match name.len() {
        6 if name.eq_ignore_ascii_case(b"string") => ItemKind::String,
        7 if name.eq_ignore_ascii_case(b"comment") => ItemKind::Comment,
        8 if name.eq_ignore_ascii_case(b"preamble") => ItemKind::Preamble,
        _ => ItemKind::Entry,
    }
}

/// Whether what follows `gap`, text between two items, stands behind a `%` on its line; `before` says it of what
/// stands before `gap`.
fn in_comment_line(gap: &[u8], before: bool) -> bool {
    let line = memrchr2(b'\n', b'\r', gap);
    (before && line.is_none()) || memrchr(b'%', &gap[line.map_or(0, |at| at + 1)..]).is_some()
}

/// `@type{key,` with a key (perhaps none) of one word, or a `@string{` and its like.
fn is_strong_header(line: &[u8]) -> bool {
    let name = line[1..].iter().take_while(|&&byte| is_type_byte(byte)).count();
    let rest = line[1 + name..].trim_ascii_start();
    if name == 0 || !matches!(rest.first(), Some(b'{' | b'(')) {
        return false;
    }
    if kind_of(&line[1..1 + name]) != ItemKind::Entry {
        return true;
    }
    let rest = rest[1..].trim_ascii_start();
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b",{}=\"".contains(byte);
    let key = rest.iter().position(ends).unwrap_or(rest.len());
    rest[key..].trim_ascii_start().first() == Some(&b',')
}

/// The offset behind the delimiter that closes the one at `open`.
fn balanced_end(bytes: &[u8], open: usize) -> Option<usize> {
    let (opens, closes) = if bytes.get(open)? == &b'{' { (b'{', b'}') } else { (b'(', b')') };
    let mut depth = 0usize;
    let mut at = open;
    while let Some(hit) = memchr2(opens, closes, &bytes[at..]) {
        at += hit + 1;
        match bytes[at - 1] == opens {
            true => depth += 1,
            false if depth == 1 => return Some(at),
            false => depth -= 1,
        }
    }
    None
}
