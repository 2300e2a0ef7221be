//! The file: its tree, its chunks, its silences.

use std::sync::Arc;

use tree_sitter::{InputEdit, Parser, Point, Tree};

use super::chunks::{self, Former, Nodes};
use super::facts::{Call, Chunk, Verbatim};
use super::silence::Silence;
use super::{silence, silences_across};
use crate::syntax::grammar;
use crate::text::{ByteRange, Text, TextEdit};

/// A longer file (bytes) is not parsed: it is no text that a person writes, and its tree would take
/// gigabytes.
pub const MAX_BYTES: usize = 16 << 20;

/// A file with more braces and dollar signs is not parsed either: it is no text, and each is a node of the
/// tree.
pub const MAX_BRACES: usize = 2 << 20;

/// The facts of one LaTeX file.
///
/// The file is cut into [`Chunk`]s, one for each paragraph of the tree, which together cover every
/// byte. A chunk is immutable and knows nothing of its place, so that after an edit every chunk but
/// the edited one is the same `Arc` as before: whatever is computed from a chunk can be kept by its
/// address.
#[derive(Clone, Debug)]
pub struct TexFile {
    /// The chunks in order, each with the offset (bytes) at which it begins; none if the file
    /// [is too large](Self::is_too_large).
    pub chunks: Vec<(usize, Arc<Chunk>)>,
    /// Stretches of the file in which some or all rules are silent, each with the strongest silence, as
    /// far as they reach beyond one chunk or are decided by another one; sorted, apart.
    /// [`Self::silence_at`] knows the others, too.
    pub silences: Vec<(ByteRange, Silence)>,
    /// What other files of the paper make verbatim; see [`Self::with_verbatim`].
    foreign: Arc<[Verbatim]>,
    is_too_large: bool,
    /// What an edit goes on from: of a text that nobody edits it would take several times the text's room.
    parsed: Option<(Tree, Nodes)>,
}

impl TexFile {
    /// Parses `text` afresh.
    pub fn parse(text: &Text) -> Self {
        Self::read(text, None)
    }

    /// The file after `edit` (in bytes of the former text) led to `text`.
    pub fn edited(&self, edit: &TextEdit, text: &Text) -> Self {
        Self::read(text, Some((self, edit)))
    }

    fn read(text: &Text, former: Option<(&Self, &TextEdit)>) -> Self {
        let foreign = former.map_or_else(Arc::default, |(file, _)| Arc::clone(&file.foreign));
        let former = former.and_then(|(file, edit)| Some((file, file.clamped(edit, text)?)));
        let former = former.and_then(|(file, edit)| Some((file, file.parsed.as_ref()?, edit)));
        let old_tree = former.as_ref().map(|(_, (tree, _), edit)| {
            let mut tree = tree.clone();
            tree.edit(edit);
            tree
        });
        let is_text = text.len() <= MAX_BYTES && (old_tree.is_some() || !has_too_many_braces(text));
        if is_text && matches!(text, Text::Plain(_)) {
            let chunks = chunks::read_once(&text.all());
            let silences = silences_across::read(&chunks, &foreign);
            return Self { chunks, silences, foreign, is_too_large: false, parsed: None };
        }
        let tree = if is_text { parse_tree(text, old_tree.as_ref()) } else { None };
        let Some(tree) = tree else {
            let (chunks, silences) = Default::default();
            return Self { chunks, silences, foreign, is_too_large: true, parsed: None };
        };
        let former = former.map(|(file, (_, nodes), edit)| Former { chunks: &file.chunks, nodes, edit });
        let (chunks, nodes) = chunks::read(&tree, text, former);
        let silences = silences_across::read(&chunks, &foreign);
        Self { chunks, silences, foreign, is_too_large: false, parsed: Some((tree, nodes)) }
    }

    /// The same file in a paper whose files make all this verbatim.
    pub fn with_verbatim(&self, foreign: Arc<[Verbatim]>) -> Self {
        Self { silences: silences_across::read(&self.chunks, &foreign), foreign, ..self.clone() }
    }

    /// What was given to [`Self::with_verbatim`].
    pub fn foreign_verbatim(&self) -> &Arc<[Verbatim]> {
        &self.foreign
    }

    /// `edit` within the text this file was read from; `None` if it cannot have led to `text`.
    fn clamped(&self, edit: &TextEdit, text: &Text) -> Option<InputEdit> {
        let floor = |offset: usize| {
            let Some((start, chunk)) = self.chunk_at(offset) else { return 0 };
            let mut within = (offset - start).min(chunk.text.len());
            while !chunk.text.is_char_boundary(within) {
                within -= 1;
            }
            start + within
        };
        let start_byte = floor(edit.range.start);
        let old_end_byte = floor(edit.range.end).max(start_byte);
        let new_end_byte = start_byte + edit.new.len();
        let origin = Point::new(0, 0); // Rows are never read: `text::position` counts lines.
        (self.len() - old_end_byte + new_end_byte == text.len()).then_some(InputEdit {
            start_byte,
            old_end_byte,
            new_end_byte,
            start_position: origin,
            old_end_position: origin,
            new_end_position: origin,
        })
    }

    /// Whether the file was left unparsed for its size or its braces.
    pub fn is_too_large(&self) -> bool {
        self.is_too_large
    }

    /// Length of the text in bytes; 0 if it is too large.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |(start, chunk)| start + chunk.text.len())
    }

    /// Whether there is no text, or none that was parsed.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The chunk that holds the byte at `offset`, and where it begins; the last one for an offset at or
    /// behind the end.
    pub fn chunk_at(&self, offset: usize) -> Option<(usize, &Arc<Chunk>)> {
        let behind = self.chunks.partition_point(|(start, _)| *start <= offset);
        self.chunks.get(behind.checked_sub(1)?).map(|(start, chunk)| (*start, chunk))
    }

    /// Every call that is TeX at all, with the start of its chunk.
    pub fn calls(&self) -> impl Iterator<Item = (usize, &Call, &Arc<Chunk>)> {
        self.chunks
            .iter()
            .flat_map(|(start, chunk)| chunk.calls.iter().map(move |call| (*start, call, chunk)))
            .filter(|(start, call, _)| {
                silence::at(&self.silences, start + call.command.start) != Some(Silence::NotTex)
            })
    }

    /// The strongest silence at `offset`.
    pub fn silence_at(&self, offset: usize) -> Option<Silence> {
        let within = self.chunk_at(offset).and_then(|(start, chunk)| chunk.silence_at(offset - start));
        within.max(silence::at(&self.silences, offset))
    }

    /// Groups in braces that reach over several paragraphs, with their braces, in the order of their beginnings.
    pub fn long_groups(&self) -> Vec<ByteRange> {
        silences_across::groups(&self.chunks).into_iter().map(|it| it.0).collect()
    }

    /// The text of `range`, as far as it lies in the chunk that holds its start.
    pub fn text_of(&self, range: ByteRange) -> &str {
        let Some((start, chunk)) = self.chunk_at(range.start) else { return "" };
        chunk.text.get(range.start - start..(range.end - start).min(chunk.text.len())).unwrap_or("")
    }
}

fn has_too_many_braces(text: &Text) -> bool {
    text.len() > MAX_BRACES
        && text
            .chunks_from(0)
            .flat_map(|it| memchr::memchr3_iter(b'{', b'}', b'$', it.as_bytes()))
            .nth(MAX_BRACES)
            .is_some()
}

fn parse_tree(text: &Text, old: Option<&Tree>) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&grammar::language()).ok()?;
    let mut piece = |offset: usize, _| text.chunks_from(offset).next().unwrap_or_default().as_bytes();
    parser.parse_with_options(&mut piece, old, None)
}
