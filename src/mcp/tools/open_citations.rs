//! `open_citations`: the places that should cite something and do not yet, with what may be meant.

use serde::Deserialize;
use serde_json::{Value, json};

use super::arguments::{limit, offset, path, place_of, read};
use super::tool::{Tool, object};
use crate::gaps::at_cursor::gap_at;
use crate::gaps::candidates::of_gap;
use crate::gaps::open_citations::{OpenCitation, of_project};
use crate::gaps::prose_group::ProseGroup;
use crate::mcp::answer::{Answer, Page, line, passage, record, scope, verified, work};
use crate::mcp::desk::{Desk, View};
use crate::model::project::Project;
use crate::model::verified::Verdict;
use crate::resolve::verify::of_prose;
use crate::rules::gaps::prose_citation;

const USUAL: usize = 15;
const MOST: usize = 50;
const USUAL_CANDIDATES: usize = 5;
const MOST_CANDIDATES: usize = 20;

pub const TOOL: Tool = Tool {
    name: "open_citations",
    description: "List the places that should cite something and do not yet (`\\cite{}`, `____`, `[?]`, `\\cite{TODO}`, \
                  \"Devlin et al., BERT\" in prose), each with its `place`, sentence, section, and the entries of the \
                  author's bibliography that may be meant, best first, with the reason. Fill one with `cite`.",
    schema,
    writes: false,
    call,
};

fn schema() -> Value {
    object(
        json!({
            "path": path(),
            "section": {"type": "string", "description": "Only those below a heading with these words."},
            "candidates": {
                "type": "integer", "minimum": 0, "maximum": MOST_CANDIDATES, "default": USUAL_CANDIDATES,
                "description": "How many entries each is shown with."
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
    section: Option<String>,
    candidates: Option<usize>,
    offset: Option<usize>,
    limit: Option<usize>,
}

fn call(desk: &mut Desk, arguments: Value, told: &dyn Fn(&str)) -> Answer {
    let Arguments { path, section, candidates, offset, limit } = read(arguments)?;
    told("reading");
    let view = desk.verified(path.as_deref())?;
    let section = section.map(|it| it.to_lowercase());
    let is_below = |it: &OpenCitation| {
        let heading = it.section.as_deref().unwrap_or_default().to_lowercase();
        section.as_ref().is_none_or(|words| heading.contains(words.as_str()))
    };
    let projects = view.projects();
    let all = projects
        .iter()
        .flat_map(|project| of_project(&view.snapshot, project, 0).map(move |it| (*project, it)));
    let all: Vec<_> = all.filter(|it| is_below(&it.1)).collect();
    let page = Page::of(offset, limit, USUAL, MOST);
    let most = candidates.unwrap_or(USUAL_CANDIDATES).min(MOST_CANDIDATES);
    told("ranking");
    let shown: Vec<Value> = all
        .iter()
        .skip(page.offset)
        .take(page.limit)
        .map(|(project, it)| one(&view, project, it, most))
        .collect();
    let mut answer = json!({"open_citations": shown, "searched": scope(&view)});
    page.told(all.len(), &mut answer);
    Ok(answer)
}

fn one(view: &View, project: &Project, open: &OpenCitation, most: usize) -> Value {
    let snapshot = &view.snapshot;
    let mut told = json!({
        "place": place_of(view, &open.document, open.range.start),
        "rule": open.rule.code,
        "section": open.section.as_deref().map(line),
        "sentence": passage(&open.sentence),
        "message": line(&open.message),
    });
    if let Some(named) = &open.named {
        told["named"] = json!(line(named));
    }
    if let Some(verdict) = open.verdict {
        told["verdict"] = json!(verdict);
    }
    let gap = gap_at(snapshot, &open.document, open.range.start).filter(|_| most > 0);
    let found = gap.map(|it| of_gap(snapshot, project, &open.document, &it, most)).unwrap_or_default();
    let candidate = |it: &crate::gaps::candidates::Candidate| {
        let entry = project.library.work(it.id);
        let mut told = work(&entry);
        told["key"] = json!(entry.key);
        told["why"] = json!(it.why);
        if let Some(fields) = told.as_object_mut() {
            fields.retain(|name, value| {
                !value.is_null() && name != "abstract" && name != "doi" && name != "arxiv"
            });
        }
        told
    };
    told["candidates"] = json!(found.iter().map(candidate).collect::<Vec<_>>());
    if open.rule == prose_citation::RULE
        && let Some(found) = ProseGroup::of(snapshot, &open.document, open.range)
            .and_then(|it| it.works.into_iter().find(|it| it.range == open.range))
            .and_then(|it| snapshot.verified(&of_prose(&it)))
    {
        match (&found.record, found.verdict) {
            (Some(it), Verdict::Confirmed | Verdict::Differs) => {
                told["in_corpora"] = record(&found.source, it);
            }
            _ => told["in_corpora"] = verified(found),
        }
    }
    told
}
