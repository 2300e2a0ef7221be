//! What a corpus or a service says of a work.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::library::{ResolvedField, Work};
use crate::syntax::latex_text::to_unicode;
use crate::syntax::names::Name;

/// One record of a source, in Unicode.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Key, type, title, authors and the rest, as of an entry; the key is the source's own.
    pub work: Work,
    /// The volume.
    pub volume: String,
    /// The issue.
    pub number: String,
    /// The pages, with a hyphen between.
    pub pages: String,
    /// The publisher, or the school.
    pub publisher: String,
    /// PubMed's number.
    pub pmid: Option<String>,
    /// What the source says of a retraction or withdrawal: `Retraction, 2020-05-01`.
    pub withdrawn: Option<String>,
}

impl Record {
    /// The page that shows the work: its DOI's, its arXiv id's, or the one that it names.
    pub fn link(&self) -> Option<String> {
        let doi = self.work.doi.as_ref().map(|it| format!("https://doi.org/{it}"));
        let arxiv = self.work.arxiv.as_ref().map(|it| format!("https://arxiv.org/abs/{it}"));
        doi.or(arxiv).or_else(|| self.work.url.clone())
    }

    /// `Zhu et al. 2023, PromptCBLUE: ...`.
    pub fn citation(&self) -> String {
        let authors = match self.work.authors.as_slice() {
            [] => String::new(),
            [one] => one.family.clone(),
            [one, two] => format!("{} and {}", one.family, two.family),
            [first, ..] => format!("{} et al.", first.family),
        };
        let year = self.work.year.map(|it| it.to_string()).unwrap_or_default();
        let head = [authors, year].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
        if head.is_empty() { self.work.title.clone() } else { format!("{head}, {}", self.work.title) }
    }
}

/// A reference as it is to be looked up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reference {
    /// What the entry says.
    pub work: Work,
    /// Every field that may name where it appeared.
    pub venues: Vec<String>,
    /// PubMed's number.
    pub pmid: Option<String>,
}

/// Fields that may name where a work appeared.
const VENUES: [&str; 6] = ["journal", "journaltitle", "booktitle", "maintitle", "eventtitle", "series"];

impl Reference {
    /// Of an entry's key, type and fields, with what it inherits.
    pub fn of(key: String, kind: String, fields: &[ResolvedField]) -> Self {
        let value = |name: &str| fields.iter().find(|it| it.name == name).map(|it| it.value.trim());
        let text =
            |name: &&str| value(name).filter(|it| !it.is_empty()).map(|it| to_unicode(it).into_owned());
        let venues = VENUES.iter().filter_map(text).collect();
        let pmid = value("pmid").filter(|it| it.bytes().all(|byte| byte.is_ascii_digit()) && !it.is_empty());
        let pmid = pmid.map(str::to_owned);
        Self { work: Work::of(key, kind, fields), venues, pmid }
    }
    /// A number for all that is compared: while it is the same, what came of looking the reference up holds.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = FxHasher::default();
        let work = &self.work;
        (&work.kind, &work.title, work.year, &work.doi, &work.arxiv, work.others, &self.venues, &self.pmid)
            .hash(&mut hasher);
        work.authors.iter().map(Name::full).for_each(|it| it.hash(&mut hasher));
        hasher.finish()
    }
}
