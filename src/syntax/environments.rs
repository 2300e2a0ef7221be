//! The environments of a LaTeX file.

use super::tex::TexFile;
use crate::text::ByteRange;

/// Pairs of `\begin` and `\end`, in the order of their ends; what is left unclosed is passed over.
pub fn environments(tex: &TexFile) -> Vec<(ByteRange, ByteRange)> {
    let mut open: Vec<(&str, ByteRange)> = Vec::new();
    let mut pairs = Vec::new();
    for (start, chunk) in &tex.chunks {
        for mark in &chunk.environments {
            let range = mark.range.shift(*start);
            if mark.begins {
                open.push((&mark.name, range));
            } else if let Some(at) = open.iter().rposition(|it| it.0 == mark.name) {
                pairs.push((open[at].1, range));
                open.truncate(at);
            }
        }
    }
    pairs
}
