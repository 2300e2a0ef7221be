//! A paragraph while it is judged.

use std::cell::{Cell, RefCell};

use super::report::Report;
use crate::model::citations::ChunkCitations;
use crate::model::project::Project;
use crate::model::uses;
use crate::syntax::tex::Chunk;

/// One paragraph while it is judged. What the rules say of it must follow from this, the project, the
/// settings, the silences and the place of the last edit, and from nothing that stands elsewhere in the
/// file.
pub(crate) struct Paragraph<'a> {
    /// Where it begins (bytes of the file).
    pub start: usize,
    /// Its facts.
    pub chunk: &'a Chunk,
    /// Its citations.
    pub cited: &'a ChunkCitations,
    /// The first of the papers that it is a part of.
    pub project: &'a Project,
    /// What was asked of the rest of the project.
    pub asked: RefCell<Vec<(String, bool)>>,
    /// How many keys may be compared with all entries, and how many there were to compare.
    pub room: usize,
    /// See `room`.
    pub wanted: Cell<usize>,
}

impl Paragraph<'_> {
    /// Whether one more key may be compared with all entries.
    pub fn may_seek(&self) -> bool {
        self.wanted.set(self.wanted.get() + 1);
        self.wanted.get() <= self.room
    }

    /// Whether the project cites `key`.
    pub fn is_key_cited(&self, report: &Report, key: &str) -> bool {
        let answer = uses::is_cited(report.snapshot, self.project, key);
        self.asked.borrow_mut().push((key.to_owned(), answer));
        answer
    }
}
