//! `lacuna status`: why the product sees what it sees.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use super::arguments::{Format, StatusArguments};
use super::load::load;
use crate::features::status::status;
use crate::model::document::DocumentId;

pub(super) fn run(arguments: &StatusArguments) -> ExitCode {
    let asked = arguments.path.as_deref().unwrap_or(Path::new("."));
    let loaded = match load(asked) {
        Ok(loaded) => loaded,
        Err(why) => {
            let _ = writeln!(anstream::stderr(), "lacuna: {}: {why}", asked.display());
            return ExitCode::from(2);
        }
    };
    // Of a folder, every root in it.
    let ids: Vec<DocumentId> = if loaded.is_folder {
        let roots = loaded.snapshot.projects.iter().map(|it| it.root.clone());
        roots.filter(|it| loaded.subjects.contains(it)).collect()
    } else {
        let path = std::path::absolute(asked).unwrap_or_else(|_| asked.to_owned());
        vec![DocumentId::of_path(&path)]
    };
    let told: Vec<_> = ids.iter().map(|id| status(&loaded.snapshot, id)).collect();
    let base = std::env::current_dir().unwrap_or_default();
    let text = match arguments.format {
        Format::Text if told.is_empty() => format!("no LaTeX document in {}\n", asked.display()),
        Format::Text => told.iter().map(|it| it.text(&base)).collect::<Vec<_>>().join("\n"),
        Format::Json => format!("{:#}\n", json!(told.iter().map(|it| it.json()).collect::<Vec<_>>())),
    };
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
    ExitCode::SUCCESS
}
