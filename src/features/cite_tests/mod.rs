//! What people write, against reports, references and renaming at once: each test says a case in words.

mod cases;
mod forms;
mod keys;
mod macros;
mod masks;
mod verbatim;

use crate::fixture::Fixture;
use crate::rules::diagnostics;
use crate::settings::{Level, Settings};

/// A project in which the setting `citeCommands` names `\named`.
#[track_caller]
fn fixture(text: &str) -> Fixture {
    let cite_commands = vec!["named".to_owned()];
    let rules = [("repeated-key".to_owned(), Level::Off)].into_iter().collect();
    Fixture::with_settings(text, Settings { cite_commands, rules, ..Settings::default() })
}

/// The words that are reported in the first document of a project, or in the one with the cursor.
#[track_caller]
fn reported(text: &str) -> Vec<String> {
    let fixture = fixture(text);
    let main = fixture.text();
    let found = diagnostics(&fixture.snapshot, &fixture.id);
    found.iter().map(|it| main[it.range.std()].to_owned()).collect()
}
