//! Many files and what they mean together. No I/O, no clock, no async.

pub mod bibitems;
pub mod bibliography;
pub mod card;
pub mod citations;
pub mod cite_commands;
pub mod document;
pub mod filecontents;
pub mod library;
pub mod linked_files;
pub mod links;
pub mod markdown;
pub mod memo;
pub mod occurrences;
pub mod project;
pub mod record;
pub mod sections;
pub mod snapshot;
pub mod target;
pub mod uses;
pub mod verified;
