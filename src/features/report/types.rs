//! What a report holds: plain data, which is also its JSON.

use serde::Serialize;

use crate::model::document::DocumentId;

/// The version of the JSON: it grows when a field goes or changes its meaning, not when one is added.
pub const VERSION: u32 = 1;

/// The state of a survey.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// What the paper calls itself, TeX removed; else the name of its root document.
    pub title: String,
    /// The root document, from its folder.
    pub root: String,
    /// The day of the report, `2026-11-28`.
    pub made: String,
    /// The figures at its head.
    pub totals: Totals,
    /// What has changed since a former report.
    pub progress: Option<Progress>,
    /// Open citations by kind, the most frequent first.
    pub kinds: Vec<Kind>,
    /// Open citations in reading order.
    pub open: Vec<Open>,
    /// Sections in reading order.
    pub sections: Vec<Section>,
    /// Which parts share works.
    pub shared: Vec<Shared>,
    /// Works that are cited, the most cited first.
    pub works: Vec<Work>,
    /// How many cited works are of which year, from the first to the last.
    pub years: Vec<Year>,
    /// Where cited works appeared, the most frequent first.
    pub venues: Vec<Venue>,
    /// Paragraphs of running text in which nothing is cited and nothing is open.
    pub uncited_paragraphs: Vec<Paragraph>,
    /// What rules report of keys and entries.
    pub findings: Vec<Finding>,
    /// What came of looking the cited works up.
    pub references: References,
    /// Entries that nothing cites and that fit a paragraph.
    pub forgotten: Vec<Forgotten>,
}

/// The figures at the head of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Open citations.
    pub open: usize,
    /// Cite commands that print something and have a key.
    pub citations: usize,
    /// Different works that they cite.
    pub works: usize,
    /// Works that are cited once.
    pub cited_once: usize,
    /// Preprints among the works.
    pub preprints: usize,
    /// Keys that no entry has.
    pub undefined: usize,
    /// Entries of the bibliographies.
    pub entries: usize,
    /// Entries that nothing cites.
    pub uncited_entries: usize,
    /// Paragraphs of running text.
    pub paragraphs: usize,
    /// Paragraphs of running text in which nothing is cited and nothing is open.
    pub uncited_paragraphs: usize,
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, from the root document's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The document, for links.
    #[serde(skip)]
    pub document: Option<DocumentId>,
}

/// Open citations of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// The rule that reports them.
    pub rule: String,
    /// Of prose citations: the verdict.
    pub verdict: Option<String>,
    /// In words.
    pub name: String,
    /// How many.
    pub count: usize,
}

/// An open citation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Open {
    /// The rule that reports it.
    pub rule: String,
    /// Of a prose citation: the verdict.
    pub verdict: Option<String>,
    /// Its kind, in words.
    pub name: String,
    /// The title of its section.
    pub section: String,
    /// Its sentence, TeX removed, the gap as `____`.
    pub sentence: String,
    /// Of a prose citation: what it names.
    pub named: Option<String>,
    /// What is reported.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// Entries that may be meant, best first.
    pub candidates: Vec<Entry>,
}

/// An entry in a few words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// `Devlin et al. (2019)`.
    pub label: String,
    /// The title.
    pub title: String,
    /// Why it is named.
    pub why: String,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
}

/// A section with its subsections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its title, TeX removed; empty for what stands before the first heading.
    pub title: String,
    /// How deep it stands: 0 for the broadest.
    pub level: usize,
    /// Whether the map and the works speak of it: a chapter of a book, a section of a paper.
    pub is_part: bool,
    /// Where it begins.
    #[serde(flatten)]
    pub place: Place,
    /// Cite commands.
    pub citations: usize,
    /// Different works.
    pub works: usize,
    /// Open citations.
    pub open: usize,
    /// Paragraphs of running text.
    pub paragraphs: usize,
    /// Those without a citation.
    pub uncited_paragraphs: usize,
}

/// Two parts that cite the same works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shared {
    /// The earlier part's place among the sections.
    pub first: usize,
    /// The later part's.
    pub second: usize,
    /// How many works both cite.
    pub works: usize,
}

/// A work that is cited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Work {
    /// The key.
    pub key: String,
    /// `Devlin et al.`; empty where no entry is known.
    pub authors: String,
    /// The title.
    pub title: String,
    /// The year.
    pub year: Option<i32>,
    /// Where it appeared.
    pub venue: String,
    /// Whether it is a preprint.
    pub preprint: bool,
    /// How often it is cited.
    pub cited: usize,
    /// The parts that cite it, by their places among the sections.
    pub sections: Vec<usize>,
    /// What came of looking it up: `confirmed`, `differs`, `not-found`, `unchecked`.
    pub verdict: Option<String>,
    /// Its page in the web.
    pub link: Option<String>,
    /// Where its entry stands; where it is cited first, if it has none.
    #[serde(flatten)]
    pub place: Place,
}

/// The cited works of one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// How many.
    pub works: usize,
}

/// The cited works of one venue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Venue {
    /// Its name as most of the entries write it.
    pub name: String,
    /// How many.
    pub works: usize,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// The title of its section.
    pub section: String,
    /// Its first words, TeX removed.
    pub begins: String,
    /// How many words it has.
    pub words: usize,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
}

/// What a rule reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: String,
    /// How loudly.
    pub level: String,
    /// What it says.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// The second place, if there is one.
    pub other: Option<Place>,
}

/// What came of looking the cited works up.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct References {
    /// The corpora that were asked, with their sizes and dates; none: nothing was looked up.
    pub asked: Vec<String>,
    /// How many works a record says the same of.
    pub confirmed: usize,
    /// How many are not looked up.
    pub pending: usize,
    /// Those of which a record says otherwise, that no record was found of, or that could not be checked.
    pub doubtful: Vec<Doubtful>,
}

/// A reference that is not confirmed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Doubtful {
    /// The entry, or what is cited in prose.
    pub entry: Entry,
    /// `differs`, `not-found`, `unchecked`.
    pub verdict: String,
    /// On what entry and record differ.
    pub differences: Vec<Difference>,
    /// The record, or the nearest one, in a few words.
    pub record: Option<String>,
    /// Its page in the web.
    pub link: Option<String>,
    /// The sources that have the work; of one that was not found, those that were asked.
    pub sources: Vec<String>,
    /// What a source says of a retraction or withdrawal.
    pub withdrawn: Option<String>,
    /// Why it could not be checked.
    pub reason: Option<String>,
}

/// One thing on which entry and record differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The field.
    pub field: String,
    /// What the entry says.
    pub here: String,
    /// What the record says.
    pub there: String,
}

/// An entry that nothing cites and that fits a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// The entry, with what speaks for it.
    pub entry: Entry,
    /// The title of the paragraph's section.
    pub section: String,
    /// The first words of the paragraph.
    pub begins: String,
    /// Where the paragraph stands.
    #[serde(flatten)]
    pub place: Place,
}

/// What has changed since a former report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The day of the former report.
    pub since: String,
    /// Open citations.
    pub open: Change,
    /// How many of the former open citations are open no longer.
    pub closed: usize,
    /// How many are open that were not.
    pub opened: usize,
    /// Works that are cited.
    pub works: Change,
    /// Keys of works that are cited now and were not.
    pub new_works: Vec<String>,
    /// Keys of works that were cited and are not now.
    pub gone_works: Vec<String>,
    /// Open citations of those kinds of which the number has changed.
    pub kinds: Vec<Changed>,
    /// Open citations of those sections of which the number has changed.
    pub sections: Vec<Changed>,
}

/// A number before and now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Before.
    pub before: usize,
    /// Now.
    pub now: usize,
}

/// The same of something that has a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// What.
    pub name: String,
    /// Before.
    pub before: usize,
    /// Now.
    pub now: usize,
}
