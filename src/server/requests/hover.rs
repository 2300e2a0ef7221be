//! Hover cards in the protocol's words.

use serde_json::json;
use tower_lsp::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::features::hover::{CiteLink, hover};
use crate::gaps::candidates::percent_encoded;
use crate::model::card::Format;
use crate::server::asked::Asked;
use crate::server::commands::INSERT;
use crate::server::convert::{incoming, outgoing};
use crate::text::ByteRange;

pub(in crate::server) fn answer(asked: &Asked, params: &HoverParams) -> Option<Hover> {
    let place = &params.text_document_position_params;
    let id = incoming::document_id(&place.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let offset = incoming::offset(text, place.position, asked.client.encoding);
    let (format, kind) = match asked.client.hover_markdown {
        true => (Format::Markdown, MarkupKind::Markdown),
        false => (Format::Plain, MarkupKind::PlainText),
    };
    // The command is ours already; the client runs it as if it had been chosen from a list.
    let cite = |place: ByteRange, key: &str| {
        let position = outgoing::range(text, place, asked.client.encoding).start;
        let argument = json!([{"uri": params.text_document_position_params.text_document.uri,
                               "position": position, "keys": [key]}]);
        format!("command:{INSERT}?{}", percent_encoded(&argument.to_string()))
    };
    let cite: Option<&CiteLink> = asked.client.command_links.then_some(&cite);
    let found = hover(&asked.snapshot, &id, offset, format, cite)?;
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value: found.text }),
        range: Some(outgoing::range(text, found.range, asked.client.encoding)),
    })
}
