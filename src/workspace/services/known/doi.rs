//! The registry of DOIs: which agency has one (`/doiRA`). One request routes all DOIs of a bibliography, and names
//! those that were never registered. And the record that the agency of a DOI has, whichever it is (content
//! negotiation, `Accept: application/vnd.citationstyles.csl+json`).

use serde_json::Value;

use super::read::{as_format, json, text};
use crate::corpus::formats::Format;
use crate::model::record::Record;
use crate::workspace::services::request::{Content, Request, encoded};

/// What a DOI that was never registered has in an agency's place.
pub const NONE: &str = "-";

/// Which agencies have these DOIs.
pub fn agencies<'a>(dois: impl Iterator<Item = &'a str>) -> Request {
    let dois: Vec<String> = dois.filter(|it| !it.contains(',')).map(encoded).collect();
    Request::json(&format!("/doiRA/{}", dois.join(",")), &[])
}

/// The agency of each DOI of the answer; [`NONE`] of one that does not exist. One of which the registry says something
/// else is not among them.
pub fn read(answer: &[u8]) -> Result<Vec<(String, String)>, String> {
    let answer = json(answer)?;
    let found = answer.as_array().ok_or("its answer is no list")?;
    let one = |it: &Value| {
        let (agency, status) = (text(it, "/RA"), text(it, "/status"));
        let is_none = status.eq_ignore_ascii_case("DOI does not exist");
        let agency = if is_none { NONE.to_owned() } else { agency };
        (!agency.is_empty()).then(|| (text(it, "/DOI").to_lowercase(), agency))
    };
    Ok(found.iter().filter_map(one).collect())
}

/// The record of one DOI, which leads to its agency.
pub fn record_of(doi: &str) -> Request {
    let path = format!("/{}", doi.split('/').map(encoded).collect::<Vec<_>>().join("/"));
    Request { path, body: None, answer: Content::Csl }
}

/// The record of an answer. In CSL, what is a list at Crossref is one text, and the types have names of their own.
pub fn records(answer: &[u8]) -> Result<Vec<Record>, String> {
    let mut answer = json(answer)?;
    let fields = answer.as_object_mut().ok_or("its answer is no record")?;
    for name in ["title", "container-title"] {
        if let Some(one) = fields.get(name).filter(|it| it.is_string()).cloned() {
            fields.insert(name.to_owned(), Value::Array(vec![one]));
        }
    }
    let kind = match fields.get("type").and_then(Value::as_str).unwrap_or_default() {
        "article-journal" => "journal-article",
        "paper-conference" => "proceedings-article",
        "chapter" => "book-chapter",
        "thesis" => "dissertation",
        kind => kind,
    };
    let kind = Value::String(kind.to_owned());
    fields.insert("type".to_owned(), kind);
    // Some agencies write no subtitles, some one text.
    if fields.get("subtitle").is_some_and(|it| !it.is_array()) {
        fields.remove("subtitle");
    }
    Ok(as_format(Format::Crossref, &[answer]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_of_an_agency_is_read() {
        let answer = r#"{"type":"article-journal","DOI":"10.1/A","title":"Rivers of the North","subtitle":"x",
            "author":[{"family":"Blum","given":"Ida"}],"issued":{"date-parts":[[2019]]},"container-title":"Rivers"}"#;
        let found = records(answer.as_bytes()).unwrap();
        assert_eq!(
            (found[0].work.title.as_str(), found[0].work.kind.as_str()),
            ("Rivers of the North", "article")
        );
        assert_eq!((found[0].work.venue.as_str(), found[0].work.year), ("Rivers", Some(2019)));
        assert!(records(b"[]").is_err() && records(b"<html>").is_err());
        assert_eq!(record_of("10.1/a(b)<c>").path, "/10.1/a%28b%29%3Cc%3E");
    }

    #[test]
    fn agencies_are_read_and_what_does_not_exist() {
        let answer = r#"[{"DOI":"10.1/A","RA":"Crossref"},{"DOI":"10.9999/x","status":"DOI does not exist"},
            {"DOI":"x","status":"Invalid DOI"}]"#;
        let told = |doi: &str, agency: &str| (doi.to_owned(), agency.to_owned());
        assert_eq!(read(answer.as_bytes()), Ok(vec![told("10.1/a", "Crossref"), told("10.9999/x", NONE)]));
        assert!(read(b"{}").is_err());
        assert_eq!(agencies(["10.1/a b", "10.2/<c>"].into_iter()).path, "/doiRA/10.1%2Fa%20b,10.2%2F%3Cc%3E");
    }
}
