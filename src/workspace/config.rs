//! `lacuna.toml` at the project's root.

use std::path::{Path, PathBuf};

use crate::settings::{Misread, Settings};

/// The name of the file.
pub const NAME: &str = "lacuna.toml";

/// What a `lacuna.toml` could not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    pub message: String,
}

/// The settings of `folder`'s `lacuna.toml` over the defaults; `None` if it has none.
pub fn read(folder: &Path) -> (Option<Settings>, Vec<Problem>) {
    let mut settings = Settings::default();
    match merge(folder, &mut settings) {
        Some(problems) => (Some(settings), problems),
        None => (None, Vec::new()),
    }
}

/// The `lacuna.toml` of `folder`, if it sets the setting of this dotted name.
pub fn origin(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(NAME);
    let text = std::fs::read_to_string(&path).ok()?;
    let value: serde_json::Value = toml::from_str(&text).ok()?;
    let mut at = value.get("lacuna").unwrap_or(&value);
    let mut rest = name;
    loop {
        // `[completion] limit` and `"completion.limit"` are the same.
        if at.get(rest).is_some() {
            return Some(path);
        }
        let (head, tail) = rest.split_once('.')?;
        (at, rest) = (at.get(head)?, tail);
    }
}

/// Takes over what `folder`'s `lacuna.toml` sets; `None` if there is none.
pub fn merge(folder: &Path, settings: &mut Settings) -> Option<Vec<Problem>> {
    let path = folder.join(NAME);
    let text = std::fs::read_to_string(&path).ok()?;
    let problem = |message: String| Problem { path: path.clone(), message };
    match toml::from_str::<serde_json::Value>(&text) {
        Ok(value) => {
            let misread = settings.merge(&value);
            Some(misread.into_iter().map(|Misread { message, .. }| problem(message)).collect())
        }
        Err(error) => Some(vec![problem(error.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settings_file_is_the_origin_of_what_it_sets() {
        let folder = tempfile::tempdir().unwrap();
        let text = "markers = [\"x\"]\nrules.key-case = \"off\"\n\"inlayHints.length\" = 3\n[completion]\nlimit = 5\n";
        std::fs::write(folder.path().join(NAME), text).unwrap();
        for name in ["markers", "completion.limit", "rules.key-case", "inlayHints.length"] {
            assert_eq!(origin(folder.path(), name), Some(folder.path().join(NAME)), "{name}");
        }
        assert_eq!(origin(folder.path(), "completion.other"), None);
        assert_eq!(origin(Path::new("/nowhere"), "markers"), None);
    }
}
