//! `fix`: all that is certain, of whole papers.

use serde::Deserialize;
use serde_json::{Value, json};

use super::arguments::{path, read};
use super::tool::{Tool, object};
use crate::edits::change::Change;
use crate::edits::fix_all;
use crate::mcp::answer::{Answer, diff};
use crate::mcp::desk::Desk;

pub const TOOL: Tool = Tool {
    name: "fix",
    description: "Fix all that is certain: prose citations whose work is in the bibliography beyond doubt, repeated \
                  keys, empty places of lists. Answers with the diff; files are written only if the server was \
                  started with --write.",
    schema: || object(json!({"path": path()}), &[]),
    writes: true,
    call,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    path: Option<String>,
}

fn call(desk: &mut Desk, arguments: Value, told: &dyn Fn(&str)) -> Answer {
    let Arguments { path } = read(arguments)?;
    told("reading");
    let view = desk.view(path.as_deref())?;
    let mut change = Change::default();
    for id in &view.subjects {
        fix_all::edits(&view.snapshot, id).into_iter().for_each(|it| change.add(id, it));
    }
    let places: usize = change.edits.iter().map(|it| it.1.len()).sum();
    let (shown, written) = desk.change(&view, &change)?;
    Ok(json!({
        "places": places,
        "files": change.edits.iter().map(|it| view.shown(&it.0)).collect::<Vec<_>>(),
        "written": written && places > 0,
        "diff": diff(&shown),
    }))
}
