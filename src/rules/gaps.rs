//! `empty-citation`, `masked-citation`, `placeholder-key`: places where a citation is still to come.

use super::Report;
use super::paragraphs::Paragraph;
use crate::model::citations::{Citation, KeyGroup};
use crate::model::cite_commands::Role;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::settings::Rule;
use crate::syntax::citation_notes::is_key_to_be_found;
use crate::syntax::tex::{Delimiter, Note};
use crate::text::ByteRange;

pub(super) fn report(report: &mut Report, paragraph: &Paragraph) {
    masked(report, paragraph);
    let start = paragraph.start;
    for citation in &paragraph.cited.citations {
        for group in &citation.groups {
            if !is_citing(report, citation, group) {
                continue;
            }
            if group.prose.is_some() && !group.keys.iter().any(|key| report.defines(&key.text)) {
                continue; // One prose citation, not several keys.
            }
            for hole in &group.holes {
                let hole = hole.shift(start);
                if !report.speaks(Rule::EmptyCitation, hole.start) || report.is_typed(hole) {
                    continue;
                }
                let message = if group.is_empty() {
                    format!("`\\{}` has no key; fill in the key of an entry", citation.name)
                } else {
                    format!("An empty place among the keys of `\\{}`; fill it or remove it", citation.name)
                };
                report.add(Rule::EmptyCitation, hole, message);
            }
            for key in &group.keys {
                let range = key.range.shift(start);
                if key.is_whole()
                    && !report.defines(&key.text)
                    && is_placeholder(&key.text)
                    && !report.is_sought(range, &key.text)
                    && report.speaks(Rule::PlaceholderKey, range.start)
                {
                    let shown = key.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    let message = format!(
                        "`{shown}` stands for a key still to be found; replace it by the key of an entry"
                    );
                    report.add(Rule::PlaceholderKey, range, message);
                }
            }
        }
    }
}

/// Whether a group holds citations. Of a command that is only named like one (`\mycite`, `\setciteinfo`,
/// `\IEEEcompsocitemizethanks`) the content tells.
pub(super) fn is_citing(report: &Report, citation: &Citation, group: &KeyGroup) -> bool {
    if citation.role != Role::Perhaps || group.keys.iter().any(|it| report.defines(&it.text)) {
        return true;
    }
    let name = citation.name.to_ascii_lowercase();
    let is_named_so =
        name.starts_with("cite") || ["cite", "cites", "citep", "citet"].iter().any(|it| name.ends_with(it));
    let is_gap = match group.keys.as_slice() {
        [] => name.starts_with("cite"),
        [only] => group.prose.is_some() || (is_placeholder(&only.text) && !only.text.contains(' ')),
        _ => group.prose.is_some(),
    };
    is_gap && is_named_so && !name.starts_with("how")
}

fn masked(report: &mut Report, paragraph: &Paragraph) {
    let marks = paragraph.chunk.notes.iter().filter(|it| is_mark(it)).map(|it| it.range);
    for mark in paragraph.chunk.blanks.iter().copied().chain(marks) {
        let mark = mark.shift(paragraph.start);
        if report.speaks(Rule::MaskedCitation, mark.start) && !report.is_typed(mark) {
            let message = "A blank where a citation should stand; replace it by a cite command".to_owned();
            report.add(Rule::MaskedCitation, mark, message);
        }
    }
}

/// The blank or mark at `offset` (bytes of a LaTeX file) that stands for a citation.
pub fn mark_at(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<ByteRange> {
    let tex = snapshot.tex(id)?;
    let (start, chunk) = tex.chunk_at(offset)?;
    let marks = chunk.notes.iter().filter(|it| is_mark(it)).map(|it| it.range);
    let found =
        chunk.blanks.iter().copied().chain(marks).map(|it| it.shift(start)).find(|it| it.touches(offset))?;
    tex.silence_at(found.start).is_none().then_some(found)
}

/// `[?]`, `[??]`, `[?, ?]`, `[12, ?]`, `[XXX]`. In parentheses a question mark is mostly an expression of doubt.
fn is_mark(note: &Note) -> bool {
    note.delimiter == Delimiter::Bracket
        && !note.fills_cell
        && (is_crossed(&note.text)
            || (note.text.contains('?')
                && note.text.split([',', ';']).all(|it| is_number_or_doubt(it.trim()))))
}

/// A number or question marks; `1989?` is a year in doubt.
fn is_number_or_doubt(text: &str) -> bool {
    text.bytes().all(|it| it == b'?' || it == b' ') || text.bytes().all(|it| it.is_ascii_digit())
}

/// Three or more `X`; two may be a number of Rome or a pair of chromosomes.
fn is_crossed(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|it| it == b'X')
}

/// Words that, as a whole key, stand for one still to be found.
const PLACEHOLDERS: &[&str] = &[
    "needed",
    "key",
    "tbd",
    "tba",
    "tbc",
    "fixme",
    "missing",
    "source",
    "reference",
    "references",
    "fillin",
    "fillme",
    "somebody",
    "something",
    "blank",
    "toadd",
    "nocite",
    "nokey",
    "emptykey",
];

/// Whether `key`, which no entry defines, is no key but stands for one still to be found.
pub fn is_placeholder(key: &str) -> bool {
    let letters: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters.is_empty() {
        return true;
    }
    if letters.len() >= 2 && letters.chars().all(|c| c == 'x') {
        return true;
    }
    // `TODO`, `todo:bert`, `CiteTODO`, but not an author called Todorov.
    let todo = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_lowercase());
    let marked = key.match_indices("TODO").next().is_some()
        || key.to_ascii_lowercase().strip_prefix("todo").is_some_and(|rest| todo(rest.chars().next()));
    if marked || PLACEHOLDERS.contains(&letters.as_str()) || is_key_to_be_found(&letters) {
        return true;
    }
    is_prose(key)
}

/// Several words of prose: at least three words of letters between blanks.
fn is_prose(key: &str) -> bool {
    let words: Vec<&str> = key.split_whitespace().collect();
    let wordy = words.iter().filter(|it| it.chars().any(char::is_alphabetic)).count();
    words.len() >= 3 && wordy >= 3
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders_are_told_from_keys() {
        for key in [
            "TODO",
            "todo:bert",
            "todo_bert",
            "?",
            "??",
            "xxx",
            "XXXXX",
            "citation_needed",
            "needed",
            "cite",
            "CiteTODO",
            "Ref",
            "a b c d",
        ] {
            assert!(is_placeholder(key), "{key}");
        }
        for key in [
            "todorov1969",
            "Todorov",
            "x",
            "devlin2019bert",
            "ref1",
            "citep2",
            "Devlin 2019",
            "Xu2020",
            "key words",
        ] {
            assert!(!is_placeholder(key), "{key}");
        }
    }
}
