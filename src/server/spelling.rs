//! How the client spells the URIs of the documents that it has opened: it is answered in its own spelling.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::Url;

use super::convert::outgoing;
use crate::model::document::DocumentId;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Spelling(Mutex<FxHashMap<DocumentId, Url>>);

impl Spelling {
    /// Remembers how the client spells a document's URI; forgets it for `None`.
    pub fn note(&self, id: &DocumentId, uri: Option<Url>) {
        let mut spelling = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match uri {
            Some(uri) => spelling.insert(id.clone(), uri),
            None => spelling.remove(id),
        };
    }

    /// A document's URI as its client spells it, else as we do.
    pub fn uri(&self, id: &DocumentId) -> Option<Url> {
        let spelling = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spelling.get(id).cloned().or_else(|| match id.path() {
            Some(path) => outgoing::uri(path),
            None => Url::parse(id.as_str()).ok(),
        })
    }
}
