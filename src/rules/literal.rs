//! `author-year-text`, `numeric-citation`: citations that are written out.

use super::paragraphs::Paragraph;
use super::{Diagnostic, Report};
use crate::model::citations::ChunkCitations;
use crate::model::cite_commands::Role;
use crate::model::project::Project;
use crate::resolve::author_names::Named;
use crate::settings::Rule;
use crate::syntax::prose::ProseCitation;
use crate::syntax::sentences::sentence;
use crate::syntax::tex::{Chunk, Delimiter, Note, TexFile};
use crate::text::ByteRange;

pub(super) fn report(report: &mut Report, project: &Project, paragraph: &Paragraph) {
    let Paragraph { start, chunk, cited, .. } = *paragraph;
    let mut found: Vec<(Rule, ByteRange)> = Vec::new();
    if !project.has_no_bibliography() {
        let years = chunk.author_years.iter().filter(|it| {
            !is_cited_beside(chunk, cited, it.range)
                && !is_named_so(chunk, it.range)
                && are_people(project, chunk, it)
        });
        found.extend(years.map(|it| (Rule::AuthorYearText, it.range.shift(start))));
    }
    let numbers = chunk.notes.iter().filter(|it| weight(chunk, it).is_some()).map(|it| it.range);
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

/// Takes back what was said of numbers where neither a cite command and their place nor a pasted list of
/// references tells that they are citations.
pub(super) fn settle(report: &mut Report) {
    let is_number = |it: &Diagnostic| it.rule == Rule::NumericCitation;
    let Some(tex) = report.document.tex().filter(|_| report.found.iter().any(is_number)) else { return };
    let mut citations = report.snapshot.citations(&report.document.id).into_iter().flat_map(|it| it.iter());
    let cites = citations.any(|(_, it)| {
        matches!(it.role, Role::Cite | Role::Textual) && it.groups.iter().any(|it| !it.keys.is_empty())
    });
    if has_pasted_list(tex) {
        return;
    }
    let is_plain = |it: &Diagnostic| {
        let Some((start, chunk)) = tex.chunk_at(it.range.start) else { return false };
        let mut notes = chunk.notes.iter().filter(|note| note.range.shift(start) == it.range);
        notes.any(|note| weight(chunk, note) == Some(Weight::Plain))
    };
    report.found.retain(|it| !is_number(it) || (cites && is_plain(it)));
}

/// Commands whose argument names something: two names and a year in it cite nothing.
const NAMING: [&str; 9] =
    ["author", "index", "label", "thanks", "title", "epigraph", "dedication", "affil", "institute"];

fn is_named_so(chunk: &Chunk, place: ByteRange) -> bool {
    chunk.calls.iter().any(|it| NAMING.contains(&it.name.as_str()) && it.range().covers(place))
}

/// Whether the names are of authors: `et al.` says so, and parentheses around names and year; of `Pride and
/// Prejudice (1813)` each name must be that of an author in the library.
fn are_people(project: &Project, chunk: &Chunk, named: &ProseCitation) -> bool {
    let is_known = |name: &String| {
        let name = Named::new(name);
        name.queries().iter().any(|it| !project.library.by_author(it, 1).is_empty())
    };
    let encloses = chunk.text[named.range.std()].starts_with('(');
    named.works.iter().all(|work| work.et_al || encloses || work.authors.iter().all(is_known))
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

/// Words before a bracket that cites.
const CITING: [&str; 24] = [
    "in",
    "by",
    "see",
    "al",
    "also",
    "cf",
    "ref",
    "refs",
    "reference",
    "references",
    "work",
    "works",
    "paper",
    "papers",
    "study",
    "studies",
    "siehe",
    "vgl",
    "auch",
    "von",
    "voir",
    "par",
    "в",
    "см",
];

/// Words before two numbers in brackets that are an interval and no citation.
const BEFORE_INTERVALS: [&str; 20] = [
    "in", "between", "from", "within", "to", "over", "on", "of", "are", "is", "ranging", "domain", "values",
    "value", "bounds", "bounded", "clamp", "clipped", "scale", "by",
];

/// Words before a bracket that is an index, a place, an amount, or the number of something.
const MEASURES: &str = " range ranges interval intervals index indices array list vector tuple window size sizes \
    shape dimension dimensions dim order step steps set sets bin level levels footnote page pages chapter \
    chapters section sections table tables figure figures fig eq eqs equation equations algorithm line lines \
    item items question row rows column columns theorem lemma rule case example node state version stage phase \
    part point points note channel key layer layers block blocks group groups class type direction directions \
    plane axis orientation scale score scores player input output task verse option step number no on along \
    at to for with than about the a an or and is are was be grant grants contract project gives returns yields equals \
    prints outputs contains becomes produces seite kapitel tabelle abbildung intervall menge \
    mengen werte spalte zeile ";

/// How much a bracket with numbers looks like a citation.
#[derive(Clone, Copy, PartialEq)]
enum Weight {
    /// By its place, too: at the end of a clause, or behind a word that cites.
    Plain,
    /// Only beside a pasted list of references.
    Faint,
}

/// Whether a bracket reads as numbers of references: `[12]`, `[3, 7]`, `[2-5]`; without 0, ascending, and
/// behind a word that ends with a blank.
fn weight(chunk: &Chunk, note: &Note) -> Option<Weight> {
    if note.delimiter != Delimiter::Bracket || note.fills_cell {
        return None;
    }
    let numbers: Option<Vec<u32>> = note
        .text
        .split([',', ';', '-', '–'])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .map(|it| it.parse().ok().filter(|number| !it.starts_with('0') && (1..=999).contains(number)))
        .collect();
    let numbers = numbers.filter(|it| !it.is_empty() && it.is_sorted())?;
    let before = &chunk.text[..note.range.start];
    let word = before.trim_end_matches([' ', '~', '\n']);
    // Chinese and Japanese are written without blanks.
    let is_apart =
        word.len() < before.len() || word.ends_with(|c: char| ('\u{3040}'..='\u{9fff}').contains(&c));
    let last = word.trim_end_matches('.').rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let is_name = last.starts_with(|c: char| !c.is_lowercase());
    let last = last.to_lowercase();
    let line = before.rfind('\n').map_or(0, |it| it + 1);
    // A line of a pasted list of references: `[3] Brown, T. ...`.
    let behind = chunk.text[note.range.end..].trim_start();
    let begins_line = before[line..].trim().is_empty() && behind.starts_with(char::is_uppercase);
    let after = chunk.text[note.range.end..].chars().next();
    // `WMT [13-20] &` in a table.
    let ends_cell = behind.starts_with('&') || behind.starts_with("\\\\");
    let is_pair = numbers.len() == 2;
    let is_part = after.is_some_and(|c| c.is_alphanumeric() || "([{=_^-".contains(c));
    let follows_text = word.ends_with(|c: char| c.is_alphabetic() || ".,;:)'’”»".contains(c));
    let is_interval = is_pair && BEFORE_INTERVALS.contains(&last.as_str());
    let is_measure = !last.is_empty() && MEASURES.split(' ').any(|it| it == last);
    if !is_apart || begins_line || ends_cell || is_part || !follows_text || is_interval || is_measure {
        return None;
    }
    let cites = CITING.contains(&last.as_str()) && (!is_pair || last.starts_with("ref"));
    let ends_clause = after.is_none_or(|c| ".,;:)".contains(c)) || behind.is_empty();
    let is_word = !is_name
        && !BEFORE_INTERVALS.contains(&last.as_str())
        && last.chars().count() > 2
        && !word.ends_with([',', ';', ':', '.']);
    let is_quoted = word.ends_with(['\'', '’', '”', '»']);
    Some(if cites || (ends_clause && (is_word || is_quoted)) { Weight::Plain } else { Weight::Faint })
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
