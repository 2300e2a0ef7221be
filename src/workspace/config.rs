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
