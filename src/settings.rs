//! Plain data with defaults.
