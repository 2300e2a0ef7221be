//! What is read of an entry: plain data with exact spans, and what is wrong with it.

use crate::text::ByteRange;

/// The fields of an entry and where they stand; ranges are bytes of the text that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The type in lower case, without `@`: `article`.
    pub kind: String,
    /// The citation key, its accents composed; empty where none is.
    pub key: String,
    /// Where the key stands.
    pub key_range: ByteRange,
    /// From the `@` to the closing delimiter.
    pub range: ByteRange,
    /// The fields in order.
    pub fields: Vec<Field>,
}

/// One `name = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// In lower case.
    pub name: String,
    /// Where the name stands.
    pub name_range: ByteRange,
    /// The pieces joined by `#`.
    pub pieces: Vec<Piece>,
    /// From the first piece to the last, delimiters included.
    pub value_range: ByteRange,
}

/// A piece of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `{..}` or `".."`: the text between the delimiters, and where it stands.
    Text(String, ByteRange),
    /// A number written bare.
    Number(String, ByteRange),
    /// A bare word: the name of an `@string`.
    Name(String, ByteRange),
}

impl Piece {
    /// The text between the delimiters, the digits, or the name.
    pub fn text(&self) -> &str {
        let (Self::Text(text, _) | Self::Number(text, _) | Self::Name(text, _)) = self;
        text
    }

    /// Where that stands.
    pub fn range(&self) -> ByteRange {
        let (Self::Text(_, range) | Self::Number(_, range) | Self::Name(_, range)) = self;
        *range
    }
}

impl Entry {
    /// The first field of this name (in lower case), the one that BibTeX heeds.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Something wrong in a .bib file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it is.
    pub kind: FaultKind,
    /// Where it is.
    pub range: ByteRange,
}

/// The kinds of [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The entry's braces never balance; it was ended at the next entry or the end of the file.
    Unclosed,
    /// No key between the opening brace and the first field.
    NoKey,
    /// No comma between two fields, or between the key and the first field.
    MissingComma,
    /// A field name with no `=` or no value behind it; a run of anything else that is no field.
    NoValue,
    /// No-break, invisible or other Unicode spaces between fields, as text copied from a web page has them.
    StrangeBlank,
}
