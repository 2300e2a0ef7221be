//! One file at a time: what is written, not what it means. Nothing here fails, reads a disk or looks
//! at a second file.

pub mod bib;
pub mod citation_notes;
pub mod environments;
pub mod generated_text;
pub mod grammar;
pub mod latex_text;
pub mod names;
pub mod placeholders;
pub mod prose;
pub mod retraction;
pub mod sentences;
pub mod tex;
