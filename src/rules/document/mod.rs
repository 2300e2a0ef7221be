//! Rules on documents as a whole: files that they name, settings, comments for us, and what a language model
//! left in them.

pub(crate) mod absence;
pub mod bad_setting;
pub mod bad_suppression;
pub mod empty_bibliography;
pub mod generated_text;
pub mod missing_bibliography;
pub mod missing_file;
pub mod no_bibliography;
pub mod written_reference;
