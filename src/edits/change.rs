//! A change of several documents.

use crate::model::document::DocumentId;
use crate::text::TextEdit;

/// A change of several documents. Edits of one document do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// A file to be created first, with its text.
    pub create: Option<(DocumentId, String)>,
    /// The edits, each in bytes of its document as it is.
    pub edits: Vec<(DocumentId, Vec<TextEdit>)>,
}

impl Change {
    /// One edit of one document.
    pub fn of(id: &DocumentId, edit: TextEdit) -> Self {
        let mut change = Self::default();
        change.add(id, edit);
        change
    }

    /// Adds an edit.
    pub fn add(&mut self, id: &DocumentId, edit: TextEdit) {
        match self.edits.iter_mut().find(|it| it.0 == *id) {
            Some((_, edits)) => edits.push(edit),
            None => self.edits.push((id.clone(), vec![edit])),
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.create.is_none() && self.edits.iter().all(|(_, edits)| edits.is_empty())
    }
}
