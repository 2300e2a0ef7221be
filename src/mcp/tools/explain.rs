//! `explain`: what a rule reports and what to do.

use serde::Deserialize;
use serde_json::{Value, json};

use super::arguments::read;
use super::tool::{Tool, object};
use crate::mcp::answer::Answer;
use crate::mcp::desk::Desk;
use crate::rules::catalogue;

pub const TOOL: Tool = Tool {
    name: "explain",
    description: "Explain a rule of `check`: what it reports, why, what to do, how to silence it. Without a rule, \
                  list all.",
    schema: || object(json!({"rule": {"type": "string"}}), &[]),
    writes: false,
    call,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    rule: Option<String>,
}

fn call(_desk: &mut Desk, arguments: Value, _told: &dyn Fn(&str)) -> Answer {
    let Arguments { rule } = read(arguments)?;
    let Some(code) = rule else {
        let one = |it: &crate::rules::Rule| {
            let first = it.explanation.lines().next().unwrap_or_default();
            json!({"rule": it.code, "severity": it.level.name(), "reports": first})
        };
        return Ok(json!({"rules": catalogue::rules().iter().map(one).collect::<Vec<_>>()}));
    };
    let rule = catalogue::rule(&code)
        .ok_or_else(|| format!("there is no rule `{code}`; `explain` without arguments lists them"))?;
    Ok(json!({"rule": rule.code, "severity": rule.level.name(), "explanation": rule.explanation}))
}
