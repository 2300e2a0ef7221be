//! Which paper a path stands for, and the report on it.

use std::path::Path;
use std::sync::Arc;

use crate::cli::load::{Loaded, load_verified};
use crate::corpus::store::today;
use crate::features::report::{Former, Report, report};
use crate::model::document::{DocumentId, file_name};
use crate::model::project::Project;

/// The report on the one paper that a path stands for, as it is now.
pub(super) fn made(asked: &Path, former: Option<&Former>) -> Result<(Report, Loaded), String> {
    let told = |why: &str| format!("{}: {why}", asked.display());
    let loaded = load_verified(asked).map_err(|why| told(&why))?;
    let project = paper(asked, &loaded).map_err(|why| told(&why))?;
    Ok((report(&loaded.snapshot, &project, &today(), former), loaded))
}

/// The paper by which a file is read, the only one of a folder.
fn paper(asked: &Path, loaded: &Loaded) -> Result<Arc<Project>, String> {
    if !loaded.is_folder {
        let id = DocumentId::of_path(&std::path::absolute(asked).unwrap_or_else(|_| asked.to_owned()));
        let own = loaded.snapshot.project(&id).or_else(|| loaded.snapshot.projects_with(&id).next());
        return own.cloned().ok_or_else(|| "no paper reads it".to_owned());
    }
    let concerned = |it: &&Arc<Project>| it.files.iter().any(|it| loaded.subjects.contains(it));
    let mut projects = loaded.snapshot.projects.iter().filter(concerned);
    let project = projects.next().ok_or("no LaTeX file is here")?;
    match projects.next() {
        None => Ok(Arc::clone(project)),
        Some(other) => {
            let (one, other) = (file_name(&project.root), file_name(&other.root));
            Err(format!("several papers are here, as {one} and {other}; name one of them"))
        }
    }
}
