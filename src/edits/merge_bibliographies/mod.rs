//! One bibliography of several: every work once, every key with one meaning.

mod decide;
mod merged;
mod strings;
#[cfg(test)]
mod tests;
mod write;

use std::sync::Arc;

pub use self::merged::{Changed, Fate, Merged};
use crate::model::bibliography::Bibliography;

/// Makes one bibliography of several; where they differ, the first counts.
pub fn merge(files: &[Arc<Bibliography>]) -> Merged {
    let decided = decide::decide(files);
    write::written(files, decided)
}
