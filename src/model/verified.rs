//! What came of looking a reference up: plain data, of which reports, cards and fixes are made.

use std::borrow::Cow;

use super::record::Record;

/// What comes of a look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A record says the same.
    Confirmed,
    /// A record of the same work says otherwise.
    Differs,
    /// No record of it is in the sources.
    NotFound,
    /// The sources cannot tell.
    Unchecked,
}

impl Verdict {
    /// As `lacuna verify` writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Differs => "differs",
            Self::NotFound => "not-found",
            Self::Unchecked => "unchecked",
        }
    }
}

/// One thing on which reference and record differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `title`, `author`, `year`, `venue`, `doi` or `eprint`.
    pub field: &'static str,
    /// What the reference says.
    pub here: String,
    /// What the record says; of an identifier that is another work's, that work; empty where none has it.
    pub there: String,
}

/// A corpus or a service, as it is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// How many records it has; of a service, that is not known.
    pub records: Option<u64>,
    /// Its size on disk in bytes.
    pub size: u64,
    /// When it was read; of a service, when it was asked: `2026-11-27`.
    pub date: String,
}

impl Source {
    /// `dblp (7500000 records of 2026-11-27)`, `Crossref (asked 2026-11-27)`.
    pub fn told(&self) -> String {
        match self.records {
            Some(1) => format!("{} (1 record of {})", self.name, self.date),
            Some(records) => format!("{} ({records} records of {})", self.name, self.date),
            None => format!("{} (asked {})", self.name, self.date),
        }
    }
}

/// What came of looking a reference up.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// The verdict.
    pub verdict: Verdict,
    /// On what reference and record differ.
    pub differences: Vec<Difference>,
    /// The record that it was compared with; of a reference that was not found, the nearest.
    pub record: Option<Record>,
    /// The source of the record.
    pub source: String,
    /// The sources that have the work; of a reference that was not found, those that were asked.
    pub sources: Vec<Source>,
    /// What a source says of a retraction or withdrawal.
    pub withdrawn: Option<String>,
    /// Of a preprint, the record of its published version.
    pub published: Option<Record>,
    /// Whether its DOI does not exist, as the registry of DOIs says.
    pub is_unregistered: bool,
    /// Why it could not be checked.
    pub reason: Cow<'static, str>,
}

impl Verified {
    /// The names of its sources: `dblp`, `dblp and acl`.
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.sources.iter().map(|it| it.name.as_str()).collect();
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => String::new(),
        }
    }

    /// The sources with their sizes and dates.
    pub fn told(&self) -> String {
        self.sources.iter().map(Source::told).collect::<Vec<_>>().join(", ")
    }
}
