//! The heart: which entry is meant?

mod families;
pub mod prose;
mod titles;
