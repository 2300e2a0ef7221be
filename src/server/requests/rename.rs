//! Renaming in the protocol's words.

use std::path::PathBuf;

use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::edits::change::Change;
use crate::features::rename;
use crate::features::rename::Edits;
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};
use crate::server::edits::workspace_edit;
use crate::workspace::loader;

/// LSP 3.17, `LSPErrorCodes.RequestFailed`: a request that is sound and cannot be met.
const REQUEST_FAILED: i64 = -32803;

pub(in crate::server) fn prepare(
    asked: &Asked,
    place: &TextDocumentPositionParams,
) -> Option<PrepareRenameResponse> {
    let id = incoming::document_id(&place.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let offset = incoming::offset(text, place.position, asked.client.encoding);
    let name = rename::prepare(&asked.snapshot, &id, offset)?;
    let placeholder = text.slice(name).into_owned();
    let range = outgoing::range(text, name, asked.client.encoding);
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
}

pub(in crate::server) fn answer(
    asked: &Asked,
    params: &RenameParams,
    folders: &[PathBuf],
) -> Result<Option<WorkspaceEdit>, Error> {
    let place = &params.text_document_position;
    let id = incoming::document_id(&place.text_document.uri);
    let Some(document) = asked.snapshot.document(&id) else { return Ok(None) };
    let offset = incoming::offset(&document.text, place.position, asked.client.encoding);
    match rename::rename(&asked.snapshot, &id, offset, &params.new_name, folders) {
        Ok(edits) => {
            as_on_disk(asked, &edits)?;
            let change = Change { create: None, edits };
            let edit = workspace_edit(asked, &change, &format!("Rename to {}", params.new_name));
            edit.map(Some).ok_or_else(|| refused("a file of the project has no address".to_owned()))
        }
        Err(why) => Err(refused(why)),
    }
}

/// Edits of a file that was written a moment ago would land in wrong places.
fn as_on_disk(asked: &Asked, edits: &Edits) -> Result<(), Error> {
    let closed =
        edits.iter().filter_map(|it| asked.snapshot.document(&it.0)).filter(|it| it.version.is_none());
    for document in closed {
        let Some(path) = document.id.path().filter(|path| !loader::still_holds(path, &document.text)) else {
            continue;
        };
        asked.session.changed(vec![path.to_owned()]);
        let name = document.name();
        return Err(refused(format!("{name} has just changed on disk; nothing was renamed, try again")));
    }
    Ok(())
}

fn refused(why: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}
