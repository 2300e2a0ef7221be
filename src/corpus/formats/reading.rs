//! What is read of a piece of a dump, and the text of one.

use std::borrow::Cow;

use crate::model::record::Record;

/// What was read of one piece of a dump.
#[derive(Debug, PartialEq)]
pub enum Reading {
    /// A work.
    Record(Box<Record>),
    /// Nothing that is a work: a person's home page, an `@string`, a correction.
    Other,
    /// Something malformed: why.
    Bad(String),
}

/// The text of a piece: UTF-8, or ISO 8859-1 where it is none.
pub fn text(piece: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(piece) {
        Ok(text) => text.into(),
        Err(_) => piece.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
    }
}

/// Blanks and line ends as one blank each.
pub fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
