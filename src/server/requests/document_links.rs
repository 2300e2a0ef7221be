//! Links in the protocol's words.

use tower_lsp::lsp_types::{DocumentLink, DocumentLinkParams, Url};

use crate::features::document_links::{LinkTarget, links};
use crate::model::document::DocumentId;
use crate::server::asked::Asked;
use crate::server::convert;

pub(in crate::server) fn answer(asked: &Asked, params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let id = convert::document_id(&params.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let found = links(&asked.snapshot, &id).into_iter().filter_map(|it| {
        let target = match &it.target {
            LinkTarget::File(path) => asked.session.uri(&DocumentId::of_path(path))?,
            LinkTarget::Web(address) => Url::parse(address).ok()?,
        };
        let range = convert::range(text, it.range, asked.client.encoding);
        Some(DocumentLink { range, target: Some(target), tooltip: None, data: None })
    });
    Some(found.collect())
}
