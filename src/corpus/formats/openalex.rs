//! OpenAlex's works: a JSON object a line.

use serde::Deserialize;

use super::json;
use super::reading::{Reading, collapsed};
use crate::model::library::{Work, arxiv, doi};
use crate::model::record::Record;
use crate::resolve::verify::without_markup;
use crate::syntax::names::Name;

#[derive(Deserialize)]
struct Line {
    id: String,
    title: Option<String>,
    #[serde(default)]
    authorships: Vec<Authorship>,
    publication_year: Option<i32>,
    primary_location: Option<Location>,
    doi: Option<String>,
    ids: Option<Ids>,
    #[serde(rename = "type")]
    kind: Option<String>,
    biblio: Option<Biblio>,
    #[serde(default)]
    is_retracted: Option<bool>,
}

#[derive(Deserialize)]
struct Authorship {
    raw_author_name: Option<String>,
    author: Option<Author>,
}

#[derive(Deserialize)]
struct Author {
    display_name: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    source: Option<Source>,
    landing_page_url: Option<String>,
}

#[derive(Deserialize)]
struct Source {
    display_name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Ids {
    pmid: Option<String>,
}

#[derive(Deserialize)]
struct Biblio {
    volume: Option<String>,
    issue: Option<String>,
    first_page: Option<String>,
    last_page: Option<String>,
}

/// Works of these types are no match for a citation (SERVICES of OpenAlex: types).
const NO_WORKS: [&str; 6] =
    ["paratext", "peer-review", "erratum", "retraction", "supplementary-materials", "libguides"];

/// Answers hold so many authors at most.
const MOST_AUTHORS: usize = 100;

/// Reads one line.
pub fn read(line: &[u8]) -> Reading {
    json::read(line, |line: Line| {
        let kind = line.kind.unwrap_or_default();
        let title = line.title.filter(|_| !NO_WORKS.contains(&kind.as_str()))?;
        // As printed, before the name of a profile into which people may have been merged.
        let name = |it: &Authorship| {
            it.raw_author_name.clone().or_else(|| it.author.as_ref().and_then(|it| it.display_name.clone()))
        };
        let authors: Vec<Name> = line.authorships.iter().filter_map(name).map(|it| Name::read(&it)).collect();
        let source = line.primary_location.as_ref().and_then(|it| it.source.as_ref());
        let venue = source.and_then(|it| it.display_name.clone()).unwrap_or_default();
        let is_conference = source.and_then(|it| it.kind.as_deref()) == Some("conference");
        let landing = line.primary_location.as_ref().and_then(|it| it.landing_page_url.clone());
        let doi = line.doi.as_deref().and_then(doi);
        let by_doi = doi.as_ref().and_then(|it| it.strip_prefix("10.48550/arxiv."));
        let by_page = landing.as_deref().filter(|it| it.contains("arxiv.org/"));
        let pmid = line.ids.and_then(|it| it.pmid);
        let biblio = line.biblio;
        let text = |it: &dyn Fn(&Biblio) -> Option<String>| biblio.as_ref().and_then(it).unwrap_or_default();
        let pages = [text(&|it| it.first_page.clone()), text(&|it| it.last_page.clone())];
        let pages: Vec<String> = pages.into_iter().filter(|it| !it.is_empty()).collect();
        let work = Work {
            key: line.id.rsplit('/').next().unwrap_or_default().to_owned(),
            kind: entry_type(&kind, is_conference, venue.is_empty()).to_owned(),
            title: collapsed(&without_markup(&title)),
            others: authors.len() == MOST_AUTHORS,
            authors,
            year: line.publication_year,
            venue,
            arxiv: by_doi.or(by_page).and_then(arxiv),
            doi,
            url: landing,
            ..Work::default()
        };
        Some(Record {
            work,
            volume: text(&|it| it.volume.clone()),
            number: text(&|it| it.issue.clone()),
            pages: pages.join("-"),
            pmid: pmid.map(|it| it.rsplit('/').next().unwrap_or_default().to_owned()),
            withdrawn: line.is_retracted.unwrap_or_default().then(|| "retracted".to_owned()),
            publisher: String::new(),
        })
    })
}

fn entry_type(kind: &str, is_conference: bool, is_homeless: bool) -> &'static str {
    match kind {
        "conference-paper" | "conference-abstract" => "inproceedings",
        "article" if is_conference => "inproceedings",
        "article" | "review" | "letter" | "editorial" | "data-paper" | "software-paper" if !is_homeless => {
            "article"
        }
        "book-chapter" | "reference-entry" => "incollection",
        "book" => "book",
        "dissertation" => "phdthesis",
        "report" => "techreport",
        _ => "misc",
    }
}
