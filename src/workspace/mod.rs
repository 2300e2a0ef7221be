//! The one mutable thing, and all that touches the world. No protocol.

pub mod disk;
pub mod session;
pub mod watch;
