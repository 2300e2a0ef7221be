//! Rules on the keys that are cited, and on the words beside them.

pub(super) mod cited_keys;
pub mod key_case;
pub mod repeated_key;
pub mod text_mismatch;
pub mod undefined_citation;
