//! What a look-up brings.

use crate::model::record::{Record, Reference};

/// A record and the source that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Which of the sources that were asked.
    pub source: usize,
    /// What it says.
    pub record: Record,
}

/// What the registry of DOIs says of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Registered {
    /// Nothing: it was not asked, or gave no answer.
    #[default]
    Untold,
    /// Somebody has registered it.
    Yes,
    /// It does not exist; but others of its registrant do. Some are printed months before they are registered.
    No,
    /// It does not exist, nor does its registrant.
    NoRegistrant,
}

/// What the sources can know at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// How many sources were asked.
    pub sources: usize,
    /// How many of their records have a DOI.
    pub dois: u64,
    /// Whether any of them has a DOI of the registrant of the reference's own (`10.1145`).
    pub knows_registrant: bool,
    /// How many of their records appeared at a conference or in a journal. (An archive of preprints knows of some
    /// alone.)
    pub published: u64,
    /// How many of them at the reference's own.
    pub at_venue: u64,
    /// Whether books can be expected in them.
    pub has_books: bool,
    /// What the registry of DOIs says of the reference's own.
    pub registered: Registered,
    /// Whether one of them could not be read.
    pub is_damaged: bool,
}

/// Whether reference and record have one identifier.
pub fn same_identifier(reference: &Reference, record: &Record) -> bool {
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    let (ours, theirs) = (&reference.work, &record.work);
    same(&ours.doi, &theirs.doi) || same(&ours.arxiv, &theirs.arxiv) || same(&reference.pmid, &record.pmid)
}
