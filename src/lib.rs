//! Lacuna: the language server for people who write surveys in LaTeX.
//!
//! # Code map
//!
//! Data flows down this list. A room may use what stands above it, never what stands below;
//! `tests/tidy.rs` enforces that.
//!
//! - [`text`]: text, byte ranges, positions, decoding. Knows nothing of TeX or of the protocol.
//! - [`syntax`]: one file at a time; what is written, not what it means. Never fails.
//! - [`settings`]: plain data with defaults.
//! - [`model`]: many files; documents, cite commands, projects, bibliographies, the library, the
//!   citations; [`model::snapshot::Snapshot`] is all that features receive.
//! - [`resolve`]: which entry is meant? Prose citations, words around a gap, misspelt keys.
//! - [`features`]: one file per feature, `fn feature(&Snapshot, place) -> plain data`.
//! - [`workspace`]: the one mutable thing ([`workspace::session`]) and all that touches the world.
//! - [`server`]: the only room that knows the protocol.
//! - [`cli`]: the same analysis in a terminal.

pub mod text;

pub mod syntax;

pub mod settings;

pub mod model;

pub mod resolve;

pub mod features;

pub mod workspace;

pub mod server;

pub mod cli;
