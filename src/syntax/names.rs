//! Names of persons: BibTeX's `Last, First and ...` and names in running text.

/// One person or body, in Unicode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// `Devlin`, `World Health Organization`.
    pub family: String,
    /// `Jacob`, `J. M.`; empty for a body.
    pub given: String,
    /// `van der`, `de`; as written.
    pub particle: String,
    /// `Jr.`, `III`.
    pub suffix: String,
}
