//! Ugly input, made by a generator of our own, so that a run is the same everywhere and needs no special compiler.
//!
//! `LACUNA_FUZZ_CASES` sets how many cases each target gets, `LACUNA_FUZZ_SEED` the first; what fails is told with its
//! seed and its input. Of an optimised build: `cargo test --release --test fuzz`.

#![allow(clippy::unwrap_used, reason = "tests")]

mod bibliographies;
mod dumps;
mod messages;
mod names;
mod papers;
mod texts;
mod ugly;
mod words;
