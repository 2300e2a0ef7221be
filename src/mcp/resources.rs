//! What a client may show a model without a call: the bibliography, and the state of the papers.

use std::collections::BTreeMap;

use rmcp::model::{ReadResourceResult, Resource, ResourceContents};
use serde_json::{Value, json};

use super::answer::{Answer, line, scope};
use super::desk::Desk;
use crate::model::card;
use crate::model::library::EntryId;
use crate::model::uses;
use crate::rules::diagnostics;

const BIBLIOGRAPHY: &str = "lacuna://bibliography";
const REPORT: &str = "lacuna://report";

/// So many entries are listed.
const ENTRIES: usize = 1000;

pub(super) fn all() -> Vec<Resource> {
    let bibliography = Resource::new(BIBLIOGRAPHY, "bibliography")
        .with_title("The bibliography")
        .with_description("Every key that can be cited, with authors, year, title, and how often it is cited")
        .with_mime_type("application/json");
    let report = Resource::new(REPORT, "report")
        .with_title("The state of the papers")
        .with_description("How many reports of each rule, by paper")
        .with_mime_type("application/json");
    vec![bibliography, report]
}

/// What reads a resource.
pub(super) fn reader(uri: &str) -> Option<fn(&mut Desk) -> Answer> {
    match uri {
        BIBLIOGRAPHY => Some(bibliography),
        REPORT => Some(report),
        _ => None,
    }
}

pub(super) fn told(uri: String, answer: &Value) -> ReadResourceResult {
    let text = ResourceContents::text(answer.to_string(), uri).with_mime_type("application/json");
    ReadResourceResult::new(vec![text])
}

fn bibliography(desk: &mut Desk) -> Answer {
    let view = desk.view(None)?;
    let (mut entries, mut total) = (Vec::new(), 0);
    let mut seen = std::collections::BTreeSet::new();
    for project in view.projects() {
        let library = &project.library;
        for (at, (bib, source)) in library.own().iter().zip(&project.sources).enumerate() {
            for entry in 0..bib.len() {
                let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
                if !seen.insert((source.clone(), entry)) {
                    continue;
                }
                total += 1;
                if entries.len() < ENTRIES {
                    let work = library.work(EntryId { bibliography: number(at), entry: number(entry) });
                    entries.push(json!({
                        "key": work.key,
                        "work": line(&format!("{}: {}", card::short(&work), work.title)),
                        "times_cited": uses::of_key(&view.snapshot, project, &work.key).len(),
                    }));
                }
            }
        }
    }
    Ok(json!({"entries": entries, "total": total, "searched": scope(&view)}))
}

fn report(desk: &mut Desk) -> Answer {
    let view = desk.verified(None)?;
    let mut papers: Vec<Value> = Vec::new();
    for project in view.projects() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for id in project.files.iter().chain(&project.sources) {
            for it in diagnostics(&view.snapshot, id) {
                *counts.entry(it.rule.code).or_default() += 1;
            }
        }
        papers.push(
            json!({"paper": view.shown(&project.root), "files": project.files.len(), "reports": counts}),
        );
    }
    Ok(json!({"papers": papers, "searched": scope(&view)}))
}
