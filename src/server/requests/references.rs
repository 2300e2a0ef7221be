//! References and highlights in the protocol's words.

use tower_lsp::lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, Location, ReferenceParams,
};

use crate::features::references::{highlights, references};
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};

pub(in crate::server) fn answer(asked: &Asked, params: &ReferenceParams) -> Option<Vec<Location>> {
    let place = &params.text_document_position;
    let id = incoming::document_id(&place.text_document.uri);
    let encoding = asked.client.encoding;
    let offset = incoming::offset(&asked.snapshot.document(&id)?.text, place.position, encoding);
    let found = references(&asked.snapshot, &id, offset, params.context.include_declaration)?;
    let locations = found.iter().filter_map(|it| {
        let text = &asked.snapshot.document(&it.document)?.text;
        Some(Location::new(
            asked.session.spelling.uri(&it.document)?,
            outgoing::range(text, it.range, encoding),
        ))
    });
    Some(locations.collect())
}

pub(in crate::server) fn highlight(
    asked: &Asked,
    params: &DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let place = &params.text_document_position_params;
    let id = incoming::document_id(&place.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let offset = incoming::offset(text, place.position, asked.client.encoding);
    asked.session.cursor_at(&id, offset);
    let found = highlights(&asked.snapshot, &id, offset)?;
    let shown = found.iter().map(|it| DocumentHighlight {
        range: outgoing::range(text, it.range, asked.client.encoding),
        kind: Some(match it.defines {
            true => DocumentHighlightKind::WRITE,
            false => DocumentHighlightKind::READ,
        }),
    });
    Some(shown.collect())
}
