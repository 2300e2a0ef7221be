//! The report on the state of a survey, for the panel of an editor.

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};

use super::asked::Asked;
use crate::corpus::store::today;
use crate::features::report::html::{Links, Options, html};
use crate::features::report::report;
use crate::model::project::Project;

/// The page on the first of these papers; its places lead to the editor in whose panel it is shown.
pub(super) fn page(asked: &Asked, projects: &[std::sync::Arc<Project>]) -> Result<Value> {
    let project = projects.first().ok_or_else(|| Error::invalid_params("No paper is known"))?;
    let report = report(&asked.snapshot, project, &today(), None);
    let page = html(&report, &Options { links: Links::Panel, revision: None });
    Ok(json!({"title": report.title, "html": page}))
}
