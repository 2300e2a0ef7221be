//! What cites what: the citations of a document, by chunk, and the uses of keys.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cite_commands::{CiteCommands, Role, known};
use super::items::{BibItem, bib_items};
use crate::syntax::prose::{self, ProseCitation};
use crate::syntax::tex::{Argument, Call, Chunk, Delimiter, Silence, TexFile};
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
    /// Where it stands.
    pub range: ByteRange,
}

/// What one chunk cites and defines.
#[derive(Debug, Default, PartialEq)]
pub struct ChunkCitations {
    /// In the order of the text.
    pub citations: Vec<Citation>,
    /// In the order of the text.
    pub items: Vec<BibItem>,
}

/// The citations of one document. Chunks that did not change keep theirs.
#[derive(Clone, Debug, Default)]
pub struct DocumentCitations {
    /// With the offset (bytes) of each chunk; as many as the document has chunks.
    pub chunks: Vec<(usize, Arc<Chunk>, Arc<ChunkCitations>)>,
}

impl DocumentCitations {
    /// Reads the citations of `tex`; chunks shared with `former`, which was read with the same commands,
    /// are not read again.
    pub fn read(tex: &TexFile, commands: &CiteCommands, former: Option<&Self>) -> Self {
        let known: FxHashMap<*const Chunk, &Arc<ChunkCitations>> = former
            .into_iter()
            .flat_map(|it| &it.chunks)
            .map(|(_, chunk, citations)| (Arc::as_ptr(chunk), citations))
            .collect();
        let chunks = tex.chunks.iter().map(|(start, chunk)| {
            let citations = match known.get(&Arc::as_ptr(chunk)) {
                Some(citations) => Arc::clone(citations),
                None => Arc::new(read_chunk(chunk, commands)),
            };
            (*start, Arc::clone(chunk), citations)
        });
        Self { chunks: chunks.collect() }
    }

    /// Every citation with the start of its chunk.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Citation)> {
        self.chunks
            .iter()
            .flat_map(|(start, _, it)| it.citations.iter().map(move |citation| (*start, citation)))
    }

    /// Every item with the start of its chunk.
    pub fn items(&self) -> impl Iterator<Item = (usize, &BibItem)> {
        self.chunks.iter().flat_map(|(start, _, it)| it.items.iter().map(move |item| (*start, item)))
    }

    /// The keys that touch `range`, each with its place; those in comments and the like are none.
    pub fn keys_in<'a>(
        &'a self,
        tex: &'a TexFile,
        range: ByteRange,
    ) -> impl Iterator<Item = (ByteRange, &'a Key)> {
        let from = self.chunk_index(range.start).unwrap_or(0);
        let chunks = self.chunks[from..].iter().take_while(move |it| it.0 <= range.end);
        let keys = chunks.flat_map(|(start, _, it)| {
            let groups = it.citations.iter().flat_map(|it| &it.groups);
            groups.flat_map(|it| &it.keys).map(move |key| (key.range.shift(*start), key))
        });
        keys.filter(move |(place, _)| {
            place.end >= range.start
                && place.start <= range.end
                && tex.silence_at(place.start) != Some(Silence::NotTex)
        })
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
        let hit = it.citations.iter().filter(|it| it.range.shift(start).touches(offset));
        hit.min_by_key(|it| it.range.len()).map(|citation| (start, citation))
    }
}

fn read_chunk(chunk: &Chunk, commands: &CiteCommands) -> ChunkCitations {
    let mut read = ChunkCitations { citations: Vec::new(), items: bib_items(chunk).collect() };
    // The label of an item is built of commands that are named like cite commands: `\citename{Smith, }`.
    let labels: Vec<ByteRange> = read.items.iter().map(|it| it.head).collect();
    for call in &chunk.calls {
        if labels.iter().any(|it| it.covers(call.command)) {
            continue;
        }
        let (role, arguments) = match commands.shape(&call.name) {
            Some(shape) => (shape.role, shape.key_arguments(call)),
            None if call.name == "begin" => match quotation_keys(chunk, call) {
                Some(argument) => (Role::Cite, vec![argument]),
                None => continue,
            },
            None => continue,
        };
        let silence = chunk.silence_at(call.command.start);
        if silence == Some(Silence::NotTex) {
            continue;
        }
        let mut groups: Vec<_> = arguments.iter().map(|argument| key_group(&chunk.text, *argument)).collect();
        if silence == Some(Silence::Template) {
            // `#1` stands for what the macro's users write.
            groups.iter_mut().for_each(|it| it.keys.retain(|key| !key.text.contains('#')));
            groups.retain(|it| !it.keys.is_empty());
            if groups.is_empty() {
                continue;
            }
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
    read
}

/// The key of csquotes' `\begin{displaycquote}[..]{key}`.
fn quotation_keys(chunk: &Chunk, call: &Call) -> Option<Argument> {
    let mut braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace);
    let name = &chunk.text[braces.next()?.inner().std()];
    let before = known::environment(name.trim_end_matches('*'))?;
    braces.nth(usize::from(before)).copied()
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
                let star = usize::from(bytes[range.start] == b'*' && range.len() > 1);
                let range = ByteRange::new(range.start + star, range.end);
                group
                    .keys
                    .push(Key { text: content[range.std()].to_owned(), range: range.shift(inner.start) });
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::text::Text;

    #[track_caller]
    fn check(source: &str, expected: Expect) {
        let file = TexFile::parse(&Text::plain(source.to_owned()));
        let commands = CiteCommands::collect(file.chunks.iter().map(|(_, chunk)| &**chunk), &[]);
        let mut out = String::new();
        for (start, citation) in DocumentCitations::read(&file, &commands, None).iter() {
            let shown = |range: ByteRange| source[range.shift(start).std()].replace('\n', "⏎");
            out += &format!("{}:", citation.name);
            for group in &citation.groups {
                let keys: Vec<_> = group.keys.iter().map(|it| it.text.as_str()).collect();
                let holes: Vec<_> = group.holes.iter().map(|it| shown(*it)).collect();
                out += &format!(" {keys:?}");
                if !holes.is_empty() {
                    out += &format!(" holes {holes:?}");
                }
            }
            out += "\n";
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn keys_between_blanks_line_ends_and_comments() {
        check(
            "\\cite{ a , b,% note, with comma\n c}",
            expect![[r#"
            cite: ["a", "b", "c"]
        "#]],
        );
    }

    #[test]
    fn empty_places() {
        check(
            r"\cite{} \citep{ } \cite[p.~3]{} \cite{a,,b} \cite{a,} \cite{,a}",
            expect![[r#"
            cite: [] holes ["{}"]
            citep: [] holes ["{ }"]
            cite: [] holes ["{}"]
            cite: ["a", "b"] holes [",,"]
            cite: ["a"] holes [",}"]
            cite: ["a"] holes ["{,"]
        "#]],
        );
    }

    #[test]
    fn every_group_of_a_multicite() {
        check(
            r"\cites(pre)(post)[p]{a}[q]{b,c}{d} \volcite{2}[5]{a} \volcites{1}{a}[x]{2}[y]{b}",
            expect![[r#"
            cites: ["a"] ["b", "c"] ["d"]
            volcite: ["a"]
            volcites: ["a"] ["b"]
        "#]],
        );
    }

    #[test]
    fn quotations_that_cite() {
        check(
            r"\textcquote[a][b]{key}[.]{Some text} \foreigntextcquote{german}[5]{k}{T} \begin{displaycquote}[3]{q}",
            expect![[r#"
                textcquote: ["key"]
                foreigntextcquote: ["k"]
                begin: ["q"]
            "#]],
        );
    }

    #[test]
    fn parameters_do_not_cite_but_their_uses_do() {
        check(
            r"\newcommand{\up}[1]{\cite{#1}} \up{a} \newcommand{\bert}[1]{\cite{b}}",
            expect![[r#"
            up: ["a"]
            cite: ["b"]
        "#]],
        );
    }

    #[test]
    fn a_star_before_a_key_is_no_part_of_it() {
        check(
            r"\cite{a,*b} \nocite{*}",
            expect![[r#"
            cite: ["a", "b"]
            nocite: ["*"]
        "#]],
        );
    }
}
