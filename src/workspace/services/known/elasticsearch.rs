//! An index of the user's own, in Elasticsearch, OpenSearch or Quickwit: searched by `_search`, with a mapping of
//! fields, or with the form that `lacuna corpus export --bulk` writes.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json as object};

use super::read::{json, list, number, text};
use crate::corpus::formats::Format;
use crate::model::library::{Work, arxiv, doi};
use crate::model::record::Record;
use crate::resolve::identifiers::Identifier as Id;
use crate::syntax::names::Name;
use crate::workspace::services::request::Request;

/// Where the index is, and what its fields are called.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Mapping {
    /// The address of the server: `https://search.example.org`, for Quickwit with `/api/v1/_elastic`.
    pub address: String,
    /// The index.
    pub name: String,
    /// The form of its documents: `openalex` or `crossref` as they publish them; without it, by `fields`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The names of its fields.
    pub fields: Fields,
}

/// The names of fields; `.` leads into objects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Fields {
    /// A name of the record.
    pub key: String,
    /// The type of entry.
    pub kind: String,
    /// The title, as words.
    pub title: String,
    /// The authors: a list of names, or of objects with one.
    pub authors: String,
    /// The year.
    pub year: String,
    /// The venue.
    pub venue: String,
    /// The DOI, whole and in lower case.
    pub doi: String,
    /// The arXiv id, whole.
    pub arxiv: String,
    /// Volume.
    pub volume: String,
    /// Issue.
    pub number: String,
    /// Pages.
    pub pages: String,
    /// Publisher.
    pub publisher: String,
    /// What is said of a retraction.
    pub withdrawn: String,
}

impl Default for Fields {
    fn default() -> Self {
        let own = str::to_owned;
        Self {
            key: own("key"),
            kind: own("type"),
            title: own("title"),
            authors: own("authors"),
            year: own("year"),
            venue: own("venue"),
            doi: own("doi"),
            arxiv: own("arxiv"),
            volume: own("volume"),
            number: own("number"),
            pages: own("pages"),
            publisher: own("publisher"),
            withdrawn: own("withdrawn"),
        }
    }
}

/// So many documents of one search are compared.
const MOST: usize = 10;

fn ask(mapping: &Mapping, query: &Value, size: usize) -> Request {
    let name: String =
        mapping.name.split('/').map(super::super::request::encoded).collect::<Vec<_>>().join("/");
    Request::post(&format!("/{name}/_search"), &[], object!({ "size": size, "query": query }).to_string())
}

/// Documents with these identifiers.
pub fn by_ids(mapping: &Mapping, ids: &[Id]) -> Request {
    let term = |it: &Id| match it {
        // OpenAlex has addresses in the place of DOIs.
        Id::Doi(doi) if mapping.format == Some(Format::Openalex) => {
            object!({ "term": { &mapping.fields.doi: format!("https://doi.org/{doi}") } })
        }
        Id::Doi(doi) => object!({ "term": { &mapping.fields.doi: doi } }),
        Id::Arxiv(id) => object!({ "term": { &mapping.fields.arxiv: id } }),
    };
    let should: Vec<Value> = ids.iter().map(term).collect();
    ask(mapping, &object!({ "bool": { "should": should } }), ids.len() * 3)
}

/// Documents with the words of a title; of its author first.
pub fn search(mapping: &Mapping, title: &str, family: &str) -> Request {
    let must = object!({ "match": { &mapping.fields.title: { "query": title, "operator": "or" } } });
    let mut should = Vec::new();
    if !family.is_empty() {
        should.push(object!({ "match": { &mapping.fields.authors: { "query": family } } }));
    }
    ask(mapping, &object!({ "bool": { "must": [must], "should": should } }), MOST)
}

/// The records of an answer.
pub fn records(mapping: &Mapping, answer: &[u8]) -> Result<Vec<Record>, String> {
    let answer = json(answer)?;
    let sources: Vec<Value> =
        list(&answer, "/hits/hits")?.iter().filter_map(|it| it.get("_source").cloned()).collect();
    Ok(match mapping.format {
        Some(format @ (Format::Openalex | Format::Crossref | Format::Arxiv)) => {
            super::read::as_format(format, &sources)
        }
        _ => sources.iter().filter_map(|it| record(&mapping.fields, it)).collect(),
    })
}

fn record(fields: &Fields, source: &Value) -> Option<Record> {
    let path = |name: &str| format!("/{}", name.replace('.', "/"));
    let field = |name: &String| text(source, &path(name));
    let people = source.pointer(&path(&fields.authors));
    let name = |it: &Value| it.as_str().or_else(|| it.get("name")?.as_str()).map(Name::read);
    let authors = match people {
        Some(Value::Array(list)) => list.iter().filter_map(name).collect(),
        Some(Value::String(names)) => crate::syntax::names::read_names(names).names,
        _ => Vec::new(),
    };
    let some = |text: String| Some(text).filter(|it| !it.is_empty());
    let work = Work {
        key: field(&fields.key),
        kind: field(&fields.kind),
        title: field(&fields.title),
        authors,
        year: number(source, &path(&fields.year)),
        venue: field(&fields.venue),
        doi: doi(&field(&fields.doi)),
        arxiv: arxiv(&field(&fields.arxiv)),
        ..Work::default()
    };
    (!work.title.is_empty()).then(|| Record {
        work,
        volume: field(&fields.volume),
        number: field(&fields.number),
        pages: field(&fields.pages),
        publisher: field(&fields.publisher),
        pmid: None,
        withdrawn: some(field(&fields.withdrawn)),
    })
}

/// A record as two lines of a bulk import: what is to be done, and the document, with the names of [`Fields`].
pub fn bulk(record: &Record, index: &str) -> String {
    let work = &record.work;
    let names: Vec<String> = work.authors.iter().map(Name::full).collect();
    let document = object!({
        "key": work.key, "type": work.kind, "title": work.title, "authors": names, "year": work.year,
        "venue": work.venue, "doi": work.doi, "arxiv": work.arxiv, "volume": record.volume,
        "number": record.number, "pages": record.pages, "publisher": record.publisher,
        "withdrawn": record.withdrawn,
    });
    let document: serde_json::Map<String, Value> = match document {
        Value::Object(it) => it.into_iter().filter(|(_, it)| !it.is_null() && *it != object!("")).collect(),
        _ => serde_json::Map::new(),
    };
    let id = if work.key.is_empty() { Value::Null } else { object!(work.key) };
    let mut to = object!({ "_index": index });
    if !id.is_null() {
        to["_id"] = id;
    }
    format!("{}\n{}\n", object!({ "index": to }), Value::Object(document))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping() -> Mapping {
        Mapping {
            address: "http://127.0.0.1:9200".to_owned(),
            name: "works".to_owned(),
            ..Mapping::default()
        }
    }

    #[test]
    fn what_is_written_in_bulk_is_read_again() {
        let work = Work {
            key: "conf/x/1".to_owned(),
            kind: "article".to_owned(),
            title: "Rivers of the North".to_owned(),
            authors: vec![Name::read("Ida Blum")],
            year: Some(2019),
            doi: Some("10.1000/a".to_owned()),
            ..Work::default()
        };
        let record = Record { work, pages: "1-9".to_owned(), ..Record::default() };
        let text = bulk(&record, "works");
        let (to, document) = text.trim_end().split_once('\n').unwrap();
        let to: Value = serde_json::from_str(to).unwrap();
        assert_eq!(to, object!({ "index": { "_id": "conf/x/1", "_index": "works" } }));
        let answer = format!(r#"{{"hits":{{"hits":[{{"_source":{document}}},{{"_source":{{}}}}]}}}}"#);
        assert_eq!(records(&mapping(), answer.as_bytes()), Ok(vec![record]));
        assert!(records(&mapping(), b"{\"error\":1}").is_err());
    }

    #[test]
    fn fields_have_the_names_of_the_mapping() {
        let mut mapping = mapping();
        mapping.fields.title = "meta.title".to_owned();
        let request = search(&mapping, "rivers north", "Blum");
        assert_eq!(request.path, "/works/_search");
        assert!(request.body.unwrap().contains(r#""meta.title":{"query":"rivers north""#));
        let answer = r#"{"hits":{"hits":[{"_source":{"meta":{"title":"Rivers"},"authors":[{"name":"Ida Blum"}],"year":"2019"}}]}}"#;
        let found = records(&mapping, answer.as_bytes()).unwrap();
        assert_eq!((found[0].work.title.as_str(), found[0].work.year), ("Rivers", Some(2019)));
        assert_eq!(found[0].work.authors[0].family, "Blum");
    }

    #[test]
    fn documents_of_openalex_are_read_as_such() {
        let mapping = Mapping { format: Some(Format::Openalex), ..mapping() };
        let request = by_ids(&mapping, &[Id::Doi("10.1000/a".to_owned())]);
        assert!(request.body.unwrap().contains("https://doi.org/10.1000/a"));
        let answer = r#"{"hits":{"hits":[{"_source":{"id":"https://openalex.org/W1","title":"Rivers","type":"article"}}]}}"#;
        assert_eq!(records(&mapping, answer.as_bytes()).unwrap()[0].work.title, "Rivers");
    }
}
