//! arXiv's metadata (`arxiv-metadata-oai-snapshot.json`): a JSON object a line.

use serde::Deserialize;

use super::json;
use super::reading::{Reading, collapsed};
use crate::model::library::{Work, doi, year};
use crate::model::record::Record;
use crate::syntax::latex_text::to_unicode;

#[derive(Deserialize)]
struct Line {
    id: String,
    title: String,
    #[serde(default)]
    authors: Option<String>,
    #[serde(default)]
    authors_parsed: Vec<Vec<String>>,
    comments: Option<String>,
    #[serde(rename = "journal-ref")]
    journal: Option<String>,
    doi: Option<String>,
    #[serde(default)]
    versions: Vec<Version>,
    update_date: Option<String>,
}

#[derive(Deserialize)]
struct Version {
    created: String,
}

/// Reads one line.
pub fn read(line: &[u8]) -> Reading {
    json::read(line, |line: Line| {
        let part = |name: &[String], at: usize| name.get(at).cloned().unwrap_or_default();
        let parsed = line.authors_parsed.iter().filter(|it| !part(it, 0).is_empty());
        let mut authors: Vec<_> =
            parsed.map(|it| json::person(&part(it, 1), &part(it, 0), &part(it, 2))).collect();
        if authors.is_empty() {
            let text = line.authors.unwrap_or_default();
            let list = text.split(", ").flat_map(|it| it.split(" and ")).filter(|it| !it.trim().is_empty());
            authors = list.map(crate::syntax::names::Name::read).collect();
        }
        // The work is as old as its first version.
        let created = line.versions.first().and_then(|it| year(&it.created));
        let withdrawn = line.comments.as_deref().is_some_and(is_withdrawal);
        let work = Work {
            key: line.id.clone(),
            kind: "misc".to_owned(),
            title: collapsed(&to_unicode(&line.title)),
            authors,
            year: created.or_else(|| line.update_date.as_deref().and_then(year)),
            venue: line.journal.map_or_else(|| "arXiv".to_owned(), |it| collapsed(&to_unicode(&it))),
            // Of two DOIs with a blank between, the first.
            doi: line.doi.as_deref().and_then(doi),
            arxiv: Some(line.id.to_lowercase()),
            ..Work::default()
        };
        Some(Record { work, withdrawn: withdrawn.then(|| "withdrawn".to_owned()), ..Record::default() })
    })
}

/// `This paper has been withdrawn by the authors`, not `withdrawn from the first version: a figure`.
pub fn is_withdrawal(comment: &str) -> bool {
    let comment = comment.trim_start().to_lowercase();
    comment.starts_with("withdrawn")
        || [
            "paper has been withdrawn",
            "paper is withdrawn",
            "submission has been withdrawn",
            "manuscript has been withdrawn",
            "article has been withdrawn",
            "paper was withdrawn",
        ]
        .iter()
        .any(|it| comment.contains(it))
}
