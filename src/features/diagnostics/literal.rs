//! `author-year-text`, `numeric-citation`: citations that are written out.

use super::paragraphs::Paragraph;
use super::{Diagnostic, Report};
use crate::features::sentences::sentence;
use crate::model::citations::ChunkCitations;
use crate::model::cite_commands::Role;
use crate::model::project::Project;
use crate::settings::Rule;
use crate::syntax::tex::{Chunk, Delimiter, Note, TexFile};
use crate::text::ByteRange;

pub(super) fn report(report: &mut Report, project: &Project, paragraph: &Paragraph) {
    let Paragraph { start, chunk, cited, .. } = *paragraph;
    let mut found: Vec<(Rule, ByteRange)> = Vec::new();
    if !project.has_no_bibliography() {
        let years = chunk.author_years.iter().map(|it| it.range);
        let years = years.filter(|it| !is_cited_beside(chunk, cited, *it));
        found.extend(years.map(|it| (Rule::AuthorYearText, it.shift(start))));
    }
    let numbers = chunk.notes.iter().filter(|it| is_numeric(chunk, it)).map(|it| it.range);
    found.extend(numbers.map(|it| (Rule::NumericCitation, it.shift(start))));
    for (rule, range) in found {
        if report.speaks(rule, range.start) && !report.is_typed(range) {
            let shown = report.document.text.slice(range).split_whitespace().collect::<Vec<_>>().join(" ");
            let message = match rule {
                Rule::NumericCitation => {
                    format!("`{shown}` looks like a pasted citation; use a cite command")
                }
                _ => format!("`{shown}` names a work without a cite command; use one"),
            };
            report.add(rule, range, message);
        }
    }
}

/// Takes back what was said of numbers where neither a cite command nor a pasted list of references tells
/// that they are citations.
pub(super) fn settle(report: &mut Report) {
    let is_number = |it: &Diagnostic| it.rule == Rule::NumericCitation;
    let Some(tex) = report.document.tex().filter(|_| report.found.iter().any(is_number)) else { return };
    let mut citations = report.snapshot.citations(&report.document.id).into_iter().flat_map(|it| it.iter());
    let cites = citations.any(|(_, it)| {
        matches!(it.role, Role::Cite | Role::Textual) && it.groups.iter().any(|it| !it.keys.is_empty())
    });
    if !cites && !has_pasted_list(tex) {
        report.found.retain(|it| !is_number(it));
    }
}

/// Whether a cite command stands in the sentence.
fn is_cited_beside(chunk: &Chunk, cited: &ChunkCitations, place: ByteRange) -> bool {
    if cited.citations.is_empty() {
        return false;
    }
    let whole: Vec<ByteRange> = cited.citations.iter().map(|it| it.range).chain([place]).collect();
    let sentence = sentence(chunk, place, &whole);
    cited.citations.iter().any(|it| it.range.overlaps(sentence))
}

/// Words before two numbers in brackets that are an interval and no citation.
const BEFORE_INTERVALS: [&str; 20] = [
    "in", "between", "from", "within", "to", "over", "on", "of", "are", "is", "ranging", "domain", "values",
    "value", "bounds", "bounded", "clamp", "clipped", "scale", "by",
];

/// Words before a bracket that is an index, a place or an amount.
const MEASURES: [&str; 20] = [
    "range",
    "ranges",
    "interval",
    "intervals",
    "index",
    "indices",
    "array",
    "list",
    "vector",
    "tuple",
    "window",
    "size",
    "sizes",
    "shape",
    "step",
    "steps",
    "set",
    "bin",
    "level",
    "footnote",
];

/// Whether a bracket reads as numbers of references: `[12]`, `[3, 7]`, `[2-5]`; without 0, ascending, and
/// behind a word that ends with a blank.
fn is_numeric(chunk: &Chunk, note: &Note) -> bool {
    if note.delimiter != Delimiter::Bracket || note.fills_cell {
        return false;
    }
    let numbers: Option<Vec<u32>> = note
        .text
        .split([',', ';', '-', '–'])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .map(|it| it.parse().ok().filter(|number| (1..=999).contains(number)))
        .collect();
    let Some(numbers) = numbers.filter(|it| !it.is_empty()) else { return false };
    let before = &chunk.text[..note.range.start];
    let word = before.trim_end_matches([' ', '~', '\n']);
    let is_apart = word.len() < before.len();
    let last = word.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    let line = before.rfind('\n').map_or(0, |it| it + 1);
    // A line of a pasted list of references: `[3] Brown, T. ...`.
    let behind = chunk.text[note.range.end..].trim_start();
    let begins_line = before[line..].trim().is_empty() && behind.starts_with(char::is_uppercase);
    let after = chunk.text[note.range.end..].chars().next();
    // `WMT [13-20] &` in a table.
    let ends_cell = behind.starts_with(['&', '\\']);
    is_apart
        && !begins_line
        && !ends_cell
        && !word.is_empty()
        && word.ends_with(|c: char| c.is_alphabetic() || ".,;:)'’”".contains(c))
        && !MEASURES.contains(&last.as_str())
        && !(numbers.len() == 2 && BEFORE_INTERVALS.contains(&last.as_str()))
        && !after.is_some_and(|c| c.is_alphanumeric() || "([{=_^".contains(c))
        && numbers.is_sorted()
}

/// Whether the file has a list of references that was pasted: three lines that begin with `[1]`, `[2]`.
fn has_pasted_list(tex: &TexFile) -> bool {
    let lines = tex.chunks.iter().flat_map(|(_, chunk)| chunk.text.lines());
    let is_reference = |line: &str| {
        let rest = line.trim_start().strip_prefix('[').and_then(|it| it.split_once(']'));
        rest.is_some_and(|(number, rest)| {
            number.parse::<u32>().is_ok() && rest.trim_start().starts_with(|c: char| c.is_alphabetic())
        })
    };
    lines.filter(|line| is_reference(line)).nth(2).is_some()
}
