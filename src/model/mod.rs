//! Many files and what they mean together. No I/O, no clock, no async.

pub mod bibliography;
pub mod citations;
pub mod cite_commands;
pub mod document;
pub mod includers;
pub mod items;
pub mod library;
pub mod links;
pub mod memo;
pub mod project;
pub mod snapshot;
