//! The paragraphs of a tree -> chunks; those that an edit left alone are taken over.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tree_sitter::{InputEdit, Node, Tree, TreeCursor};

use super::facts::Chunk;
use super::{TexFile, paragraph, tokens};
use crate::text::{ByteRange, Text};

/// The chunks of `tree` in order, and the identity of each one's paragraph.
pub(super) fn read(
    tree: &Tree,
    text: &Text,
    former: Option<(&TexFile, InputEdit)>,
) -> (Vec<(usize, Arc<Chunk>)>, Vec<usize>) {
    let mut paragraphs = Vec::new();
    collect_paragraphs(&mut tree.walk(), &mut paragraphs);
    let nodes: Vec<usize> = paragraphs.iter().map(identity).collect();
    if paragraphs.is_empty() {
        let blank = Arc::new(paragraph::read(&text.all(), &[]));
        return if text.is_empty() { (Vec::new(), nodes) } else { (vec![(0, blank)], vec![0]) };
    }
    // White space before the first paragraph belongs to it; behind a paragraph, to that one.
    let start = |index: usize| if index == 0 { 0 } else { paragraphs[index].start_byte() };
    let end = |index: usize| paragraphs.get(index + 1).map_or(text.len(), Node::start_byte);

    let kept = Kept::of(former, &nodes);
    let chunks = (0..paragraphs.len()).map(|index| {
        let range = ByteRange::new(start(index), end(index));
        let chunk = kept.chunk(index, nodes[index], range.len()).unwrap_or_else(|| {
            let text = text.slice(range);
            let tokens = tokens::read(&mut paragraphs[index].walk(), range.start, &text);
            Arc::new(paragraph::read(&text, &tokens))
        });
        (range.start, chunk)
    });
    (chunks.collect(), nodes)
}

fn collect_paragraphs<'tree>(cursor: &mut TreeCursor<'tree>, paragraphs: &mut Vec<Node<'tree>>) {
    if !cursor.goto_first_child() {
        return;
    }
    loop {
        let node = cursor.node();
        match node.kind() {
            "paragraph" => paragraphs.push(node),
            "section" => collect_paragraphs(cursor, paragraphs),
            _ => {}
        }
        if !cursor.goto_next_sibling() {
            break;
        }
    }
    cursor.goto_parent();
}

/// What is the same in two trees exactly if the paragraph was taken over from the one into the other,
/// as long as both live.
///
/// tree-sitter's id of a node is the address of its place in its parent, and the parent of a paragraph
/// changes with any edit in the section; its own children keep their place.
fn identity(paragraph: &Node) -> usize {
    paragraph.child(0).map_or(0, |first| first.id())
}

/// The chunks of the former file that may be taken over.
struct Kept<'a> {
    former: Option<(&'a TexFile, InputEdit)>,
    /// How many chunks from the first on are the same.
    before: usize,
    /// How many chunks to the last are the same, and the difference in place.
    after: usize,
    count: usize,
    /// Of those between, by the identity of their paragraph.
    between: FxHashMap<usize, usize>,
}

impl<'a> Kept<'a> {
    fn of(former: Option<(&'a TexFile, InputEdit)>, nodes: &[usize]) -> Self {
        let old = former.map_or(&[][..], |(file, _)| &file.nodes);
        let before = old.iter().zip(nodes).take_while(|(old, new)| old == new).count();
        let (old_rest, new_rest) = (&old[before..], &nodes[before..]);
        let after =
            old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
        let between = (before..old.len() - after).map(|index| (old[index], index)).collect();
        Self { former, before, after, count: nodes.len(), between }
    }

    /// The former chunk for the paragraph `index`, of the identity `node`, `length` bytes long.
    fn chunk(&self, index: usize, node: usize, length: usize) -> Option<Arc<Chunk>> {
        let (file, edit) = self.former?;
        let old = if index < self.before {
            index
        } else if index >= self.count - self.after {
            file.chunks.len() - (self.count - index)
        } else {
            *self.between.get(&node)?
        };
        let (start, chunk) = &file.chunks[old];
        let end = start + chunk.text.len();
        let untouched = end <= edit.start_byte || edit.old_end_byte <= *start;
        (untouched && chunk.text.len() == length).then(|| chunk.clone())
    }
}
