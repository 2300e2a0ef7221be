//! One file per feature: `fn feature(&Snapshot, place) -> plain data`. No protocol types; offsets are
//! bytes.

pub mod cards;
pub mod cite_style;
pub mod completion;
pub mod definition;
pub mod diagnostics;
#[cfg(test)]
pub mod fixture;
pub mod folding;
pub mod hover;
pub mod inlay_hints;
pub mod lenses;
pub mod links;
pub mod occurrences;
pub mod open_citations;
pub mod outline;
pub mod references;
pub mod rename;
pub mod selection;
pub mod sentences;
pub mod surroundings;
pub mod symbols;
pub mod target;
pub mod tokens;
pub mod uses;
pub mod workspace_symbols;
