//! Diagnostics on their way to the client: pushed, pulled, and asked for anew.

pub(super) mod deliver;
pub mod publish;
pub(super) mod pull;
pub(super) mod refresh;
pub(super) mod report;
