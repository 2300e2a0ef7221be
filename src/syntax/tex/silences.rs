//! Where some or all rules are silent.

use std::sync::Arc;

use super::commands;
use super::facts::{Chunk, Edge, EdgeKind, EnvironmentMark, Verbatim};
use super::paragraph::Paragraph;
use super::silence::Silence;
use super::verbatim;
use crate::text::ByteRange;

/// How many environments may be open unclosed around one whose end is looked for.
const UNCLOSED: usize = 8;

/// Stretches in any order, which may nest -> sorted, apart, each with the strongest silence there.
fn flatten(stretches: &[(ByteRange, Silence)]) -> Vec<(ByteRange, Silence)> {
    let mut borders: Vec<(usize, Silence, isize)> = Vec::with_capacity(2 * stretches.len());
    for (range, silence) in stretches {
        borders.extend([(range.start, *silence, 1), (range.end, *silence, -1)]);
    }
    borders.sort_unstable();
    let mut flat: Vec<(ByteRange, Silence)> = Vec::new();
    let mut open = [0_isize; 4];
    let mut from = 0;
    for (at, silence, change) in borders {
        let strongest = [Silence::NotTex, Silence::Template, Silence::Gaps, Silence::Picture]
            .into_iter()
            .find(|it| open[*it as usize] > 0);
        if let Some(strongest) = strongest
            && from < at
        {
            match flat.last_mut() {
                Some((range, last)) if range.end == from && *last == strongest => range.end = at,
                _ => flat.push((ByteRange::new(from, at), strongest)),
            }
        }
        open[silence as usize] += change;
        from = at;
    }
    flat
}

impl Paragraph<'_> {
    /// Pairs environments and the bodies of definitions, as far as they lie in this paragraph.
    pub(super) fn silences(&mut self) {
        let chunk = &mut self.chunk;
        let mut stretches = Vec::new();
        let mut open: Vec<(&EnvironmentMark, Silence)> = Vec::new();
        for mark in &chunk.environments {
            let silence = commands::environment_silence(&mark.name);
            match (mark.begins, silence) {
                _ if mark.name == "document" => {
                    let (at, kind) = if mark.begins {
                        (mark.range.start, EdgeKind::BeginsDocument)
                    } else {
                        (mark.range.end, EdgeKind::EndsDocument)
                    };
                    chunk.edges.push(Edge { at, kind });
                }
                (_, None) => {}
                (true, Some(silence)) => open.push((mark, silence)),
                (false, Some(_)) => match open.pop() {
                    Some((begin, silence)) if begin.name == mark.name => {
                        stretches.push((begin.range.join(mark.range), silence));
                    }
                    other => {
                        open.extend(other);
                        let kind = EdgeKind::Ends(mark.name.clone());
                        chunk.edges.push(Edge { at: mark.range.end, kind });
                    }
                },
            }
        }
        if let Some(at) = ends_input(chunk) {
            chunk.edges.push(Edge { at, kind: EdgeKind::EndsInput });
        }
        for (mark, silence) in open {
            chunk
                .edges
                .push(Edge { at: mark.range.start, kind: EdgeKind::Begins(mark.name.clone(), silence) });
        }

        let bodies = chunk.definitions.iter().flat_map(|it| it.bodies.iter().map(move |body| (*body, it)));
        let mut bodies: Vec<_> = bodies
            .filter(|(body, _)| self.text.as_bytes().get(body.start.wrapping_sub(1)) == Some(&b'{'))
            .map(|(body, it)| (body, if it.takes_arguments { Silence::Template } else { Silence::Gaps }))
            .collect();
        bodies.sort_unstable();
        for (opens, at) in &chunk.loose_braces {
            let body = bodies.binary_search_by_key(&(at + 1), |(body, _)| body.start);
            let body = body.ok().map(|index| bodies[index].1);
            let (at, kind) = if *opens { (*at, EdgeKind::Opens(body)) } else { (at + 1, EdgeKind::Closes) };
            chunk.edges.push(Edge { at, kind });
        }
        stretches.extend(bodies);
        chunk.edges.sort_by_key(|it| it.at);
        chunk.silences = flatten(&stretches);
    }
}

/// Behind an `\endinput` that ends the file for certain: on a line of its own, in no group and no conditional.
fn ends_input(chunk: &Chunk) -> Option<usize> {
    let call = chunk.calls.iter().find(|it| it.name == "endinput" && it.depth == 0)?;
    let (before, behind) = (&chunk.text[..call.command.start], &chunk.text[call.command.end..]);
    let alone = (before.is_empty() || before.ends_with(['\n', '\r']))
        && behind.lines().next().is_none_or(|line| line.trim().is_empty() || line.trim().starts_with('%'));
    let is_conditional = chunk.calls.iter().any(|it| it.name == "fi");
    (alone && !is_conditional).then_some(call.command.end)
}

/// What is silent for reasons that no chunk knows alone.
pub(super) fn across(chunks: &[(usize, Arc<Chunk>)], foreign: &[Verbatim]) -> Vec<(ByteRange, Silence)> {
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
