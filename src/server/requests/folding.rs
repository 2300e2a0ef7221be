//! Folds and selections in the protocol's words.

use tower_lsp::lsp_types::{
    FoldingRange, FoldingRangeKind, FoldingRangeParams, SelectionRange, SelectionRangeParams,
};

use crate::features::folding::folds;
use crate::features::selection::selection;
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};

pub(in crate::server) fn answer(asked: &Asked, params: &FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let id = incoming::document_id(&params.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let columns = !asked.client.line_folding_only;
    let found = folds(&asked.snapshot, &id);
    let text = &text.for_places(found.len());
    let folds = found.into_iter().map(|it| {
        let range = outgoing::range(text, it.range, asked.client.encoding);
        FoldingRange {
            start_line: range.start.line,
            start_character: columns.then_some(range.start.character),
            end_line: range.end.line,
            end_character: columns.then_some(range.end.character),
            kind: Some(if it.is_comment { FoldingRangeKind::Comment } else { FoldingRangeKind::Region }),
            collapsed_text: None,
        }
    });
    Some(folds.collect())
}

pub(in crate::server) fn select(asked: &Asked, params: &SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    let id = incoming::document_id(&params.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let encoding = asked.client.encoding;
    // One answer for each position, in their order (LSP 3.17, "Selection Range Request").
    let grown = params.positions.iter().map(|position| {
        let ranges = selection(&asked.snapshot, &id, incoming::offset(text, *position, encoding));
        let around = ranges.iter().rev().fold(None, |parent: Option<SelectionRange>, it| {
            let range = outgoing::range(text, *it, encoding);
            Some(SelectionRange { range, parent: parent.map(Box::new) })
        });
        let here = tower_lsp::lsp_types::Range::new(*position, *position);
        around.unwrap_or(SelectionRange { range: here, parent: None })
    });
    Some(grown.collect())
}
