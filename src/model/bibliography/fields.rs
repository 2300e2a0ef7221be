//! Fields that hold keys of entries.

/// Fields that name other entries by their keys (biblatex's manual, section 2.2.3; `crossref` also BibTeX's).
pub const KEY_FIELDS: [&str; 5] = ["crossref", "xref", "xdata", "related", "entryset"];

/// The field that gives an entry further keys (biblatex).
pub const ALIAS_FIELD: &str = "ids";

/// What a reference to a field of an `@xdata` entry begins with (biblatex's manual, section 3.13.6).
pub const GRANULAR: &str = "xdata=";
