//! Semantic Scholar's Academic Graph API (`/graph/v1/paper`).

use serde_json::{Value, json as object};

use super::read::{json, number, text};
use crate::model::library::{Work, arxiv, doi};
use crate::model::record::Record;
use crate::resolve::identifiers::OF_ARXIV;
use crate::syntax::names::Name;
use crate::workspace::services::request::Request;

/// The fields that are wanted.
const FIELDS: &str = "title,authors,year,venue,externalIds,journal";

/// Of these identifiers.
pub fn by_ids<'a>(dois: impl Iterator<Item = &'a str>, arxiv: impl Iterator<Item = &'a str>) -> Request {
    let ids: Vec<String> =
        dois.map(|it| format!("DOI:{it}")).chain(arxiv.map(|it| format!("ARXIV:{it}"))).collect();
    Request::post("/graph/v1/paper/batch", &[("fields", FIELDS)], object!({ "ids": ids }).to_string())
}

/// The papers whose titles have the words.
pub fn search(title: &str) -> Request {
    // A hyphen excludes the word behind it.
    let query = title.replace('-', " ");
    Request::json("/graph/v1/paper/search", &[("query", &query), ("limit", "10"), ("fields", FIELDS)])
}

/// The records of an answer: a list with `null` for what is unknown, or `data`, which is missing where there is none.
pub fn records(answer: &[u8]) -> Result<Vec<Record>, String> {
    let answer = json(answer)?;
    let found = match &answer {
        Value::Array(found) => found.as_slice(),
        Value::Object(it) if it.contains_key("data") || it.contains_key("total") => {
            it.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice)
        }
        _ => return Err("its answer has no list of records".to_owned()),
    };
    Ok(found.iter().filter_map(record).collect())
}

fn record(it: &Value) -> Option<Record> {
    let title = text(it, "/title");
    let names = it.get("authors").and_then(Value::as_array);
    let names = names.into_iter().flatten().map(|it| text(it, "/name")).filter(|it| !it.is_empty());
    let doi = doi(&text(it, "/externalIds/DOI"));
    let by_doi = doi.as_ref().and_then(|it| it.strip_prefix(OF_ARXIV)).and_then(arxiv);
    let id = arxiv(&text(it, "/externalIds/ArXiv")).or(by_doi);
    let journal = text(it, "/journal/name");
    let venue = if journal.is_empty() { text(it, "/venue") } else { journal };
    let work = Work {
        key: text(it, "/paperId"),
        // It has no types that could be relied upon.
        kind: "misc".to_owned(),
        authors: names.map(|it| Name::read(&it)).collect(),
        year: number(it, "/year"),
        title,
        venue,
        doi,
        arxiv: id,
        ..Work::default()
    };
    let (volume, pages) = (text(it, "/journal/volume"), text(it, "/journal/pages"));
    (!work.title.is_empty()).then(|| Record { work, volume, pages, ..Record::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_read_and_unknown_ones_are_none() {
        let answer = r#"[{"paperId":"x","title":"Rivers of the North","year":2019,"venue":"ACL","journal":null,
            "externalIds":{"DOI":"10.1000/A","ArXiv":"1902.02534","CorpusId":1},"authors":[{"authorId":"1","name":"I. Blum"}]},
            null,{"paperId":"y","title":null}]"#;
        let found = records(answer.as_bytes()).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].work.doi.as_deref(), found[0].work.arxiv.as_deref()),
            (Some("10.1000/a"), Some("1902.02534"))
        );
        assert_eq!(records(b"{\"total\":0,\"offset\":0}"), Ok(Vec::new()));
        assert!(records(b"{\"error\":\"x\"}").is_err() && records(b"1").is_err());
    }

    #[test]
    fn identifiers_are_posted() {
        let request = by_ids(["10.1000/a"].into_iter(), ["1902.02534"].into_iter());
        assert_eq!(request.body.as_deref(), Some(r#"{"ids":["DOI:10.1000/a","ARXIV:1902.02534"]}"#));
    }
}
