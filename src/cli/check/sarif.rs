//! Reports as SARIF 2.1.0 (OASIS, 27 March 2020), which code hosts show beside the lines.

use serde_json::{Value, json};

use super::checked::Checked;
use super::finding::{Finding, counted};
use crate::cli::terminal;
use crate::gaps::candidates::percent_encoded;
use crate::rules::{Rule, catalogue};
use crate::settings::Level;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn sarif(checked: &Checked) -> String {
    let results: Vec<Value> = counted(checked.findings()).map(|(it, nth)| result(&it, nth)).collect();
    let rules: Vec<Value> = catalogue::rules().iter().map(rule).collect();
    let driver = json!({
        "name": "lacuna",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    // SARIF 3.14.17: columns count Unicode code points.
    let run = json!({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results});
    terminal::json(&json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}))
}

fn rule(rule: &Rule) -> Value {
    let first = rule.explanation.lines().next().unwrap_or_default();
    json!({
        "id": rule.code,
        "shortDescription": {"text": first},
        "help": {"text": rule.explanation},
        "defaultConfiguration": {"level": level(rule.level), "enabled": rule.level != Level::Off},
    })
}

fn result(it: &Finding, nth: usize) -> Value {
    let (start, end) = (it.start(), it.end());
    let region = json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    });
    let place = json!({"artifactLocation": {"uri": uri(it.file)}, "region": region});
    json!({
        "ruleId": it.report.rule.code,
        "ruleIndex": catalogue::rank(it.report.rule),
        "level": level(it.report.level),
        "message": {"text": it.report.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"lacuna/v1": it.fingerprint(nth)},
    })
}

/// SARIF 3.27.10 has no more levels.
fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Information | Level::Hint => "note",
        Level::Off => "none",
    }
}

/// A path as a reference: relative ones stay relative, to the folder in which the command ran (SARIF 3.4.3).
fn uri(file: &str) -> String {
    let parts: Vec<String> = file.split(['/', '\\']).map(percent_encoded).collect();
    let path = parts.join("/");
    if path.starts_with('/') { format!("file://{path}") } else { path }
}
