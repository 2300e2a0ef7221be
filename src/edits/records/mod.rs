//! Entries made of records of corpora, or corrected by them.

pub mod add;
pub mod correct;
pub mod entry;
