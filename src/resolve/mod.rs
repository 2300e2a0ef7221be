//! The heart: which entry is meant?

pub mod context;
mod families;
pub mod near_key;
pub mod prose;
pub mod reference;
pub mod titles;
pub mod versions;
pub mod words;
