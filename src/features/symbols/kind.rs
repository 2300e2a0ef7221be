//! What a symbol is.

/// What a symbol is, in an outline or in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A section of a text.
    Section,
    /// An open citation.
    Open,
    /// An entry.
    Entry,
    /// A field of an entry.
    Field,
    /// A `@string`.
    String,
}
