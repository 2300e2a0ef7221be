//! Which files make one paper.
//!
//! A project is a root document with all that it includes. Nothing here can look at a disk: what is
//! not among the documents is asked of the [`World`], and what the world does not know yet is
//! [wanted](Assembly::wants). The loader answers, and the projects are assembled again, until nothing is
//! wanted.

mod assemble;
mod awaited;
mod bibliographies;
pub mod build;
mod builder;
mod contents;
mod foreign;
mod libraries;
mod lookup;
mod roots;
mod string_macros;
#[cfg(test)]
mod tests;
mod types;

pub use assemble::{Assembly, assemble, with_edited};
pub use lookup::{configured_paths, include_paths};
pub use types::*;
