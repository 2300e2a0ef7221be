//! Outlines and workspace symbols in the protocol's words.

use tower_lsp::lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind,
    Url, WorkspaceSymbolParams,
};

use crate::features::symbols::document::{Symbol, symbols};
use crate::features::symbols::kind::Kind;
use crate::features::symbols::workspace::workspace_symbols;
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};
use crate::text::Text;

pub(in crate::server) fn answer(
    asked: &Asked,
    params: &DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let uri = &params.text_document.uri;
    let id = incoming::document_id(uri);
    let text = &asked.snapshot.document(&id)?.text;
    let found = symbols(&asked.snapshot, &id);
    let text = &text.for_places(counted(&found));
    if asked.client.hierarchical_symbols {
        return Some(DocumentSymbolResponse::Nested(
            found.into_iter().map(|it| nested(asked, text, it)).collect(),
        ));
    }
    let mut flat = Vec::new();
    found.into_iter().for_each(|it| flatten(asked, text, uri, it, None, &mut flat));
    Some(DocumentSymbolResponse::Flat(flat))
}

fn counted(symbols: &[Symbol]) -> usize {
    symbols.iter().map(|it| 1 + counted(&it.children)).sum()
}

#[allow(deprecated, reason = "a field of the protocol's struct that is not used")]
fn nested(asked: &Asked, text: &Text, symbol: Symbol) -> DocumentSymbol {
    let children = symbol.children.into_iter().map(|it| nested(asked, text, it));
    let children: Vec<_> = children.collect();
    DocumentSymbol {
        name: symbol.name,
        detail: symbol.detail,
        kind: kind(symbol.kind, asked.client.new_symbol_kinds),
        tags: None,
        deprecated: None,
        range: outgoing::range(text, symbol.range, asked.client.encoding),
        selection_range: outgoing::range(text, symbol.selection, asked.client.encoding),
        children: (!children.is_empty()).then_some(children),
    }
}

fn flatten(
    asked: &Asked,
    text: &Text,
    uri: &Url,
    symbol: Symbol,
    container: Option<&str>,
    flat: &mut Vec<SymbolInformation>,
) {
    let location = Location::new(uri.clone(), outgoing::range(text, symbol.range, asked.client.encoding));
    let kind = kind(symbol.kind, asked.client.new_symbol_kinds);
    flat.push(information(symbol.name.clone(), kind, location, container));
    let container = Some(symbol.name.as_str());
    symbol.children.into_iter().for_each(|it| flatten(asked, text, uri, it, container, flat));
}

#[allow(deprecated, reason = "a field of the protocol's struct that is not used")]
fn information(
    name: String,
    kind: SymbolKind,
    location: Location,
    container: Option<&str>,
) -> SymbolInformation {
    let container_name = container.map(str::to_owned);
    SymbolInformation { name, kind, tags: None, deprecated: None, location, container_name }
}

pub(in crate::server) fn workspace(
    asked: &Asked,
    params: &WorkspaceSymbolParams,
) -> Option<Vec<SymbolInformation>> {
    let found = workspace_symbols(&asked.snapshot, &params.query).into_iter();
    let shown = found.filter_map(|it| {
        let text = &asked.snapshot.document(&it.document)?.text;
        let range = outgoing::range(text, it.range, asked.client.encoding);
        let location = Location::new(asked.session.spelling.uri(&it.document)?, range);
        let kind = kind(it.kind, asked.client.new_workspace_symbol_kinds);
        Some(information(it.name, kind, location, Some(&it.container)))
    });
    Some(shown.collect())
}

/// Who does not say which kinds it knows, knows those from `File` to `Array` (LSP 3.17, `symbolKind.valueSet`).
fn kind(kind: Kind, has_new: bool) -> SymbolKind {
    match kind {
        Kind::Open if !has_new => SymbolKind::STRING,
        Kind::Entry if !has_new => SymbolKind::CLASS,
        Kind::Section => SymbolKind::MODULE,
        Kind::Open => SymbolKind::EVENT,
        Kind::Entry => SymbolKind::OBJECT,
        Kind::Field => SymbolKind::FIELD,
        Kind::String => SymbolKind::CONSTANT,
    }
}
