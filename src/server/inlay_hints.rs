//! Inlay hints in the protocol's words.

use tower_lsp::lsp_types::{
    InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip, MarkupContent, MarkupKind,
};

use super::{Asked, convert};
use crate::features::cards::Format;
use crate::features::inlay_hints::inlay_hints;

pub(super) fn answer(asked: &Asked, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let id = convert::document_id(&params.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let encoding = asked.client.encoding;
    let (format, kind) = match asked.client.hover_markdown {
        true => (Format::Markdown, MarkupKind::Markdown),
        false => (Format::Plain, MarkupKind::PlainText),
    };
    let range = convert::byte_range(text, params.range, encoding);
    let hints = inlay_hints(&asked.snapshot, &id, range, format).into_iter().map(|it| InlayHint {
        position: convert::position(text, it.offset, encoding),
        label: InlayHintLabel::String(it.label),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::MarkupContent(MarkupContent { kind: kind.clone(), value: it.card })),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
    Some(hints.collect())
}
