//! The leaves of a paragraph.

use std::sync::LazyLock;

use tree_sitter::Node;

use crate::syntax::grammar;
use crate::text::ByteRange;

/// What a leaf of the grammar is; `grammar.js` says more of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    VerbatimBlock,
    VerbatimInline,
    Skipped,
    Command,
    ControlSymbol,
    Blank,
    Text,
    /// One character: `{`, `}`, `[`, `]`, `$`, `_`, `&`, `#`, `~` or a lone backslash.
    Special(u8),
    Nul,
}

/// A leaf, in bytes from the start of its chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub range: ByteRange,
}

/// Kind by the grammar's symbol.
static KINDS: LazyLock<Vec<Option<Kind>>> = LazyLock::new(|| {
    let language = grammar::language();
    let kind = |symbol| {
        Some(match language.node_kind_for_id(symbol)? {
            "comment" => Kind::Comment,
            "verbatim_block" => Kind::VerbatimBlock,
            "verbatim_inline" => Kind::VerbatimInline,
            "skipped" => Kind::Skipped,
            "command" => Kind::Command,
            "control_symbol" => Kind::ControlSymbol,
            "blank" => Kind::Blank,
            "text" => Kind::Text,
            "special" => Kind::Special(0),
            "nul" => Kind::Nul,
            _ => return None,
        })
    };
    (0..language.node_kind_count()).map(|symbol| kind(u16::try_from(symbol).ok()?)).collect()
});

/// The leaf of this symbol in the grammar that stands at `range` of `text`; `None` for what ends a paragraph.
pub(super) fn token(symbol: u16, range: ByteRange, text: &str) -> Option<Token> {
    let kind = match KINDS.get(usize::from(symbol)).copied().flatten()? {
        Kind::Special(_) => Kind::Special(*text.as_bytes().get(range.start)?),
        kind => kind,
    };
    Some(Token { kind, range })
}

/// The leaves of `paragraph`, whose chunk begins at `base` with `text`.
pub(super) fn read(paragraph: &Node, base: usize, text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut cursor = paragraph.walk();
    if !cursor.goto_first_child() {
        return tokens;
    }
    loop {
        let node = cursor.node();
        let range = ByteRange::new(node.start_byte() - base, node.end_byte() - base);
        tokens.extend(token(node.kind_id(), range, text));
        if !cursor.goto_next_sibling() {
            return tokens;
        }
    }
}
