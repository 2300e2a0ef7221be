//! What one LaTeX file says about others: includes, bibliographies, its root.

mod bodies;
mod branches;
mod code_children;
pub mod include_macros;
mod link;
mod read;

pub use link::{Link, LinkKind};
pub use read::Links;
