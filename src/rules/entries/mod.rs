//! Rules on the entries of bibliographies. They judge entries that are cited, and those of the file open in the
//! editor ([`scope`]).

pub(super) mod basis;
pub mod bib_syntax;
mod class;
mod compared;
pub mod duplicate_key;
pub mod duplicate_work;
pub mod implausible_entry;
pub mod missing_field;
pub mod reference_differs;
pub mod reference_not_found;
pub mod retracted_work;
pub(super) mod scope;
pub mod superseded_preprint;
pub mod undefined_string;
pub mod unused_entry;
pub mod unverified_entry;
