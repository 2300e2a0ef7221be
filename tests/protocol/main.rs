//! The real binary, as its clients see it. One file for each behaviour.

mod encoding;
mod framing;
#[allow(dead_code, reason = "a harness offers more than any one set of tests needs")]
mod harness;
mod lifecycle;
mod ordering;
