//! The sections of a LaTeX file: what they are called and how far they reach.

use std::sync::Arc;

use super::document::DocumentId;
use super::snapshot::Snapshot;
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
    let mut sections: Vec<Section> = Vec::new();
    let mut end = 0;
    for (start, chunk) in &tex.chunks {
        for (level, call) in &chunk.headings {
            // What stands in the title of a heading is no heading of its own.
            let Some(range) = chunk.calls.get(*call).map(|it| it.range().shift(*start)) else { continue };
            if range.start >= end
                && let Some(section) = heading(tex, *start, chunk, (*level, *call))
            {
                end = range.end;
                sections.push(section);
            }
        }
    }
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
