//! The edits that were offered to a client whose actions are commands: no others are applied for it.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

use tower_lsp::lsp_types::WorkspaceEdit;

/// So many of the last are remembered.
const REMEMBERED: usize = 1000;

/// Names of the edits that were offered.
#[derive(Debug, Default)]
pub(super) struct Offered {
    names: RandomState,
    last: Mutex<VecDeque<u64>>,
}

impl Offered {
    /// Remembers an edit.
    pub fn note(&self, edit: &WorkspaceEdit) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.push_back(self.name(edit));
        if last.len() > REMEMBERED {
            last.pop_front();
        }
    }

    /// Whether this very edit was offered.
    pub fn holds(&self, edit: &WorkspaceEdit) -> bool {
        let name = self.name(edit);
        self.last.lock().unwrap_or_else(PoisonError::into_inner).contains(&name)
    }

    fn name(&self, edit: &WorkspaceEdit) -> u64 {
        // As a value, so that no order of a map counts.
        self.names.hash_one(serde_json::to_value(edit).unwrap_or_default().to_string())
    }
}
