//! What comes of making bibliographies one, as plain data.

use crate::text::ByteRange;

/// What several bibliographies are together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The bibliography.
    pub text: String,
    /// How many entries it has.
    pub entries: usize,
    /// How many were left out that say what a former entry of the same key says.
    pub equal: usize,
    /// What has become of those that are not as they were, in the order of the files.
    pub changes: Vec<Changed>,
}

/// An entry or string that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which of the bibliographies has it.
    pub file: usize,
    /// Its key or name there.
    pub key: String,
    /// Where that stands.
    pub range: ByteRange,
    /// What has become of it.
    pub fate: Fate,
}

/// What becomes of an entry or string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A former entry describes the same work.
    Dropped {
        /// That entry's key in the result.
        kept: String,
        /// Which of the bibliographies has it.
        of: usize,
        /// Fields that it did not have and now has.
        taken: Vec<String>,
        /// Fields in which the two differ; the former's stand.
        differing: Vec<String>,
    },
    /// The key belongs to another work: it has this one now.
    Renamed(String),
    /// The name of a string has another meaning: it has this one now.
    StringRenamed(String),
    /// It is malformed; it stands as it is and was not compared.
    Malformed,
}
