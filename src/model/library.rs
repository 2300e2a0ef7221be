//! The bibliographies of one project in order: key -> definitions; inheritance; search.

use std::sync::Arc;

use super::bibliography::{Bibliography, EntryNumber};
use crate::syntax::names::Name;

/// One entry of a [`Library`]; valid for that library value only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// Which of [`Library::bibliographies`].
    pub bibliography: u32,
    /// Which of its entries.
    pub entry: EntryNumber,
}

/// The bibliographies of one project, in the order in which they are declared, then the master
/// libraries, which are only searched.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// In order of declaration; from `masters` on, master libraries.
    pub bibliographies: Vec<Arc<Bibliography>>,
    /// How many of them, at the end, are master libraries.
    pub masters: usize,
}

/// What a reader wants to know of an entry, in Unicode, with inherited fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// The citation key.
    pub key: String,
    /// The entry's type in lower case.
    pub kind: String,
    /// The title (with a subtitle after a colon).
    pub title: String,
    /// The authors; the editors where there are none.
    pub authors: Vec<Name>,
    /// Whether the author list ends in `and others`.
    pub others: bool,
    /// The year.
    pub year: Option<i32>,
    /// Journal, book title, school, publisher or eprint archive: where it appeared.
    pub venue: String,
    /// The DOI without its resolver.
    pub doi: Option<String>,
    /// The arXiv id.
    pub arxiv: Option<String>,
    /// A URL, where there is one.
    pub url: Option<String>,
    /// The abstract.
    pub abstract_text: Option<String>,
    /// Keywords as written.
    pub keywords: Option<String>,
    /// Whether its `note` says UNVERIFIED.
    pub unverified: bool,
}

impl Library {
    /// Of bibliographies in the order of their declaration, the last `masters` of which are only searched.
    pub fn new(bibliographies: Vec<Arc<Bibliography>>, masters: usize) -> Self {
        Self { bibliographies, masters }
    }

    /// The entry that a citation of `key` means: of several definitions the first.
    pub fn get(&self, key: &str) -> Option<EntryId> {
        self.definitions(key).first().copied()
    }

    /// All entries (of the project's own bibliographies) with this key, or with it among their `ids`.
    pub fn definitions(&self, key: &str) -> Vec<EntryId> {
        let _ = key;
        Vec::new()
    }

    /// Entries whose key differs from `key` in case only.
    pub fn differing_in_case(&self, key: &str) -> Vec<EntryId> {
        let _ = key;
        Vec::new()
    }

    /// The key of an entry.
    pub fn key(&self, id: EntryId) -> String {
        let _ = id;
        String::new()
    }

    /// What a reader wants to know of an entry.
    pub fn work(&self, id: EntryId) -> Work {
        let _ = id;
        Work::default()
    }

    /// How many entries can be found in it, master libraries included.
    pub fn len(&self) -> usize {
        0
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every bibliography's word index is ready, so that what [`Library::titled`] and
    /// [`Library::about`] do not find is not there.
    pub fn is_indexed(&self) -> bool {
        false
    }

    /// Entries that match every word of `query` (prefixes, in any order, by key, title, author, editor,
    /// year, venue, keyword, abstract), best first, at most `limit`.
    pub fn search(&self, query: &str, limit: usize) -> Vec<EntryId> {
        let _ = (query, limit);
        Vec::new()
    }

    /// Entries whose titles share most with these folded words, by BM25 over titles, best first.
    pub fn titled(&self, words: &[String], limit: usize) -> Vec<(EntryId, f32)> {
        let _ = (words, limit);
        Vec::new()
    }

    /// Entries about these folded words with their weights, by BM25 over title, keywords and abstract,
    /// best first.
    pub fn about(&self, words: &[(String, f32)], limit: usize) -> Vec<(EntryId, f32)> {
        let _ = (words, limit);
        Vec::new()
    }

    /// Entries one of whose authors has this folded family name.
    pub fn by_author(&self, family: &str, limit: usize) -> Vec<EntryId> {
        let _ = (family, limit);
        Vec::new()
    }
}
