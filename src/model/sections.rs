//! The sections of a LaTeX file: what they are called, how far they reach, what is cited and open in them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cite_commands::Role;
use super::document::DocumentId;
use super::snapshot::Snapshot;
use crate::gaps::open_citations;
use crate::syntax::sentences;
use crate::syntax::tex::{Chunk, Delimiter, Silence, TexFile};
use crate::text::ByteRange;

/// One section, subsections included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its place in [`HEADINGS`]: 0 is the broadest.
    pub level: usize,
    /// Its title, TeX removed.
    pub title: String,
    /// The heading's command with its arguments (bytes of the file).
    pub heading: ByteRange,
    /// From the heading to the next one that is as broad, or the end of the text; without white space at
    /// its end.
    pub range: ByteRange,
}

/// The sections of a LaTeX file, in the order of their headings.
pub fn sections(snapshot: &Snapshot, id: &DocumentId) -> Arc<Vec<Section>> {
    snapshot.memo.get(id, |_| snapshot.tex(id).map_or(Vec::new(), |it| read(it)))
}

fn read(tex: &TexFile) -> Vec<Section> {
    let headings = tex
        .chunks
        .iter()
        .flat_map(|(start, chunk)| chunk.headings.iter().filter_map(|it| heading(tex, *start, chunk, *it)));
    let mut sections: Vec<Section> = headings.collect();
    let mut open: Vec<usize> = Vec::new();
    for index in 0..=sections.len() {
        let (level, at) = match sections.get(index) {
            Some(it) => (it.level, it.heading.start),
            None => (0, end_of_text(tex)),
        };
        while let Some(last) = open.pop_if(|it| sections[*it].level >= level) {
            let end = before_white_space(tex, at);
            sections[last].range.end = end.max(sections[last].heading.end);
        }
        open.push(index);
    }
    sections
}

/// A heading with a title, if it is one at all; its section reaches no further yet.
fn heading(tex: &TexFile, start: usize, chunk: &Chunk, (level, call): (usize, usize)) -> Option<Section> {
    let call = chunk.calls.get(call)?;
    let title = call.arguments.iter().find(|it| it.delimiter == Delimiter::Brace)?;
    let heading = call.range().shift(start);
    let speaks = tex.silence_at(heading.start) < Some(Silence::Template);
    let title = || sentences::plain(&chunk.text[title.inner().std()]);
    speaks.then(|| Section { level, title: title(), heading, range: heading })
}

/// The headings above `offset`, the broadest first.
pub fn headings(sections: &[Section], offset: usize) -> Vec<&Section> {
    let behind = sections.partition_point(|it| it.heading.start <= offset);
    let mut above: Vec<&Section> = Vec::new();
    for section in sections[..behind].iter().rev() {
        if above.last().is_none_or(|it| section.level < it.level) {
            above.push(section);
        }
    }
    above.reverse();
    above
}

/// How many names are listed before the rest is counted.
const LISTED: usize = 4;

/// `Introduction, Retrieval and 3 more`.
pub fn listed(names: &[&str]) -> String {
    let more = names.len().saturating_sub(LISTED);
    let shown = names[..names.len() - more].join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// Where the text ends: at `\end{document}`, if it stands there.
fn end_of_text(tex: &TexFile) -> usize {
    let marks = tex.chunks.iter().flat_map(|(start, chunk)| {
        chunk.environments.iter().map(move |mark| (mark, mark.range.start + start))
    });
    let ends = marks.filter(|(mark, _)| !mark.begins && mark.name == "document").map(|it| it.1);
    ends.min().unwrap_or(tex.len())
}

fn before_white_space(tex: &TexFile, at: usize) -> usize {
    let mut at = at;
    while let Some((start, chunk)) = at.checked_sub(1).and_then(|it| tex.chunk_at(it)) {
        let text = chunk.text[..at - start].trim_end();
        at = start + text.len();
        if !text.is_empty() {
            break;
        }
    }
    at
}

/// Where a file cites, and where it is open, for counting by stretches.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    citations: Vec<usize>,
    /// With the number of the key among all keys.
    works: Vec<(usize, u32)>,
    open: Vec<usize>,
}

impl Counts {
    /// Of `range` of a file.
    pub fn of(snapshot: &Snapshot, id: &DocumentId, range: ByteRange) -> Self {
        let open = open_citations::of_document(snapshot, id).into_iter().map(|it| it.range.start);
        let open = open.filter(|it| range.contains(*it)).collect();
        let mut counts = Self { open, ..Self::default() };
        let (Some(citations), Some(tex)) = (snapshot.citations(id), snapshot.tex(id)) else { return counts };
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        for (start, citation) in citations.in_range(range) {
            let at = start + citation.command.start;
            let prints = matches!(citation.role, Role::Cite | Role::Textual);
            let keys = citation.groups.iter().filter(|it| it.prose.is_none()).flat_map(|it| &it.keys);
            // What stands for a key still to be found is counted as open.
            let keys = keys.filter(|it| counts.open.binary_search(&(start + it.range.start)).is_err());
            let mut keys = keys.map(|it| it.text.as_str()).peekable();
            if !prints || keys.peek().is_none() || tex.silence_at(at) >= Some(Silence::Template) {
                continue;
            }
            counts.citations.push(at);
            for key in keys {
                let next = numbers.len() as u32;
                counts.works.push((at, *numbers.entry(key).or_insert(next)));
            }
        }
        counts
    }

    /// How many citations stand in `range`.
    pub fn citations(&self, range: ByteRange) -> usize {
        within(&self.citations, range).len()
    }

    /// How many open citations stand in `range`.
    pub fn open(&self, range: ByteRange) -> usize {
        within(&self.open, range).len()
    }

    /// How many different works are cited in `range`.
    pub fn works(&self, range: ByteRange) -> usize {
        let from = self.works.partition_point(|it| it.0 < range.start);
        let to = self.works.partition_point(|it| it.0 < range.end);
        let mut works: Vec<u32> = self.works[from..to].iter().map(|it| it.1).collect();
        works.sort_unstable();
        works.dedup();
        works.len()
    }
}

fn within(places: &[usize], range: ByteRange) -> &[usize] {
    let from = places.partition_point(|it| *it < range.start);
    &places[from..places.partition_point(|it| *it < range.end).max(from)]
}

/// `12 works, 3 open citations`, as far as there are any in `range`.
pub fn summary(counts: &Counts, range: ByteRange) -> Option<String> {
    let (works, open) = (counts.works(range), counts.open(range));
    let works = (works > 0).then(|| counted(works, "work", "works"));
    let open = (open > 0).then(|| counted(open, "open citation", "open citations"));
    let parts: Vec<String> = works.into_iter().chain(open).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `1 citation`, `2 citations`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::text::Text;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let tex = TexFile::parse(&Text::plain(text.to_owned()));
        let shown = read(&tex).into_iter().map(|it| {
            let body = text[it.range.std()].replace('\n', "⏎");
            format!("{} {}: {body}\n", it.level, it.title)
        });
        expected.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn a_section_reaches_to_the_next_one_as_broad() {
        check(
            "\\section{A \\emph{b}}\nx\n\n\\subsection[s]{C}\ny\n\n\n\\section*{D}\nz\n\n\\end{document}\n",
            expect![[r#"
                2 A b: \section{A \emph{b}}⏎x⏎⏎\subsection[s]{C}⏎y
                3 C: \subsection[s]{C}⏎y
                2 D: \section*{D}⏎z
            "#]],
        );
    }

    #[test]
    fn headings_in_comments_verbatim_and_macros_are_none() {
        check(
            "% \\section{A}\n\\verb|\\section{B}| \\newcommand{\\x}[1]{\\section{#1}}\n\\chapter{C}",
            expect![[r#"
                1 C: \chapter{C}
            "#]],
        );
    }
}
