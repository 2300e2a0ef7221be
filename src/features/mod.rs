//! One file per feature: `fn feature(&Snapshot, place) -> plain data`. No protocol types; offsets are
//! bytes.

pub mod adopt;
pub mod candidates;
pub mod cards;
pub mod carried;
pub mod change;
pub mod cite_style;
#[cfg(test)]
mod cite_tests;
pub mod closing;
pub mod code_actions;
pub mod completion;
pub mod declare;
pub mod definition;
pub mod diagnostics;
pub mod fix_all;
#[cfg(test)]
pub mod fixture;
pub mod folding;
pub mod hover;
pub mod inlay_hints;
pub mod insert;
pub mod key_lists;
pub mod lenses;
pub mod links;
pub mod new_entries;
pub mod numbered;
pub mod occurrences;
pub mod one_work;
pub mod open_citations;
pub mod outline;
pub mod paste;
pub mod prose_groups;
pub mod references;
pub mod rename;
pub mod selection;
pub mod sentences;
pub mod status;
pub mod suppress;
pub mod surroundings;
pub mod symbols;
pub mod target;
pub mod tokens;
pub mod uses;
pub mod why;
pub mod workspace_symbols;
