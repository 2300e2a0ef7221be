//! The tools: one file each, with its schema and its answer.

mod add_entry;
mod arguments;
mod check;
mod cite;
mod explain;
mod fix;
mod open_citations;
mod resolve;
mod search;
mod tool;

pub(super) use self::tool::Tool;

/// All of them.
pub(super) const TOOLS: [&Tool; 8] = [
    &check::TOOL,
    &open_citations::TOOL,
    &search::TOOL,
    &resolve::TOOL,
    &cite::TOOL,
    &add_entry::TOOL,
    &fix::TOOL,
    &explain::TOOL,
];
