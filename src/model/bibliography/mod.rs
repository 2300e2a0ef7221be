//! One .bib file: its entries, by number and by key, and the index of its words.
//!
//! A [`Bibliography`] is a run of stretches, each a part of a `table::Table`: at first one stretch of
//! one table. An edit makes a small table of what it changed and puts it between the parts of the old
//! one that it left alone; so an edit costs the same in a file of any size.

mod edit;
mod fields;
mod file;
mod headings;
mod keys;
mod named;
mod places;
mod query;
mod review;
mod search;
mod strings;
mod table;
#[cfg(test)]
mod tests;
mod unshared;
mod words;

pub use fields::{ALIAS_FIELD, GRANULAR, KEY_FIELDS};
pub use file::{Bibliography, EntryNumber, in_one_case};
pub use headings::ShortYear;
pub use keys::same_but_for_case;
pub use named::{NamedKey, named_keys};
pub use query::Query;
pub use words::{Found, PARENT, Rank, STRING, Subject, Wanted};
pub use words::{collect_resolved, is_telling, key_parts, place, rarity, token, typos};
