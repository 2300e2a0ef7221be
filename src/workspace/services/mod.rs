//! Bibliographic services: asked if and only if the user says so.
//!
//! What may be asked is in [`consent`]: a file of the user's own, which nothing in a workspace can widen. What is sent
//! is one reference's title, first author, year and identifiers. [`known`] has a pure function from a reference to a
//! request and one from an answer to records for each service; [`client`] sends within limits; [`pace`] and [`queue`]
//! are the manners; [`cache`] keeps answers. A service that could not be asked has not answered that it lacks a work.

mod addresses;
pub mod asked;
pub mod background;
pub mod cache;
pub mod client;
pub mod consent;
pub mod failure;
pub mod fetch;
pub mod known;
mod log;
pub mod online;
mod pace;
pub mod queue;
pub mod request;
pub mod service;
pub mod verify;
pub mod zotero;
