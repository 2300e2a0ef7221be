//! Our diagnostics in the protocol's words.

use serde_json::json;
use tower_lsp::lsp_types::{
    self, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Url,
};

use crate::model::document::{Document, DocumentId};
use crate::model::snapshot::Snapshot;
use crate::rules::Diagnostic;
use crate::rules::entries::unused_entry;
use crate::server::abilities::Abilities;
use crate::server::convert::outgoing;
use crate::settings::Level;

/// The reports on `document` as this client takes them.
pub fn diagnostics(
    snapshot: &Snapshot,
    document: &Document,
    found: &[Diagnostic],
    client: &Abilities,
    uri: &dyn Fn(&DocumentId) -> Option<Url>,
) -> Vec<lsp_types::Diagnostic> {
    found.iter().map(|it| diagnostic(snapshot, document, it, client, uri)).collect()
}

fn diagnostic(
    snapshot: &Snapshot,
    document: &Document,
    found: &Diagnostic,
    client: &Abilities,
    uri: &dyn Fn(&DocumentId) -> Option<Url>,
) -> lsp_types::Diagnostic {
    let related = found.related.iter().filter(|_| client.diagnostic_related_information).filter_map(|it| {
        let text = &snapshot.document(&it.document)?.text;
        let location = Location::new(uri(&it.document)?, outgoing::range(text, it.range, client.encoding));
        Some(DiagnosticRelatedInformation { location, message: it.message.clone() })
    });
    let related: Vec<_> = related.collect();
    // A client that shows no second places is told of them in words.
    let mut message = found.message.clone();
    if !client.diagnostic_related_information {
        for it in &found.related {
            if let Some(other) = snapshot.document(&it.document) {
                let line = other.text.line_of(it.range.start) + 1;
                message += &format!("; {} ({}:{line})", it.message, other.name());
            }
        }
    }
    let message = quoted(&message);
    lsp_types::Diagnostic {
        range: outgoing::range(&document.text, found.range, client.encoding),
        severity: severity(found.level),
        code: Some(NumberOrString::String(found.rule.code.to_owned())),
        code_description: None,
        source: Some("lacuna".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: (client.diagnostic_unnecessary && found.rule == unused_entry::RULE)
            .then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: client
            .diagnostic_data
            .then(|| json!({"verdict": found.data.verdict, "candidates": found.data.candidates})),
    }
}

/// A report is plain text to every client: what a terminal sees between backticks stands in quotes.
fn quoted(message: &str) -> String {
    if message.matches('`').count() % 2 == 1 {
        return message.to_owned();
    }
    let parts = message.split('`').enumerate();
    parts.fold(String::with_capacity(message.len()), |mut out, (at, part)| {
        out += match at {
            0 => "",
            at if at % 2 == 1 => "‘",
            _ => "’",
        };
        out += part;
        out
    })
}

fn severity(level: Level) -> Option<DiagnosticSeverity> {
    match level {
        Level::Off => None,
        Level::Hint => Some(DiagnosticSeverity::HINT),
        Level::Information => Some(DiagnosticSeverity::INFORMATION),
        Level::Warning => Some(DiagnosticSeverity::WARNING),
        Level::Error => Some(DiagnosticSeverity::ERROR),
    }
}
