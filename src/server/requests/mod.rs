//! One file a request: our answer in the protocol's words.

pub(super) mod code_actions;
pub(super) mod completion;
pub(super) mod definition;
pub(super) mod document_links;
pub(super) mod folding;
pub(super) mod hover;
pub(super) mod inlay_hints;
pub(super) mod lenses;
pub(super) mod references;
pub(super) mod rename;
pub(super) mod semantic_tokens;
pub(super) mod symbols;
