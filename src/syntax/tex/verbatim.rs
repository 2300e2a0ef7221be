//! Verbatim text of a paper's own: environments, commands and characters that it makes verbatim.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::facts::{Chunk, Delimiter, Verbatim, VerbatimKind};
use crate::text::ByteRange;

/// How long inline verbatim of a paper's own may be, in bytes; it also ends with its line.
const INLINE_LIMIT: usize = 1024;

/// The stretches of these chunks that are verbatim by `defined`, in bytes of the file.
pub(super) fn stretches(chunks: &[(usize, Arc<Chunk>)], defined: &[Verbatim]) -> Vec<ByteRange> {
    let mut found = Vec::new();
    let names = |kind| -> Vec<&str> {
        defined.iter().filter(|it| it.kind == kind).map(|it| it.name.as_str()).collect()
    };
    let environments = names(VerbatimKind::Environment);
    if !environments.is_empty() {
        self::environments(chunks, &environments, &mut found);
    }
    let commands = names(VerbatimKind::Command);
    let characters = names(VerbatimKind::Character);
    if !commands.is_empty() || !characters.is_empty() {
        for (start, chunk) in chunks {
            let calls = chunk.calls.iter().filter(|it| commands.contains(&it.name.as_str()));
            let inline = calls.filter_map(|it| delimited(&chunk.text, it.command.end));
            found.extend(inline.map(|it| it.shift(*start)));
            for character in characters.iter().filter_map(|it| it.chars().next()) {
                found.extend(between(chunk, character).into_iter().map(|it| it.shift(*start)));
            }
        }
    }
    let discarding = discarding(defined);
    if !discarding.is_empty() {
        for (start, chunk) in chunks {
            for call in &chunk.calls {
                let Some(mask) = discarding.get(call.name.as_str()) else { continue };
                let braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace && it.closed);
                let thrown = braces.take(8).enumerate().filter(|it| mask >> it.0 & 1 == 1);
                found.extend(thrown.map(|it| it.1.range.shift(*start)));
            }
        }
    }
    found
}

/// The commands that throw arguments away, each with which: of two definitions the one that comes in the
/// other's place, else the one that shows them.
fn discarding(defined: &[Verbatim]) -> FxHashMap<&str, u8> {
    let mut found: FxHashMap<&str, (u8, bool)> = FxHashMap::default();
    for it in defined {
        if let VerbatimKind::Discarding { arguments, anew } = it.kind {
            let entry = found.entry(it.name.as_str()).or_insert((arguments, anew));
            *entry = (entry.0 & arguments, entry.1 || anew);
        }
    }
    if !found.is_empty() {
        let shows = |name: &str, anew: bool| {
            let showing = |it: &&Verbatim| {
                it.name == name && matches!(it.kind, VerbatimKind::Showing { anew: later } if later || !anew)
            };
            defined.iter().any(|it| showing(&it))
        };
        found.retain(|name, (_, anew)| !shows(name, *anew));
    }
    found.into_iter().map(|(name, it)| (name, it.0)).collect()
}

fn environments(chunks: &[(usize, Arc<Chunk>)], names: &[&str], found: &mut Vec<ByteRange>) {
    let marks =
        chunks.iter().flat_map(|(start, chunk)| chunk.environments.iter().map(move |it| (*start, it)));
    let mut open: Option<(&str, usize)> = None;
    for (start, mark) in marks.filter(|(_, mark)| names.contains(&mark.name.as_str())) {
        match open {
            Some((name, from)) if !mark.begins && name == mark.name => {
                found.push(ByteRange::new(from, start + mark.range.start));
                open = None;
            }
            None if mark.begins => open = Some((&mark.name, start + mark.range.end)),
            _ => {}
        }
    }
}

/// What follows a verbatim command's name, which ends at `at`: `[..]`, then `{..}` or `|..|` on one line.
fn delimited(text: &str, at: usize) -> Option<ByteRange> {
    let line = text[at..].lines().next()?;
    let rest = match line.strip_prefix('[') {
        Some(options) => &options[options.find(']')? + 1..],
        None => line,
    };
    let delimiter = rest.chars().next().filter(|it| !it.is_alphanumeric() && !it.is_whitespace())?;
    let inner = &rest[delimiter.len_utf8()..];
    let mut depth = 1;
    let closes = |c: char| {
        match (delimiter, c) {
            ('{', '{') => depth += 1,
            ('{', '}') => depth -= 1,
            _ if c == delimiter => depth = 0,
            _ => {}
        }
        depth == 0
    };
    let end = inner.find(closes).filter(|it| *it <= INLINE_LIMIT)?;
    Some(ByteRange::new(at, at + line.len() - inner.len() + end + 1))
}

/// What stands between two of these characters on one line, in bytes of the chunk.
fn between(chunk: &Chunk, character: char) -> Vec<ByteRange> {
    let text = &chunk.text;
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    // `\lstMakeShortInline|`
    let names = |at| chunk.calls.iter().any(|it| it.name == "lstMakeShortInline" && it.range().end == at);
    for (at, c) in text.match_indices([character, '\n', '\r']) {
        // `\|` is a norm's bar, and a bar in a formula or in verbatim is what it is.
        let other = text[..at].ends_with('\\') || chunk.silence_at(at).is_some() || names(at);
        match (c, open) {
            ("\n" | "\r", _) => open = None,
            _ if other => {}
            (_, Some(start)) => {
                found.push(ByteRange::new(start, at + c.len()));
                open = None;
            }
            (_, None) => open = Some(at),
        }
    }
    found
}
