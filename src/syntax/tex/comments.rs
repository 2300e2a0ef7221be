//! Comments that speak to us: suppressions and the root document's name.

use super::facts::{RootHint, SuppressionComment};
use super::paragraph::Paragraph;
use crate::text::ByteRange;

impl Paragraph<'_> {
    /// Records what the comment at `range` says, if it speaks to us.
    pub(super) fn comment(&mut self, range: ByteRange) {
        let comment = &self.text[range.std()];
        let body = comment.trim_start_matches(['%', ' ', '\t']);
        let start = range.end - body.len();
        if let Some(rest) = strip_prefix_ignoring_case(body, "lacuna:") {
            let line = self.text[..range.start].rfind(['\n', '\r']).map_or(0, |it| it + 1);
            self.chunk.suppressions.push(SuppressionComment {
                range,
                body: trimmed(rest, range.end - rest.len()),
                own_line: self.text[line..range.start].trim().is_empty(),
            });
        } else if let Some((path, place)) = root_hint(body) {
            let path = trimmed(path, start + place);
            if !path.is_empty() {
                self.chunk.root_hints.push(RootHint { path: self.text[path.std()].into(), range: path });
            }
        }
    }
}

/// What follows `!TEX root =`, the convention of TeXShop and TeXworks, in any case and spacing; or
/// what stands between the quotes of AUCTeX's `TeX-master: "x"`. With its place in `body`.
fn root_hint(body: &str) -> Option<(&str, usize)> {
    let place = |rest: &str| body.len() - rest.len();
    let said = body.strip_prefix('!').map(str::trim_start);
    if let Some(rest) = said.and_then(|it| strip_prefix_ignoring_case(it, "tex")) {
        let rest = strip_prefix_ignoring_case(rest.trim_start(), "root")?;
        let path = rest.trim_start().strip_prefix('=')?;
        return Some((path, place(path)));
    }
    // On a line of its own among the local variables, or in the first line between `-*-`.
    let at =
        body.get(..body.len().min(MODE_LINE)).unwrap_or(body).to_ascii_lowercase().find("tex-master:")?;
    let rest = body[at + "tex-master:".len()..].trim_start();
    match rest.strip_prefix('"') {
        Some(rest) => rest.find('"').map(|end| (&rest[..end], place(rest))),
        // The document is its own root.
        None => (rest.split([';', ' ']).next()? == "t").then(|| (&rest[..1], place(rest))),
    }
}

/// The name of AUCTeX's variable stands within so many bytes of a comment, or not at all.
const MODE_LINE: usize = 200;

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// `text`, which begins at `start`, without the blanks around it.
fn trimmed(text: &str, start: usize) -> ByteRange {
    let start = start + text.len() - text.trim_start().len();
    ByteRange::new(start, start + text.trim().len())
}
