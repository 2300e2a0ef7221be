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
    let groups = groups(chunks);
    let mut stretches: Vec<(ByteRange, Silence)> =
        groups.iter().filter_map(|(group, body)| Some((*group, (*body)?))).collect();
    let mut environments: Vec<(&str, usize, Silence)> = Vec::new();
    for (at, kind) in edges(chunks) {
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
            EdgeKind::Opens(_) | EdgeKind::Closes | EdgeKind::BeginsDocument => {}
            EdgeKind::EndsDocument | EdgeKind::EndsInput => {
                let end = chunks.last().map_or(at, |(start, chunk)| start + chunk.text.len());
                stretches.push((ByteRange::new(at, end), Silence::NotTex));
                break;
            }
        }
    }
    let own = chunks.iter().flat_map(|(_, chunk)| &chunk.verbatim);
    let defined: Vec<Verbatim> = own.chain(foreign).cloned().collect();
    let verbatim = verbatim::stretches(chunks, &defined, &groups);
    stretches.extend(verbatim.into_iter().map(|it| (it, Silence::NotTex)));
    flatten(&stretches)
}

/// Groups in braces that reach over several paragraphs, with the silence of the body that each is, if it is one; in
/// the order of their beginnings, with their braces.
pub(super) fn groups(chunks: &[(usize, Arc<Chunk>)]) -> Vec<(ByteRange, Option<Silence>)> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, Option<Silence>)> = Vec::new();
    for (at, kind) in edges(chunks) {
        match kind {
            EdgeKind::Opens(body) => open.push((at, *body)),
            EdgeKind::Closes => {
                found.extend(open.pop().map(|(start, body)| (ByteRange::new(start, at), body)));
            }
            // No definition reaches from the preamble into the text.
            EdgeKind::BeginsDocument => open.clear(),
            _ => {}
        }
    }
    found.sort_unstable_by_key(|it| it.0);
    found
}

fn edges(chunks: &[(usize, Arc<Chunk>)]) -> impl Iterator<Item = (usize, &EdgeKind)> {
    chunks.iter().flat_map(|(start, chunk)| chunk.edges.iter().map(move |it| (start + it.at, &it.kind)))
}
