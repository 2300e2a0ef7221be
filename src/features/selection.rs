//! Growing a selection: from the word to its key, list, command, sentence, paragraph, section.

use crate::model::bibliography::{Bibliography, named_keys};
use crate::model::document::{Content, Document, DocumentId};
use crate::model::sections::sections;
use crate::model::snapshot::Snapshot;
use crate::syntax::environments::environments;
use crate::syntax::sentences::sentence;
use crate::syntax::tex::TexFile;
use crate::text::ByteRange;

/// The stretches around `offset`, each within the next; at last the whole document.
pub fn selection(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Vec<ByteRange> {
    let Some(document) = snapshot.document(id) else { return Vec::new() };
    let mut around = match &document.content {
        Content::Tex(tex) => in_tex(snapshot, document, tex, offset),
        Content::Bib(bib) => in_bib(bib, offset),
        Content::Settings(_) => Vec::new(),
    };
    around.push(ByteRange::new(0, document.text.len()));
    around.retain(|it| it.touches(offset) && !it.is_empty());
    around.sort_by_key(|it| it.len());
    let mut nested: Vec<ByteRange> = Vec::new();
    for range in around {
        if nested.last().is_none_or(|it| range.covers(*it) && range != *it) {
            nested.push(range);
        }
    }
    nested
}

fn in_tex(snapshot: &Snapshot, document: &Document, tex: &TexFile, offset: usize) -> Vec<ByteRange> {
    let Some((start, chunk)) = tex.chunk_at(offset) else { return Vec::new() };
    let at = (offset - start).min(chunk.text.len());
    let mut around = vec![word(&chunk.text, at)];
    let citations = snapshot.citations(&document.id);
    let here = citations.and_then(|it| it.chunk_at(offset));
    for citation in here.into_iter().flat_map(|(_, _, it)| &it.citations) {
        around.push(citation.range);
        for group in &citation.groups {
            around.extend(group.keys.iter().map(|it| it.range));
            around.extend(group.prose.iter().flat_map(|it| &it.works).map(|it| it.range));
            around.extend([group.inner(), group.range]);
        }
    }
    for call in chunk.calls.iter().filter(|it| it.range().touches(at)) {
        around.extend(call.arguments.iter().flat_map(|it| [it.inner(), it.range]));
        around.extend([call.command, call.range()]);
    }
    let marks = chunk.blanks.iter().copied().chain(chunk.notes.iter().map(|it| it.range));
    let marks: Vec<ByteRange> = marks.chain(chunk.prose.iter().map(|it| it.range)).collect();
    around.extend(chunk.prose.iter().flat_map(|it| &it.works).map(|it| it.range));
    around.push(sentence(chunk, ByteRange::empty(at), &marks));
    around.extend(marks);
    let mut around: Vec<ByteRange> = around.into_iter().map(|it| it.shift(start)).collect();
    let environments = environments(tex).into_iter().map(|(begin, end)| begin.join(end));
    let sections = sections(snapshot, &document.id);
    let blocks = environments.chain(sections.iter().map(|it| it.range)).filter(|it| it.touches(offset));
    let blocks: Vec<ByteRange> = blocks.collect();
    let body = chunk.text.trim_end().len();
    let lead = chunk.text.len() - chunk.text.trim_start().len();
    let mut paragraph = ByteRange::new(lead.min(body), body).shift(start);
    // Of a paragraph that a heading or `\begin` cuts, the part on this side.
    for block in &blocks {
        if !block.covers(paragraph) && !paragraph.covers(*block) {
            let from = paragraph.start.max(block.start);
            paragraph = ByteRange::new(from, paragraph.end.min(block.end).max(from));
        }
    }
    around.push(paragraph);
    around.extend(blocks);
    around
}

/// The letters and digits around `at`.
fn word(text: &str, at: usize) -> ByteRange {
    let inside = |c: char| c.is_alphanumeric();
    let before = text[..at].chars().rev().take_while(|c| inside(*c)).map(char::len_utf8).sum::<usize>();
    let behind = text[at..].chars().take_while(|c| inside(*c)).map(char::len_utf8).sum::<usize>();
    ByteRange::new(at - before, at + behind)
}

fn in_bib(bib: &Bibliography, offset: usize) -> Vec<ByteRange> {
    let Some(number) = bib.at(offset) else {
        let Some((field, range)) = bib.string_at(offset) else { return Vec::new() };
        return vec![field.name_range, field.value_range, field.name_range.join(field.value_range), range];
    };
    let entry = bib.entry(number);
    let text = bib.text().slice(entry.range);
    let mut around = vec![entry.range, entry.key_range];
    let at = bib.text().floor_char(offset) - entry.range.start;
    around.push(word(&text, at.min(text.len())).shift(entry.range.start));
    around.extend(named_keys(&entry).into_iter().map(|it| it.range));
    for field in &entry.fields {
        around.extend(field.pieces.iter().map(|it| it.range()));
        around.extend([field.name_range, field.value_range, field.name_range.join(field.value_range)]);
    }
    around
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let text = fixture.text();
        let found = selection(&fixture.snapshot, &fixture.id, fixture.offset).into_iter();
        let shown = found.map(|it| text[it.std()].replace('\n', "⏎") + "\n").collect::<String>();
        expected.assert_eq(&shown);
    }

    #[test]
    fn from_a_word_to_the_section() {
        check(
            "\\section{A}\nFirst one. Then\\footnote{See \\cite[p. 3]{a, smi‸th:2020}. So.} more.\n\nPara.\n\\section{B}\n",
            expect![[r#"
                smith
                smith:2020
                a, smith:2020
                {a, smith:2020}
                \cite[p. 3]{a, smith:2020}
                See \cite[p. 3]{a, smith:2020}.
                See \cite[p. 3]{a, smith:2020}. So.
                {See \cite[p. 3]{a, smith:2020}. So.}
                \footnote{See \cite[p. 3]{a, smith:2020}. So.}
                \section{A}⏎First one. Then\footnote{See \cite[p. 3]{a, smith:2020}. So.} more.
                \section{A}⏎First one. Then\footnote{See \cite[p. 3]{a, smith:2020}. So.} more.⏎⏎Para.
                \section{A}⏎First one. Then\footnote{See \cite[p. 3]{a, smith:2020}. So.} more.⏎⏎Para.⏎\section{B}⏎
            "#]],
        );
    }

    #[test]
    fn a_paragraph_ends_where_a_heading_or_an_environment_cuts_it() {
        check(
            "\\section{A}\nOne o‸r two. \\section{B} More.\n\nThen.\n",
            expect![[r#"
            or
            One or two.
            \section{A}⏎One or two.
            \section{A}⏎One or two. \section{B} More.
            \section{A}⏎One or two. \section{B} More.⏎⏎Then.⏎
        "#]],
        );
        check(
            "Before\n\\begin{quote}\nOne o‸r two.\n\nThen.\n\\end{quote}\n",
            expect![[r#"
            or
            One or two.
            \begin{quote}⏎One or two.
            \begin{quote}⏎One or two.⏎⏎Then.⏎\end{quote}
            Before⏎\begin{quote}⏎One or two.⏎⏎Then.⏎\end{quote}⏎
        "#]],
        );
    }

    #[test]
    fn from_a_word_to_the_entry() {
        check(
            "%- refs.bib\n@a{k, title = {The {A‸rt} of}, year = 1}\n@b{l,}",
            expect![[r#"
                Art
                The {Art} of
                {The {Art} of}
                title = {The {Art} of}
                @a{k, title = {The {Art} of}, year = 1}
                @a{k, title = {The {Art} of}, year = 1}⏎@b{l,}
            "#]],
        );
    }
}
