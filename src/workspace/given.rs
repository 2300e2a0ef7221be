//! What a path stands for, with all that it includes read and indexed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::session::{Event, Session};
use super::{config, loader};
use crate::model::document::{DocumentId, Kind, normalised};
use crate::model::project::{Absence, LinkState};
use crate::model::snapshot::Snapshot;
use crate::rules::diagnostics;
use crate::settings::Settings;

/// A path's projects, with all that they include read and indexed.
pub struct Loaded {
    /// The state in which all of them are read.
    pub snapshot: Arc<Snapshot>,
    /// The documents that the path is about.
    pub subjects: Vec<DocumentId>,
    /// Whether the path is a folder.
    pub is_folder: bool,
}

/// Loads what a path stands for, and the session that knows it; the error says why that cannot be.
pub fn load(path: &Path) -> Result<(Session, Loaded), String> {
    load_telling(path, &|| ())
}

/// The same, telling of each file that is to be read.
pub fn load_telling(path: &Path, told: &dyn Fn()) -> Result<(Session, Loaded), String> {
    let whole = std::path::absolute(path).map_err(|error| error.to_string())?;
    let found = whole.metadata().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => error.to_string(),
    })?;
    let world = loader::environment();
    let home = world.home.clone();
    let mut session = Session::new(world);
    let folder =
        if found.is_dir() { Some(whole.clone()) } else { loader::folder_of(&whole, home.as_deref()) };
    if let Some(folder) = &folder {
        let files = config::files(&normalised(folder), home.as_deref());
        session.apply(Event::Configured(Settings::default(), files));
        loader::walk(folder, &session.snapshot().world).into_iter().for_each(|it| drop(session.apply(it)));
    }
    if found.is_file() && Kind::of_path(&whole).is_none() {
        let known: Vec<String> = Kind::EXTENSIONS.iter().map(|it| format!(".{}", it.0)).collect();
        return Err(format!("it is neither LaTeX nor BibTeX and is not read ({} are)", known.join(", ")));
    }
    if found.is_file() {
        let file =
            loader::read(&session.snapshot().world, &whole, u64::MAX).map_err(|absence| match absence {
                Absence::Unreadable(why) => why,
                Absence::NotFound => "there is no such file".to_owned(),
            })?;
        session.apply(Event::Read(vec![(whole.clone(), Ok(file))]));
    } else if !found.is_dir() {
        return Err("it is neither a file nor a folder".to_owned());
    }
    loader::load_all_telling(&mut session, told);
    let snapshot = session.snapshot();
    let alone = |it: &DocumentId| snapshot.project(it).is_some_and(|it| it.may_be_a_part());
    if let Some(part) = subjects(&snapshot, &whole, found.is_dir()).into_iter().find(alone) {
        // What lies in the folder itself is known.
        let name = part.path().and_then(Path::file_name).unwrap_or_default();
        let lowest = if found.is_dir() { whole.join(name) } else { whole.clone() };
        loader::above(&lowest, &session.snapshot().world).into_iter().for_each(|it| drop(session.apply(it)));
        loader::load_all_telling(&mut session, told);
    }
    let snapshot = session.snapshot();
    let subjects = subjects(&snapshot, &whole, found.is_dir());
    Ok((session, Loaded { snapshot, subjects, is_folder: found.is_dir() }))
}

/// The documents that a path is about: a folder's LaTeX files, a file's whole project, and the
/// bibliographies of those projects.
pub fn subjects(snapshot: &Snapshot, path: &Path, is_folder: bool) -> Vec<DocumentId> {
    let id = DocumentId::of_path(path);
    let mut subjects: Vec<DocumentId> = Vec::new();
    let mut seen: BTreeSet<DocumentId> = BTreeSet::new();
    let mut add = |id: &DocumentId| {
        if seen.insert(id.clone()) {
            subjects.push(id.clone());
        }
    };
    let inside = |it: &DocumentId| it.path().is_some_and(|it| it.starts_with(id.path().unwrap_or(path)));
    for project in &snapshot.projects {
        let concerned =
            if is_folder { project.files.iter().any(inside) } else { project.files.contains(&id) };
        if !concerned {
            continue;
        }
        project.files.iter().filter(|it| !is_folder || inside(it)).for_each(&mut add);
        for declared in &project.bibliographies {
            if let LinkState::Found(bib) = &declared.state {
                add(bib);
            }
        }
    }
    if !is_folder {
        add(&id);
    }
    // The settings in force are only spoken of where something is wrong with them.
    let settings = snapshot.settings_file.as_ref();
    settings.filter(|it| !diagnostics(snapshot, it).is_empty()).into_iter().for_each(&mut add);
    subjects
}
