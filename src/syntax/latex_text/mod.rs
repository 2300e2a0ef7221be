//! TeX in a value -> Unicode; folding for search.

mod decode;
mod entities;
mod fold;
mod symbols;

pub use decode::to_unicode;
pub use entities::entity;
pub use fold::{each_word, fold_words};
