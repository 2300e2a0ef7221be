//! The one mutable thing, and all that touches the world. No protocol.

mod concern;
pub mod config;
pub mod cores;
mod derived;
pub mod disk;
mod documents;
mod filecontents;
pub mod kpsewhich;
pub mod loader;
pub mod lookups;
pub mod offers;
pub mod replace;
pub mod session;
pub mod settling;
pub mod watch;
