//! What cites what: the citations of a document, by chunk, and the uses of keys.

use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

use super::cite_commands::{CiteCommands, Role, Shape};
use crate::syntax::prose::{self, ProseCitation};
use crate::syntax::tex::{Argument, Call, Chunk, Definition, Delimiter, Silence, TexFile};
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

/// An entry written in the document: `\bibitem[label]{key} text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BibItem {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub range: ByteRange,
    /// The item's text, as far as it stands in the chunk, TeX kept.
    pub text: String,
}

/// What one chunk cites and defines.
#[derive(Debug, Default, PartialEq)]
pub struct ChunkCitations {
    /// In the order of the text.
    pub citations: Vec<Citation>,
    /// In the order of the text.
    pub items: Vec<BibItem>,
    /// One bit for each key: a key whose bit is not set stands nowhere in the chunk.
    bits: u64,
}

impl ChunkCitations {
    fn keys(&self) -> impl Iterator<Item = &Key> {
        self.citations.iter().flat_map(|it| &it.groups).flat_map(|it| &it.keys)
    }
}

/// The bit of a key, case aside.
fn bit(key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    key.bytes().for_each(|it| hasher.write_u8(it.to_ascii_lowercase()));
    1 << (hasher.finish() >> 58)
}

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
                    let is_alive = |at: usize| !read.dead.iter().any(|it| it.contains(start + at));
                    citations.citations.retain(|it| is_alive(it.command.start));
                    citations.items.retain(|it| is_alive(it.range.start));
                    let keys =
                        citations.keys().map(|it| &it.text).chain(citations.items.iter().map(|it| &it.key));
                    citations.bits = keys.fold(0, |bits, key| bits | bit(key));
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
        !self.dead.iter().any(|it| it.overlaps(range))
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
            let alike = it.keys().filter(move |it| it.text.eq_ignore_ascii_case(key));
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
        let hit = it.citations.iter().filter(|it| it.range.shift(start).touches(offset));
        hit.min_by_key(|it| it.range.len()).map(|citation| (start, citation))
    }
}

fn read_chunk(chunk: &Chunk, commands: &CiteCommands) -> ChunkCitations {
    let mut read = ChunkCitations { items: bib_items(chunk).collect(), ..ChunkCitations::default() };
    // The label of an item is built of commands that are named like cite commands: `\citename{Smith, }`.
    let items = chunk.calls.iter().filter(|it| matches!(it.name.as_str(), "bibitem" | "harvarditem"));
    let labels: Vec<ByteRange> = items
        .flat_map(|it| it.arguments.iter().filter(|it| it.delimiter == Delimiter::Bracket).map(|it| it.range))
        .collect();
    for call in &chunk.calls {
        if labels.iter().any(|it| it.covers(call.command)) {
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

/// Everything in a file that defines a key, with the start of its chunk.
pub fn items(tex: &TexFile) -> impl Iterator<Item = (usize, BibItem)> {
    let all = tex.chunks.iter().flat_map(|(start, chunk)| bib_items(chunk).map(move |it| (*start, it)));
    all.filter(|(start, it)| tex.silence_at(start + it.range.start) != Some(Silence::NotTex))
}

fn bib_items(chunk: &Chunk) -> impl Iterator<Item = BibItem> {
    let calls = chunk.calls.iter().filter_map(|it| Some((it, defined_key(it)?)));
    let calls =
        calls.filter(|(it, _)| chunk.silence_at(it.command.start).is_none_or(|it| it == Silence::Gaps));
    calls.filter_map(|(call, argument)| bib_item(chunk, call, argument))
}

/// The argument in which `call` gives a key its meaning, if it does.
fn defined_key(call: &Call) -> Option<Argument> {
    let mut braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace);
    match call.name.as_str() {
        "bibitem" => braces.next(),
        // harvard: `\harvarditem[abbreviation]{label}{year}{key}`
        "harvarditem" => braces.nth(2),
        // amsrefs: `\bib{key}{article}{author={..}}`
        "bib" if braces.clone().count() > 2 => braces.next(),
        // biblatex: `\defbibentryset{set}{key,key}`
        "defbibentryset" => braces.next(),
        _ => None,
    }
    .copied()
}

fn bib_item(chunk: &Chunk, call: &Call, argument: Argument) -> Option<BibItem> {
    let group = key_group(&chunk.text, argument);
    let key = group.keys.into_iter().next()?;
    let rest = &chunk.text[argument.range.end..];
    let end = match call.name.as_str() {
        "bibitem" | "harvarditem" => {
            let ends = ["\\bibitem", "\\harvarditem", "\\end{thebibliography}"];
            ends.iter().filter_map(|it| rest.find(it)).min().unwrap_or(rest.len())
        }
        _ => call.range().end - argument.range.end,
    };
    let text = rest[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    Some(BibItem { key: key.text, range: key.range, text })
}

/// Reads a comma-separated list of keys with white space, line ends and comments in it.
fn key_group(text: &str, argument: Argument) -> KeyGroup {
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

/// Behind the star with which natbib and REVTeX join a key to the one before it, and behind what REVTeX
/// lets follow it: `*[see][p.~3]key`; `at` where there is none, or nothing but it.
fn behind_star(bytes: &[u8], at: usize) -> usize {
    let blanks = |at: usize| at + bytes[at..].iter().take_while(|it| it.is_ascii_whitespace()).count();
    let star = blanks(at);
    if bytes.get(star) != Some(&b'*') {
        return at;
    }
    let mut next = star + 1;
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
