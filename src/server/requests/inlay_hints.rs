//! Inlay hints in the protocol's words.

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::{
    InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip, MarkupContent, MarkupKind, Url,
};

use crate::features::inlay_hints::{inlay_hints, tooltip};
use crate::model::card::Format;
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};

/// What a hint carries for `inlayHint/resolve`.
#[derive(Serialize, Deserialize)]
struct Data {
    uri: Url,
    key: String,
}

pub(in crate::server) fn answer(asked: &Asked, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let uri = &params.text_document.uri;
    let id = incoming::document_id(uri);
    let text = &asked.snapshot.document(&id)?.text;
    let encoding = asked.client.encoding;
    let range = incoming::byte_range(text, params.range, encoding);
    let found = inlay_hints(&asked.snapshot, &id, range);
    let text = &text.for_places(found.len());
    let hints = found.into_iter().map(|it| {
        let data = serde_json::to_value(Data { uri: uri.clone(), key: it.key }).ok();
        let hint = InlayHint {
            position: outgoing::position(text, it.offset, encoding),
            label: InlayHintLabel::String(it.label),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data,
        };
        // Cards are long, and there are as many as citations: where they can be asked for, they are left out.
        if asked.client.inlay_hint_resolve_tooltip { hint } else { resolve(asked, hint) }
    });
    Some(hints.collect())
}

/// The hint with its card.
pub(in crate::server) fn resolve(asked: &Asked, mut hint: InlayHint) -> InlayHint {
    let Some(Data { uri, key }) = hint.data.take().and_then(|it| serde_json::from_value(it).ok()) else {
        return hint;
    };
    let (format, kind) = match asked.client.hover_markdown {
        true => (Format::Markdown, MarkupKind::Markdown),
        false => (Format::Plain, MarkupKind::PlainText),
    };
    let card = tooltip(&asked.snapshot, &incoming::document_id(&uri), &key, format);
    hint.tooltip = card.map(|value| InlayHintTooltip::MarkupContent(MarkupContent { kind, value }));
    hint
}
