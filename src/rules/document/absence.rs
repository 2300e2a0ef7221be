//! What is said of a file that is named and not there.

use std::path::{Path, PathBuf};

use crate::model::project::{LinkState, World};

/// One sentence: what was not found, and where it was looked for; `None` while that is not known.
pub(crate) fn message(
    world: &World,
    state: &LinkState,
    what: &str,
    name: &str,
    tried: &[PathBuf],
) -> Option<String> {
    match state {
        LinkState::NotFound => {
            let places: Vec<_> = tried.iter().map(|it| format!("`{}`", it.display())).collect();
            let places =
                if places.is_empty() { String::new() } else { format!("; looked for {}", places.join(", ")) };
            let remedy = in_other_case(world, tried)
                .map(|it| format!("`{}` differs from it in case only", it.display()))
                .unwrap_or_else(|| "correct the name or add the file".to_owned());
            Some(format!("The {what} `{name}` was not found{places}; {remedy}"))
        }
        LinkState::Awaited(why) => Some(format!("The {what} `{name}` is not here; {why}")),
        LinkState::Unreadable(why) => Some(format!("The {what} `{name}` cannot be read: {why}")),
        LinkState::Found(_) | LinkState::Loading | LinkState::Unknown => None,
    }
}

/// The known file whose path differs from one of `tried` in case only: it is found on systems that do not mind the case.
fn in_other_case<'a>(world: &'a World, tried: &[PathBuf]) -> Option<&'a PathBuf> {
    let is_one = |file: &Path| {
        let text = file.as_os_str();
        tried.iter().any(|it| it.as_os_str().len() == text.len() && it.as_os_str().eq_ignore_ascii_case(text))
    };
    world.files.iter().find(|it| is_one(it))
}
