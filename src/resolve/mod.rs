//! The heart: which entry is meant?

pub mod author_names;
pub mod context;
pub mod copies;
pub mod identifiers;
pub mod near_key;
pub mod numeric_citations;
pub mod prose;
pub mod reference;
pub mod titles;
pub mod verify;
pub mod versions;
pub mod words;
