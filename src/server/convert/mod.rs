//! The only door between the protocol's words and ours: [`incoming`] lets the client's words in, [`outgoing`] ours
//! out. Only here do lines and columns become bytes, and URIs paths.

pub mod incoming;
pub mod outgoing;
