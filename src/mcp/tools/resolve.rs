//! `resolve`: which work a reference means, and whether the sources say the same.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::arguments::{path, read};
use super::tool::{Tool, object};
use crate::corpus::{Corpora, verify};
use crate::edits::records::add::in_library;
use crate::mcp::answer::{Answer, line, scope, verified, work};
use crate::mcp::desk::{Desk, View};
use crate::model::bibliography::Bibliography;
use crate::model::library::{EntryId, Library};
use crate::model::record::{Record, Reference};
use crate::model::verified::{Verdict, Verified};
use crate::resolve::prose;
use crate::resolve::verify::of_prose;
use crate::rules::gaps::prose_citation::verdict_name;
use crate::syntax::prose::ProseWork;
use crate::text::{ByteRange, Text};

/// So many references at once.
const MOST: usize = 20;
/// So many entries are named.
const NAMED: usize = 5;

pub const TOOL: Tool = Tool {
    name: "resolve",
    description: "Look references up before they are written down. Each is words (`Devlin et al., \"BERT: ...\", 2019`) \
                  or a BibTeX entry. Tells which entry of the author's bibliography is the work, and what the corpora \
                  say: confirmed, differs (with each field here and there), not-found (with the nearest), unchecked. \
                  Not found means that these sources lack it, no more.",
    schema,
    writes: false,
    call,
};

fn schema() -> Value {
    object(
        json!({
            "references": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST},
            "path": path(),
        }),
        &["references"],
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    references: Vec<String>,
    path: Option<String>,
}

fn call(desk: &mut Desk, arguments: Value, told: &dyn Fn(&str)) -> Answer {
    let Arguments { references, path } = read(arguments)?;
    if references.len() > MOST {
        return Err(format!("more than {MOST} references at once"));
    }
    told("reading");
    let view = desk.view(path.as_deref())?;
    let mut resolved = Vec::new();
    for reference in &references {
        told("looking up");
        match entries(reference) {
            Some(entries) => resolved.extend(entries.iter().take(MOST).map(|it| of_entry(&view, it))),
            None => resolved.push(of_words(&view, reference)),
        }
    }
    Ok(json!({"references": resolved, "searched": scope(&view)}))
}

/// The references of a text that is BibTeX.
pub(super) fn entries(text: &str) -> Option<Vec<Reference>> {
    if !text.trim_start().starts_with('@') {
        return None;
    }
    let bib = Arc::new(Bibliography::parse(Text::plain(text.to_owned())));
    let library = Library::new(vec![Arc::clone(&bib)], 0);
    let ids =
        (0..u32::try_from(bib.len()).unwrap_or(u32::MAX)).map(|entry| EntryId { bibliography: 0, entry });
    let reference = |id| {
        let entry = library.raw_entry(id);
        Reference::of(entry.key, entry.kind, &library.fields(id))
    };
    Some(ids.map(reference).collect::<Vec<_>>()).filter(|it| !it.is_empty())
}

/// What the corpora say of a reference; nothing where there are none.
pub(super) fn looked_up(corpora: &Corpora, reference: &Reference) -> Option<Verified> {
    (!corpora.is_empty()).then(|| verify(corpora, reference))
}

fn of_entry(view: &View, reference: &Reference) -> Value {
    let record = Record { work: reference.work.clone(), ..Record::default() };
    let there = view.projects().into_iter().find_map(|project| {
        let id = in_library(project, &record)?;
        let entry = project.library.work(id);
        let mut told = work(&entry);
        told["key"] = json!(entry.key);
        Some(told)
    });
    json!({
        "reference": line(&record.citation()),
        "entry": there,
        "corpora": in_corpora(view, reference),
    })
}

fn of_words(view: &View, words: &str) -> Value {
    let read = crate::syntax::prose::read(words).and_then(|it| it.works.into_iter().next());
    // Words that are no citation are taken for a title.
    let meant = read.unwrap_or_else(|| ProseWork {
        range: ByteRange::new(0, words.len()),
        authors: Vec::new(),
        et_al: false,
        title: Some(words.to_owned()),
        year: None,
    });
    let mut best: Option<(prose::Verdict, Vec<Value>)> = None;
    for project in view.projects() {
        let found = prose::resolve(&meant, &project.library, &|_| false);
        if best.as_ref().is_some_and(|it| found.verdict >= it.0) {
            continue;
        }
        let near = [found.nearest_by_title, found.nearest_by_author].into_iter().flatten();
        let ids = found.candidates.iter().map(|it| it.id).chain(near).take(NAMED);
        let entry = |id| {
            let entry = project.library.work(id);
            let mut told = work(&entry);
            told["key"] = json!(entry.key);
            told
        };
        best = Some((found.verdict, ids.map(entry).collect()));
    }
    let (verdict, entries) = best.unwrap_or((prose::Verdict::NotFound, Vec::new()));
    json!({
        "reference": line(words),
        "library": {"verdict": verdict_name(verdict), "entries": entries},
        "corpora": in_corpora(view, &of_prose(&meant)),
    })
}

fn in_corpora(view: &View, reference: &Reference) -> Value {
    match looked_up(&view.corpora, reference) {
        Some(found) => verified(&found),
        None => json!({"verdict": Verdict::Unchecked.name(), "reason": "there is no corpus on this machine"}),
    }
}
