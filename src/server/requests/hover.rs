//! Hover cards in the protocol's words.

use tower_lsp::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::features::hover::hover;
use crate::model::card::Format;
use crate::server::asked::Asked;
use crate::server::convert;

pub(in crate::server) fn answer(asked: &Asked, params: &HoverParams) -> Option<Hover> {
    let place = &params.text_document_position_params;
    let id = convert::document_id(&place.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let offset = convert::offset(text, place.position, asked.client.encoding);
    let (format, kind) = match asked.client.hover_markdown {
        true => (Format::Markdown, MarkupKind::Markdown),
        false => (Format::Plain, MarkupKind::PlainText),
    };
    let found = hover(&asked.snapshot, &id, offset, format)?;
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value: found.text }),
        range: Some(convert::range(text, found.range, asked.client.encoding)),
    })
}
