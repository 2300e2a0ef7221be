//! arXiv's API (`/api/query`), whose answers are Atom feeds (arXiv API User's Manual).

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::corpus::formats::is_withdrawal;
use crate::model::library::{Work, arxiv, doi, year};
use crate::model::record::Record;
use crate::syntax::latex_text::{entity, fold_words, to_unicode};
use crate::syntax::names::Name;
use crate::workspace::services::request::Request;

/// Elements are nested no deeper.
const DEEPEST: usize = 32;
/// A search by more words than these finds less: every word must be there.
const MOST_WORDS: usize = 12;

/// Of these ids, in any order; a version in an id would ask for that version.
pub fn by_ids<'a>(ids: impl Iterator<Item = &'a str>) -> Request {
    // The archive's subject class is in capitals: `math.GT/0309136`.
    let cased = |id: &str| match id.split_once('/').and_then(|it| Some((it.0.split_once('.')?, it.1))) {
        Some(((archive, class), number)) => format!("{archive}.{}/{number}", class.to_uppercase()),
        None => id.to_owned(),
    };
    let ids: Vec<String> = ids.map(cased).collect();
    let most = ids.len().max(1).to_string();
    Request::xml("/api/query", &[("id_list", &ids.join(",")), ("max_results", &most)])
}

/// Those whose titles have every word.
pub fn search(title: &str) -> Request {
    let words = fold_words(title);
    let words: Vec<String> = words.iter().take(MOST_WORDS).map(|it| format!("ti:{it}")).collect();
    Request::xml("/api/query", &[("search_query", &words.join(" AND ")), ("max_results", "10")])
}

#[derive(Default)]
struct Entry {
    id: String,
    title: String,
    authors: Vec<String>,
    published: String,
    comment: String,
    journal: String,
    doi: String,
}

/// The records of an answer.
pub fn records(answer: &[u8]) -> Result<Vec<Record>, String> {
    let text = std::str::from_utf8(answer).map_err(|_| "its answer is no UTF-8".to_owned())?;
    let bad = || "its answer is no feed, or is cut off".to_owned();
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let (mut records, mut entry, mut value) = (Vec::new(), Entry::default(), String::new());
    let mut is_feed = false;
    loop {
        match reader.read_event().map_err(|_| bad())? {
            Event::Start(start) => {
                if path.len() >= DEEPEST {
                    return Err(bad());
                }
                path.push(start.local_name().as_ref().to_owned());
                is_feed |= path == ["feed"];
                value.clear();
                if path == ["feed", "entry"] {
                    entry = Entry::default();
                }
            }
            Event::Text(it) => value.push_str(&it),
            Event::CData(it) => value.push_str(&it),
            Event::GeneralRef(name) => value.extend(entity(&name)),
            Event::End(_) => {
                match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                    ["feed", "entry"] => records.extend(record(std::mem::take(&mut entry))),
                    ["feed", "entry", "author", "name"] => entry.authors.push(collapsed(&value)),
                    ["feed", "entry", field] => {
                        let slot = match *field {
                            "id" => &mut entry.id,
                            "title" => &mut entry.title,
                            "published" => &mut entry.published,
                            "comment" => &mut entry.comment,
                            "journal_ref" => &mut entry.journal,
                            "doi" => &mut entry.doi,
                            _ => &mut String::new(),
                        };
                        *slot = collapsed(&value);
                    }
                    _ => {}
                }
                path.pop();
                value.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if is_feed && path.is_empty() { Ok(records) } else { Err(bad()) }
}

/// None of what is an error's description.
fn record(entry: Entry) -> Option<Record> {
    let id = entry.id.contains("/abs/").then(|| arxiv(&entry.id)).flatten()?;
    let work = Work {
        key: id.clone(),
        kind: "misc".to_owned(),
        title: collapsed(&to_unicode(&entry.title)),
        authors: entry.authors.iter().map(|it| Name::read(it)).collect(),
        // The work is as old as its first version.
        year: year(&entry.published),
        venue: if entry.journal.is_empty() {
            "arXiv".to_owned()
        } else {
            collapsed(&to_unicode(&entry.journal))
        },
        doi: doi(&entry.doi),
        arxiv: Some(id),
        ..Work::default()
    };
    let withdrawn = is_withdrawal(&entry.comment).then(|| "withdrawn".to_owned());
    (!work.title.is_empty()).then(|| Record { work, withdrawn, ..Record::default() })
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <title>arXiv Query: search_query=&amp;id_list=1605.08386</title><opensearch:totalResults>1</opensearch:totalResults>
  <entry><id>http://arxiv.org/abs/1605.08386v2</id><title>Heat-bath random
   walks with $\alpha$ &amp; Markov bases</title><updated>2017-01-01T00:00:00Z</updated>
   <published>2016-05-26T17:59:46Z</published><author><name>Caprice Stanley</name></author>
   <author><name>The ATLAS Collaboration</name></author>
   <arxiv:comment>This paper has been withdrawn by the authors</arxiv:comment><arxiv:doi>10.1/X</arxiv:doi></entry>
  <entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title></entry>
</feed>"#;

    #[test]
    fn entries_are_read_and_errors_are_none() {
        let found = records(FEED.as_bytes()).unwrap();
        assert_eq!(found.len(), 1);
        let work = &found[0].work;
        assert_eq!(work.title, "Heat-bath random walks with $α$ & Markov bases".replace('$', ""));
        assert_eq!((work.arxiv.as_deref(), work.year), (Some("1605.08386"), Some(2016)));
        assert_eq!(work.authors.len(), 2);
        assert_eq!(found[0].withdrawn.as_deref(), Some("withdrawn"));
    }

    #[test]
    fn what_is_no_feed_is_an_error() {
        let cut = &FEED[..FEED.len() / 2];
        for bad in ["", "<html></html>", "no", cut, "<feed>", "{}", &"<a>".repeat(100)] {
            assert!(records(bad.as_bytes()).is_err(), "{bad:.40}");
        }
        assert_eq!(records(b"<feed></feed>"), Ok(Vec::new()));
        let deep = format!("<feed>{}{}</feed>", "<a>".repeat(100), "</a>".repeat(100));
        assert!(records(deep.as_bytes()).is_err());
    }

    #[test]
    fn ids_are_asked_as_the_archive_writes_them() {
        let request = by_ids(["1706.03762", "math.gt/0309136", "cs/0112017"].into_iter());
        let path = "/api/query?id_list=1706.03762%2Cmath.GT%2F0309136%2Ccs%2F0112017&max_results=3";
        assert_eq!(request.path, path);
        assert!(search("Deep nets").path.contains("search_query=ti%3Adeep%20AND%20ti%3Anets"));
    }
}
