//! Symbols: the outline of a document, and what is found by name in the whole workspace.

pub mod document;
pub mod kind;
pub mod workspace;
