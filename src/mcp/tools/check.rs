//! `check`: the reports on papers, or on a text that is not saved.

use serde::Deserialize;
use serde_json::{Value, json};

use super::arguments::{limit, offset, path, place_of, read};
use super::tool::{Tool, object};
use crate::mcp::answer::{Answer, Page, line, scope};
use crate::mcp::desk::Desk;
use crate::model::document::DocumentId;
use crate::rules::{Diagnostic, catalogue, diagnostics};
use crate::settings::Level;

const USUAL: usize = 50;
const MOST: usize = 200;

pub const TOOL: Tool = Tool {
    name: "check",
    description: "Report every problem with citations and bibliographies: open citations, keys that no entry \
                  defines, entries that differ from the corpora's records or were not found there. Of a paper, of a \
                  folder, or of a `text` that is not saved yet and stands for the file `path`. `explain` tells what a \
                  rule means.",
    schema,
    writes: false,
    call,
};

fn schema() -> Value {
    object(
        json!({
            "path": path(),
            "text": {
                "type": "string",
                "description": "A LaTeX or BibTeX text that stands for the file `path` (`unsaved.tex` without one)."
            },
            "level": {
                "type": "string", "enum": ["error", "warning", "information", "hint"], "default": "information",
                "description": "The lowest level that is reported."
            },
            "rules": {
                "type": "array", "items": {"type": "string"},
                "description": "Report these rules alone."
            },
            "offset": offset(),
            "limit": limit(USUAL, MOST),
        }),
        &[],
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    path: Option<String>,
    text: Option<String>,
    #[serde(default)]
    level: Lowest,
    #[serde(default)]
    rules: Vec<String>,
    offset: Option<usize>,
    limit: Option<usize>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Lowest {
    Error,
    Warning,
    #[default]
    Information,
    Hint,
}

fn call(desk: &mut Desk, arguments: Value, told: &dyn Fn(&str)) -> Answer {
    let Arguments { path, text, level, rules, offset, limit } = read(arguments)?;
    if let Some(unknown) = rules.iter().find(|it| catalogue::rule(it).is_none()) {
        return Err(format!("there is no rule `{unknown}`; `explain` without arguments lists them"));
    }
    told("reading");
    let view = match text {
        Some(text) => desk.unsaved(path.as_deref().unwrap_or("unsaved.tex"), text)?,
        None => desk.verified(path.as_deref())?,
    };
    let lowest = match level {
        Lowest::Error => Level::Error,
        Lowest::Warning => Level::Warning,
        Lowest::Information => Level::Information,
        Lowest::Hint => Level::Hint,
    };
    told("judging");
    let (mut reports, mut hidden) = (Vec::new(), 0);
    for id in &view.subjects {
        for it in diagnostics(&view.snapshot, id) {
            match rules.is_empty() || rules.iter().any(|rule| rule == it.rule.code) {
                true if it.level >= lowest => reports.push((id, it)),
                true => hidden += 1,
                false => {}
            }
        }
    }
    let page = Page::of(offset, limit, USUAL, MOST);
    let report = |(id, it): &(&DocumentId, Diagnostic)| {
        let mut told = json!({
            "place": place_of(&view, id, it.range.start),
            "rule": it.rule.code,
            "severity": it.level.name(),
            "message": line(&it.message),
        });
        if let Some(verdict) = it.data.verdict {
            told["verdict"] = json!(verdict);
        }
        if !it.data.candidates.is_empty() {
            told["keys_that_may_be_meant"] = json!(it.data.candidates.iter().take(5).collect::<Vec<_>>());
        }
        told
    };
    let shown: Vec<Value> = reports.iter().skip(page.offset).take(page.limit).map(report).collect();
    let mut answer = json!({"reports": shown, "hidden_below_level": hidden, "searched": scope(&view)});
    page.told(reports.len(), &mut answer);
    Ok(answer)
}
