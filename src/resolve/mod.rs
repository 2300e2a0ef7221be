//! The heart: which entry is meant?
