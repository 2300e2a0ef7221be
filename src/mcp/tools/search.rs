//! `search`: entries and records by words.

use serde::Deserialize;
use serde_json::{Value, json};

use super::arguments::{limit, path, read};
use super::tool::{Tool, object};
use crate::mcp::answer::{Answer, record, scope, work};
use crate::mcp::desk::Desk;
use crate::model::document::file_name;
use crate::model::uses;

const USUAL: usize = 10;
const MOST: usize = 50;

pub const TOOL: Tool = Tool {
    name: "search",
    description: "Find works by words of title, authors, year, venue: first entries of the author's bibliographies, \
                  which can be cited by their `key`, then records of the corpora on this machine, which \
                  `add_entry` can add.",
    schema,
    writes: false,
    call,
};

fn schema() -> Value {
    object(
        json!({
            "query": {"type": "string", "minLength": 1},
            "path": path(),
            "limit": limit(USUAL, MOST),
        }),
        &["query"],
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    query: String,
    path: Option<String>,
    limit: Option<usize>,
}

fn call(desk: &mut Desk, arguments: Value, told: &dyn Fn(&str)) -> Answer {
    let Arguments { query, path, limit } = read(arguments)?;
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    told("reading");
    let view = desk.view(path.as_deref())?;
    let mut entries: Vec<Value> = Vec::new();
    let mut seen = Vec::new();
    for project in view.projects() {
        let library = &project.library;
        let whole: Vec<_> = library.search(&query, limit).into_iter().map(|it| (it, None)).collect();
        let found = match whole.is_empty() {
            true => library.search_most(&query, limit).into_iter().map(|it| (it.0, Some(it.1))).collect(),
            false => whole,
        };
        for (id, lacking) in found {
            let source = project.sources.get(id.bibliography as usize);
            if entries.len() >= limit || seen.contains(&(source.cloned(), id.entry)) {
                continue;
            }
            seen.push((source.cloned(), id.entry));
            let found = library.work(id);
            let mut told = work(&found);
            told["key"] = json!(found.key);
            told["bibliography"] = json!(source.map(file_name));
            told["times_cited"] = json!(uses::of_key(&view.snapshot, project, &found.key).len());
            if let Some(lacking) = lacking {
                told["without"] = json!(lacking);
            }
            entries.push(told);
        }
    }
    told("searching the corpora");
    let records = view.corpora.search(&query, limit);
    let records: Vec<Value> =
        records.iter().map(|it| record(&view.corpora.open[it.source].name, &it.record)).collect();
    Ok(json!({"entries": entries, "records": records, "searched": scope(&view)}))
}
