//! One .bib file: its entries, by number and by key, and the index of its words.

use crate::syntax::bib::{Entry, Fault};
use crate::text::{Text, TextEdit};

/// The number of an entry in its file, in file order; valid for one [`Bibliography`] value only.
pub type EntryNumber = u32;

/// One .bib file. Immutable; cloning is cheap.
#[derive(Clone, Debug)]
pub struct Bibliography {
    text: Text,
}

impl Bibliography {
    /// Splits `text` into entries. Fields are read only when asked for, and no word index is built:
    /// see [`Bibliography::indexed`].
    pub fn parse(text: Text) -> Self {
        Self { text }
    }

    /// After `edit` (in bytes of the former text) led to `text`. What is shared with `self` is not copied.
    pub fn edited(&self, edit: &TextEdit, text: Text) -> Self {
        let _ = edit;
        Self::parse(text)
    }

    /// The same entries over an equal text.
    pub fn with_text(&self, text: Text) -> Self {
        Self { text }
    }

    /// The same with its word index built or brought up to date: costly, for a background thread.
    pub fn indexed(&self) -> Self {
        self.clone()
    }

    /// Whether the word index covers every entry.
    pub fn is_indexed(&self) -> bool {
        false
    }

    /// Its text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// How many entries it has (without `@string`, `@comment`, `@preamble`).
    pub fn len(&self) -> usize {
        0
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The numbers of the entries with exactly this key, in file order.
    pub fn with_key(&self, key: &str) -> Vec<EntryNumber> {
        let _ = key;
        Vec::new()
    }

    /// Reads an entry with its fields.
    pub fn entry(&self, number: EntryNumber) -> Entry {
        let _ = number;
        Entry::default()
    }

    /// The entry at a byte offset.
    pub fn at(&self, offset: usize) -> Option<EntryNumber> {
        let _ = offset;
        None
    }

    /// What is malformed, in order.
    pub fn faults(&self) -> Vec<Fault> {
        Vec::new()
    }
}
