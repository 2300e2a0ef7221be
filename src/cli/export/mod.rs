//! `lacuna export`: the cited entries alone.

mod csl;

use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

use super::arguments::{ExportArguments, ExportFormat, ExportOrder};
use super::load::load;
use super::terminal::{complain, json, print};
use crate::edits::export::{Order, bibliography, cited};
use crate::model::document::file_name;
use crate::workspace::replace;

pub(super) fn run(arguments: &ExportArguments) -> ExitCode {
    let asked = arguments.path.as_deref().unwrap_or(Path::new("."));
    let refuse = |why: &str| {
        complain(&format!("{}: {why}", asked.display()));
        ExitCode::from(2)
    };
    let loaded = match load(asked) {
        Ok(loaded) => loaded,
        Err(why) => return refuse(&why),
    };
    let mut projects =
        loaded.snapshot.projects.iter().filter(|it| it.files.iter().any(|it| loaded.subjects.contains(it)));
    let Some(project) = projects.next() else { return refuse("no LaTeX file is here") };
    if let Some(other) = projects.next() {
        let (one, other) = (file_name(&project.root), file_name(&other.root));
        return refuse(&format!("several papers are here, as {one} and {other}; name one of them"));
    }
    let order = match arguments.order {
        ExportOrder::Citation => Order::Citation,
        ExportOrder::Key => Order::Key,
        ExportOrder::File => Order::File,
    };
    let (entries, lacking) = cited(&loaded.snapshot, project, order);
    if !lacking.is_empty() {
        complain(&format!("no entry has the key {}", lacking.join(", ")));
    }
    let text = match arguments.format {
        ExportFormat::Bibtex => bibliography(&project.library, &entries),
        ExportFormat::Csl => {
            json(&Value::Array(entries.iter().map(|it| csl::item(&project.library, *it)).collect()))
        }
    };
    match &arguments.output {
        None => print(&text),
        Some(file) => {
            if let Err(why) = replace::write(file, text.as_bytes()) {
                complain(&why.to_string());
                return ExitCode::from(2);
            }
        }
    }
    if lacking.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
