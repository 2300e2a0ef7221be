//! `no-bibliography`, `missing-bibliography`, `missing-file`.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Report;
use crate::model::document::{DocumentId, file_name};
use crate::model::links::LinkKind;
use crate::model::project::{Absence, LinkState, Project, configured_paths};
use crate::settings::file::SettingsFile;
use crate::settings::{Level, Rule};
use crate::syntax::tex::{MAX_BRACES, MAX_BYTES};
use crate::text::ByteRange;

pub(super) fn report(report: &mut Report, project: &Project) {
    let documents = &report.snapshot.documents;
    let id = &report.document.id;
    let mut found: Vec<(Rule, Level, ByteRange, String)> = Vec::new();
    let settings = &report.snapshot.settings;
    let level = |rule| settings.level(rule, None);
    let speaks = |at| report.speaks(Rule::MissingFile, at);
    if report.document.tex().is_some_and(|it| it.is_too_large()) {
        let size = report.document.text.len() >> 20;
        let message = match report.document.text.len() > MAX_BYTES {
            true => format!(
                "The file is too large to be read as LaTeX ({size} MiB, at most {} MiB); split it",
                MAX_BYTES >> 20
            ),
            false => format!("The file has over {MAX_BRACES} braces, too many to be read as LaTeX; split it"),
        };
        found.push((Rule::MissingFile, level(Rule::MissingFile), ByteRange::empty(0), message));
    }
    // Of what is named several times, the first place.
    let mut named: FxHashSet<(&str, &[PathBuf])> = FxHashSet::default();
    for declared in &project.bibliographies {
        let Some(place) = declared.place.as_ref() else { continue };
        if !named.insert((&declared.name, &declared.tried)) || place.document != *id {
            continue;
        }
        let Some(range) = place.range(documents).filter(|it| speaks(it.start)) else { continue };
        let Some(mut message) = message(&declared.state, "bibliography", &declared.name, &declared.tried)
        else {
            continue;
        };
        let mut level = level(Rule::MissingBibliography);
        if let Some(compiled) = project.compiled() {
            level = level.min(Level::Information);
            message += &format!("; the compiled {} stands for it", file_name(compiled));
        }
        found.push((Rule::MissingBibliography, level, range, message));
    }
    for missing in &project.missing {
        if !named.insert((&missing.name, &missing.tried)) || missing.place.document != *id {
            continue;
        }
        let Some(link) = missing.place.link(documents) else { continue };
        // A hint for programs, mostly in a comment: TeX itself does not read it.
        let (what, most) = match link.kind {
            LinkKind::Root => ("root document", Level::Information),
            _ if speaks(link.range.start) => ("file", Level::Error),
            _ => continue,
        };
        if let Some(message) = message(&missing.state, what, &missing.name, &missing.tried) {
            found.push((Rule::MissingFile, level(Rule::MissingFile).min(most), link.range, message));
        }
    }
    for (rule, level, range, message) in found {
        report.add_at(rule, level, range, message);
    }
    no_bibliography(report, project);
}

fn message(state: &LinkState, what: &str, name: &str, tried: &[PathBuf]) -> Option<String> {
    match state {
        LinkState::NotFound => {
            let places: Vec<_> = tried.iter().map(|it| format!("`{}`", it.display())).collect();
            let places =
                if places.is_empty() { String::new() } else { format!("; looked for {}", places.join(", ")) };
            Some(format!("The {what} `{name}` was not found{places}; correct the name or add the file"))
        }
        LinkState::Unreadable(why) => Some(format!("The {what} `{name}` cannot be read: {why}")),
        LinkState::Found(_) | LinkState::Loading | LinkState::Unknown => None,
    }
}

/// Paths in a `lacuna.toml` that lead nowhere, whatever project they count from.
pub(super) fn settings(report: &mut Report, file: &SettingsFile) {
    let snapshot = report.snapshot;
    let is_here = |path: &PathBuf| snapshot.documents.contains_key(&DocumentId::of_path(path));
    for (setting, written, range) in file.paths.iter().filter(|_| !snapshot.loading) {
        let is_declared = |it: &&Arc<Project>| it.bibliographies.iter().any(|it| it.place.is_some());
        let of_libraries = *setting == "libraries";
        let projects = || snapshot.projects.iter().filter(|it| of_libraries || !is_declared(it));
        let paths = |it: &Arc<Project>| configured_paths(&it.root, written, &snapshot.world);
        if projects().next().is_none() || projects().any(|it| paths(it).iter().any(is_here)) {
            continue;
        }
        let mut tried: Vec<PathBuf> = projects().flat_map(paths).take(PLACES).collect();
        tried.dedup();
        let state = match tried.first().and_then(|it| snapshot.world.absent.get(it)) {
            Some(Absence::Unreadable(why)) => LinkState::Unreadable(why.clone()),
            _ => LinkState::NotFound,
        };
        let message = message(&state, "bibliography", written, &tried).unwrap_or_default();
        report.add(Rule::BadSetting, *range, message);
    }
}

/// So many places where something was looked for are named.
const PLACES: usize = 3;

/// Once a project: at the root's `\begin{document}`, else at the first citation or gap.
fn no_bibliography(report: &mut Report, project: &Project) {
    if !project.has_no_bibliography()
        || !project.is_complete()
        || report.snapshot.loading
        || project.root != report.document.id
    {
        return;
    }
    let cites = report.snapshot.project_citations(project).map(|it| it.2).any(|it| {
        it.role != crate::model::cite_commands::Role::Perhaps
            && it.groups.iter().any(|group| !group.keys.is_empty())
    });
    let gap = report.found.iter().find(|it| it.rule.is_gap()).map(|it| it.range);
    if !cites && gap.is_none() {
        return;
    }
    let first_citation = report.snapshot.citations(&report.document.id).and_then(|citations| {
        let first = citations.iter().find(|(_, it)| !it.groups.is_empty());
        first.map(|(start, it)| it.command.shift(start))
    });
    // A gap has its own report; the document's beginning is free for this one.
    let place = report.document.links.begins.or(first_citation).unwrap_or(ByteRange::empty(0));
    let message = "The document cites and has no bibliography; declare one with `\\bibliography{...}` or \
                   `\\addbibresource{...}`, or put a .bib file beside it";
    report.add(Rule::NoBibliography, place, message.to_owned());
}
