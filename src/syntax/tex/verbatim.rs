//! Verbatim text of a paper's own: environments, commands and characters that it makes verbatim.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Chunk, Delimiter, Verbatim, VerbatimKind};
use super::silence::Silence;
use crate::text::ByteRange;

/// How long inline verbatim of a paper's own may be, in bytes; it also ends with its line.
const INLINE_LIMIT: usize = 1024;

/// The stretches of these chunks that are verbatim by `defined`, in bytes of the file.
/// `groups` are those that reach over several paragraphs.
pub(super) fn stretches(
    chunks: &[(usize, Arc<Chunk>)],
    defined: &[Verbatim],
    groups: &[(ByteRange, Option<Silence>)],
) -> Vec<ByteRange> {
    let mut found = Vec::new();
    let names = |kind| -> FxHashSet<&str> {
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
    discarded(chunks, defined, groups, &mut found);
    code_chunks(chunks, &mut found);
    found
}

/// What macros throw away. One that is defined otherwise elsewhere, too, throws nothing away for certain.
fn discarded(
    chunks: &[(usize, Arc<Chunk>)],
    defined: &[Verbatim],
    groups: &[(ByteRange, Option<Silence>)],
    found: &mut Vec<ByteRange>,
) {
    let masks = defined.iter().filter_map(|it| match it.kind {
        VerbatimKind::Discards(mask) => Some((it.name.as_str(), mask)),
        _ => None,
    });
    let mut masks: FxHashMap<&str, u16> = masks.collect();
    if masks.is_empty() {
        return;
    }
    for (_, chunk) in chunks {
        for name in chunk.shown_macros() {
            masks.remove(name);
        }
    }
    for (start, chunk) in chunks {
        for call in &chunk.calls {
            let Some(mask) = masks.get(&*call.name) else { continue };
            let braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace);
            let dropped = braces.enumerate().filter(|(at, _)| *at < 16 && mask >> at & 1 == 1);
            found.extend(dropped.filter_map(|(_, it)| match it.closed {
                true => Some(it.inner().shift(*start)),
                // It ends in another paragraph.
                false => {
                    let at = groups.binary_search_by_key(&(start + it.range.start), |it| it.0.start).ok()?;
                    Some(groups[at].0)
                }
            }));
        }
    }
}

impl Chunk {
    /// The macros of which a definition here shows what it is given, another (`\else \newcommand{\note}[1]{}`) or not.
    pub fn shown_macros(&self) -> impl Iterator<Item = &str> {
        let mut shows: FxHashMap<&str, isize> = FxHashMap::default();
        for it in &self.definitions {
            *shows.entry(&it.name).or_default() += 1;
        }
        for it in self.verbatim.iter().filter(|it| matches!(it.kind, VerbatimKind::Discards(_))) {
            shows.entry(&it.name).and_modify(|it| *it -= 1);
        }
        shows.into_iter().filter(|it| it.1 > 0).map(|it| it.0)
    }
}

/// Chunks of code of literate sources: from a line `<<options>>=` to a line `@` (noweb's syntax, of Sweave and
/// knitr); runs of lines that begin with `>`, between empty lines (Haskell's bird tracks).
fn code_chunks(chunks: &[(usize, Arc<Chunk>)], found: &mut Vec<ByteRange>) {
    let mut open: Option<usize> = None;
    let mut bird: Option<usize> = None;
    let mut is_after_blank = true;
    let mut end = 0;
    for (start, chunk) in chunks {
        end = start + chunk.text.len();
        if !chunk.marks_code {
            found.extend(bird.take().map(|from| ByteRange::new(from, *start)));
            is_after_blank = true;
            continue;
        }
        let mut at = *start;
        for line in chunk.text.split_inclusive('\n') {
            let bare = line.trim_end();
            match open {
                Some(from) if bare == "@" || bare.starts_with("@ ") => {
                    found.push(ByteRange::new(from, at + bare.len()));
                    open = None;
                }
                None if bare.trim_start().starts_with("<<") && bare.ends_with(">>=") => open = Some(at),
                _ => {}
            }
            match bird {
                None if is_after_blank && open.is_none() && line.starts_with('>') => bird = Some(at),
                Some(from) if bare.is_empty() => {
                    found.push(ByteRange::new(from, at));
                    bird = None;
                }
                // Text directly behind it: it was no code.
                Some(_) if !line.starts_with('>') => bird = None,
                _ => {}
            }
            is_after_blank = bare.is_empty();
            at += line.len();
        }
    }
    found.extend(open.or(bird).map(|from| ByteRange::new(from, end)));
}

fn environments(chunks: &[(usize, Arc<Chunk>)], names: &FxHashSet<&str>, found: &mut Vec<ByteRange>) {
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
    let mut reach = text.len().min(at + 2 * INLINE_LIMIT);
    while !text.is_char_boundary(reach) {
        reach += 1;
    }
    let line = text.get(at..reach)?.lines().next()?;
    let rest = match line.strip_prefix('[') {
        Some(options) => &options[options.find(']')? + 1..],
        None => line,
    };
    let delimiter = rest.chars().next().filter(|it| !it.is_alphanumeric() && !it.is_whitespace())?;
    let inner = &rest[delimiter.len_utf8()..];
    let mut depth = 1;
    let mut closes = |c: char| {
        match (delimiter, c) {
            ('{', '{') => depth += 1,
            ('{', '}') => depth -= 1,
            _ if c == delimiter => depth = 0,
            _ => {}
        }
        depth == 0
    };
    let mut within = inner.char_indices().take_while(|it| it.0 <= INLINE_LIMIT);
    let end = within.find(|it| closes(it.1))?.0;
    Some(ByteRange::new(at, at + line.len() - inner.len() + end + 1))
}

/// What stands between two of these characters on one line, in bytes of the chunk.
fn between(chunk: &Chunk, character: char) -> Vec<ByteRange> {
    let text = &chunk.text;
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    // `\lstMakeShortInline|`
    let naming = chunk.calls.iter().filter(|it| it.name == "lstMakeShortInline");
    let naming: FxHashSet<usize> = naming.map(|it| it.range().end).collect();
    for (at, c) in text.match_indices([character, '\n', '\r']) {
        // `\|` is a norm's bar, and a bar in a formula or in verbatim is what it is.
        let other = text[..at].ends_with('\\') || chunk.silence_at(at).is_some() || naming.contains(&at);
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
