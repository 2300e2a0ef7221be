//! Crossref's REST API (`/works`); the form of its records is that of the public data file.

use super::read::{as_format, json, list};
use crate::corpus::formats::Format;
use crate::model::record::Record;
use crate::workspace::services::request::Request;

/// The fields that are wanted: without their names the answer has neither subtitles nor retractions.
const SELECT: &str =
    "DOI,type,title,subtitle,author,editor,issued,container-title,publisher,volume,issue,page,updated-by";

/// Several filters of one name are joined by *or*.
pub fn by_dois<'a>(dois: impl Iterator<Item = &'a str>) -> Request {
    // A comma parts filters.
    let filters: Vec<String> = dois.filter(|it| !it.contains(',')).map(|it| format!("doi:{it}")).collect();
    let rows = filters.len().max(1).to_string();
    Request::json("/works", &[("filter", &filters.join(",")), ("rows", &rows), ("select", SELECT)])
}

/// A search by the words of a whole reference: with author and year the work itself mostly comes first.
pub fn search(title: &str, family: &str, year: Option<i32>) -> Request {
    let year = year.map(|it| it.to_string()).unwrap_or_default();
    let query = [title, family, &year].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    Request::json("/works", &[("query.bibliographic", &query), ("rows", "6"), ("select", SELECT)])
}

/// The records of an answer.
pub fn records(answer: &[u8]) -> Result<Vec<Record>, String> {
    Ok(as_format(Format::Crossref, list(&json(answer)?, "/message/items")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_dois_are_asked_at_once() {
        let request = by_dois(["10.1/a", "10.2/b;c", "10.3/d,e"].into_iter());
        assert!(request.path.starts_with("/works?filter=doi%3A10.1%2Fa%2Cdoi%3A10.2%2Fb%3Bc&rows=2&select="));
        let request = search("Rivers of the North", "Blum", Some(2019));
        assert!(
            request.path.starts_with("/works?query.bibliographic=Rivers%20of%20the%20North%20Blum%202019&")
        );
    }

    #[test]
    fn works_are_read_and_components_are_none() {
        let answer = r#"{"status":"ok","message-type":"work-list","message":{"total-results":2,"items":[
            {"DOI":"10.1/A","type":"journal-article","title":["Rivers of the <i>North</i>"],"subtitle":["A Survey"],
             "author":[{"given":"Ida","family":"Blum","sequence":"first"},{"name":"The Group"}],
             "issued":{"date-parts":[[2019,3]]},"container-title":["Rivers"],"page":"1-9",
             "updated-by":[{"type":"correction","updated":{"date-parts":[[2020]]}},
                           {"type":"retraction","updated":{"date-parts":[[2021]]}}]},
            {"DOI":"10.1/a.fig1","type":"component","title":["Rivers"]},
            {"DOI":"10.1/b","type":"journal-article","title":[]}]}}"#;
        let records = records(answer.as_bytes()).unwrap();
        assert_eq!(records.len(), 1);
        let work = &records[0].work;
        assert_eq!((work.title.as_str(), work.year), ("Rivers of the North: A Survey", Some(2019)));
        assert_eq!(work.authors[1].family, "The Group");
        assert_eq!(records[0].withdrawn.as_deref(), Some("retraction, 2021"));
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        for bad in ["", "{\"status\":\"ok\",\"mess", "[]", "{}", "null", "{\"message\":{\"items\":1}}"] {
            assert!(records(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(records(b"{\"message\":{\"items\":[]}}"), Ok(Vec::new()));
    }
}
