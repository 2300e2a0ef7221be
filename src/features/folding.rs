//! What can be folded away: sections, environments, comments, entries.

use crate::model::bibliography::Bibliography;
use crate::model::document::{Content, Document, DocumentId};
use crate::model::sections::sections;
use crate::model::snapshot::Snapshot;
use crate::syntax::environments::environments;
use crate::syntax::tex::{Silence, TexFile};
use crate::text::{ByteRange, Text};

/// A stretch that can be folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// From the end of its first line's text to the end of what is hidden (bytes of the document).
    pub range: ByteRange,
    /// Whether it is a comment.
    pub is_comment: bool,
}

/// The most entries of a .bib file that fold: editors heed no more (VS Code's
/// `editor.foldingMaximumRegions`).
const FOLDED: usize = 5_000;

/// The folds of a document, in order; each over more than one line.
pub fn folds(snapshot: &Snapshot, id: &DocumentId) -> Vec<Fold> {
    let Some(document) = snapshot.document(id) else { return Vec::new() };
    let text = &document.text;
    let mut folds = match &document.content {
        Content::Tex(tex) => of_tex(snapshot, document, tex),
        Content::Bib(bib) => of_bib(text, bib),
        Content::Settings(_) => Vec::new(),
    };
    folds.retain(|it| text.line_of(it.range.start) < text.line_of(it.range.end));
    folds.sort_by_key(|it| (it.range.start, std::cmp::Reverse(it.range.end)));
    folds.dedup();
    folds
}

fn of_tex(snapshot: &Snapshot, document: &Document, tex: &TexFile) -> Vec<Fold> {
    let text = &document.text;
    let region = |start, end| Fold { range: ByteRange::new(start, end), is_comment: false };
    let sections = sections(snapshot, &document.id);
    let mut folds: Vec<Fold> = sections.iter().map(|it| region(it.heading.end, it.range.end)).collect();
    for (begin, end) in environments(tex) {
        folds.push(region(begin.end, before(text, end.start).max(begin.end)));
    }
    folds.extend(comments(tex));
    folds
}

/// Comments of two lines and more.
fn comments(tex: &TexFile) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    for (start, chunk) in tex.chunks.iter().filter(|(_, chunk)| !chunk.not_text.is_empty()) {
        let mut run: Option<ByteRange> = None;
        let mut at = 0;
        let is_not_text = |at: usize| {
            let next = chunk.not_text.partition_point(|it| it.end <= at);
            chunk
                .not_text
                .get(next)
                .is_some_and(|it| it.contains(at) && chunk.text[it.start..].starts_with('%'))
        };
        for line in chunk.text.split_inclusive('\n') {
            let first = at + line.len() - line.trim_start().len();
            let is_comment = line.trim_start().starts_with('%')
                && is_not_text(first)
                && tex.silence_at(start + first) == Some(Silence::NotTex);
            let end = at + line.trim_end().len();
            if is_comment {
                run = Some(ByteRange::new(run.map_or(end, |it| it.start), end));
            } else {
                folds.extend(run.take().map(|it| Fold { range: it.shift(*start), is_comment: true }));
            }
            at += line.len();
        }
        folds.extend(run.map(|it| Fold { range: it.shift(*start), is_comment: true }));
    }
    folds
}

fn of_bib(text: &Text, bib: &Bibliography) -> Vec<Fold> {
    let entries = (0..bib.len().min(FOLDED) as u32).map(|number| bib.range(number));
    let mut folds: Vec<Fold> = Vec::new();
    let mut end = 0;
    for range in entries {
        folds.extend(between(text, ByteRange::new(end, range.start)));
        end = range.end;
        let first = text.line(text.line_of(range.start)).end.min(range.end);
        let range = ByteRange::new(first, before(text, text.floor_char(range.end - 1)).max(first));
        folds.push(Fold { range, is_comment: false });
    }
    folds
}

/// What stands between two entries is a comment, as far as it is no blank line: BibTeX passes it over.
fn between(text: &Text, gap: ByteRange) -> Option<Fold> {
    let shown = text.slice(gap);
    let start = gap.start + shown.len() - shown.trim_start().len();
    let end = gap.start + shown.trim_end().len();
    let line = text.line(text.line_of(start));
    // A `@string` and its like stand there, too, and are no comments.
    let is_comment = start < end && !shown.contains('@');
    is_comment.then(|| Fold { range: ByteRange::new(line.end.min(end), end), is_comment: true })
}

/// Where what stands before `at` ends: if only blanks do on its line, that of the line before.
fn before(text: &Text, at: usize) -> usize {
    let line = text.line_of(at);
    let start = text.line_start(line);
    let stands_alone = text.slice(ByteRange::new(start, at)).trim().is_empty();
    if stands_alone && line > 0 { text.line(line - 1).end } else { at }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let text = &fixture.snapshot.document(&fixture.id).unwrap().text;
        let mut drawn = String::new();
        for fold in folds(&fixture.snapshot, &fixture.id) {
            let (first, last) = (text.line_of(fold.range.start), text.line_of(fold.range.end));
            let line = |line: usize| text.slice(text.line(line)).into_owned();
            let mark = if fold.is_comment { "%" } else { "" };
            let _ = writeln!(drawn, "{mark}{first}-{last}: {} .. {}", line(first), line(last));
        }
        expected.assert_eq(&drawn);
    }

    #[test]
    fn sections_environments_and_comments() {
        check(
            r"
%- main.tex
% One line
\begin{document}
% A comment
  % of lines
% and more
\section{A}
Text.

\begin{itemize}
  \item \begin{x} y \end{x}
\end{itemize}

\section{B}
Text.

More.

\end{document}
",
            expect![[r#"
                1-16: \begin{document} .. 
                %2-4: % A comment .. % and more
                5-10: \section{A} .. \end{itemize}
                8-9: \begin{itemize} ..   \item \begin{x} y \end{x}
                12-15: \section{B} .. More.
            "#]],
        );
    }

    #[test]
    fn entries() {
        check(
            "%- refs.bib\n@a{k,\n  x = 1,\n}\n@b{l, x = 1}\n\n% one\n% two\n\n@c{m,\n  x = 2}\n",
            expect![[r#"
                0-1: @a{k, ..   x = 1,
                %5-6: % one .. % two
                8-9: @c{m, ..   x = 2}
            "#]],
        );
    }

    #[test]
    fn an_entry_may_end_in_a_long_sign() {
        check(
            "%- refs.bib\n@a{k,\n  x = {é",
            expect![[r#"
            0-1: @a{k, ..   x = {é
        "#]],
        );
    }
}
