//! The sections and paragraphs of a tree, or of a text without one -> chunks, one for each paragraph; those that an
//! edit left alone are taken over.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tree_sitter::{InputEdit, Node, Tree};

use super::facts::Chunk;
use super::tokens::Token;
use super::{paragraph, tokens};
use crate::syntax::grammar;
use crate::text::stretch::Stretch;
use crate::text::{ByteRange, PlainText, Text};

/// A longer paragraph (bytes) is not read: it is data, and each letter typed in it would read it all again.
pub const MAX_PARAGRAPH: usize = 1 << 20;

/// Which node of the tree each chunk was read from.
#[derive(Clone, Debug, Default)]
pub(super) struct Nodes {
    /// The identity of each chunk's paragraph.
    paragraphs: Vec<usize>,
    /// The identity of each section, and the index of the chunk behind its last.
    sections: Vec<(usize, usize)>,
}

/// The file before an edit.
#[derive(Clone, Copy)]
pub(super) struct Former<'a> {
    /// Its chunks, each with the offset at which it begins.
    pub chunks: &'a [(usize, Arc<Chunk>)],
    /// The nodes that they were read from.
    pub nodes: &'a Nodes,
    /// The edit.
    pub edit: InputEdit,
}

impl Former<'_> {
    fn len(&self) -> usize {
        self.chunks.last().map_or(0, |(start, chunk)| start + chunk.text.len())
    }
}

/// What is the same in two trees exactly if `node` was taken over from the one into the other, as long
/// as both live.
///
/// tree-sitter's id of a node is the address of its place in its parent, and the parents of an edited
/// node are new; the node's own children keep their place.
fn identity(node: &Node) -> usize {
    node.child(0).map_or(0, |first| first.id())
}

/// The chunks of `tree` in order.
pub(super) fn read(tree: &Tree, text: &Text, former: Option<Former>) -> (Vec<(usize, Arc<Chunk>)>, Nodes) {
    let mut cursor = tree.walk();
    let sections: Vec<(usize, Node)> =
        tree.root_node().children(&mut cursor).map(|section| (identity(&section), section)).collect();
    let kept = Kept::of(former, &sections);

    let mut chunks: Vec<(usize, Arc<Chunk>)> = Vec::new();
    let mut nodes = Nodes::default();
    // Every node ends where the next one starts; white space before the first belongs to it.
    let mut start = 0;
    for (section_identity, section) in sections {
        if let Some((former, kept)) = kept.section(section_identity, section.end_byte() - start) {
            let base = former.chunks[kept.start].0;
            let moved =
                former.chunks[kept.std()].iter().map(|(at, chunk)| (at - base + start, chunk.clone()));
            chunks.extend(moved);
            nodes.paragraphs.extend_from_slice(&former.nodes.paragraphs[kept.std()]);
            start = section.end_byte();
        } else {
            for paragraph in section.children(&mut cursor) {
                let range = ByteRange::new(start, paragraph.end_byte());
                let identity = identity(&paragraph);
                let chunk = kept.chunk(identity, range.len()).cloned().unwrap_or_else(|| {
                    let text = text.slice(range);
                    chunk(Stretch::from(&*text), || tokens::read(&paragraph, range.start, &text))
                });
                chunks.push((range.start, chunk));
                nodes.paragraphs.push(identity);
                start = range.end;
            }
        }
        nodes.sections.push((section_identity, chunks.len()));
    }
    if chunks.is_empty() && !text.is_empty() {
        chunks.push((0, chunk(Stretch::from(&*text.all()), Vec::new)));
    }
    (chunks, nodes)
}

/// The same chunks of a text that nobody edits, read without a tree: in a third of the time.
pub(super) fn read_once(plain: &Arc<PlainText>) -> Vec<(usize, Arc<Chunk>)> {
    let text = plain.as_str();
    let mut chunks: Vec<(usize, Arc<Chunk>)> = Vec::new();
    let mut tokens: Vec<Token> = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some((symbol, range)) = grammar::leaf(text, at, !tokens.is_empty()) {
        at = range.end;
        let within = ByteRange::new(range.start - start, range.end - start);
        if let Some(token) = tokens::token(symbol, within, &text[start..]) {
            tokens.push(token);
        } else {
            chunks.push((
                start,
                chunk(Stretch::of(plain, ByteRange::new(start, at)), || std::mem::take(&mut tokens)),
            ));
            tokens.clear();
            start = at;
        }
    }
    if chunks.is_empty() && !text.is_empty() {
        chunks.push((0, chunk(Stretch::of(plain, ByteRange::new(0, text.len())), Vec::new)));
    }
    chunks
}

/// The chunk of a paragraph.
fn chunk(text: Stretch, tokens: impl FnOnce() -> Vec<Token>) -> Arc<Chunk> {
    Arc::new(match text.len() > MAX_PARAGRAPH {
        true => Chunk { text, is_too_long: true, ..Chunk::default() },
        false => paragraph::read(text, &tokens()),
    })
}

/// The chunks of the former file that may be taken over. Ranges are indices of its chunks.
struct Kept<'a> {
    former: Option<Former<'a>>,
    sections: FxHashMap<usize, ByteRange>,
    /// The paragraphs of sections that are not taken over whole.
    paragraphs: FxHashMap<usize, usize>,
}

impl<'a> Kept<'a> {
    fn of(former: Option<Former<'a>>, sections: &[(usize, Node)]) -> Self {
        let mut kept = Self { former, sections: FxHashMap::default(), paragraphs: FxHashMap::default() };
        let Some(file) = former else { return kept };
        let mut first = 0;
        for (identity, end) in &file.nodes.sections {
            kept.sections.insert(*identity, ByteRange::new(first, *end));
            first = *end;
        }
        let mut changed = kept.sections.clone();
        sections.iter().for_each(|(identity, _)| {
            changed.remove(identity);
        });
        for index in changed.into_values().flat_map(ByteRange::std) {
            kept.paragraphs.insert(file.nodes.paragraphs[index], index);
        }
        kept
    }

    /// The chunks of the former section of this identity, if it is `length` bytes long.
    fn section(&self, identity: usize, length: usize) -> Option<(Former<'a>, ByteRange)> {
        let chunks = *self.sections.get(&identity)?;
        self.is_untouched(chunks, length).then_some((self.former?, chunks))
    }

    /// The chunk of the former paragraph of this identity, if it is `length` bytes long.
    fn chunk(&self, identity: usize, length: usize) -> Option<&'a Arc<Chunk>> {
        let index = *self.paragraphs.get(&identity)?;
        let untouched = self.is_untouched(ByteRange::new(index, index + 1), length);
        untouched.then_some(&self.former?.chunks[index].1)
    }

    /// Whether the former `chunks` lie apart from the edit and are `length` bytes long. White space at
    /// their borders belongs to no token, so that the tree alone does not tell.
    fn is_untouched(&self, chunks: ByteRange, length: usize) -> bool {
        let Some(file) = self.former else { return false };
        let edit = file.edit;
        let start = file.chunks[chunks.start].0;
        let end = file.chunks.get(chunks.end).map_or(file.len(), |it| it.0);
        (end <= edit.start_byte || edit.old_end_byte <= start) && end - start == length
    }
}
