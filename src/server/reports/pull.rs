//! Diagnostics for clients that ask for them.
//!
//! A result is named by the revision it was judged at and by a hash of what it says: at the same revision
//! nothing is judged again, and what says the same is not sent again.

use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp::lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::refresh::{Told, says};
use super::report;
use crate::model::document::DocumentId;
use crate::rules::diagnostics;
use crate::server::asked::Asked;
use crate::server::convert::incoming;

/// What is to be told of one document.
enum Pulled {
    /// Nothing new; the result's name.
    Unchanged(String),
    /// All of it, with its name.
    Full(Vec<Diagnostic>, String),
}

pub(in crate::server) fn document(
    asked: &Asked,
    params: &DocumentDiagnosticParams,
    told: &Told,
) -> DocumentDiagnosticReportResult {
    let uri = &params.text_document.uri;
    let id = incoming::document_id(uri);
    let pulled = judge(asked, &id, params.previous_result_id.as_deref());
    let version = asked.snapshot.document(&id).and_then(|it| it.version);
    let (Pulled::Unchanged(name) | Pulled::Full(_, name)) = &pulled;
    let said = name.split_once('-').map_or("", |it| it.1);
    told.note(asked.session.spelling.uri(&id).unwrap_or_else(|| uri.clone()), version, said.to_owned());
    if asked.session.snapshot().revision != asked.snapshot.revision {
        // What was judged meanwhile was compared with what had been told before.
        asked.session.judge_again();
    }
    let report = match pulled {
        Pulled::Unchanged(result_id) => {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            })
        }
        Pulled::Full(items, result_id) => {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport {
                    result_id: Some(result_id),
                    items,
                },
            })
        }
    };
    DocumentDiagnosticReportResult::Report(report)
}

/// Every file of every project that lies in the workspace's `folders` or is open, and the bibliographies that
/// define its keys; nothing of a file that something was told of and that is gone.
pub(in crate::server) fn workspace(
    asked: &Asked,
    params: &WorkspaceDiagnosticParams,
    folders: &[PathBuf],
) -> WorkspaceDiagnosticReportResult {
    let known = params.previous_result_ids.iter();
    let known: FxHashMap<DocumentId, &str> =
        known.map(|it| (incoming::document_id(&it.uri), it.value.as_str())).collect();
    let mut seen = FxHashSet::default();
    let files = asked
        .snapshot
        .projects
        .iter()
        .flat_map(|it| it.files.iter().chain(&it.sources[..it.library.own().len()]));
    // A root outside of the workspace, which a chapter in it names, is not what the user works on.
    let is_open = |id: &DocumentId| asked.snapshot.document(id).is_some_and(|it| it.version.is_some());
    let is_inside = |id: &DocumentId| {
        is_open(id)
            || folders.is_empty()
            || id.path().is_some_and(|it| folders.iter().any(|of| it.starts_with(of)))
    };
    let files = files.filter(|it| is_inside(it) && seen.insert((*it).clone()));
    let items = files.filter_map(|id| {
        let uri = asked.session.spelling.uri(id)?;
        let version = asked.snapshot.document(id)?.version.map(i64::from);
        Some(match judge(asked, id, known.get(id).copied()) {
            Pulled::Unchanged(result_id) => {
                WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                    uri,
                    version,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                })
            }
            Pulled::Full(items, result_id) => {
                WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                    uri,
                    version,
                    full_document_diagnostic_report: FullDocumentDiagnosticReport {
                        result_id: Some(result_id),
                        items,
                    },
                })
            }
        })
    });
    let mut items: Vec<_> = items.collect();
    // What was told of a file that is gone would stay for good.
    let is_told = |id: &DocumentId| seen.contains(id) || is_open(id);
    let gone = params.previous_result_ids.iter().filter(|it| !is_told(&incoming::document_id(&it.uri)));
    items.extend(gone.map(|it| {
        WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
            uri: it.uri.clone(),
            version: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport::default(),
        })
    }));
    WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items })
}

fn judge(asked: &Asked, id: &DocumentId, known: Option<&str>) -> Pulled {
    let revision = asked.snapshot.revision;
    let (judged_at, said) = known.and_then(|it| it.split_once('-')).unwrap_or_default();
    if judged_at == revision.to_string() {
        return Pulled::Unchanged(format!("{revision}-{said}"));
    }
    // Our settings' reports are pushed: clients attach us to other files only and would not ask.
    let Some(document) = asked.snapshot.document(id).filter(|it| it.settings().is_none()) else {
        return Pulled::Full(Vec::new(), format!("{revision}-0"));
    };
    let found = diagnostics(&asked.snapshot, id);
    let spelt = |id: &DocumentId| asked.session.spelling.uri(id);
    let items = report::diagnostics(&asked.snapshot, document, &found, &asked.client, &spelt);
    let says = says(&items);
    let name = format!("{revision}-{says}");
    if says == said { Pulled::Unchanged(name) } else { Pulled::Full(items, name) }
}
