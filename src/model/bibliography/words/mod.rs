//! The index of a table's words.
//!
//! All words in one string, sorted, so that a prefix is a range of them; behind each word two lists of
//! entries, as variable-length differences: those that have it in a field worth ranking by, with the
//! [`Fields`] it stands in, and those that have it in their abstract.
//!
//! What an entry has by a `@string` or from another entry may be written in another file. Its index has a
//! word that stands for the string ([`STRING`]) or the entry ([`PARENT`]); which of these a word of a query
//! leads to is found out by the library.

mod build;
mod collect;
mod index;
mod pool;
mod query;
mod relevance;

pub use collect::{Found, collect_resolved, key_parts, title_words, token};
pub use index::{FAMILY, FIRST, GIVEN, PARENT, STRING, TITLE, Words};
pub use query::{KEY_BEGINS, Rank, Wanted, initial, is_telling, place, typos};
pub use relevance::{Subject, rarity};
