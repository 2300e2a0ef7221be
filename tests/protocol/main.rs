//! The real binary, as its clients see it. One file for each behaviour.

#![allow(clippy::unwrap_used, reason = "the harness is a test like the rest")]

mod actions;
mod agreement;
mod bursts;
mod cancellation;
mod capabilities;
mod clients;
mod completion;
mod conformance;
mod corpora;
mod diagnostics;
mod differential;
mod edges;
mod encoding;
mod faults;
mod framing;
#[allow(dead_code, reason = "a harness offers more than any one set of tests needs")]
mod harness;
mod lifecycle;
mod masters;
mod navigation;
mod ordering;
mod safety;
mod searching;
mod services;
#[allow(dead_code, reason = "made for more than these tests")]
#[path = "../services/stand_in.rs"]
mod stand_in;
mod structure;
mod taken;
mod views;
