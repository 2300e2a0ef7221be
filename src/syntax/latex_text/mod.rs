//! TeX in a value -> Unicode; folding for search.

mod decode;
mod entities;
mod fold;
mod journals;
mod printed;
mod symbols;

pub use decode::to_unicode;
pub use entities::entity;
pub use fold::{each_word, fold_title, fold_words, is_article};
pub use printed::printed;
