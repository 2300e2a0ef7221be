//! DBLP's XML (dblp.org/xml/dblp.dtd): one element a record.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::reading::{Reading, collapsed};
use crate::model::library::{arxiv, doi, year};
use crate::model::record::Record;
use crate::syntax::latex_text::entity;
use crate::syntax::names::Name;

/// The elements that are records.
pub const ELEMENTS: [&str; 9] = [
    "article",
    "inproceedings",
    "proceedings",
    "book",
    "incollection",
    "phdthesis",
    "mastersthesis",
    "www",
    "data",
];

/// Elements in a field are no deeper: `<i>`, `<sub>`, `<sup>`, `<tt>`, `<ref>` in a title.
const DEEPEST: usize = 16;

/// Whether a text begins with a record.
pub fn begins(text: &str) -> bool {
    ELEMENTS.iter().any(|it| text[1..].starts_with(&format!("{it} ")) && text.contains("key=\""))
}

/// Reads one record.
pub fn read(text: &str) -> Reading {
    match fields(text) {
        Ok(Some(record)) => Reading::Record(Box::new(record)),
        Ok(None) => Reading::Other,
        Err(why) => Reading::Bad(why),
    }
}

fn fields(text: &str) -> Result<Option<Record>, String> {
    let mut reader = Reader::from_str(text);
    let mut record = Record::default();
    let (mut depth, mut value, mut editors, mut publtype) = (0, String::new(), Vec::new(), String::new());
    loop {
        match reader.read_event().map_err(|it| it.to_string())? {
            Event::Start(start) => {
                depth += 1;
                if depth == 1 {
                    record.work.kind = start.name().as_ref().to_owned();
                    record.work.key = attribute(&start, "key");
                    publtype = attribute(&start, "publtype");
                    // Persons, and works that were taken back before they appeared.
                    if record.work.kind == "www" {
                        return Ok(None);
                    }
                } else if depth == 2 {
                    value.clear();
                } else if depth > DEEPEST {
                    return Err("its elements are nested too deeply".to_owned());
                }
            }
            Event::Text(text) => value.push_str(&text),
            Event::CData(text) => value.push_str(&text),
            Event::GeneralRef(name) => {
                // An entity that the table lacks is no reason to lose the record; none is ever expanded further.
                match entity(&name) {
                    Some(c) => value.push(c),
                    None => value.push_str(&name),
                }
            }
            Event::End(end) => {
                if depth == 2 {
                    field(&mut record, end.name().as_ref(), &value, &mut editors);
                }
                depth -= 1;
            }
            Event::Eof if depth == 0 => break,
            Event::Eof => return Err("it is not closed".to_owned()),
            _ => {}
        }
    }
    let work = &mut record.work;
    if work.kind == "data" {
        "misc".clone_into(&mut work.kind);
    }
    if work.authors.is_empty() {
        work.authors = editors;
    }
    if publtype == "withdrawn" {
        record.withdrawn = Some("withdrawn".to_owned());
    }
    if work.title.is_empty() { Err("it has no title".to_owned()) } else { Ok(Some(record)) }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let found = start.try_get_attribute(name).ok().flatten();
    found.map(|it| it.value.into_owned()).unwrap_or_default()
}

fn field(record: &mut Record, name: &str, value: &str, editors: &mut Vec<Name>) {
    let value = value.trim();
    let work = &mut record.work;
    match name {
        "author" if matches!(value, "others" | "et al.") => work.others = true,
        "author" => work.authors.push(person(value)),
        "editor" => editors.push(person(value)),
        "title" => work.title = collapsed(value.strip_suffix('.').unwrap_or(value)),
        "year" => work.year = year(value),
        "journal" => work.venue = collapsed(value),
        "booktitle" if work.venue.is_empty() => work.venue = collapsed(value),
        "volume" => {
            if let Some(id) = value.strip_prefix("abs/").and_then(arxiv) {
                work.arxiv = Some(id);
            }
            record.volume = value.to_owned();
        }
        "number" => record.number = value.to_owned(),
        "pages" => record.pages = value.to_owned(),
        "publisher" | "school" => record.publisher = value.to_owned(),
        "ee" => {
            if value.contains("doi.org/") && work.doi.is_none() {
                work.doi = doi(value);
            } else if value.contains("arxiv.org/") && work.arxiv.is_none() {
                work.arxiv = arxiv(value);
            } else if work.url.is_none() {
                work.url = Some(value.to_owned());
            }
            if let Some(id) = work.doi.as_ref().and_then(|it| it.strip_prefix("10.48550/arxiv.")) {
                work.arxiv = arxiv(id);
            }
        }
        _ => {}
    }
}

/// A name without the number that tells it from its namesakes.
fn person(name: &str) -> Name {
    let bare =
        name.rsplit_once(' ').filter(|(_, it)| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit()));
    Name::read(bare.map_or(name, |it| it.0))
}
