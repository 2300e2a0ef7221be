//! Rules on open citations: places that should cite something and do not yet.

pub mod author_year_text;
mod bracketed_note;
pub mod citation_todo;
mod citing;
pub mod empty_citation;
pub mod identifier_text;
pub mod masked_citation;
mod note_macros;
mod note_text;
pub mod numeric_citation;
mod own_macros;
pub mod own_marks;
pub mod own_notes;
pub mod placeholder_key;
pub mod prose_citation;
