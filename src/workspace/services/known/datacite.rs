//! DataCite's REST API (`/dois`), whose answers are JSON:API.

use serde_json::Value;

use super::read::{json, list, number, text};
use crate::model::library::{Work, arxiv, doi};
use crate::model::record::Record;
use crate::resolve::identifiers::OF_ARXIV;
use crate::resolve::verify::without_markup;
use crate::syntax::names::Name;
use crate::workspace::services::request::Request;

/// The fields that are wanted.
const FIELDS: &str = "doi,titles,creators,publisher,container,publicationYear,types,url";

/// Of these DOIs.
pub fn by_dois<'a>(dois: impl Iterator<Item = &'a str>) -> Request {
    let dois: Vec<&str> = dois.filter(|it| !it.contains(',')).collect();
    Request::json("/dois", &[("ids", &dois.join(",")), ("page[size]", "100"), ("fields[dois]", FIELDS)])
}

/// Those whose titles have every word.
pub fn search(title: &str) -> Request {
    let words: Vec<&str> = title.split(' ').filter(|it| !matches!(*it, "AND" | "OR" | "NOT")).collect();
    let query = format!("titles.title:({})", words.join(" AND ").replace('-', " "));
    Request::json("/dois", &[("query", &query), ("page[size]", "10"), ("fields[dois]", FIELDS)])
}

/// The records of an answer.
pub fn records(answer: &[u8]) -> Result<Vec<Record>, String> {
    Ok(list(&json(answer)?, "/data")?.iter().filter_map(|it| record(it.get("attributes")?)).collect())
}

fn record(it: &Value) -> Option<Record> {
    let titles = it.get("titles")?.as_array()?;
    let of_type = |kind: Option<&str>| {
        let found = titles.iter().find(|it| it.get("titleType").and_then(Value::as_str) == kind);
        found.map(|it| without_markup(&text(it, "/title")).split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let mut title = of_type(None)?;
    if let Some(sub) = of_type(Some("Subtitle")).filter(|it| !it.is_empty()) {
        title = format!("{title}: {sub}");
    }
    let doi = doi(&text(it, "/doi"));
    let preprint = doi.as_ref().and_then(|it| it.strip_prefix(OF_ARXIV)).and_then(arxiv);
    let creators = it.get("creators").and_then(Value::as_array);
    // The publisher is a text, in later versions of the API an object.
    let publisher = it.get("publisher").and_then(|it| it.as_str().or_else(|| it.get("name")?.as_str()));
    let publisher = publisher.unwrap_or_default().to_owned();
    let container = text(it, "/container/title");
    let work = Work {
        key: text(it, "/doi"),
        kind: entry_type(&text(it, "/types/resourceTypeGeneral")).to_owned(),
        title,
        authors: creators.into_iter().flatten().filter_map(person).collect(),
        year: number(it, "/publicationYear"),
        venue: match (&preprint, container.is_empty()) {
            (Some(_), _) => "arXiv".to_owned(),
            (None, false) => container,
            (None, true) => publisher.clone(),
        },
        url: Some(text(it, "/url")).filter(|it| !it.is_empty()),
        arxiv: preprint,
        doi,
        ..Work::default()
    };
    (!work.title.is_empty()).then(|| Record { work, publisher, ..Record::default() })
}

/// By the parts of the name; else `Family, Given`, or a body's whole name.
fn person(it: &Value) -> Option<Name> {
    let (family, given, name) = (text(it, "/familyName"), text(it, "/givenName"), text(it, "/name"));
    if !family.is_empty() {
        return Some(Name { family, given, ..Name::default() });
    }
    let is_body = it.get("nameType").and_then(Value::as_str) == Some("Organizational");
    let found = if is_body { Name { family: name.clone(), ..Name::default() } } else { Name::read(&name) };
    (!name.is_empty()).then_some(found)
}

fn entry_type(kind: &str) -> &'static str {
    match kind {
        "JournalArticle" => "article",
        "ConferencePaper" => "inproceedings",
        "BookChapter" => "incollection",
        "Book" => "book",
        "ConferenceProceeding" => "proceedings",
        "Dissertation" => "phdthesis",
        "Report" => "techreport",
        _ => "misc",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_read() {
        let answer = r#"{"data":[{"id":"10.1/a","type":"dois","attributes":{"doi":"10.1/A",
            "creators":[{"name":"Blum, Ida","nameType":"Personal"},{"name":"The Group","nameType":"Organizational"},
                        {"name":"x","givenName":"Petra","familyName":"Moss"}],
            "titles":[{"title":"A Survey","titleType":"Subtitle"},{"title":"Rivers of the North"}],
            "publisher":{"name":"Zenodo"},"container":{},"publicationYear":2020,
            "types":{"resourceTypeGeneral":"Software"}}},
            {"attributes":{"doi":"10.48550/arxiv.1902.02534","titles":[{"title":"Nets"}],"publisher":"arXiv",
             "publicationYear":2019,"types":{"resourceTypeGeneral":"Preprint"}}},{"attributes":{"titles":[]}},{}]}"#;
        let found = records(answer.as_bytes()).unwrap();
        assert_eq!(found.len(), 2);
        let names: Vec<String> = found[0].work.authors.iter().map(Name::full).collect();
        assert_eq!(names, ["Ida Blum", "The Group", "Petra Moss"]);
        assert_eq!(
            (found[0].work.title.as_str(), found[0].work.venue.as_str()),
            ("Rivers of the North: A Survey", "Zenodo")
        );
        assert_eq!(
            (found[1].work.arxiv.as_deref(), found[1].work.venue.as_str()),
            (Some("1902.02534"), "arXiv")
        );
        assert!(records(b"{\"errors\":[]}").is_err());
    }
}
