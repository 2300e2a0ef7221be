//! A record as a corpus keeps it: its values in order, parted by control characters, which no value has.

use crate::model::library::Work;
use crate::model::record::Record;
use crate::syntax::names::Name;

const FIELD: char = '\u{1F}';
const PERSON: char = '\u{1E}';
const PART: char = '\u{1D}';

/// Writes a record to `out`.
pub fn pack(record: &Record, out: &mut String) {
    let work = &record.work;
    let year = work.year.map(|it| it.to_string()).unwrap_or_default();
    let optional = |it: &Option<String>| it.clone().unwrap_or_default();
    let values = [
        work.key.as_str(),
        &work.kind,
        &work.title,
        &work.venue,
        &year,
        &optional(&work.doi),
        &optional(&work.arxiv),
        &optional(&work.url),
        &record.volume,
        &record.number,
        &record.pages,
        &record.publisher,
        &optional(&record.pmid),
        &optional(&record.withdrawn),
        if work.others { "+" } else { "" },
    ];
    for value in values {
        push(value, out);
        out.push(FIELD);
    }
    for (at, name) in work.authors.iter().enumerate() {
        if at > 0 {
            out.push(PERSON);
        }
        let parts = [&name.family, &name.given, &name.particle, &name.suffix];
        let used = parts.iter().rposition(|it| !it.is_empty()).map_or(0, |it| it + 1);
        for (at, part) in parts[..used].iter().enumerate() {
            if at > 0 {
                out.push(PART);
            }
            push(part, out);
        }
    }
}

fn push(value: &str, out: &mut String) {
    if value.contains(char::is_control) {
        out.extend(value.chars().map(|it| if it.is_control() { ' ' } else { it }));
    } else {
        out.push_str(value);
    }
}

/// Reads what [`pack`] wrote; of anything else, what can be read of it.
pub fn unpack(text: &str) -> Record {
    let mut values = text.split(FIELD);
    let mut next = || values.next().unwrap_or_default();
    let owned = str::to_owned;
    let some = |it: &str| (!it.is_empty()).then(|| it.to_owned());
    let [key, kind, title, venue] = [next(), next(), next(), next()].map(owned);
    let year = next().parse().ok();
    let [doi, arxiv, url] = [next(), next(), next()].map(some);
    let [volume, number, pages, publisher] = [next(), next(), next(), next()].map(owned);
    let [pmid, withdrawn] = [next(), next()].map(some);
    let others = !next().is_empty();
    let people = next();
    let authors = people.split(PERSON).filter(|it| !it.is_empty()).map(person).collect();
    let work = Work { key, kind, title, authors, others, year, venue, doi, arxiv, url, ..Work::default() };
    Record { work, volume, number, pages, publisher, pmid, withdrawn }
}

fn person(text: &str) -> Name {
    let mut parts = text.split(PART).map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    Name { family: next(), given: next(), particle: next(), suffix: next() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::names::read_names;

    #[test]
    fn what_is_unpacked_is_what_was_packed() {
        let names =
            read_names("van der Berg, Jr., Karl and Müller, Ann and {World Health Organization} and others");
        let work = Work {
            key: "conf/x/1".to_owned(),
            kind: "article".to_owned(),
            title: "On Ünïcode".to_owned(),
            authors: names.names,
            others: names.others,
            year: Some(-44),
            doi: Some("10.1/x".to_owned()),
            ..Work::default()
        };
        let record = Record {
            work,
            pages: "1-9".to_owned(),
            withdrawn: Some("retraction".to_owned()),
            ..Record::default()
        };
        let mut text = String::new();
        pack(&record, &mut text);
        assert_eq!(unpack(&text), record);
    }

    #[test]
    fn odd_texts_are_read_as_far_as_they_go() {
        assert_eq!(unpack(""), Record::default());
        let record =
            Record { work: Work { title: "a\u{1F}b".to_owned(), ..Work::default() }, ..Record::default() };
        let mut text = String::new();
        pack(&record, &mut text);
        assert_eq!(unpack(&text).work.title, "a b");
    }
}
