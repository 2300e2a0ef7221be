//! The silences that lie within a paragraph, and the edges of those that reach beyond it.

use super::commands;
use super::facts::{Chunk, Edge, EdgeKind, EnvironmentMark};
use super::paragraph::Paragraph;
use super::silence::{Silence, flatten};

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
        chunk.silences = flatten(&stretches).into();
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
