//! `lacuna status`: why the product sees what it sees.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use super::arguments::{Format, StatusArguments};
use super::load::load_verified;
use super::terminal::{complain, json, print};
use crate::features::status::status;
use crate::model::document::DocumentId;
use crate::text::visible::{visible, visible_line};

pub(super) fn run(arguments: &StatusArguments) -> ExitCode {
    let asked = arguments.path.as_deref().unwrap_or(Path::new("."));
    let loaded = match load_verified(asked) {
        Ok(loaded) => loaded,
        Err(why) => {
            complain(&format!("{}: {why}", asked.display()));
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
    print(&match arguments.format {
        Format::Text if told.is_empty() => {
            format!("no LaTeX document in {}\n", visible_line(&asked.display().to_string()))
        }
        Format::Text => visible(&told.iter().map(|it| it.text(&base)).collect::<Vec<_>>().join("\n")).into(),
        Format::Json => json(&json!(told.iter().map(|it| it.json()).collect::<Vec<_>>())),
    });
    ExitCode::SUCCESS
}
