//! One file at a time: what is written, not what it means. Nothing here fails, reads a disk or looks
//! at a second file.

pub mod bib;
pub mod grammar;
pub mod latex_text;
pub mod leftovers;
pub mod names;
pub mod prose;
pub mod requests;
pub mod tex;
