//! What a reader wants to know of an entry.

use super::definitions::{EntryId, Library};
use super::inherit::ResolvedField;
use crate::faults::contained;
use crate::model::bibliography::{Bibliography, GRANULAR};
use crate::syntax::bib::Field;
use crate::syntax::bib::identifiers::{arxiv, arxiv_in_text, doi_as_written, year};
use crate::syntax::latex_text::to_unicode;
use crate::syntax::names::{Name, read_names};

/// What a reader wants to know of an entry, in Unicode, with inherited fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// The citation key.
    pub key: String,
    /// The entry's type in lower case.
    pub kind: String,
    /// The title (with a subtitle after a colon).
    pub title: String,
    /// The authors; the editors where there are none.
    pub authors: Vec<Name>,
    /// The group that they write for: a large experiment.
    pub collaboration: Option<String>,
    /// Whether the author list ends in `and others`.
    pub others: bool,
    /// The year.
    pub year: Option<i32>,
    /// Journal, book title, school, publisher or eprint archive: where it appeared.
    pub venue: String,
    /// The DOI without its resolver, in lower case.
    pub doi: Option<String>,
    /// The same as it is written, for people to read.
    pub doi_written: Option<String>,
    /// The arXiv id without its version.
    pub arxiv: Option<String>,
    /// A URL, where there is one.
    pub url: Option<String>,
    /// The abstract.
    pub abstract_text: Option<String>,
    /// Keywords as written.
    pub keywords: Option<String>,
    /// Whether its `note` says UNVERIFIED.
    pub unverified: bool,
}

/// Where a work appeared, the most telling field first.
const VENUES: [&str; 12] = [
    "journaltitle",
    "journal",
    "booktitle",
    "maintitle",
    "eventtitle",
    "series",
    "school",
    "institution",
    "publisher",
    "organization",
    "howpublished",
    "archiveprefix",
];

/// Fields in which an arXiv id may stand, behind the archive's name.
const ARXIV_TEXTS: [&str; 6] = ["journal", "journaltitle", "url", "note", "howpublished", "doi"];

impl Library {
    /// What a reader wants to know of an entry.
    pub fn work(&self, id: EntryId) -> Work {
        let key = || self.bibliography(id).map_or("", |it| it.key(id.entry));
        // Of an entry at which we fail, the key is known.
        contained(key(), key(), || self.read_work(id))
            .unwrap_or_else(|| Work { key: key().to_owned(), ..Work::default() })
    }

    fn read_work(&self, id: EntryId) -> Work {
        let entry = self.raw_entry(id);
        let members = if entry.kind == "set" { self.named_by(id, &entry, "entryset") } else { Vec::new() };
        let mut work = Work::of(entry.key, entry.kind, &self.fields(id));
        if work.title.is_empty() && !members.is_empty() {
            self.gather(&mut work, members);
        }
        work
    }

    /// Makes of a set what its members are: biblatex prints them one behind the other.
    fn gather(&self, set: &mut Work, mut members: Vec<EntryId>) {
        members.truncate(MOST_MEMBERS);
        // No set is the member of another.
        members.retain(|it| self.raw_entry(*it).kind != "set");
        let mut works = members.into_iter().map(|it| self.work(it)).peekable();
        if let Some(first) = works.peek() {
            (set.authors, set.others, set.year) = (first.authors.clone(), first.others, first.year);
            set.venue.clone_from(&first.venue);
        }
        set.title = works.map(|it| it.title).collect::<Vec<_>>().join("; ");
    }
}

/// So many members of a set are told of.
const MOST_MEMBERS: usize = 8;

/// The fields from which title and authors are read.
const HEADING: [&str; 6] = ["title", "subtitle", "booktitle", "maintitle", "author", "editor"];
/// And those by which they are inherited.
const PARENTS: [&str; 2] = ["crossref", "xdata"];

impl Library {
    /// As [`Library::work`], of key, type, title and authors alone: several times as fast.
    pub fn heading(&self, id: EntryId) -> Work {
        let Some(file) = self.bibliography(id) else { return Work::default() };
        let key = file.key(id.entry);
        contained(key, key, || self.read_heading(id, file))
            .unwrap_or_else(|| Work { key: key.to_owned(), ..Work::default() })
    }

    fn read_heading(&self, id: EntryId, file: &Bibliography) -> Work {
        let names: Vec<&str> = HEADING.iter().chain(&PARENTS).copied().collect();
        let entry = file.entry_with(id.entry, &names);
        let has_reference = |it: &Field| it.pieces.iter().any(|it| it.text().contains(GRANULAR));
        if PARENTS.iter().any(|it| entry.field(it).is_some()) || entry.fields.iter().any(has_reference) {
            return self.work(id);
        }
        let fields: Vec<ResolvedField> = HEADING
            .iter()
            .filter_map(|name| entry.field(name))
            .map(|it| ResolvedField {
                name: it.name.clone(),
                value: self.expand(id, it),
                from: id,
                of_parent: false,
            })
            .collect();
        Work::of(entry.key, entry.kind, &fields)
    }
}

impl Work {
    /// Of an entry's key, type and [fields](Library::fields).
    pub fn of(key: String, kind: String, fields: &[ResolvedField]) -> Self {
        let raw = |name: &str| {
            let field = fields.iter().find(|field| field.name == name)?;
            Some(field.value.trim()).filter(|value| !value.is_empty())
        };
        // What identifies the parent does not identify the child.
        let own = |name: &str| {
            raw(name).filter(|_| fields.iter().find(|it| it.name == name).is_some_and(|it| !it.of_parent))
        };
        let text = |name: &str| raw(name).map(|value| to_unicode(value).into_owned());
        let names = raw("author").or_else(|| raw("editor")).map(read_names).unwrap_or_default();
        let resolver = || own("url").filter(|url| url.contains("doi.org/"));
        let doi_written = own("doi").and_then(doi_as_written).or_else(|| resolver().and_then(doi_as_written));
        Self {
            key,
            kind,
            title: title(&text),
            authors: names.names,
            others: names.others,
            year: raw("date").and_then(year).or_else(|| raw("year").and_then(year)),
            venue: VENUES.iter().find_map(|name| text(name)).unwrap_or_default(),
            doi: doi_written.as_ref().map(|it| it.to_lowercase()),
            doi_written,
            collaboration: text("collaboration"),
            arxiv: arxiv_of(&own),
            url: own("url").map(|url| url.replace("\\url", "").replace(['{', '}', '\\'], "")),
            abstract_text: text("abstract"),
            keywords: text("keywords").or_else(|| text("keyword")),
            unverified: ["note", "annotation", "annote"]
                .iter()
                .filter_map(|name| raw(name))
                .any(|note| note.contains("UNVERIFIED")),
        }
    }
}

fn title(text: &dyn Fn(&str) -> Option<String>) -> String {
    let title = ["title", "booktitle", "maintitle"].iter().find_map(|name| text(name)).unwrap_or_default();
    match text("subtitle") {
        Some(subtitle) if title.ends_with([':', '?', '!']) => format!("{title} {subtitle}"),
        Some(subtitle) => format!("{title}: {subtitle}"),
        None => title,
    }
}

fn arxiv_of<'a>(raw: &dyn Fn(&str) -> Option<&'a str>) -> Option<String> {
    let archive = raw("archiveprefix").or_else(|| raw("eprinttype"));
    let is_arxiv = archive.is_none_or(|archive| archive.to_ascii_lowercase().contains("arxiv"));
    let eprint = raw("eprint").filter(|_| is_arxiv).and_then(arxiv);
    eprint
        .or_else(|| raw("arxivid").or_else(|| raw("arxiv")).and_then(arxiv))
        .or_else(|| ARXIV_TEXTS.iter().filter_map(|name| raw(name)).find_map(arxiv_in_text))
        .or_else(|| {
            ["journal", "volume"]
                .iter()
                .filter_map(|name| raw(name))
                .filter(|value| value.contains("abs/"))
                .find_map(arxiv)
        })
}
