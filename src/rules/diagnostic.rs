//! One report of a rule, as plain data.

use super::rule::Rule;
use crate::model::document::DocumentId;
use crate::settings::Level;
use crate::text::ByteRange;

/// One report.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: Rule,
    /// How loudly.
    pub level: Level,
    /// What it is about (bytes of the document).
    pub range: ByteRange,
    /// One sentence: what it is and what to do.
    pub message: String,
    /// Second places.
    pub related: Vec<Related>,
    /// For the rule's fixes.
    pub data: Data,
}

/// What a diagnostic's fixes go by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// Of a prose citation: the verdict.
    pub verdict: Option<&'static str>,
    /// Keys that may be meant, best first.
    pub candidates: Vec<String>,
}

/// A second place of a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The document.
    pub document: DocumentId,
    /// Where in it.
    pub range: ByteRange,
    /// What is there.
    pub message: String,
}
