//! One file per feature: `fn feature(&Snapshot, place) -> plain data`. No protocol types; offsets are
//! bytes.

pub mod candidates;
pub mod cards;
pub mod change;
pub mod cite_style;
pub mod closing;
pub mod code_actions;
pub mod completion;
pub mod diagnostics;
pub mod fix_all;
#[cfg(test)]
pub mod fixture;
pub mod hover;
pub mod insert;
pub mod key_lists;
pub mod new_entries;
pub mod open_citations;
pub mod prose_groups;
pub mod sentences;
pub mod suppress;
pub mod surroundings;
pub mod uses;
