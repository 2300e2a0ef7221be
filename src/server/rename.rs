//! Renaming in the protocol's words.

use std::path::PathBuf;

use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use super::edits::workspace_edit;
use super::{Asked, convert};
use crate::features::change::Change;
use crate::features::rename;

/// LSP 3.17, `LSPErrorCodes.RequestFailed`: a request that is sound and cannot be met.
const REQUEST_FAILED: i64 = -32803;

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
        Ok(edits) => {
            let change = Change { create: None, edits };
            let edit = workspace_edit(asked, &change, &format!("Rename to {}", params.new_name));
            edit.map(Some).ok_or_else(|| refused("a file of the project has no address".to_owned()))
        }
        Err(why) => Err(refused(why)),
    }
}

fn refused(why: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}
