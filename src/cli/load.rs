//! Loads the workspace that a path on the command line is about.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::project::Absence;
use crate::model::snapshot::Snapshot;
use crate::workspace::session::{Event, Session};
use crate::workspace::{config, loader};

/// A workspace, read whole.
pub(super) struct Loaded {
    pub snapshot: Arc<Snapshot>,
    /// The path asked about, absolute.
    pub path: PathBuf,
    pub is_folder: bool,
    /// The folder with the settings, if the path is in one of its own.
    pub folder: Option<PathBuf>,
}

/// Reads the folder at `path`, or the folder of the file; the error says why it cannot be had.
pub(super) fn load(path: &Path) -> Result<Loaded, String> {
    let whole = std::path::absolute(path).map_err(|it| it.to_string())?;
    let found = whole.metadata().map_err(|it| it.to_string())?;
    let (bib_inputs, home) = loader::environment();
    let folder =
        if found.is_dir() { Some(whole.clone()) } else { loader::folder_of(&whole, home.as_deref()) };
    let mut session = Session::new(bib_inputs, home);
    if let Some(folder) = &folder {
        let (settings, _) = config::read(folder);
        session.apply(Event::Configured(settings.unwrap_or_default()));
        session.apply(Event::Walked(loader::walk(folder)));
    }
    if found.is_file() {
        match loader::read(&whole) {
            Ok(file) => session.apply(Event::Read(vec![(whole.clone(), Ok(file))])),
            Err(Absence::Unreadable(why)) => return Err(why),
            Err(Absence::NotFound) => return Err("there is no such file".to_owned()),
        };
    } else if !found.is_dir() {
        return Err("it is neither a file nor a folder".to_owned());
    }
    loader::load_all(&mut session);
    Ok(Loaded { snapshot: session.snapshot(), path: whole, is_folder: found.is_dir(), folder })
}
