//! `cite`: a gap is filled, or a place cited, with keys that exist.

use serde::Deserialize;
use serde_json::{Value, json};

use super::arguments::{place, place_of, read};
use super::tool::{Tool, object};
use crate::edits::insert_citation;
use crate::gaps::at_cursor::gap_at;
use crate::gaps::open_citations::of_document;
use crate::mcp::answer::{Answer, diff, line};
use crate::mcp::desk::{Desk, View};
use crate::model::card;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::resolve::near_key::near_keys;
use crate::text::position::PositionEncoding;

/// So many keys at once.
const MOST: usize = 20;
/// So many entries and places are named where one is refused.
const NAMED: usize = 5;

pub const TOOL: Tool = Tool {
    name: "cite",
    description: "Fill the open citation at a `place` (as `open_citations` names it) with `keys`, in the document's own \
                  cite command. Keys that no entry has are refused, with the nearest that exist: find another with \
                  `search`, or add the work with `add_entry` first. Answers with the diff; files are written only if \
                  the server was started with --write. Places behind an edit of the same line move: list them anew.",
    schema,
    writes: true,
    call,
};

fn schema() -> Value {
    object(
        json!({
            "place": {
                "type": "string",
                "description": "`main.tex:12:34`: file, line and column, both from 1, columns in characters."
            },
            "keys": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST},
            "anywhere": {
                "type": "boolean", "default": false,
                "description": "Cite also where no open citation is: in the cite command there, or in a new one."
            },
        }),
        &["place", "keys"],
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    place: String,
    keys: Vec<String>,
    #[serde(default)]
    anywhere: bool,
}

fn call(desk: &mut Desk, arguments: Value, told: &dyn Fn(&str)) -> Answer {
    let Arguments { place: written, keys, anywhere } = read(arguments)?;
    if keys.len() > MOST {
        return Err(format!("more than {MOST} keys at once"));
    }
    let (file, at) = place(&written)?;
    told("reading");
    let view = desk.view(Some(file))?;
    let id = id_of(&view, file)?;
    let document = view.snapshot.document(&id).ok_or_else(|| format!("{file} is not read"))?;
    let project = view.snapshot.project(&id).ok_or_else(|| format!("{file} belongs to no LaTeX paper"))?;
    let exists = |key: &&String| project.defines(key) || project.library.in_masters(key).is_some();
    let unknown: Vec<&String> = keys.iter().filter(|it| !exists(it)).collect();
    if !unknown.is_empty() {
        let each: Vec<String> = unknown.iter().map(|it| refusal(project, it)).collect();
        return Err(format!("nothing was changed: {}", each.join("; ")));
    }
    let line_number = at.line;
    if line_number >= document.text.line_count() {
        return Err(format!("{file} has {} lines only", document.text.line_count()));
    }
    let offset = document.text.offset(at, PositionEncoding::Utf32);
    if !anywhere && gap_at(&view.snapshot, &id, offset).is_none() {
        return Err(no_gap(&view, &id, &written, offset));
    }
    let change = insert_citation::cite(&view.snapshot, &id, offset, &keys)?;
    let (shown, may_write) = desk.change(&view, &change)?;
    Ok(json!({
        "keys": keys,
        "changed": !change.is_empty(),
        "written": may_write && !change.is_empty(),
        "diff": diff(&shown),
    }))
}

/// The document that a path means.
fn id_of(view: &View, file: &str) -> Result<DocumentId, String> {
    let id = DocumentId::of_path(&view.root.join(file));
    let there = view.snapshot.document(&id).is_some();
    let ending = format!("/{}", file.trim_start_matches("./"));
    let found = view.subjects.iter().find(|it| it.as_str().replace('\\', "/").ends_with(&ending));
    if there { Ok(id) } else { found.cloned().ok_or_else(|| format!("{file} is not read")) }
}

fn refusal(project: &Project, key: &str) -> String {
    let near = near_keys(key, &project.library, NAMED);
    let named: Vec<String> = near
        .iter()
        .map(|it| {
            let work = project.library.work(it.id);
            format!("`{}` ({}, {})", work.key, card::short(&work), line(&work.title))
        })
        .collect();
    match named.is_empty() {
        true => format!("no entry has the key `{key}`, and none is near it"),
        false => format!("no entry has the key `{key}`; near it: {}", named.join(", ")),
    }
}

fn no_gap(view: &View, id: &DocumentId, written: &str, offset: usize) -> String {
    let mut open: Vec<usize> = of_document(&view.snapshot, id).iter().map(|it| it.range.start).collect();
    open.sort_by_key(|it| it.abs_diff(offset));
    let near: Vec<String> = open.iter().take(NAMED).map(|it| place_of(view, id, *it)).collect();
    match near.is_empty() {
        true => format!(
            "no open citation is at {written}, nor elsewhere in that file; `anywhere` cites nevertheless"
        ),
        false => format!("no open citation is at {written}; the nearest: {}", near.join(", ")),
    }
}
