//! Links in the protocol's words.

use tower_lsp::lsp_types::{DocumentLink, DocumentLinkParams, Url};

use crate::features::document_links::{LinkTarget, links};
use crate::model::document::DocumentId;
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};

pub(in crate::server) fn answer(asked: &Asked, params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let id = incoming::document_id(&params.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let found = links(&asked.snapshot, &id).into_iter().filter_map(|it| {
        let target = match &it.target {
            LinkTarget::File(path) => {
                let target = DocumentId::of_path(path);
                if !is_within(asked, &id, &target) {
                    return None;
                }
                asked.session.spelling.uri(&target)?
            }
            LinkTarget::Web(address) => Url::parse(address).ok()?,
        };
        let range = outgoing::range(text, it.range, asked.client.encoding);
        Some(DocumentLink { range, target: Some(target), tooltip: None, data: None })
    });
    Some(found.collect())
}

/// Whether a click in `from` may lead to the file `to`: it is known, or it lies in the workspace or, without one,
/// in the document's folder. A document must not have files of the user's opened that it knows nothing of.
fn is_within(asked: &Asked, from: &DocumentId, to: &DocumentId) -> bool {
    let (Some(from), Some(path)) = (from.path(), to.path()) else { return false };
    let folders = &asked.snapshot.world.folders;
    let own = from.parent().is_some_and(|it| path.starts_with(it));
    asked.snapshot.document(to).is_some() || own || folders.iter().any(|it| path.starts_with(it))
}
