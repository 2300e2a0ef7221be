//! `masked-citation`: a blank or a mark where a citation should stand.

use crate::model::citations::ChunkCitations;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::citation_notes::{asks, ends_asking, is_part};
use crate::syntax::sentences::{is_quoted, nearby};
use crate::syntax::tex::{Chunk, Delimiter, Note};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "masked-citation",
    level: Level::Warning,
    verdicts: &[],
    is_gap: true,
    explanation: "A blank or a mark stands where a citation should.\n\n\
         Example: `BERT was introduced in ____.`, `as was shown before [?]`.\n\n\
         Silent in formulas, code, labels, arguments and table cells that hold nothing but `[?]`.\n\n\
         Fix: replace it by a cite command.",
};

/// Reports the blanks and marks of a paragraph.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let Paragraph { chunk, cited, .. } = *paragraph;
    let identifiers = chunk.notes.iter().filter(|it| identifies(chunk, it) && !is_beside(cited, it.range));
    for mark in identifiers.map(|it| it.range.shift(paragraph.start)) {
        if report.speaks(RULE, mark.start)
            && !report.is_typed(mark)
            && !paragraph.project.has_no_bibliography()
        {
            let message =
                "An identifier where a citation should stand; replace it by a cite command".to_owned();
            report.add(RULE, mark, message);
        }
    }
    let has_library = !paragraph.project.has_no_bibliography();
    let is_word = |it: &Note| it.text.chars().all(char::is_lowercase);
    let keys = chunk.notes.iter().filter(|it| (has_library || is_word(it)) && names_key(report, chunk, it));
    for mark in keys.map(|it| it.range.shift(paragraph.start)).collect::<Vec<_>>() {
        if report.speaks(RULE, mark.start) && !report.is_typed(mark) {
            let message =
                "A key in brackets where a citation should stand; replace it by a cite command".to_owned();
            report.add(RULE, mark, message);
        }
    }
    let marks = chunk.notes.iter().filter(|it| stands_for_citation(chunk, it));
    // A paragraph of nothing else is a line that is drawn.
    let is_line = |it: &&ByteRange| it.len() >= LINE && chunk.text.trim().len() == it.len();
    let blanks = chunk.blanks.iter().filter(|it| !is_line(it)).copied();
    for mark in blanks.chain(marks.map(|it| it.range)) {
        let mark = mark.shift(paragraph.start);
        if report.speaks(RULE, mark.start) && !report.is_typed(mark) {
            let message = "A blank where a citation should stand; replace it by a cite command".to_owned();
            report.add(RULE, mark, message);
        }
    }
}

/// The blank or mark at `offset` (bytes of a LaTeX file) that stands for a citation.
pub fn mark_at(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<ByteRange> {
    let tex = snapshot.tex(id)?;
    let (start, chunk) = tex.chunk_at(offset)?;
    let is_here = |it: &ByteRange| it.shift(start).touches(offset);
    let notes = chunk.notes.iter().filter(|it| is_here(&it.range) && stands_for_citation(chunk, it));
    let blanks = chunk.blanks.iter().copied().filter(is_here);
    let found = blanks.chain(notes.map(|it| it.range)).next()?.shift(start);
    tex.silence_at(found.start).is_none().then_some(found)
}

/// Whether a bracket behind a word holds nothing but a work's identifier: `(arXiv:1706.03762)`,
/// `(https://doi.org/10.1145/3292500)`. Data are named so in a text, works are cited.
fn identifies(chunk: &Chunk, note: &Note) -> bool {
    const DATA: [&str; 8] =
        ["10.5281/", "10.6084/", "10.5061/", "10.17605/", "10.7910/", "10.17632/", "10.24433/", "10.15468/"];
    let before = chunk.text[..note.range.start].trim_end_matches([' ', '~', '\n']);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let behind = &chunk.text[note.range.end..];
    let follows = before.len() < note.range.start
        && word.chars().count() > 2
        && word.chars().all(|c| c.is_lowercase())
        && !matches!(
            word,
            "preprint" | "identifier" | "paper" | "doi" | "link" | "data" | "dataset" | "repository" | "code"
        );
    let ends = behind.starts_with(['.', ',', ';', ':']) || behind.trim().is_empty();
    let text =
        note.text.trim_start_matches("see ").trim_start_matches("https://").trim_start_matches("http://");
    let lower = text.to_ascii_lowercase();
    let doi =
        ["doi.org/", "dx.doi.org/", "doi:", "doi: ", "doi "].iter().find_map(|it| lower.strip_prefix(it));
    let arxiv = ["arxiv.org/abs/", "arxiv.org/pdf/", "arxiv:", "arxiv: "]
        .iter()
        .find_map(|it| lower.strip_prefix(it));
    let is_doi = doi.is_some_and(|it| {
        let it = it.trim();
        it.starts_with("10.")
            && it.contains('/')
            && !it.contains(' ')
            && !DATA.iter().any(|data| it.starts_with(data))
    });
    let is_arxiv = arxiv.is_some_and(|it| {
        let id = it.trim();
        let (month, number) = id.split_once('.').unwrap_or((id, ""));
        month.len() == 4
            && number.len() >= 4
            && month.bytes().chain(number.bytes().take(4)).all(|it| it.is_ascii_digit())
            && !id.contains(' ')
    });
    !note.fills_cell && follows && ends && (is_doi || is_arxiv)
}

/// Whether a bracket holds nothing but what should be in a cite command: a key of the library (`[hill2001]`), or a word
/// that the text refers to (`see [hill]`).
fn names_key(report: &Report, chunk: &Chunk, note: &Note) -> bool {
    const NO_KEYS: [&str; 10] =
        ["below", "above", "here", "there", "next", "previous", "box", "note", "page", "link"];
    let key = note.text.as_str();
    let is_key = note.delimiter == Delimiter::Bracket
        && !note.fills_cell
        && (3..=40).contains(&key.len())
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '+' | '.'));
    if !is_key || is_shown(chunk, note.range) {
        return false;
    }
    let before = chunk.text[..note.range.start].trim_end_matches([' ', '~', '\n']);
    let word = before.trim_end_matches('.').rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let is_apart = before.len() < note.range.start;
    let lower = key.to_lowercase();
    let is_written = key.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | ':'));
    let is_alone = || {
        let opened = before.trim_end_matches('.').strip_suffix(word).is_some_and(|it| it.ends_with('('));
        opened && chunk.text[note.range.end..].starts_with([')', ',', ';'])
    };
    let refers = is_apart
        && matches!(word, "see" | "See" | "cf" | "Cf")
        && !is_part(&lower)
        && !NO_KEYS.contains(&lower.as_str())
        && (is_written || is_alone());
    refers || (is_written && report.defines(key))
}

/// Whether a cite command stands beside the place, or close before it: the identifier is of its work.
fn is_beside(cited: &ChunkCitations, place: ByteRange) -> bool {
    const REACH: usize = 80;
    const LONGEST: usize = 4000;
    // A long one that begins long before ends before, too.
    let first = cited.citations.partition_point(|it| it.range.start + LONGEST < place.start);
    let mut near = cited.citations[first..].iter().take_while(|it| it.range.start < place.end + REACH);
    near.any(|it| it.range.end + REACH > place.start)
}

/// So many `_` by themselves are a line.
const LINE: usize = 10;

fn stands_for_citation(chunk: &Chunk, note: &Note) -> bool {
    (is_mark(note) || is_left_empty(chunk, note)) && !is_shown(chunk, note.range)
}

/// `based on the paper []`, `as proposed in [..]`: nothing between the brackets, where words call for a work.
fn is_left_empty(chunk: &Chunk, note: &Note) -> bool {
    const CALLING: [&str; 12] = [
        "paper", "papers", "article", "articles", "work", "works", "study", "studies", "by", "see", "al",
        "authors",
    ];
    let before = chunk.text[..note.range.start].trim_end_matches([' ', '~', '$']);
    let behind = chunk.text[note.range.end..].trim_start_matches('$');
    let word = before.trim_end_matches('.').rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    note.delimiter == Delimiter::Bracket
        && matches!(note.text.as_str(), "" | "..")
        && !note.fills_cell
        && before.len() < note.range.start
        && (CALLING.contains(&word) || (note.text == ".." && matches!(word, "in" | "from")))
        && (behind.is_empty() || behind.starts_with(['.', ',', ';', ' ', '\n']))
}

/// `[?]`, `[??]`, `[?, ?]`, `[12, ?]`, `[XXX]`. In parentheses a question mark is mostly an expression of doubt.
fn is_mark(note: &Note) -> bool {
    note.delimiter == Delimiter::Bracket
        && !note.fills_cell
        && (is_crossed(&note.text)
            || (note.text.contains('?')
                && note.text.split([',', ';']).all(|it| is_number_or_doubt(it.trim()))))
}

/// So long (bytes) a word with a question mark in brackets may be.
const LONGEST_WORD: usize = 30;

/// Whether a mark is a part of something shown: a gap to be filled within a quotation, an item in a row of such
/// (`[NNN] -- [XXX] -- [PPP]`, `[XXX] and [YYY]`), a doubt about a word (`[?] [portmanteau?]`), a bracket among
/// nested ones.
fn is_shown(chunk: &Chunk, mark: ByteRange) -> bool {
    let before = chunk.text[..mark.start].trim_end_matches([' ', '~']);
    let behind = chunk.text[mark.end..].trim_start_matches([' ', '~']);
    let is_link = |c: char| matches!(c, '-' | '–' | '—' | '―' | '+');
    let doubted = behind.strip_prefix('[').and_then(|it| it.split_once(']')).is_some_and(|(word, _)| {
        word.ends_with('?') && word.len() <= LONGEST_WORD && word.contains(char::is_alphabetic)
    });
    let is_slot = chunk.text.get(mark.std()).is_some_and(|it| it.contains('X'))
        && ["[YYY]", "[ZZZ]"].iter().any(|it| chunk.text[nearby(chunk, mark).std()].contains(it));
    (before.ends_with(is_link) && behind.starts_with(is_link))
        || doubted
        || is_slot
        || (before.ends_with("[?") && chunk.text[mark.end..].starts_with(']'))
        || is_quoted(&chunk.text, mark.start)
        || brackets_words(chunk, mark)
}

/// Whether parts of sentences stand in brackets around a mark, as linguists set them: a `[?]` among them is one.
fn brackets_words(chunk: &Chunk, mark: ByteRange) -> bool {
    const SEVERAL: usize = 3;
    let is_phrase = |it: &&Note| {
        it.delimiter == Delimiter::Bracket
            && it.text.contains(' ')
            && it.text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | ',' | '\'' | '’'))
            && !asks(&it.text.to_lowercase())
            && !ends_asking(&it.text.to_lowercase())
    };
    let near = nearby(chunk, mark);
    let first = chunk.notes.partition_point(|it| it.range.start < near.start);
    let notes = chunk.notes[first..].iter().take_while(|it| it.range.start < near.end);
    notes.filter(is_phrase).nth(SEVERAL - 1).is_some()
}

/// A number or question marks; `1989?` is a year in doubt.
fn is_number_or_doubt(text: &str) -> bool {
    text.bytes().all(|it| it == b'?' || it == b' ') || text.bytes().all(|it| it.is_ascii_digit())
}

/// Three or more `X`; two may be a number of Rome or a pair of chromosomes.
fn is_crossed(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|it| it == b'X')
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn keys_in_brackets() {
        check(
            r"
%- main.tex
As [hill2001] says (see [hill]), see [Moor99] and (see [somewhere]); not [hill], [moor2001], see [here], (see [Section]), see [the end].
%- refs.bib
@misc{hill2001, title = {A}}
@misc{hill, title = {B}}
",
            expect![[r#"
                As [hill2001] says (see [hill]), see [Moor99] and (see [somewhere]); not [hill], [moor2001], see [here], (see [Section]), see [the end].
                   ^^^^^^^^^^ masked-citation: A key in brackets where a citation should stand; replace it by a cite command
                                        ^^^^^^ masked-citation: A key in brackets where a citation should stand; replace it by a cite command
                                                     ^^^^^^^^ masked-citation: A key in brackets where a citation should stand; replace it by a cite command
                                                                       ^^^^^^^^^^^ masked-citation: A key in brackets where a citation should stand; replace it by a cite command
            "#]],
        );
    }

    #[test]
    fn a_mark_among_phrases_in_brackets_is_one_of_them() {
        check(
            r"
%- main.tex
Wagas sought [?] branch. [After one] he sought. Wagas sought [[after one] or [under one]] branch.

A mark [?] and [more words here], [citation needed].
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
                A mark [?] and [more words here], [citation needed].
                       ^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                                  ^^^^^^^^^^^^^^^^^ citation-todo: `[citation needed]` asks for a citation; replace it by a cite command
            "#]],
        );
    }

    #[test]
    fn marks_that_are_shown() {
        check(
            r"
%- main.tex
A clipped compound [?] [portmanteau?] of software.

He listened to [XXX] and shared [YYY].

The pattern [? [? [? ?]]] matches.

Two works [?][?] and one [XXX]. Based on the paper [], as Hill et al. [..] show; not the list [] of words, \item[] x.
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
                Two works [?][?] and one [XXX]. Based on the paper [], as Hill et al. [..] show; not the list [] of words, \item[] x.
                          ^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                             ^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                         ^^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                                                   ^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                                                                      ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
            "#]],
        );
    }

    #[test]
    fn blanks_and_marks() {
        check(
            r"
%- main.tex
Known ____. Marked [?], [XXX], not [XX], [??, ?] and [12, ?], \textbf{____}; not [1989?], \_\_\_, a___b, $x_{___}$, \label{t:a___b}, (?).
\begin{tabular}{c} [?] & a \\ \end{tabular} \item[?] x \\[?] \verb|____| \underline{\hspace{2cm}}
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
            Known ____. Marked [?], [XXX], not [XX], [??, ?] and [12, ?], \textbf{____}; not [1989?], \_\_\_, a___b, $x_{___}$, \label{t:a___b}, (?).
                  ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                               ^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                    ^^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                                     ^^^^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                                                 ^^^^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
                                                                                  ^^^^ masked-citation: A blank where a citation should stand; replace it by a cite command
        "#]],
        );
    }
}
