//! DBLP's search (`/search/publ/api`), which asks people for a proof that they are some from time to time.

use serde_json::Value;

use super::read::{json, number, text};
use crate::model::library::{Work, arxiv, doi};
use crate::model::record::Record;
use crate::resolve::identifiers::OF_ARXIV;
use crate::syntax::latex_text::{entity, fold_words};
use crate::syntax::names::Name;
use crate::workspace::services::request::Request;

/// A search by more words than these finds less: every word must be there.
const MOST_WORDS: usize = 12;

/// Every word must begin one of the record's.
pub fn search(title: &str) -> Option<Request> {
    let words = fold_words(title);
    let words = words[..words.len().min(MOST_WORDS)].join(" ");
    let parameters = [("q", words.as_str()), ("format", "json"), ("h", "20"), ("c", "0")];
    (!words.is_empty()).then(|| Request::json("/search/publ/api", &parameters))
}

/// The records of an answer. Where there is none, `hit` is missing.
pub fn records(answer: &[u8]) -> Result<Vec<Record>, String> {
    let answer = json(answer)?;
    let hits = answer.pointer("/result/hits").ok_or("its answer has no list of records")?;
    let hits = hits.get("hit").and_then(Value::as_array);
    Ok(hits.into_iter().flatten().filter_map(|it| record(it.get("info")?)).collect())
}

fn record(info: &Value) -> Option<Record> {
    let field = |name: &str| plain(&first(info, name));
    let title = field("title");
    let title = title.strip_suffix('.').unwrap_or(&title).to_owned();
    let authors = match info.pointer("/authors/author") {
        Some(Value::Array(list)) => list.iter().filter_map(person).collect(),
        Some(one) => person(one).into_iter().collect(),
        None => Vec::new(),
    };
    let (venue, volume, page) = (field("venue"), field("volume"), first(info, "ee"));
    let doi = doi(&first(info, "doi")).or_else(|| doi(&page).filter(|_| page.contains("doi.org/")));
    let by_doi = doi.as_ref().and_then(|it| it.strip_prefix(OF_ARXIV));
    let id = volume.strip_prefix("abs/").or(by_doi).or(page.contains("arxiv.org/").then_some(&*page));
    let arxiv = id.and_then(arxiv);
    let work = Work {
        key: text(info, "/key"),
        kind: entry_type(&text(info, "/type")).to_owned(),
        title,
        authors,
        year: number(info, "/year"),
        url: (!page.is_empty() && doi.is_none()).then_some(page),
        venue,
        doi,
        arxiv,
        ..Work::default()
    };
    let (number, pages) = (field("number"), field("pages"));
    (!work.title.is_empty()).then(|| Record { work, volume, number, pages, ..Record::default() })
}

/// A field that may be one text or several: the first.
fn first(info: &Value, name: &str) -> String {
    let found = info.get(name);
    let found = found.and_then(|it| it.as_str().or_else(|| it.as_array()?.first()?.as_str()));
    found.unwrap_or_default().to_owned()
}

/// A person, `{"@pid": .., "text": ..}` or until 2019 the text alone, without the number that tells namesakes apart.
fn person(value: &Value) -> Option<Name> {
    let name = plain(value.as_str().or_else(|| value.get("text")?.as_str())?);
    let number =
        name.rsplit_once(' ').filter(|it| it.1.len() == 4 && it.1.bytes().all(|it| it.is_ascii_digit()));
    let bare = number.map_or(name.as_str(), |it| it.0);
    (!bare.is_empty()).then(|| Name::read(bare))
}

/// A text with its entities as characters.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out += &rest[..at];
        let end = rest[at..].find(';').filter(|it| *it < 12);
        match end.and_then(|end| Some((end, entity(&rest[at + 1..at + end])?))) {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[at + end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[at + 1..];
            }
        }
    }
    out + rest
}

fn entry_type(kind: &str) -> &'static str {
    match kind {
        "Journal Articles" => "article",
        "Conference and Workshop Papers" => "inproceedings",
        "Parts in Books or Collections" | "Reference Works" => "incollection",
        "Books and Theses" => "book",
        "Editorship" => "proceedings",
        _ => "misc",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"result":{"hits":{"@total":"3","hit":[
        {"info":{"authors":{"author":[{"@pid":"1/2","text":"Ida Blum 0001"},"Petra Moss"]},
         "title":"Rivers &amp; Hills &#8211; a R&D Survey.","venue":["ACL","X"],"year":"2019",
         "type":"Conference and Workshop Papers","key":"conf/x/1","doi":"10.1000/A_B","ee":"https://doi.org/10.1000/A_B"}},
        {"info":{"authors":{"author":{"@pid":"1/3","text":"Ann Hill"}},"title":"Nets.","venue":"CoRR",
         "volume":"abs/2106.09685","year":"2021","type":"Informal and Other Publications","key":"journals/corr/1"}},
        {"info":{"title":""}},{"url":"URL#1"}]}}}"#;

    #[test]
    fn one_author_is_no_list_and_namesakes_have_no_number() {
        let found = records(ANSWER.as_bytes()).unwrap();
        assert_eq!(found.len(), 2);
        let (one, two) = (&found[0].work, &found[1].work);
        assert_eq!(one.title, "Rivers & Hills – a R&D Survey");
        assert_eq!(one.authors.iter().map(Name::full).collect::<Vec<_>>(), ["Ida Blum", "Petra Moss"]);
        assert_eq!((one.venue.as_str(), one.doi.as_deref()), ("ACL", Some("10.1000/a_b")));
        assert_eq!((two.authors.len(), two.arxiv.as_deref()), (1, Some("2106.09685")));
    }

    #[test]
    fn no_hit_is_an_answer_and_a_page_is_none() {
        let none =
            r#"{"result":{"query":"x*","hits":{"@total":"0","@computed":"0","@sent":"0","@first":"0"}}}"#;
        assert_eq!(records(none.as_bytes()), Ok(Vec::new()));
        assert!(records(b"<html>").is_err() && records(b"{\"result\":{}}").is_err());
        assert!(search("Über Flüsse!").unwrap().path.starts_with("/search/publ/api?q=uber%20flusse&"));
    }
}
