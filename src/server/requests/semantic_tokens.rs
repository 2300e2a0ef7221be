//! Semantic tokens in the protocol's words: five numbers each, relative to the token before.

use tower_lsp::lsp_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensRangeParams, Url,
};

use crate::features::semantic_tokens::{Token, TokenKind, tokens};
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};
use crate::text::{ByteRange, Text};

/// What the numbers in tokens mean. Themes know the types; the modifiers are for those who want to tell
/// more apart.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![SemanticTokenType::VARIABLE, SemanticTokenType::STRING, SemanticTokenType::KEYWORD],
        token_modifiers: ["undefined", "open", "certain", "doubtful"]
            .map(SemanticTokenModifier::new)
            .to_vec(),
    }
}

/// The type's number and the modifiers' bits in [`legend`].
fn numbers(kind: TokenKind) -> (u32, u32) {
    match kind {
        TokenKind::Defined => (0, 0),
        TokenKind::Undefined => (0, 1),
        TokenKind::Certain => (1, 2 | 4),
        TokenKind::Doubtful => (1, 2 | 8),
        TokenKind::Unmatched => (1, 2),
        TokenKind::Open => (2, 2),
    }
}

pub(in crate::server) fn full(asked: &Asked, params: &SemanticTokensParams) -> Option<SemanticTokens> {
    answer(asked, &params.text_document.uri, None)
}

pub(in crate::server) fn in_range(
    asked: &Asked,
    params: &SemanticTokensRangeParams,
) -> Option<SemanticTokens> {
    answer(asked, &params.text_document.uri, Some(params.range))
}

fn answer(asked: &Asked, uri: &Url, range: Option<tower_lsp::lsp_types::Range>) -> Option<SemanticTokens> {
    let id = incoming::document_id(uri);
    let text = &asked.snapshot.document(&id)?.text;
    let all = ByteRange::new(0, text.len());
    let range = range.map_or(all, |it| incoming::byte_range(text, it, asked.client.encoding));
    let mut data = Vec::new();
    let (mut line, mut column) = (0, 0);
    let found = tokens(&asked.snapshot, &id, range);
    let text = &text.for_places(found.len());
    for (piece, kind) in found.iter().flat_map(|it| by_lines(text, it)) {
        let place = outgoing::range(text, piece, asked.client.encoding);
        let (token_type, token_modifiers_bitset) = numbers(kind);
        let delta_line = place.start.line - line;
        let delta_start = place.start.character - if delta_line == 0 { column } else { 0 };
        let length = place.end.character - place.start.character;
        data.push(SemanticToken { delta_line, delta_start, length, token_type, token_modifiers_bitset });
        (line, column) = (place.start.line, place.start.character);
    }
    Some(SemanticTokens { result_id: None, data })
}

/// A token's pieces: a token must not reach over a line's end for clients that do not say they take such.
fn by_lines(text: &Text, token: &Token) -> Vec<(ByteRange, TokenKind)> {
    let lines = text.line_of(token.range.start)..=text.line_of(token.range.end);
    let pieces = lines.map(|it| text.line(it)).map(|line| {
        ByteRange::new(line.start.max(token.range.start), line.end.min(token.range.end).max(line.start))
    });
    pieces.filter(|it| it.start < it.end).map(|it| (it, token.kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_over_lines_is_one_piece_for_each() {
        let text = Text::plain("ab\r\n\r\n cd".to_owned());
        let token = Token { range: ByteRange::new(1, 8), kind: TokenKind::Certain };
        let pieces: Vec<_> = by_lines(&text, &token).into_iter().map(|it| text.slice(it.0)).collect();
        assert_eq!(pieces, ["b", " c"]);
    }
}
