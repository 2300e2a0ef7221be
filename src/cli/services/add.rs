//! `lacuna add`: a work fetched from the corpora or the services, and added to the paper's bibliography, once.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::services;
use crate::cli::arguments::AddArguments;
use crate::cli::load::{load, shown};
use crate::cli::rewriting::Rewriting;
use crate::cli::terminal::{complain, print};
use crate::corpus::{Corpora, store};
use crate::edits::records::add;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::text::visible::visible_line;
use crate::workspace::lookups::named;
use crate::workspace::services::fetch::{Fetched, Outcome, Wanted, fetch, wanted};

pub(in crate::cli) fn run(arguments: &AddArguments) -> ExitCode {
    match added(arguments) {
        Ok(status) => status,
        Err(why) => {
            complain(&why);
            ExitCode::from(2)
        }
    }
}

fn added(arguments: &AddArguments) -> Result<ExitCode, String> {
    let path = arguments.path.clone().unwrap_or_else(|| PathBuf::from("."));
    let loaded = load(&path).map_err(|why| format!("{}: {why}", path.display()))?;
    let (snapshot, asked) = (&loaded.snapshot, arguments.work.join(" "));
    let is_about = |it: &&Project| it.files.iter().chain(&it.sources).any(|it| loaded.subjects.contains(it));
    let papers: Vec<&Project> = snapshot.projects.iter().map(|it| &**it).filter(is_about).collect();
    let project = match papers.as_slice() {
        [] => return Err(format!("{}: there is no paper; name one by `--path`", path.display())),
        [one] => *one,
        several => {
            let names: Vec<String> = several.iter().map(|it| shown(&it.root)).collect();
            return Err(format!("there are several papers ({}); name one by `--path`", names.join(", ")));
        }
    };
    if arguments.key.as_ref().is_some_and(|it| !is_key(it)) {
        return Err("that cannot be a key".to_owned());
    }
    let wanted = wanted(&asked);
    if matches!(wanted, Wanted::Page(_)) {
        return Err(format!("{asked} holds neither a DOI nor an arXiv id; give one, or words of the title"));
    }
    let whole = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
    let services = services(&arguments.asking, &[(snapshot.settings.as_ref().clone(), whole)]);
    let root = store::default_root().unwrap_or_default();
    let corpora = Corpora::open(&root, Some(&named(&snapshot.settings.corpora, &store::names(&root))));
    if services.is_none() && corpora.is_empty() {
        return Err("there is no corpus on this machine; `--online` asks services".to_owned());
    }
    Ok(match fetch(services.as_ref(), &corpora, &wanted) {
        Outcome::One(fetched) => one(arguments, &path, snapshot, project, &fetched)?,
        Outcome::Several(found) => {
            print(&several(&found));
            ExitCode::FAILURE
        }
        Outcome::None { looked, failed } => {
            let online = if services.is_none() { "; `--online` asks services" } else { "" };
            let looked =
                if looked.is_empty() { "anything that answered".to_owned() } else { looked.join(", ") };
            complain(&format!("{asked} was not found in {looked}{online}"));
            failed.iter().for_each(|it| complain(&format!("could not be asked: {it}")));
            ExitCode::FAILURE
        }
    })
}

fn is_key(key: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"{}(),\"#%'=~\\".contains(c);
    !key.is_empty() && key.chars().all(is_plain)
}

fn one(
    arguments: &AddArguments,
    path: &Path,
    snapshot: &Snapshot,
    project: &Project,
    fetched: &Fetched,
) -> Result<ExitCode, String> {
    let there = add::in_library(project, &fetched.record).map(|it| project.library.key(it));
    let key = match (&there, &arguments.key) {
        (Some(there), _) => there.clone(),
        (None, Some(key)) if project.defines(key) => return Err(format!("there is another entry `{key}`")),
        (None, Some(key)) => key.clone(),
        (None, None) => add::key(project, &fetched.record),
    };
    let mut rewriting = Rewriting::of(&[path.to_owned()], arguments.diff);
    if there.is_none() {
        let change = add::add(snapshot, &project.root, &fetched.record, &key)?;
        for (id, edits) in &change.edits {
            let document = snapshot.document(id).ok_or("the bibliography is not known")?;
            rewriting.rewrite(document, edits).map_err(|why| format!("{}: {why}", shown(id)))?;
        }
    }
    if let Some(withdrawn) = &fetched.record.withdrawn {
        complain(&format!("{key}: it is retracted or withdrawn: {withdrawn}"));
    }
    let done = match (&there, arguments.diff) {
        (Some(_), _) => "is there already",
        (_, true) => "would be added",
        _ => "added",
    };
    let told = format!("{} ({done}; {})", fetched.record.citation(), fetched.source);
    complain(&told);
    print(&format!("{}{key}\n", rewriting.out));
    Ok(ExitCode::SUCCESS)
}

fn several(found: &[Fetched]) -> String {
    let mut out = "several works may be meant; add one by its identifier:\n".to_owned();
    for it in found {
        let work = &it.record.work;
        let arxiv = work.arxiv.as_ref().map(|it| format!("arXiv:{it}"));
        let id = work.doi.clone().or(arxiv).unwrap_or_else(|| "no identifier".to_owned());
        out += &format!("  {}  {} ({})\n", visible_line(&id), visible_line(&it.record.citation()), it.source);
    }
    out
}
