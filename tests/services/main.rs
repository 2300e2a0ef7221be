//! Services, against a stand-in on this machine: verdicts, faults, manners, consent, and what is sent.

#![allow(clippy::unwrap_used, reason = "tests")]

mod command_line;
mod faults;
mod own;
mod stand_in;
