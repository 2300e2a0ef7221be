//! `lacuna report`: the state of a survey at a glance.

mod paper;
mod serve;

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use self::paper::made;
use super::arguments::{Editor, ReportArguments};
use super::terminal::{self, complain, print};
use crate::features::report::Former;
use crate::features::report::html::{Links, Options, html};
use crate::features::report::markdown::markdown;
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
