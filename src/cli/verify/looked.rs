//! A reference of a document with what came of looking it up.

use crate::model::verified::Verified;
use crate::resolve::verify::Referenced;

/// A reference and what came of looking it up.
pub(super) struct Looked {
    pub place: Referenced,
    pub shown: String,
    pub line: usize,
    pub verified: Verified,
}

impl Looked {
    pub fn key(&self) -> &str {
        &self.place.reference.work.key
    }

    pub fn sources(&self) -> Vec<&str> {
        self.verified.sources.iter().map(|it| it.name.as_str()).collect()
    }
}
