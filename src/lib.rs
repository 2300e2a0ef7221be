//! Lacuna: the language server for people who write surveys in LaTeX.
//!
//! # Code map
//!
//! Data flows down this list. A room may use what stands above it, never what stands below, and no two files
//! import each other in a circle; `tests/tidy.rs` enforces both.
//!
//! - [`faults`]: containing what fails.
//! - [`cores`]: work that falls into parts, on every core.
//! - [`text`]: text, byte ranges, positions, decoding. Knows nothing of TeX or of the protocol.
//! - [`syntax`]: one file at a time; what is written, not what it means. Never fails.
//! - [`settings`]: plain data with defaults. Knows no rule.
//! - [`model`]: many files; documents, cite commands, projects, bibliographies, the library, the
//!   citations; [`model::snapshot::Snapshot`] is all that the rooms below receive.
//! - [`resolve`]: which entry is meant? Prose citations, words around a gap, misspelt keys.
//! - [`corpus`]: local indexes of open bibliographic dumps: reading them in, looking works up. Not the network.
//! - [`rules`]: what is reported; one file a rule, [`rules::catalogue`] lists them.
//! - [`gaps`]: an open citation is a report that can be answered by citing: what stands around it, which entries
//!   may be meant and why, in which order gaps are met.
//! - [`edits`]: what is changed; one file a kind of edit. Decides nothing.
//! - [`features`]: one thin file per capability of the protocol, `fn feature(&Snapshot, place) -> plain data`; none
//!   imports another.
//! - [`workspace`]: the one mutable thing ([`workspace::session`]) and all that touches the world,
//!   services included (`src/workspace/services/`), which are asked only if the user says so.
//! - [`server`]: the only room that knows the protocol.
//! - [`mcp`]: the same engine for writers that are language models, over the Model Context Protocol.
//! - [`cli`]: the same analysis in a terminal.
//!
//! # Words of this house
//!
//! A *chunk* is a paragraph of a LaTeX file with all that was read in it, shared from revision to revision. A *gap*
//! is a place that should cite something and does not yet. A *silence* is a stretch in which rules say nothing. A
//! *card* is a work as a reader wants to see it. A *library* is all bibliographies of one paper; a *master library*
//! is a user's own, only searched. A *record* is what a *corpus* says of a work; a *reference* is an entry, or a
//! citation in prose, that is looked up.
//!
//! # How to change it
//!
//! - **Add a rule**: a file under `src/rules/` with `RULE` (code, level, explanation with example and fix), `check`
//!   and its tests; `mod` in its folder; one line in `src/rules/catalogue.rs`, which is also the order in which rules
//!   claim a stretch of text; `UPDATE_EXPECT=1 cargo test --test catalogue` writes the page, the schema and VS Code's
//!   settings. A fix, if it has one, is an edit offered by `src/features/code_actions/`.
//! - **Add a cite command**: its name, in lower case, in `src/model/cite_commands/known.rs` beside those of the same
//!   shape (which arguments hold keys) and role; a line in the table of `src/features/cite_tests/forms.rs`, which tries
//!   reports, references and renaming on it.
//! - **Add a capability**: a file under `src/features/` with its `check`, and one under `src/server/requests/` that
//!   puts it into the protocol's words, each with `mod` in its folder; its announcement in
//!   `src/server/capabilities.rs`, its method in `src/server/service.rs`; a test in `tests/protocol/`.
//! - **Add an editor**: a folder under `editors/` with what starts `lacuna` for `.tex` and `.bib`; a paragraph in the
//!   README with what its user pastes; in `tests/editors/` a function `install_..` in `install.sh`, a function `try_..`
//!   in `run`, which gives a new user's home what the README says, and a script that drives the real editor and
//!   prints `ok` or `not ok` for each step.
//!
//! # How a keystroke becomes a diagnostic
//!
//! 1. A thread reads frames from standard input ([`server::connection`], `frames`), repairs what can be repaired, and
//!    carries each message to its handler in the order of arrival (`guard`).
//! 2. `didChange` becomes an [`Event`](workspace::session::Event). The session applies it from its first line to
//!    its last without waiting: the text is a rope; [`TexFile::edited`](syntax::tex::TexFile::edited) parses
//!    incrementally and gathers facts of the one paragraph that changed, while every other
//!    [`Chunk`](syntax::tex::Chunk) stays the very same `Arc`; a bibliography splits one entry again.
//! 3. Only if the paragraph says something about other files or defines macros, the projects are
//!    [assembled](model::project::assemble) anew; whatever is equal is shared with the former ones.
//! 4. The new [`Snapshot`](model::snapshot::Snapshot) is swapped in, and the threads are woken (`server/threads`).
//!    Readers keep theirs; none waits for a writer.
//! 5. The *reporter* thread judges the open documents ([`rules::judge`]): of paragraphs that the edit left
//!    alone, and of a bibliography for which nothing has changed, the former reports are taken over
//!    ([`model::memo`]). It offers the result to the publisher, which sends what differs from what was sent last,
//!    with the document's true version.
//! 6. The *loader* thread reads files the session wants, follows their folders, waits until changed files have settled,
//!    and builds word indexes; the *searcher* asks `kpsewhich` for what was found nowhere else. Their results come back
//!    as events and meet their revision at the door.
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

pub mod faults;

pub mod cores;

pub mod text;

pub mod syntax;

pub mod settings;

pub mod model;

pub mod resolve;

#[cfg(not(target_family = "wasm"))]
pub mod corpus;

pub mod rules;

pub mod gaps;

pub mod edits;

pub mod features;

pub mod workspace;

#[cfg(not(target_family = "wasm"))]
pub mod server;

#[cfg(not(target_family = "wasm"))]
pub mod mcp;

#[cfg(not(target_family = "wasm"))]
pub mod cli;

#[cfg(test)]
mod fixture;
