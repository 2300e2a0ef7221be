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
//!
//! # How a keystroke becomes a diagnostic
//!
//! 1. A thread reads frames from standard input ([`server`], `frames`), repairs what can be repaired, and
//!    carries each message to its handler in the order of arrival (`guard`).
//! 2. `didChange` becomes an [`Event`](workspace::session::Event). The session applies it from its first line to
//!    its last without waiting: the text is a rope; [`TexFile::edited`](syntax::tex::TexFile::edited) parses
//!    incrementally and gathers facts of the one paragraph that changed, while every other
//!    [`Chunk`](syntax::tex::Chunk) stays the very same `Arc`; a bibliography splits one entry again.
//! 3. Only if the paragraph says something about other files or defines macros, the projects are
//!    [assembled](model::project::assemble) anew; whatever is equal is shared with the former ones.
//! 4. The new [`Snapshot`](model::snapshot::Snapshot) is swapped in. Readers keep theirs; none waits for a writer.
//! 5. The *reporter* thread judges the open documents ([`features::diagnostics`]): of paragraphs that the edit left
//!    alone, and of a bibliography for which nothing has changed, the former reports are taken over
//!    ([`model::memo`]). It offers the result to the publisher, which sends what differs from what was sent last,
//!    with the document's true version.
//! 6. The *loader* thread reads files the session wants, follows their folders, asks `kpsewhich` for what was found
//!    nowhere else, waits until changed files have settled, and builds word indexes; its results come back as events
//!    and meet their revision at the door.
//!
//! # Invariants
//!
//! - Analysis is a pure function of a snapshot: no I/O, no clock, no async, no protocol types.
//! - Parsing never fails. What is unknown (still loading, unreadable) is never reported as an error in the
//!   user's text.
//! - Offsets are bytes everywhere; lines and columns exist only in [`text::position`] and [`server::convert`].
//! - One mutable owner, immutable readers; no lock is held across an `.await`.
//! - An open buffer wins over disk. Each request gets exactly one answer.
//! - The product says what was not found and where it looked, never that a work does not exist.

pub mod text;

pub mod syntax;

pub mod settings;

pub mod model;

pub mod resolve;

pub mod corpus;

pub mod rules;

pub mod gaps;

pub mod edits;

pub mod features;

pub mod workspace;

pub mod server;

pub mod cli;

#[cfg(test)]
mod fixture;
