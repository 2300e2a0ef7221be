//! OpenAlex's API (`/works`); the form of its records is that of the snapshot.

use super::read::{as_format, json, list};
use crate::corpus::formats::Format;
use crate::model::record::Record;
use crate::workspace::services::request::Request;

/// The fields that are wanted.
const SELECT: &str =
    "id,doi,title,authorships,publication_year,primary_location,ids,type,biblio,is_retracted";
/// A search by more words than these finds less: every word must be there.
const MOST_WORDS: usize = 16;

/// Several values of a filter are parted by `|`; a list costs one credit of the day's budget.
pub fn by_dois<'a>(dois: impl Iterator<Item = &'a str>) -> Request {
    // `|` parts values, a comma filters.
    let dois: Vec<&str> = dois.filter(|it| !it.contains(['|', ','])).collect();
    let filter = format!("doi:{}", dois.join("|"));
    Request::json("/works", &[("filter", &filter), ("per_page", "100"), ("select", SELECT)])
}

/// A search for works whose titles have these words: ten credits.
pub fn search(title: &str) -> Option<Request> {
    let words: Vec<&str> = title.split(' ').filter(|it| !matches!(*it, "AND" | "OR" | "NOT")).collect();
    let words = words[..words.len().min(MOST_WORDS)].join(" ");
    let filter = format!("title.search:{words}");
    (!words.is_empty())
        .then(|| Request::json("/works", &[("filter", &filter), ("per_page", "10"), ("select", SELECT)]))
}

/// The records of an answer.
pub fn records(answer: &[u8]) -> Result<Vec<Record>, String> {
    Ok(as_format(Format::Openalex, list(&json(answer)?, "/results")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_read() {
        let answer = r#"{"meta":{"count":1},"results":[{"id":"https://openalex.org/W1","doi":"https://doi.org/10.1000/A",
            "title":"Rivers of the North","publication_year":2019,"type":"article","is_retracted":true,
            "authorships":[{"raw_author_name":"Ida Blum","author":{"display_name":"I. Bloom"}}],
            "primary_location":{"source":{"display_name":"Rivers","type":"journal"},"landing_page_url":null},
            "biblio":{"volume":"3","issue":null,"first_page":"1","last_page":"9"}},
            {"id":"https://openalex.org/W2","title":null,"authorships":[]}],"group_by":[]}"#;
        let records = records(answer.as_bytes()).unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].work.doi.as_deref(), Some("10.1000/a"));
        assert_eq!(records[0].work.authors[0].family, "Blum");
        assert_eq!(records[0].withdrawn.as_deref(), Some("retracted"));
    }

    #[test]
    fn what_parts_values_is_left_out() {
        let request = by_dois(["10.1000/a", "10.1000/b|c"].into_iter());
        assert!(request.path.starts_with("/works?filter=doi%3A10.1000%2Fa&"), "{}", request.path);
        assert!(search("Nets AND Rivers").unwrap().path.contains("title.search%3ANets%20Rivers&"));
        assert_eq!(search("AND"), None);
    }
}
