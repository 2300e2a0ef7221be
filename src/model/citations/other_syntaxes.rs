//! Citations that are written otherwise than by a cite command: acro's property `cite`, and keys in Markdown.

use super::citation::{Citation, Key, KeyGroup};
use super::keys::key_group;
use crate::model::cite_commands::Role;
use crate::syntax::tex::{Argument, Call, Chunk, Delimiter};
use crate::text::{ByteRange, composed};

/// The citation in `\\DeclareAcronym{id}{short = .., cite = {key,key}}`. Its value is a list of keys, bare or in
/// braces, or notes and keys: `{[see][p. 3]{key}}` (acro's manual, "Citing with acronyms").
pub(super) fn of_acronym(chunk: &Chunk, call: &Call) -> Option<Citation> {
    let is_group = |it: &&Argument| it.delimiter == Delimiter::Brace && it.closed;
    let fields = call.arguments.iter().filter(is_group).nth(1)?.inner();
    let (name, value) = property(&chunk.text, fields, "cite")?;
    let group = keys_of(&chunk.text, value)?;
    Some(Citation {
        name: call.name.clone(),
        starred: false,
        role: Role::Silent,
        command: name,
        range: name.join(group.range),
        groups: vec![group],
    })
}

/// The property called `name` among `fields`: where its name stands, and its value without blanks around it.
fn property(text: &str, fields: ByteRange, name: &str) -> Option<(ByteRange, ByteRange)> {
    let mut start = fields.start;
    while start < fields.end {
        let end = part_end(text, start, fields.end);
        let part = text.get(start..end)?;
        let lead = part.len() - part.trim_start().len();
        if let Some(value) =
            part.trim_start().strip_prefix(name).and_then(|it| it.trim_start().strip_prefix('='))
        {
            let at = end - value.trim_start().len();
            let named = ByteRange::new(start + lead, start + lead + name.len());
            return Some((named, ByteRange::new(at, at + value.trim().len())));
        }
        start = end + 1;
    }
    None
}

/// Where the part ends that begins at `start`: at a comma outside braces.
fn part_end(text: &str, start: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().take(end).skip(start) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return at,
            _ => {}
        }
    }
    end
}

/// The keys in a property's value. Of a bare value, the group begins with the character before it.
fn keys_of(text: &str, value: ByteRange) -> Option<KeyGroup> {
    let group = |range, closed| {
        key_group(text, Argument { delimiter: Delimiter::Brace, range, closed, spaced: false })
    };
    let written = text.get(value.std())?;
    let inner = written.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    match inner {
        None if written.is_empty() => None,
        None => Some(group(ByteRange::new(value.start.checked_sub(1)?, value.end), false)),
        Some(inner) if inner.trim_start().starts_with(['[', '{']) => {
            let end = value.start + 1 + inner.trim_end().len();
            let start = value.start + 1 + inner.rfind('{')?;
            inner.trim_end().ends_with('}').then(|| group(ByteRange::new(start, end), true))
        }
        Some(_) => Some(group(value, true)),
    }
}

/// The keys that the package markdown cites in its environments: `@key`, `-@key`, and in lists in brackets. They
/// count where an entry defines them: without the option `citations` they are text.
pub(super) fn of_markdown(chunk: &Chunk) -> Vec<Citation> {
    markdown_blocks(chunk).flat_map(|it| markdown_keys(&chunk.text, it)).collect()
}

fn markdown_blocks(chunk: &Chunk) -> impl Iterator<Item = ByteRange> {
    let begins = |it: &ByteRange| {
        let written = chunk.text.get(it.std()).unwrap_or_default();
        ["\\begin{markdown}", "\\begin{markdown*}"].iter().any(|begin| written.starts_with(begin))
    };
    chunk.not_text.iter().copied().filter(begins)
}

fn markdown_keys(text: &str, block: ByteRange) -> Vec<Citation> {
    let written = text.get(block.std()).unwrap_or_default();
    let code = code_in_markdown(written);
    let found = written.match_indices('@').filter_map(|(at, _)| {
        let before = written.get(..at)?;
        // `me@example.org` is an address.
        if before.ends_with(|c: char| c.is_alphanumeric() || "._+@\\`/".contains(c))
            || code.get(code.partition_point(|it| it.end <= at)).is_some_and(|it| it.contains(at))
        {
            return None;
        }
        let behind = written.get(at + 1..)?;
        let end = behind
            .find(|c: char| !(c.is_alphanumeric() || "_:.#$%&-+?<>~/".contains(c)))
            .unwrap_or(behind.len());
        let key = behind.get(..end)?.trim_end_matches(|c: char| !c.is_alphanumeric());
        let start = block.start + at;
        let range = ByteRange::new(start + 1, start + 1 + key.len());
        (!key.is_empty()).then(|| Citation {
            name: "@".into(),
            starred: false,
            role: Role::Perhaps,
            command: ByteRange::new(start, start + 1),
            range: ByteRange::new(start, range.end),
            groups: vec![KeyGroup {
                range: ByteRange::new(start, range.end),
                closed: false,
                keys: vec![Key { text: composed(key).into_owned(), range, affixes: (0, 0) }],
                holes: Vec::new(),
                prose: None,
            }],
        })
    });
    found.collect()
}

/// Where a text in Markdown holds code (bytes of it): between fences, between backticks, and in lines that are
/// indented by four blanks behind an empty one (CommonMark, 4.4, 4.5, 6.1).
fn code_in_markdown(text: &str) -> Vec<ByteRange> {
    let mut found = Vec::new();
    let (mut fence, mut is_after_blank) = (None, true);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = ByteRange::new(at, at + line.len());
        at = range.end;
        let bare = line.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            match fence.take() {
                Some(start) => found.push(ByteRange::new(start, range.end)),
                None => fence = Some(range.start),
            }
        } else if fence.is_none() {
            let is_code = line.starts_with("    ") && is_after_blank && !bare.is_empty();
            if is_code {
                found.push(range);
            } else {
                spans(line, range.start, &mut found);
            }
            // A block goes on as long as its lines are indented.
            is_after_blank = bare.is_empty() || is_code;
        }
    }
    found
}

/// Code between single backticks of a line.
fn spans(line: &str, start: usize, found: &mut Vec<ByteRange>) {
    let ticks: Vec<usize> = line.match_indices('`').map(|it| it.0).collect();
    found.extend(ticks.chunks_exact(2).map(|it| ByteRange::new(start + it[0], start + it[1])));
}

/// The cite commands in the environments of the package markdown, which its option `hybrid` lets pass to LaTeX.
pub(super) fn of_hybrid_markdown(chunk: &Chunk, cites: &dyn Fn(&str) -> bool) -> Vec<Citation> {
    let mut found = Vec::new();
    for block in markdown_blocks(chunk) {
        let written = chunk.text.get(block.std()).unwrap_or_default();
        for (at, _) in written.match_indices('\\') {
            let rest = &written[at + 1..];
            let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let Some(name) = rest.get(..length).filter(|it| cites(it)) else { continue };
            // Up to the next command or line: what is looked at once is not looked at again.
            let behind = &rest[length..];
            let Some(open) = behind.find(['{', '\n', '\\', '}']).filter(|it| behind[*it..].starts_with('{'))
            else {
                continue;
            };
            let inner = &behind[open + 1..];
            let Some(close) = inner.find(['}', '{', '\\']).filter(|it| inner[*it..].starts_with('}')) else {
                continue;
            };
            let open = at + 1 + length + open;
            let close = open + 1 + close + 1;
            let range = ByteRange::new(block.start + open, block.start + close);
            let group = key_group(
                &chunk.text,
                Argument { delimiter: Delimiter::Brace, range, closed: true, spaced: false },
            );
            let command = ByteRange::new(block.start + at, block.start + at + 1 + length);
            found.push(Citation {
                name: name.into(),
                starred: false,
                role: Role::Perhaps,
                command,
                range: command.join(range),
                groups: vec![group],
            });
        }
    }
    found
}
