//! Where a `lacuna.toml` may lie.

use std::path::{Path, PathBuf};

pub use crate::settings::file::NAME;

/// The settings' file of a folder: its own, which need not exist yet, else the nearest above, but none of
/// the user's home or of the whole disk.
pub fn files(folder: &Path, home: Option<&Path>) -> Vec<PathBuf> {
    let shared = |it: &Path| Some(it) == home || it.parent().is_none();
    let above = folder.ancestors().skip(1).take_while(|it| !shared(it)).map(|it| it.join(NAME));
    std::iter::once(folder.join(NAME)).chain(above.filter(|it| it.is_file()).take(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_counts_but_none_of_the_home() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        std::fs::create_dir_all(at.join("paper/parts/one")).unwrap();
        std::fs::write(at.join(NAME), "").unwrap();
        std::fs::write(at.join("paper").join(NAME), "").unwrap();
        let own = at.join("paper/parts/one");
        assert_eq!(files(&own, Some(at)), [own.join(NAME), at.join("paper").join(NAME)]);
        assert_eq!(files(&at.join("paper"), Some(at)), [at.join("paper").join(NAME)]);
    }
}
