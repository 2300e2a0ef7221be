//! One file per capability of the protocol: `fn feature(&Snapshot, place) -> plain data`. No protocol
//! types; offsets are bytes. No feature imports another.

#[cfg(test)]
mod cite_tests;
pub mod code_actions;
pub mod completion;
pub mod definition;
pub mod document_links;
pub mod folding;
pub mod hover;
pub mod inlay_hints;
pub mod lenses;
pub mod references;
pub mod rename;
pub mod report;
pub mod selection;
pub mod semantic_tokens;
pub mod status;
pub mod symbols;
