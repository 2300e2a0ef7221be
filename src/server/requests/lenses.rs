//! Code lenses in the protocol's words.

use tower_lsp::lsp_types::{CodeLens, CodeLensParams, Command};

use crate::features::lenses::lenses;
use crate::server::asked::Asked;
use crate::server::convert;

pub(in crate::server) fn answer(asked: &Asked, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let id = convert::document_id(&params.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let found = lenses(&asked.snapshot, &id);
    let text = &text.for_places(found.len());
    let lenses = found.into_iter().map(|it| CodeLens {
        range: convert::range(text, it.range, asked.client.encoding),
        // A lens that only tells something has a title and no command to run.
        command: Some(Command { title: it.title, command: String::new(), arguments: None }),
        data: None,
    });
    Some(lenses.collect())
}
