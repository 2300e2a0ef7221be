//! The documents open in the editor.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::text::{Text, TextEdit};

/// Something that happened in the world.
#[derive(Debug)]
pub enum Event {
    /// A document was opened in the editor.
    Opened {
        /// Which.
        path: PathBuf,
        /// The client's count of its changes.
        version: i32,
        /// Its text.
        text: String,
    },
    /// A document that is open was edited.
    Edited {
        /// Which.
        path: PathBuf,
        /// The client's count of its changes.
        version: i32,
        /// Each in bytes of the text that the one before it leaves.
        edits: Vec<TextEdit>,
    },
    /// A document was closed in the editor.
    Closed {
        /// Which.
        path: PathBuf,
    },
}

/// A document open in the editor.
#[derive(Clone, Debug)]
pub struct Document {
    /// The client's count of its changes.
    pub version: i32,
    /// Its text.
    pub text: Text,
}

/// The state at one moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The open documents.
    pub documents: HashMap<PathBuf, Document>,
}

/// The owner of the state.
#[derive(Debug, Default)]
pub struct Session {
    current: Mutex<Arc<Snapshot>>,
}

impl Session {
    /// The state now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets `event` take effect.
    pub fn apply(&self, event: Event) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Snapshot::clone(&current);
        match event {
            Event::Opened { path, version, text } => {
                next.documents.insert(path, Document { version, text: Text::rope(&text) });
            }
            Event::Edited { path, version, edits } => {
                if let Some(document) = next.documents.get_mut(&path) {
                    document.version = version;
                    document.text = edits.iter().fold(document.text.clone(), |text, edit| text.edited(edit));
                }
            }
            Event::Closed { path } => {
                next.documents.remove(&path);
            }
        }
        *current = Arc::new(next);
    }
}
