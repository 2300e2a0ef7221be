//! Many files and what they mean together. No I/O, no clock, no async; nothing is judged or offered here.
//!
//! A [`document`] is one file; its [`links`] to others make a [`project`], whose [`library`] is made of one
//! [`bibliography`] or more. [`cite_commands`] says what cites, [`citations`] what is cited. All of it at
//! one revision is a [`snapshot`], which is all that the rooms below receive.

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
pub mod online;
pub mod project;
pub mod project_bibitems;
pub mod record;
pub mod sections;
pub mod snapshot;
pub mod target;
pub mod uses;
pub mod verified;
