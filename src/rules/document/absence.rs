//! What is said of a file that is named and not there.

use std::path::PathBuf;

use crate::model::project::LinkState;

/// One sentence: what was not found, and where it was looked for; `None` while that is not known.
pub(crate) fn message(state: &LinkState, what: &str, name: &str, tried: &[PathBuf]) -> Option<String> {
    match state {
        LinkState::NotFound => {
            let places: Vec<_> = tried.iter().map(|it| format!("`{}`", it.display())).collect();
            let places =
                if places.is_empty() { String::new() } else { format!("; looked for {}", places.join(", ")) };
            Some(format!("The {what} `{name}` was not found{places}; correct the name or add the file"))
        }
        LinkState::Unreadable(why) => Some(format!("The {what} `{name}` cannot be read: {why}")),
        LinkState::Found(_) | LinkState::Loading | LinkState::Unknown => None,
    }
}
