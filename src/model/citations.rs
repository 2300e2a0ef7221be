//! What cites what: the citations of a document, by chunk, and the uses of keys.

mod document;

pub use document::{ChunkCitations, DocumentCitations};

use super::bibitems::{BibItem, bib_items};
use super::cite_commands::{CiteCommands, Role, Shape};
use crate::syntax::prose;
use crate::syntax::prose::ProseCitation;
use crate::syntax::tex::{Argument, Call, Chunk, Definition, Delimiter, Silence};
use crate::text::ByteRange;

/// One call of a cite command. Ranges are bytes from the start of its chunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// The command's name without backslash and star.
    pub name: String,
    /// Whether it is starred.
    pub starred: bool,
    /// What it is for.
    pub role: Role,
    /// From the backslash to the end of the name.
    pub command: ByteRange,
    /// From the backslash to the end of the last group of keys.
    pub range: ByteRange,
    /// The groups with keys, in order; none while the command stands bare.
    pub groups: Vec<KeyGroup>,
}

/// The braces with keys.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyGroup {
    /// With the braces.
    pub range: ByteRange,
    /// Whether the closing brace stands there.
    pub closed: bool,
    /// The keys, in order.
    pub keys: Vec<Key>,
    /// Empty places of a list: from the comma or brace before to the one after, both included.
    pub holes: Vec<ByteRange>,
    /// The content, where it reads as authors and a title instead of keys.
    pub prose: Option<ProseCitation>,
}

impl KeyGroup {
    /// Without the braces.
    pub fn inner(&self) -> ByteRange {
        ByteRange::new(self.range.start + 1, self.range.end - usize::from(self.closed))
    }

    /// Makes keys of what a macro puts these letters around.
    fn put_around(&mut self, before: &str, behind: &str) {
        if let Some(first) = self.keys.first_mut() {
            first.text.insert_str(0, before);
            first.affixes.0 = before.len();
        }
        if let Some(last) = self.keys.last_mut() {
            last.text += behind;
            last.affixes.1 = behind.len();
        }
    }

    /// Whether no key stands in it at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.holes.len() <= 1
    }
}

/// One key as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key, without a leading `*` (natbib's `merge`).
    pub text: String,
    /// Where it stands, as far as it stands here.
    pub range: ByteRange,
    /// How many bytes of the text's beginning and end do not stand here: a macro puts them there, as in
    /// `\newcommand{\smith}[1]{\cite{smith:#1}}`.
    pub affixes: (usize, usize),
}

impl Key {
    /// Whether all of it stands here.
    pub fn is_whole(&self) -> bool {
        self.affixes == (0, 0)
    }
}

fn read_chunk(chunk: &Chunk, commands: &CiteCommands) -> ChunkCitations {
    let mut read = ChunkCitations::default();
    read.items.extend(bib_items(chunk));
    // The label of an item is built of commands that are named like cite commands: `\citename{Smith, }`.
    let labels: Vec<ByteRange> = read.items.iter().map(|it| it.head).collect();
    for (index, call) in chunk.calls.iter().enumerate() {
        let is_in_label = labels.iter().any(|it| it.start < call.command.start && it.covers(call.command));
        if is_in_label || is_printed(chunk, index) {
            continue;
        }
        let (role, arguments) = match commands.shape(&call.name) {
            Some(shape) => (shape.role, shape.key_arguments(&call.arguments)),
            None => match environment_shape(chunk, call, commands) {
                Some((shape, arguments)) => (shape.role, shape.key_arguments(arguments)),
                None => continue,
            },
        };
        let silence = chunk.silence_at(call.command.start);
        if silence == Some(Silence::NotTex) {
            continue;
        }
        let mut groups: Vec<_> = arguments.iter().map(|argument| key_group(&chunk.text, *argument)).collect();
        // amsrefs' `\citelist{\cite{a}\cite{b}}` and other commands are no keys; they are calls themselves.
        groups.iter_mut().for_each(|it| it.keys.retain(|key| !is_command(&key.text)));
        if silence == Some(Silence::Template) {
            // `#1` stands for what the macro's users write.
            groups.iter_mut().for_each(|it| it.keys.retain(|key| !key.text.contains('#')));
            groups.retain(|it| !it.keys.is_empty());
            if groups.is_empty() {
                continue;
            }
        }
        let (before, behind) = commands.affixes(&call.name);
        if !before.is_empty() || !behind.is_empty() {
            groups.iter_mut().for_each(|it| it.put_around(before, behind));
        }
        let end = groups.last().map_or(call.command.end, |it: &KeyGroup| it.range.end);
        read.citations.push(Citation {
            name: call.name.clone(),
            starred: call.starred,
            role,
            command: call.command,
            range: ByteRange::new(call.command.start, end),
            groups,
        });
    }
    read.citations.extend(chunk.definitions.iter().filter_map(|it| default_key(chunk, it, commands)));
    read.citations.sort_by_key(|it| it.command.start);
    read
}

/// Whether `key` is a command with an argument.
fn is_command(key: &str) -> bool {
    key.contains('\\') && key.contains('{')
}

/// Whether the command before the call prints its name: `\string\cite{}`, `\cmd\cite{}`.
fn is_printed(chunk: &Chunk, index: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|it| &chunk.calls[it]) else { return false };
    before.command.end == chunk.calls[index].command.start
        && matches!(before.name.as_str(), "string" | "cmd" | "meaning" | "cs")
}

/// The key that a macro cites where its call gives none: `\newcommand{\see}[2][key]{#2~\cite{#1}}`.
fn default_key(chunk: &Chunk, definition: &Definition, commands: &CiteCommands) -> Option<Citation> {
    commands.shape(&definition.name).filter(|it| it.options == 1)?;
    let call = chunk
        .calls
        .get(definition.call)
        .filter(|it| it.name.ends_with("command") || it.name.ends_with("cmd"))?;
    let argument = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Bracket).nth(1)?;
    let command = definition.name_range;
    Some(Citation {
        name: definition.name.clone(),
        starred: false,
        role: Role::Silent,
        command,
        range: ByteRange::new(command.start, argument.range.end),
        groups: vec![key_group(&chunk.text, *argument)],
    })
}

/// What a `\begin{displaycquote}[..]{key}` does with the arguments behind the environment's name.
fn environment_shape<'c>(
    chunk: &Chunk,
    call: &'c Call,
    commands: &CiteCommands,
) -> Option<(Shape, &'c [Argument])> {
    let (name, arguments) = call.arguments.split_first().filter(|_| call.name == "begin")?;
    Some((commands.environment(chunk.text[name.inner().std()].trim())?, arguments))
}

/// Reads a comma-separated list of keys with white space, line ends and comments in it.
pub(super) fn key_group(text: &str, argument: Argument) -> KeyGroup {
    let inner = argument.inner();
    let mut group = KeyGroup {
        range: argument.range,
        closed: argument.closed,
        keys: Vec::new(),
        holes: Vec::new(),
        prose: None,
    };
    let content = &text[inner.std()];
    if content.contains(' ') || content.contains('"') {
        group.prose = prose::read(content).map(|it| it.shifted(inner.start));
    }
    let bytes = content.as_bytes();
    let mut at = 0;
    loop {
        let slot = at;
        at = behind_star(bytes, at);
        let mut key: Option<ByteRange> = None;
        while at < bytes.len() && bytes[at] != b',' {
            match bytes[at] {
                b'%' if at == 0 || bytes[at - 1] != b'\\' => {
                    at += bytes[at..]
                        .iter()
                        .position(|it| matches!(it, b'\n' | b'\r'))
                        .unwrap_or(bytes.len() - at);
                }
                byte if byte.is_ascii_whitespace() => at += 1,
                _ => {
                    key = Some(ByteRange::new(key.map_or(at, |it| it.start), at + 1));
                    at += 1;
                }
            }
        }
        match key {
            Some(range) => {
                group.keys.push(Key {
                    text: content[range.std()].to_owned(),
                    range: range.shift(inner.start),
                    affixes: (0, 0),
                });
            }
            // From the delimiter before the place to the one behind it.
            None => {
                let end = inner.start + at + usize::from(at < bytes.len() || argument.closed);
                group.holes.push(ByteRange::new(inner.start + slot - 1, end));
            }
        }
        if at >= bytes.len() {
            break;
        }
        at += 1;
    }
    group
}

/// Behind the star with which natbib and REVTeX join a key to the one before it, and behind the notes that
/// REVTeX lets stand before a key: `*[see][p.~3]key`, `[][{, and others}]key`; `at` where there is neither, or
/// nothing behind it.
fn behind_star(bytes: &[u8], at: usize) -> usize {
    let blanks = |at: usize| at + bytes[at..].iter().take_while(|it| it.is_ascii_whitespace()).count();
    let star = blanks(at);
    let mut next = star + usize::from(bytes.get(star) == Some(&b'*'));
    while bytes.get(blanks(next)) == Some(&b'[') {
        let mut depth = 0;
        let closes = |byte: &u8| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            *byte == b']' && depth == 0
        };
        let Some(end) = bytes[next..].iter().position(closes) else { return at };
        next += end + 1;
    }
    let is_last = matches!(bytes.get(blanks(next)), None | Some(b','));
    if is_last { at } else { next }
}

#[cfg(test)]
mod tests;
