//! Prose citations: authors and a title written in the text in place of a key.
//!
//! In running text only clear forms count: a masked group (`__**Devlin et al., "BERT: ..."**__`), bold
//! Markdown (`**..**`), brackets and parentheses, whose content is nothing but authors and quoted
//! titles. In the braces of a cite command more is read, since something must be meant there.

mod author_year;
mod authors;
mod bare;
mod citation;
mod cursor;
mod find;
#[cfg(test)]
mod tests;
mod title;

pub use author_year::{find_author_year, named_before};
pub use citation::{ProseCitation, ProseWork};
pub use find::{find, read};
