//! The table of Retraction Watch: comma-separated, its head names the columns.

use super::reading::{Reading, collapsed};
use crate::model::library::{Work, doi, year};
use crate::model::record::Record;
use crate::syntax::names::Name;

/// The cells of a row; quotes around one, doubled quotes in it.
pub fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = row.trim_end_matches(['\r', '\n']).trim_start_matches('\u{FEFF}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cells.iter_mut().last().into_iter().for_each(|it| it.push('"'));
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.iter_mut().last().into_iter().for_each(|it| it.push(c)),
        }
    }
    cells
}

/// Reads one row under these columns.
pub fn read(row: &str, columns: &[String]) -> Reading {
    let cells = cells(row);
    if cells.iter().all(|it| it.trim().is_empty()) {
        return Reading::Other;
    }
    if cells.len() != columns.len() {
        return Reading::Bad(format!("it has {} cells, the head has {}", cells.len(), columns.len()));
    }
    let cell = |name: &str| {
        let at = columns.iter().position(|it| it.trim() == name);
        at.and_then(|at| cells.get(at)).map(|it| it.trim()).unwrap_or_default()
    };
    // Corrections and expressions of concern take no work back; a reinstatement gives it back.
    let nature = cell("RetractionNature");
    if !nature.eq_ignore_ascii_case("retraction") {
        return Reading::Other;
    }
    let date = cell("RetractionDate").split_whitespace().next().unwrap_or_default();
    let names = cell("Author").split(';').map(str::trim).filter(|it| !it.is_empty());
    let pmid = cell("OriginalPaperPubMedID");
    let work = Work {
        key: cell("Record ID").to_owned(),
        kind: "article".to_owned(),
        title: collapsed(cell("Title")),
        authors: names.map(Name::read).collect(),
        year: year(cell("OriginalPaperDate")),
        venue: cell("Journal").to_owned(),
        doi: doi(cell("OriginalPaperDOI")),
        ..Work::default()
    };
    let withdrawn = if date.is_empty() { "retraction".to_owned() } else { format!("retraction, {date}") };
    Reading::Record(Box::new(Record {
        work,
        publisher: cell("Publisher").to_owned(),
        pmid: (pmid.len() > 1 && pmid.bytes().all(|it| it.is_ascii_digit())).then(|| pmid.to_owned()),
        withdrawn: Some(withdrawn),
        ..Record::default()
    }))
}
