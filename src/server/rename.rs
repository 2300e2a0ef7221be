//! Renaming in the protocol's words.

use std::collections::HashMap;
use std::path::PathBuf;

use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    PrepareRenameResponse, RenameParams, TextDocumentEdit, TextDocumentPositionParams, TextEdit, Url,
    WorkspaceEdit,
};

use super::{Asked, convert};
use crate::features::rename::{self, Edits};

/// LSP 3.17, `LSPErrorCodes.RequestFailed`: a request that is sound and cannot be met.
const REQUEST_FAILED: i64 = -32803;

/// The name of the one annotation of our edits.
const ANNOTATION: &str = "rename";

pub(super) fn prepare(asked: &Asked, place: &TextDocumentPositionParams) -> Option<PrepareRenameResponse> {
    let id = convert::document_id(&place.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let offset = convert::offset(text, place.position, asked.client.encoding);
    let name = rename::prepare(&asked.snapshot, &id, offset)?;
    let placeholder = text.slice(name).into_owned();
    let range = convert::range(text, name, asked.client.encoding);
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
}

pub(super) fn answer(
    asked: &Asked,
    params: &RenameParams,
    folders: &[PathBuf],
) -> Result<Option<WorkspaceEdit>, Error> {
    let place = &params.text_document_position;
    let id = convert::document_id(&place.text_document.uri);
    let Some(document) = asked.snapshot.document(&id) else { return Ok(None) };
    let offset = convert::offset(&document.text, place.position, asked.client.encoding);
    match rename::rename(&asked.snapshot, &id, offset, &params.new_name, folders) {
        Ok(edits) => Ok(Some(workspace_edit(asked, edits, &params.new_name))),
        Err(why) => {
            let code = ErrorCode::ServerError(REQUEST_FAILED);
            Err(Error { code, message: why.into(), data: None })
        }
    }
}

fn workspace_edit(asked: &Asked, edits: Edits, new: &str) -> WorkspaceEdit {
    let files = edits.into_iter().filter_map(|(id, edits)| {
        let document = asked.snapshot.document(&id)?;
        let edits = edits.iter().map(|it| convert::text_edit(&document.text, it, asked.client.encoding));
        Some((asked.bench.uri(&id)?, document.version, edits.collect()))
    });
    let files: Vec<(Url, Option<i32>, Vec<TextEdit>)> = files.collect();
    if !asked.client.document_changes {
        let changes: HashMap<_, _> = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let annotated = asked.client.change_annotations;
    let edit = |text_edit| match annotated {
        true => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: ANNOTATION.to_owned() }),
        false => OneOf::Left(text_edit),
    };
    let documents = files.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(edit).collect(),
    });
    let annotation = ChangeAnnotation {
        label: format!("Rename to {new}"),
        needs_confirmation: Some(false),
        description: None,
    };
    WorkspaceEdit {
        changes: None,
        document_changes: Some(DocumentChanges::Edits(documents.collect())),
        change_annotations: annotated.then(|| HashMap::from([(ANNOTATION.to_owned(), annotation)])),
    }
}
