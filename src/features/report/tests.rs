//! Reports on inline papers.
