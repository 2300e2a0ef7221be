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
    let blocks = chunk.not_text.iter().filter(|it| {
        let written = chunk.text.get(it.std()).unwrap_or_default();
        ["\\begin{markdown}", "\\begin{markdown*}"].iter().any(|begin| written.starts_with(begin))
    });
    blocks.flat_map(|it| markdown_keys(&chunk.text, *it)).collect()
}

fn markdown_keys(text: &str, block: ByteRange) -> Vec<Citation> {
    let written = text.get(block.std()).unwrap_or_default();
    let found = written.match_indices('@').filter_map(|(at, _)| {
        let before = written.get(..at)?;
        // `me@example.org` is an address.
        if before.ends_with(|c: char| c.is_alphanumeric() || "._+@\\`".contains(c)) {
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
            name: "@".to_owned(),
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
