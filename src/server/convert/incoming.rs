//! The client's words in ours: the documents of URIs, the offsets of positions, the edits of `didChange`.

use std::path::PathBuf;

use tower_lsp::lsp_types::{self, TextDocumentContentChangeEvent, Url};
use tracing::warn;

use crate::model::document::DocumentId;
use crate::text::position::{Position, PositionEncoding};
use crate::text::{ByteRange, Text, TextEdit};
use crate::workspace::session::Edit;

/// The name by which a document is known, however its client spells the URI.
pub fn document_id(uri: &Url) -> DocumentId {
    let path = path(uri);
    if path.is_absolute() { DocumentId::of_path(&path) } else { DocumentId::of_uri(uri.as_str()) }
}

/// The path by which a document is known, however its client spells the URI.
///
/// Clients write `file:///c%3A/a.tex`, `file:///C:/a.tex` or `file:///c:/a.tex` for one file; the
/// drive letter becomes a capital. A document that is no file (`untitled:Untitled-1`) is known by its
/// URI, which is a relative path and so can be no file's: it stands alone.
fn path(uri: &Url) -> PathBuf {
    let file = (uri.scheme() == "file").then(|| uri.to_file_path().ok()).flatten();
    match file {
        Some(path) => with_capital_drive(path),
        None => PathBuf::from(uri.as_str()),
    }
}

fn with_capital_drive(path: PathBuf) -> PathBuf {
    let capital = path.to_str().and_then(|text| {
        // On Windows the path is `c:\a`; elsewhere such a URI yields `/c:/a`.
        let at = usize::from(text.starts_with('/'));
        let drive = text[at..].chars().next().filter(char::is_ascii_lowercase)?;
        let rest = text[at + 1..].strip_prefix(':')?;
        (rest.is_empty() || rest.starts_with(['/', '\\']))
            .then(|| format!("{}{}:{rest}", &text[..at], drive.to_ascii_uppercase()))
    });
    capital.map_or(path, PathBuf::from)
}

/// The offset of `position`, clamped to the text.
pub fn offset(text: &Text, position: lsp_types::Position, encoding: PositionEncoding) -> usize {
    let position = Position { line: position.line as usize, column: position.character as usize };
    text.offset(position, encoding)
}

/// The bytes of `range`, clamped to the text; the two ends in their order, however they come.
pub fn byte_range(text: &Text, range: lsp_types::Range, encoding: PositionEncoding) -> ByteRange {
    let (start, end) = (offset(text, range.start, encoding), offset(text, range.end, encoding));
    ByteRange::new(start.min(end), start.max(end))
}

/// The edits of a `didChange`, each in bytes of the text that the one before it leaves.
///
/// Changes before one that replaces the whole text have no effect, and are left out.
pub fn edits(
    text: &Text,
    changes: Vec<TextDocumentContentChangeEvent>,
    encoding: PositionEncoding,
) -> Vec<Edit> {
    let first = changes.iter().rposition(|change| change.range.is_none()).unwrap_or(0);
    let last = changes.len().saturating_sub(1);
    let mut text = text.clone();
    let edit = |(index, change): (usize, TextDocumentContentChangeEvent)| {
        let Some(range) = change.range else {
            if index < last {
                text = Text::rope(&change.text);
            }
            return Edit::Whole(change.text);
        };
        if range.end.line as usize >= text.line_count() {
            warn!("an edit outside the document is taken for one at its end");
        }
        let edit = TextEdit { range: byte_range(&text, range, encoding), new: change.text };
        if index < last {
            text = text.edited(&edit);
        }
        Edit::Part(edit)
    };
    changes.into_iter().enumerate().skip(first).map(edit).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check_path(uri: &str, expected: &str) {
        assert_eq!(path(&Url::parse(uri).unwrap()), Path::new(expected));
    }

    #[cfg(unix)]
    #[test]
    fn one_file_has_one_path_however_its_uri_is_spelt() {
        for spelling in ["file:///C:/a.tex", "file:///c:/a.tex", "file:///c%3A/a.tex", "file:///c%3a/a.tex"] {
            check_path(spelling, "/C:/a.tex");
        }
        for spelling in ["file:///a%20b/%C3%BC.tex", "file:///a%20b/%c3%bc.tex", "file:///a b/ü.tex"] {
            check_path(spelling, "/a b/ü.tex");
        }
        check_path("file:///x/./y/../a.tex", "/x/a.tex");
        check_path("file:///c", "/c");
        check_path("file:///co:/a.tex", "/co:/a.tex");
    }

    #[cfg(windows)]
    #[test]
    fn drives_and_shares_are_paths() {
        for spelling in
            ["file:///C:/a%20b.tex", "file:///c:/a b.tex", "file:///c%3A/a%20b.tex", "file:///c:\\a b.tex"]
        {
            check_path(spelling, r"C:\a b.tex");
        }
        check_path("file://server/share/x/../%C3%A4.tex", r"\\server\share\ä.tex");
        check_path("file:///", "file:///");
    }

    /// Elsewhere there are no shares, and what stands behind a backslash is a part of a name.
    #[cfg(unix)]
    #[test]
    fn what_only_windows_has_is_no_path_elsewhere() {
        check_path("file://server/share/a.tex", "file://server/share/a.tex");
        check_path("file:///a%5Cb.tex", "/a\\b.tex");
        check_path("file:///c:/a%5C..%5Cb.tex", "/C:/a\\..\\b.tex");
    }

    #[test]
    fn a_document_that_is_no_file_is_known_by_its_uri() {
        check_path("untitled:Untitled-1", "untitled:Untitled-1");
        check_path("vscode-vfs://github/a/b.tex", "vscode-vfs://github/a/b.tex");
        assert!(path(&Url::parse("untitled:/a.tex").unwrap()).is_relative());
    }

    fn change(range: Option<[u32; 4]>, text: &str) -> TextDocumentContentChangeEvent {
        let range = range.map(|[line, column, to_line, to_column]| {
            let at = lsp_types::Position::new;
            lsp_types::Range::new(at(line, column), at(to_line, to_column))
        });
        TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() }
    }

    #[track_caller]
    fn check_edits(before: &str, changes: Vec<TextDocumentContentChangeEvent>, after: &str) -> usize {
        let text = Text::rope(before);
        let edits = edits(&text, changes, PositionEncoding::Utf16);
        let apply = |text: Text, edit: &Edit| match edit {
            Edit::Part(edit) => text.edited(edit),
            Edit::Whole(new) => Text::rope(new),
        };
        assert_eq!(edits.iter().fold(text, apply).all(), after);
        edits.len()
    }

    #[test]
    fn each_change_is_read_against_the_text_left_by_the_one_before() {
        let changes = vec![change(Some([0, 1, 0, 1]), "b\n"), change(Some([1, 0, 1, 1]), "d")];
        check_edits("ac", changes, "ab\nd");
    }

    #[test]
    fn changes_before_a_whole_text_are_left_out() {
        let changes =
            vec![change(Some([0, 0, 0, 1]), "x"), change(None, "new"), change(Some([0, 3, 0, 3]), "er")];
        assert_eq!(check_edits("old", changes, "newer"), 2);
    }

    #[test]
    fn impossible_ranges_are_clamped() {
        check_edits("ab\ncd", vec![change(Some([0, 9, 7, 7]), "!")], "ab!");
        check_edits("ab\ncd", vec![change(Some([1, 1, 0, 1]), "-")], "a-d");
        check_edits("", vec![change(Some([u32::MAX, 0, u32::MAX, u32::MAX]), "x")], "x");
        check_edits("😀", vec![change(Some([0, 1, 0, 2]), "x")], "x");
    }
}
