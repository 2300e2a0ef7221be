//! The heart: which entry is meant?

pub mod context;
pub mod families;
pub mod near_key;
pub mod prose;
pub mod record;
pub mod reference;
pub mod titles;
pub mod verify;
pub mod versions;
pub mod words;
