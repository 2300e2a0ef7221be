//! Reports for programs: one JSON object, or one a line.

use serde_json::{Value, json};

use super::checked::Checked;
use super::finding::Finding;
use crate::cli::terminal;

/// The version of what is written, whose schema is `docs/json/check.schema.json`: it grows when a field goes or changes its meaning, not when one is added.
const VERSION: u32 = 1;

/// `{"version", "files", "reports", "hidden"}`.
pub(super) fn json(checked: &Checked) -> String {
    let files: Vec<&str> = checked.files.iter().map(|it| it.shown.as_str()).collect();
    let reports: Vec<Value> = checked.findings().map(|it| report(&it)).collect();
    terminal::json(&json!({"version": VERSION, "files": files, "reports": reports, "hidden": checked.hidden}))
}

/// The reports alone, one a line.
pub(super) fn lines(checked: &Checked) -> String {
    checked.findings().map(|it| terminal::json_line(&report(&it))).collect()
}

fn report(it: &Finding) -> Value {
    let (start, end) = (it.start(), it.end());
    json!({
        "file": it.file,
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
        "rule": it.report.rule.code,
        "severity": it.report.level.name(),
        "message": it.report.message,
        "verdict": it.report.data.verdict,
        "candidates": it.report.data.candidates,
    })
}
