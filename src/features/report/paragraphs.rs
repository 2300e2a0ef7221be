//! The paragraphs of running text, and whether something is cited in them.

use super::outline::{Outline, is_text};
use super::places::Places;
use super::types::Paragraph;
use crate::model::citations::ChunkCitations;
use crate::model::cite_commands::Role;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::syntax::sentences;
use crate::syntax::tex::{Chunk, HEADINGS, Silence};
use crate::text::ByteRange;

/// A shorter paragraph is a remark between others.
const SHORTEST: usize = 30;
/// So many words tell which paragraph it is.
const BEGINNING: usize = 14;

/// Environments in which nothing is running text, or nothing is expected to be cited.
const NO_TEXT: [&str; 24] = [
    "abstract",
    "algorithm",
    "align",
    "array",
    "comment",
    "displaymath",
    "eqnarray",
    "equation",
    "figure",
    "gather",
    "keywords",
    "lstlisting",
    "longtable",
    "multline",
    "sidewaystable",
    "table",
    "tabular",
    "tabularx",
    "thebibliography",
    "tikzpicture",
    "titlepage",
    "verbatim",
    "wrapfigure",
    "acknowledgements",
];

/// Commands whose arguments are no running text.
const NO_WORDS: [&str; 26] = [
    "abstract",
    "addbibresource",
    "author",
    "autoref",
    "bibliography",
    "bibliographystyle",
    "caption",
    "cref",
    "Cref",
    "date",
    "documentclass",
    "eqref",
    "hspace",
    "include",
    "includegraphics",
    "input",
    "keywords",
    "label",
    "markboth",
    "newcommand",
    "pageref",
    "ref",
    "subfile",
    "title",
    "usepackage",
    "vspace",
];

/// A paragraph of running text.
pub(super) struct Running {
    pub document: DocumentId,
    /// Its bytes.
    pub range: ByteRange,
    pub section: usize,
    /// What stands in it, citations and TeX aside.
    pub text: String,
    /// The keys that it cites.
    pub cited: Vec<String>,
    /// Whether nothing is cited and nothing is open in it.
    pub is_bare: bool,
    pub told: Paragraph,
}

/// The paragraphs of running text in reading order; `open` are the places of open citations.
pub(super) fn running(
    snapshot: &Snapshot,
    project: &Project,
    outline: &Outline,
    places: &Places,
    open: &[(DocumentId, ByteRange)],
) -> Vec<Running> {
    let mut found = Vec::new();
    for id in project.files.iter().filter(|it| is_text(it)) {
        let (Some(citations), Some(tex)) = (snapshot.citations(id), snapshot.tex(id)) else { continue };
        let begins = |chunk: &Chunk| chunk.environments.iter().any(|it| it.begins && it.name == "document");
        let mut is_preamble = citations.chunks.iter().any(|it| begins(&it.1));
        let mut around: Vec<String> = Vec::new();
        for (start, chunk, cited) in &citations.chunks {
            if is_preamble && !begins(chunk) {
                continue;
            }
            let cuts = cuts(chunk, cited, &mut around, std::mem::take(&mut is_preamble));
            if tex.silence_at(*start) >= Some(Silence::Gaps) && chunk.silence_at(0).is_none() {
                continue;
            }
            let text =
                sentences::plain(&sentences::without(chunk, ByteRange::new(0, chunk.text.len()), &cuts));
            let words = words(&text);
            if words < SHORTEST || !text.contains(['.', '。', '।', '?', '!']) {
                continue;
            }
            let range = ByteRange::new(*start, start + chunk.text.trim_end().len());
            let is_open = open.iter().any(|it| it.0 == *id && range.overlaps(it.1));
            let printed = cited.citations.iter().filter(|it| matches!(it.role, Role::Cite | Role::Textual));
            let keys = printed.flat_map(|it| &it.groups).flat_map(|it| &it.keys);
            let cited: Vec<String> = keys.map(|it| it.text.clone()).collect();
            let first = start + beginning(chunk, &cuts);
            let section = outline.section(id, first);
            let begins = sentences_beginning(&text);
            let place = places.place(id, first);
            let told = Paragraph { section: outline.title(section), begins, words, place };
            let is_bare = cited.is_empty() && !is_open;
            found.push(Running { document: id.clone(), range, section, text, cited, is_bare, told });
        }
    }
    found.sort_by_key(|it| it.section);
    found
}

/// The first words of a paragraph.
fn sentences_beginning(text: &str) -> String {
    let mut words = text.split(' ');
    let mut begins: String = words.by_ref().take(BEGINNING).collect::<Vec<_>>().join(" ");
    if begins.chars().count() > 160 {
        begins = begins.chars().take(120).collect();
        return begins + "…";
    }
    if words.next().is_some() { begins + " …" } else { begins }
}

/// How many words a text has; where words stand without blanks, two signs count as one.
fn words(text: &str) -> usize {
    let is_ideograph = |it: &char| matches!(u32::from(*it), 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7af | 0x0e00..=0x0e7f);
    let ideographs = text.chars().filter(is_ideograph).count();
    let words = text.split(' ').filter(|it| {
        it.chars().filter(|c| c.is_alphabetic()).count() > 1 && !it.chars().any(|it| is_ideograph(&it))
    });
    words.count() + ideographs / 2
}

/// Where the running text begins.
fn beginning(chunk: &Chunk, cuts: &[ByteRange]) -> usize {
    let mut at = 0;
    loop {
        let white = chunk.text[at..].len() - chunk.text[at..].trim_start().len();
        let next = cuts.iter().filter(|it| it.contains(at + white)).map(|it| it.end).max();
        match next {
            Some(end) => at = end,
            None => return (at + white).min(chunk.text.trim_end().len()),
        }
    }
}

/// What of a chunk is no running text, sorted. `around` are the environments without text that it stands in, before
/// and after.
fn cuts(
    chunk: &Chunk,
    cited: &ChunkCitations,
    around: &mut Vec<String>,
    has_preamble: bool,
) -> Vec<ByteRange> {
    let mut cuts: Vec<ByteRange> = cited.citations.iter().map(|it| it.range).collect();
    cuts.extend(&chunk.blanks);
    cuts.extend(chunk.prose.iter().map(|it| it.range));
    cuts.extend(&chunk.math);
    cuts.extend(chunk.silences.iter().filter(|it| it.1 >= Silence::Gaps).map(|it| it.0));
    let is_word = |name: &str| HEADINGS.contains(&name) || NO_WORDS.contains(&name);
    cuts.extend(chunk.calls.iter().filter(|it| is_word(&it.name)).map(|it| it.range()));
    cuts.extend(chunk.calls.iter().filter(|it| it.name == "item").map(|it| it.command));
    // `\begin{itemize}[..]`
    let marks = chunk.calls.iter().filter(|it| matches!(it.name.as_str(), "begin" | "end"));
    cuts.extend(marks.map(|it| it.range()));
    let mut from = if around.is_empty() { None } else { Some(0) };
    for it in &chunk.environments {
        let name = it.name.trim_end_matches('*');
        if it.begins && name == "document" && has_preamble {
            cuts.push(ByteRange::new(0, it.range.end));
        } else if it.begins && NO_TEXT.contains(&name) {
            from = from.or(Some(it.range.start));
            around.push(name.to_owned());
        } else if !it.begins && around.last().is_some_and(|it| it == name) {
            around.pop();
            if let Some(start) = from.take_if(|_| around.is_empty()) {
                cuts.push(ByteRange::new(start, it.range.end));
            }
        }
    }
    if let Some(start) = from {
        cuts.push(ByteRange::new(start, chunk.text.len()));
    }
    cuts.sort_unstable();
    cuts
}
