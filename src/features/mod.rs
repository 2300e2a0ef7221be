//! One file per feature: `fn feature(&Snapshot, place) -> plain data`. No protocol types; offsets are
//! bytes.

pub mod cards;
pub mod cite_style;
pub mod completion;
pub mod diagnostics;
#[cfg(test)]
pub mod fixture;
pub mod hover;
pub mod open_citations;
pub mod sentences;
pub mod surroundings;
pub mod uses;
