//! Crossref's works: a JSON object a line.

use serde::Deserialize;

use super::json;
use super::reading::{Reading, collapsed};
use crate::model::library::{Work, arxiv, doi};
use crate::model::record::Record;
use crate::resolve::verify::without_markup;
use crate::syntax::names::Name;

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "DOI")]
    doi: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    title: Vec<String>,
    #[serde(default)]
    subtitle: Vec<String>,
    #[serde(default)]
    author: Vec<Author>,
    #[serde(default)]
    editor: Vec<Author>,
    issued: Option<Date>,
    #[serde(rename = "container-title", default)]
    container: Vec<String>,
    publisher: Option<String>,
    volume: Option<String>,
    issue: Option<String>,
    page: Option<String>,
    #[serde(rename = "updated-by", default)]
    updated_by: Vec<Update>,
}

#[derive(Deserialize)]
struct Author {
    #[serde(default)]
    given: String,
    #[serde(default)]
    family: String,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Date {
    #[serde(rename = "date-parts", default)]
    parts: Vec<Vec<Option<i32>>>,
}

#[derive(Deserialize)]
struct Update {
    #[serde(rename = "type", default)]
    kind: String,
    updated: Option<Date>,
}

/// Works of these types are no match for a citation.
const NO_WORKS: [&str; 5] = ["component", "peer-review", "journal-issue", "grant", "journal"];

/// A registrant whose records copy title and authors of famous papers.
const COPIES: &str = "10.65215/";

/// Reads one line.
pub fn read(line: &[u8]) -> Reading {
    json::read(line, |line: Line| {
        let kind = line.kind.unwrap_or_default();
        if NO_WORKS.contains(&kind.as_str()) || line.doi.starts_with(COPIES) {
            return None;
        }
        // Two titles are one in two languages.
        let mut title = collapsed(&without_markup(line.title.first()?));
        if let Some(sub) = line.subtitle.first().map(|it| collapsed(&without_markup(it)))
            && !sub.is_empty()
            && !title.to_lowercase().contains(&sub.to_lowercase())
        {
            title = format!("{title}: {sub}");
        }
        let withdrawn = line
            .updated_by
            .iter()
            .find(|it| matches!(it.kind.as_str(), "retraction" | "withdrawal" | "removal"));
        let year = |date: &Option<Date>| date.as_ref().and_then(|it| *it.parts.first()?.first()?);
        let people = if line.author.is_empty() { &line.editor } else { &line.author };
        let doi = doi(&line.doi);
        let work = Work {
            key: line.doi.clone(),
            kind: entry_type(&kind).to_owned(),
            title,
            authors: people.iter().map(person).filter(|it| !it.family.is_empty()).collect(),
            year: year(&line.issued),
            venue: line.container.first().map(|it| collapsed(&without_markup(it))).unwrap_or_default(),
            arxiv: doi.as_ref().and_then(|it| it.strip_prefix("10.48550/arxiv.")).and_then(arxiv),
            doi,
            ..Work::default()
        };
        Some(Record {
            work,
            volume: line.volume.unwrap_or_default(),
            number: line.issue.unwrap_or_default(),
            pages: line.page.unwrap_or_default(),
            publisher: line.publisher.unwrap_or_default(),
            pmid: None,
            withdrawn: withdrawn.map(|it| match year(&it.updated) {
                Some(year) => format!("{}, {year}", it.kind),
                None => it.kind.clone(),
            }),
        })
    })
}

fn person(author: &Author) -> Name {
    if author.family.is_empty() {
        return Name { family: author.name.clone(), ..Name::default() };
    }
    json::person(&author.given, &author.family, &author.suffix)
}

fn entry_type(kind: &str) -> &'static str {
    match kind {
        "journal-article" => "article",
        "proceedings-article" => "inproceedings",
        "book-chapter" | "book-section" | "reference-entry" => "incollection",
        "book" | "monograph" | "edited-book" | "reference-book" | "book-set" => "book",
        "proceedings" => "proceedings",
        "dissertation" => "phdthesis",
        "report" | "report-component" => "techreport",
        _ => "misc",
    }
}
