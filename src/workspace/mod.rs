//! The one mutable thing, and all that touches the world. No protocol.

#[cfg(not(target_family = "wasm"))]
pub mod changes;
#[cfg(not(target_family = "wasm"))]
pub mod config;
mod derived;
#[cfg(not(target_family = "wasm"))]
pub mod disk;
mod documents;
mod filecontents;
#[cfg(not(target_family = "wasm"))]
pub mod given;
#[cfg(not(target_family = "wasm"))]
pub mod kpsewhich;
#[cfg(not(target_family = "wasm"))]
pub mod loader;
#[cfg(not(target_family = "wasm"))]
pub mod lookups;
#[cfg(not(target_family = "wasm"))]
pub mod offers;
#[cfg(not(target_family = "wasm"))]
pub mod replace;
#[cfg(not(target_family = "wasm"))]
pub mod services;
pub mod session;
#[cfg(not(target_family = "wasm"))]
pub mod settling;
#[cfg(not(target_family = "wasm"))]
pub mod watch;
