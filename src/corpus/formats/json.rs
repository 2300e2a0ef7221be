//! What the formats of JSON lines have in common.

use serde::Deserialize;

use super::reading::Reading;
use crate::model::record::Record;
use crate::syntax::names::Name;

/// Reads a line as `T`, and makes a record of it.
pub fn read<'a, T: Deserialize<'a>>(line: &'a [u8], record: impl FnOnce(T) -> Option<Record>) -> Reading {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Reading::Other;
    }
    match serde_json::from_slice::<T>(line) {
        Ok(it) => record(it).map_or(Reading::Other, |it| Reading::Record(Box::new(it))),
        Err(error) => Reading::Bad(error.to_string()),
    }
}

/// A person by the parts of the name.
pub fn person(given: &str, family: &str, suffix: &str) -> Name {
    let plain = |it: &str| crate::syntax::latex_text::to_unicode(it).into_owned();
    Name { family: plain(family), given: plain(given), particle: String::new(), suffix: plain(suffix) }
}
