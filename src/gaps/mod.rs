//! Open citations: what stands around a gap, which entries may be meant there and why, in which order gaps
//! are met. Nothing here changes a text.

pub mod at_cursor;
pub mod candidates;
pub mod context;
pub mod gap;
pub mod key_places;
pub mod open_citations;
pub mod prose_group;
pub mod reading_order;
pub mod reasons;
pub mod section_counts;
