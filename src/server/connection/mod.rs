//! How messages are carried: frames, their order, the life of a session. Knows no method but those of the
//! lifecycle.

pub(super) mod frames;
pub(super) mod guard;
mod initialize;
pub mod lifecycle;
mod outbox;
pub(super) mod parent;
