//! `lacuna search` and `lacuna resolve`: which entries have these words, which one is meant by these.

use std::io::BufRead as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::{Format, ResolveArguments, SearchArguments};
use super::load::{Loaded, load};
use super::terminal::{self, complain, print};
use crate::model::card;
use crate::model::document::file_name;
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::uses;
use crate::resolve::copies::arrange;
use crate::resolve::prose::{Verdict, resolve};
use crate::rules::gaps::prose_citation::verdict_name;
use crate::rules::report::searched;
use crate::syntax::prose::{ProseWork, read};
use crate::text::ByteRange;
use crate::text::visible::visible_line;

/// The version of the JSON that is written; its schemas are in `docs/json/`.
const VERSION: u32 = 1;

/// An entry that was found, and what speaks for or against it.
struct Row {
    project: Arc<Project>,
    id: EntryId,
    why: Vec<String>,
}

pub(super) fn search(arguments: &SearchArguments) -> ExitCode {
    let query = arguments.query.join(" ");
    let Some((loaded, projects)) = projects(arguments.path.as_deref()) else { return ExitCode::from(2) };
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = Vec::new();
    for project in &projects {
        let library = &project.library;
        let mut lacks = Vec::new();
        let mut found = library.search(&query, arguments.limit);
        if found.is_empty() {
            lacks = library.search_most(&query, arguments.limit);
            found = lacks.iter().map(|it| it.0).collect();
        }
        let times = |key: &str| uses::of_key(&loaded.snapshot, project, key).len();
        for it in arrange(library, &found, &times) {
            let place = (project.sources.get(it.id.bibliography as usize).cloned(), it.id.entry);
            if rows.len() >= arguments.limit || seen.contains(&place) {
                continue;
            }
            seen.push(place);
            let lacking = lacks.iter().find(|(id, _)| *id == it.id).map(|it| format!("without “{}”", it.1));
            let copy = it.copy_of.as_ref().map(|it| format!("same work as {it}"));
            let cited =
                Some(times(&library.key(it.id))).filter(|it| *it > 0).map(|it| format!("cited {it}×"));
            let why = [lacking, copy, cited].into_iter().flatten().collect();
            rows.push(Row { project: Arc::clone(project), id: it.id, why });
        }
    }
    print(&match arguments.format {
        Format::Json => terminal::json(
            &json!({"version": VERSION, "results": rows.iter().map(Row::json).collect::<Vec<_>>()}),
        ),
        Format::Text if rows.is_empty() => {
            let all: Vec<&Project> = projects.iter().map(|it| &**it).collect();
            format!("nothing has these words; searched {}\n", visible_line(&searched(&all)))
        }
        Format::Text => rows.iter().map(Row::text).collect(),
    });
    if rows.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

pub(super) fn resolve_all(arguments: &ResolveArguments) -> ExitCode {
    let Some((_, projects)) = projects(arguments.path.as_deref()) else { return ExitCode::from(2) };
    let mut references = arguments.references.clone();
    if references.is_empty() {
        let lines = std::io::stdin().lock().lines().map_while(Result::ok);
        references = lines.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    }
    let (mut out, mut all, mut open) = (String::new(), Vec::new(), false);
    for reference in &references {
        let (verdict, rows) = resolved(reference, &projects);
        open |= verdict != Verdict::Match;
        let verdict = verdict_name(verdict);
        match arguments.format {
            Format::Text => {
                out += &format!("{verdict}: {}\n", visible_line(reference));
                rows.iter().for_each(|it| out += &format!("  {}", it.text()));
            }
            Format::Json => {
                let rows: Vec<Value> = rows.iter().map(Row::json).collect();
                all.push(json!({"reference": reference, "verdict": verdict, "candidates": rows}));
            }
        }
    }
    print(&match arguments.format {
        Format::Text => out,
        Format::Json => terminal::json(&json!({"version": VERSION, "references": all})),
    });
    if open { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The best verdict that a project gives, and the entries that it rests on.
fn resolved(reference: &str, projects: &[Arc<Project>]) -> (Verdict, Vec<Row>) {
    let work = read(reference).and_then(|it| it.works.into_iter().next());
    // Words that are no citation are taken for a title.
    let work = work.unwrap_or_else(|| ProseWork {
        range: ByteRange::new(0, reference.len()),
        authors: Vec::new(),
        et_al: false,
        title: Some(reference.to_owned()),
        year: None,
    });
    let mut best = (Verdict::NotFound, Vec::new());
    for project in projects {
        let found = resolve(&work, &project.library, &|_| false);
        if found.verdict >= best.0 && !best.1.is_empty() {
            continue;
        }
        let near = [found.nearest_by_title, found.nearest_by_author].into_iter().flatten();
        let near = near.map(|id| (id, vec!["near".to_owned()]));
        let ids = found.candidates.iter().map(|it| (it.id, Vec::new())).chain(near);
        let rows = ids.map(|(id, why)| Row { project: Arc::clone(project), id, why }).collect();
        best = (found.verdict, rows);
    }
    best
}

fn projects(path: Option<&Path>) -> Option<(Loaded, Vec<Arc<Project>>)> {
    let asked = path.unwrap_or(Path::new("."));
    match load(asked) {
        Ok(loaded) => {
            let about = |it: &&Arc<Project>| it.files.iter().any(|it| loaded.subjects.contains(it));
            let projects = loaded.snapshot.projects.iter().filter(about).cloned().collect();
            Some((loaded, projects))
        }
        Err(why) => {
            complain(&format!("{}: {why}", asked.display()));
            None
        }
    }
}

impl Row {
    fn library(&self) -> &str {
        self.project.sources.get(self.id.bibliography as usize).map_or("", file_name)
    }

    fn text(&self) -> String {
        let work = self.project.library.work(self.id);
        let why = if self.why.is_empty() { String::new() } else { format!(" ({})", self.why.join("; ")) };
        let title = visible_line(&work.title);
        let (key, short, library) = (visible_line(&work.key), card::short(&work), self.library());
        let why = visible_line(&why);
        format!("{key}  {}: {title}  {}{why}\n", visible_line(&short), visible_line(library))
    }

    fn json(&self) -> Value {
        let work = self.project.library.work(self.id);
        let authors: Vec<String> = work.authors.iter().map(crate::syntax::names::Name::full).collect();
        json!({
            "key": work.key,
            "title": work.title,
            "authors": authors,
            "year": work.year,
            "venue": work.venue,
            "doi": work.doi,
            "arxiv": work.arxiv,
            "library": self.library(),
            "why": self.why,
        })
    }
}
