//! The citations of a chunk, read from its calls.

use super::chunk::ChunkCitations;
use super::citation::{Citation, KeyGroup};
use super::keys::key_group;
use super::other_syntaxes;
use crate::model::bibitems::bib_items;
use crate::model::cite_commands::{CiteCommands, Role, Shape};
use crate::syntax::tex::{Argument, Call, Chunk, Definition, Delimiter, Silence};
use crate::text::ByteRange;

pub(super) fn read_chunk(chunk: &Chunk, commands: &CiteCommands) -> ChunkCitations {
    let mut read = ChunkCitations::default();
    read.items.extend(bib_items(chunk));
    // The label of an item is built of commands that are named like cite commands: `\citename{Smith, }`.
    let mut labels: Vec<ByteRange> = read.items.iter().map(|it| it.head).collect();
    labels.sort_unstable();
    for (index, call) in chunk.calls.iter().enumerate() {
        let before = labels.partition_point(|it| it.start < call.command.start);
        let is_in_label = labels[..before].last().is_some_and(|it| it.covers(call.command));
        if is_in_label || is_printed(chunk, index) || call.depth > DEEPEST {
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
    let acronyms = chunk.calls.iter().filter(|it| it.name == "DeclareAcronym");
    read.citations.extend(acronyms.filter_map(|it| other_syntaxes::of_acronym(chunk, it)));
    read.citations.extend(other_syntaxes::of_markdown(chunk));
    let cites = |name: &str| commands.shape(name).is_some_and(|it| it.role != Role::Perhaps);
    if commands.hybrid_markdown {
        read.citations.extend(other_syntaxes::of_hybrid_markdown(chunk, &cites));
    }
    read.citations.sort_by_key(|it| it.command.start);
    read
}

/// Deeper in groups nothing cites: the text of a command is read, and each holds those inside it.
const DEEPEST: u32 = 100;

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
