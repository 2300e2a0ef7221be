//! Our words in the client's: the URIs of documents, the positions of offsets, the edits of texts.

use std::path::Path;

use tower_lsp::lsp_types::{self, Url};

use crate::text::position::PositionEncoding;
use crate::text::{ByteRange, Text, TextEdit};

/// The URI of a document that no client has named yet.
pub fn uri(path: &Path) -> Option<Url> {
    Url::from_file_path(path).ok().or_else(|| Url::parse(path.to_str()?).ok())
}

/// The position of `offset`.
pub fn position(text: &Text, offset: usize, encoding: PositionEncoding) -> lsp_types::Position {
    let position = text.position(offset, encoding);
    let unit = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    lsp_types::Position::new(unit(position.line), unit(position.column))
}

/// The protocol's range of `range`.
pub fn range(text: &Text, range: ByteRange, encoding: PositionEncoding) -> lsp_types::Range {
    lsp_types::Range::new(position(text, range.start, encoding), position(text, range.end, encoding))
}

/// The protocol's form of `edit`.
pub fn text_edit(text: &Text, edit: &TextEdit, encoding: PositionEncoding) -> lsp_types::TextEdit {
    lsp_types::TextEdit::new(range(text, edit.range, encoding), edit.new.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::convert::incoming::document_id;

    #[cfg(unix)]
    #[test]
    fn a_path_has_a_uri_and_is_found_again_by_it() {
        for known in ["/a b/ü#1?.tex", "/C:/a.tex", "untitled:Untitled-1"] {
            let uri = uri(Path::new(known)).unwrap();
            assert_eq!(document_id(&uri).as_str(), known, "{uri}");
        }
        assert_eq!(uri(Path::new("a.tex")), None);
    }
}
