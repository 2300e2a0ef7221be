//! `lacuna report`: the state of a survey at a glance.

mod serve;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::json;

use super::arguments::{Editor, ReportArguments};
use super::load::{Loaded, load_verified};
use super::terminal::{self, complain, print};
use crate::corpus::store::today;
use crate::features::report::html::{Links, Options, html};
use crate::features::report::markdown::markdown;
use crate::features::report::{Former, Report, report};
use crate::model::document::{DocumentId, file_name};
use crate::model::project::Project;
use crate::workspace::{disk, replace};

pub(super) fn run(arguments: &ReportArguments) -> ExitCode {
    match written(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(&why);
            ExitCode::from(2)
        }
    }
}

fn written(arguments: &ReportArguments) -> Result<(), String> {
    let asked = arguments.path.as_deref().unwrap_or(Path::new("."));
    let former = arguments.since.as_deref().map(former).transpose()?;
    let links = match arguments.links {
        Some(Editor::Vscode) => Links::VsCode,
        None => Links::None,
    };
    if arguments.serve {
        return serve::serve(asked, former.as_ref(), links, arguments.port);
    }
    let (report, _) = made(asked, former.as_ref())?;
    if let Some(file) = &arguments.html {
        let page = html(&report, &Options { links, revision: None });
        if file.as_os_str() == "-" {
            print(&page);
            return Ok(());
        }
        return replace::write(file, page.as_bytes()).map_err(|why| why.to_string());
    }
    print(&if arguments.json { terminal::json(&json!(report)) } else { markdown(&report) });
    Ok(())
}

fn former(file: &Path) -> Result<Former, String> {
    let told = |why: String| format!("{}: {why}", file.display());
    let bytes = disk::bytes(file).map_err(|why| told(why.to_string()))?;
    Former::read(&bytes).map_err(told)
}

/// The report on the one paper that a path stands for, as it is now.
fn made(asked: &Path, former: Option<&Former>) -> Result<(Report, Loaded), String> {
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
