//! The silences that reach over several paragraphs of a file, or are decided by another one.

use std::sync::Arc;

use super::facts::{Chunk, EdgeKind, Verbatim};
use super::silence::{Silence, flatten};
use super::verbatim;
use crate::text::ByteRange;

/// How many environments may be open unclosed around one whose end is looked for.
const UNCLOSED: usize = 8;

/// What is silent for reasons that no chunk knows alone.
pub(super) fn read(chunks: &[(usize, Arc<Chunk>)], foreign: &[Verbatim]) -> Vec<(ByteRange, Silence)> {
    let mut stretches = Vec::new();
    let mut environments: Vec<(&str, usize, Silence)> = Vec::new();
    let mut braces: Vec<(usize, Option<Silence>)> = Vec::new();
    let edges =
        chunks.iter().flat_map(|(start, chunk)| chunk.edges.iter().map(move |it| (start + it.at, &it.kind)));
    for (at, kind) in edges {
        match kind {
            EdgeKind::Begins(name, silence) => environments.push((name, at, *silence)),
            EdgeKind::Ends(name) => {
                let from = environments.len().saturating_sub(UNCLOSED);
                if let Some(index) = environments[from..].iter().rposition(|it| it.0 == name) {
                    let (_, start, silence) = environments[from + index];
                    environments.truncate(from + index);
                    stretches.push((ByteRange::new(start, at), silence));
                }
            }
            EdgeKind::Opens(body) => braces.push((at, *body)),
            EdgeKind::Closes => {
                if let Some((start, Some(silence))) = braces.pop() {
                    stretches.push((ByteRange::new(start, at), silence));
                }
            }
            // No definition reaches from the preamble into the text.
            EdgeKind::BeginsDocument => braces.clear(),
            EdgeKind::EndsDocument | EdgeKind::EndsInput => {
                let end = chunks.last().map_or(at, |(start, chunk)| start + chunk.text.len());
                stretches.push((ByteRange::new(at, end), Silence::NotTex));
                break;
            }
        }
    }
    let own = chunks.iter().flat_map(|(_, chunk)| &chunk.verbatim);
    let defined: Vec<Verbatim> = own.chain(foreign).cloned().collect();
    stretches.extend(verbatim::stretches(chunks, &defined).into_iter().map(|it| (it, Silence::NotTex)));
    flatten(&stretches)
}
