//! The citations of one document, by chunk, and where a key stands among them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::chunk::{ChunkCitations, bit};
use super::citation::{Citation, Key};
use super::read::read_chunk;
use crate::model::bibitems::BibItem;
use crate::model::cite_commands::CiteCommands;
use crate::syntax::tex::{Chunk, Silence, TexFile};
use crate::text::ByteRange;

/// The citations of one document. Chunks that did not change keep theirs.
#[derive(Clone, Debug, Default)]
pub struct DocumentCitations {
    /// With the offset (bytes) of each chunk; as many as the document has chunks.
    pub chunks: Vec<(usize, Arc<Chunk>, Arc<ChunkCitations>)>,
    /// The bits of the keys of each chunk.
    bits: Vec<u64>,
    /// Stretches that are no TeX for reasons that no chunk knows alone; what stands there cites nothing.
    dead: Vec<ByteRange>,
}

/// Whether one of the `stretches`, which are sorted and apart, overlaps `range`.
fn overlap(stretches: &[ByteRange], range: ByteRange) -> bool {
    let next = stretches.partition_point(|it| it.end <= range.start);
    stretches.get(next).is_some_and(|it| it.overlaps(range))
}

impl DocumentCitations {
    /// Reads the citations of `tex`; chunks shared with `former`, which was read with the same commands,
    /// are not read again.
    pub fn read(tex: &TexFile, commands: &CiteCommands, former: Option<&Self>) -> Self {
        let known: FxHashMap<*const Chunk, &Arc<ChunkCitations>> = former
            .into_iter()
            .flat_map(|it| it.chunks.iter().filter(|(start, chunk, _)| it.is_alive(*start, chunk)))
            .map(|(_, chunk, citations)| (Arc::as_ptr(chunk), citations))
            .collect();
        let dead = tex.silences.iter().filter(|it| it.1 == Silence::NotTex).map(|it| it.0);
        let mut read = Self { dead: dead.collect(), ..Self::default() };
        for (start, chunk) in &tex.chunks {
            let citations = match known.get(&Arc::as_ptr(chunk)) {
                Some(citations) if read.is_alive(*start, chunk) => Arc::clone(citations),
                _ => {
                    let mut citations = read_chunk(chunk, commands);
                    let is_alive =
                        |at: usize| !overlap(&read.dead, ByteRange::new(start + at, start + at + 1));
                    citations.citations.retain(|it| is_alive(it.command.start));
                    citations.items.retain(|it| is_alive(it.range.start));
                    citations.index();
                    Arc::new(citations)
                }
            };
            read.bits.push(citations.bits);
            read.chunks.push((*start, Arc::clone(chunk), citations));
        }
        read
    }

    /// Whether the chunk at `start` lies apart from all that is no TeX.
    fn is_alive(&self, start: usize, chunk: &Chunk) -> bool {
        let range = ByteRange::new(start, start + chunk.text.len());
        !overlap(&self.dead, range)
    }

    /// Every citation with the start of its chunk.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Citation)> {
        self.chunks
            .iter()
            .flat_map(|(start, _, it)| it.citations.iter().map(move |citation| (*start, citation)))
    }

    /// Every citation of the chunks that touch `range`, with the start of its chunk.
    pub fn in_range(&self, range: ByteRange) -> impl Iterator<Item = (usize, &Citation)> {
        let from = self.chunk_index(range.start).unwrap_or(0);
        let chunks = self.chunks[from..].iter().take_while(move |it| it.0 <= range.end);
        chunks.flat_map(|(start, _, it)| it.citations.iter().map(move |citation| (*start, citation)))
    }

    /// Every `\bibitem` with the start of its chunk.
    pub fn items(&self) -> impl Iterator<Item = (usize, &BibItem)> {
        self.chunks.iter().flat_map(|(start, _, it)| it.items.iter().map(move |item| (*start, item)))
    }

    /// The chunks that may hold `key`: in a long text few others.
    fn perhaps_with(&self, key: &str) -> impl Iterator<Item = (usize, &ChunkCitations)> {
        let bit = bit(key);
        let chunks = self.bits.iter().zip(&self.chunks).filter(move |(bits, _)| **bits & bit != 0);
        chunks.map(|(_, (start, _, it))| (*start, &**it))
    }

    /// Where `key` is cited.
    pub fn uses<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (ByteRange, &'a Key)> {
        self.uses_in_any_case(key).filter(move |(_, it)| it.text == key)
    }

    /// Where `key` is cited, its letters of ASCII in any case.
    pub fn uses_in_any_case<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (ByteRange, &'a Key)> {
        let uses = move |(start, it): (usize, &'a ChunkCitations)| {
            let alike = it.perhaps(key).filter(move |it| it.text.eq_ignore_ascii_case(key));
            alike.map(move |it| (it.range.shift(start), it))
        };
        self.perhaps_with(key).flat_map(uses)
    }

    /// Where a `\bibitem` has `key`.
    pub fn items_of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = ByteRange> + 'a {
        let items = move |(start, it): (usize, &'a ChunkCitations)| {
            it.items.iter().filter(move |it| it.key == key).map(move |it| it.range.shift(start))
        };
        self.perhaps_with(key).flat_map(items)
    }

    /// The keys that touch `range`, each with its place.
    pub fn keys_in(&self, range: ByteRange) -> impl Iterator<Item = (ByteRange, &Key)> {
        let from = self.chunk_index(range.start).unwrap_or(0);
        let chunks = self.chunks[from..].iter().take_while(move |it| it.0 <= range.end);
        let keys = chunks.flat_map(|(start, _, it)| it.keys().map(move |key| (key.range.shift(*start), key)));
        keys.filter(move |(place, _)| place.end >= range.start && place.start <= range.end)
    }

    /// The chunk that holds the byte at `offset`, with its start.
    pub fn chunk_at(&self, offset: usize) -> Option<(usize, &Chunk, &ChunkCitations)> {
        let (start, chunk, citations) = self.chunks.get(self.chunk_index(offset)?)?;
        Some((*start, chunk, citations))
    }

    /// Which of the chunks holds the byte at `offset`.
    pub fn chunk_index(&self, offset: usize) -> Option<usize> {
        self.chunks.partition_point(|(start, ..)| *start <= offset).checked_sub(1)
    }

    /// The innermost citation whose range touches `offset`, with the start of its chunk.
    pub fn at(&self, offset: usize) -> Option<(usize, &Citation)> {
        let (start, _, it) = self.chunk_at(offset)?;
        innermost(&it.citations, offset - start).map(|citation| (start, citation))
    }
}

/// The innermost of these citations of a chunk that touches the byte `at` of it. Looked for from the last on that may:
/// of thousands in one paragraph, each of which is asked for, not all can be looked at each time.
fn innermost(citations: &[Citation], at: usize) -> Option<&Citation> {
    let behind = citations.partition_point(|it| it.command.start <= at);
    let mut touching = citations[..behind].iter().rev().filter(|it| it.range.touches(at));
    let last = touching.next()?;
    // Before one that begins there another may end; all else that touches holds the last.
    let before = if last.range.start == at { touching.next() } else { None };
    before.into_iter().chain([last]).min_by_key(|it| it.range.len())
}
