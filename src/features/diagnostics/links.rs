//! `no-bibliography`, `missing-bibliography`, `missing-file`.

use std::path::PathBuf;

use super::Report;
use crate::model::project::{LinkState, Project};
use crate::settings::Rule;
use crate::syntax::tex::MAX_BYTES;
use crate::text::ByteRange;

pub(super) fn report(report: &mut Report, project: &Project) {
    let documents = &report.snapshot.documents;
    let id = &report.document.id;
    let mut found: Vec<(Rule, ByteRange, String)> = Vec::new();
    if report.document.tex().is_some_and(|it| it.is_too_large()) {
        let size = report.document.text.len() >> 20;
        let message = format!(
            "The file is too large to be read as LaTeX ({size} MiB, at most {} MiB); split it",
            MAX_BYTES >> 20
        );
        found.push((Rule::MissingFile, ByteRange::empty(0), message));
    }
    for declared in &project.bibliographies {
        let Some(place) = declared.place.as_ref().filter(|it| it.document == *id) else { continue };
        let Some(range) = place.range(documents) else { continue };
        if let Some(message) = message(&declared.state, "bibliography", &declared.name, &declared.tried) {
            found.push((Rule::MissingBibliography, range, message));
        }
    }
    for missing in project.missing.iter().filter(|it| it.place.document == *id) {
        let Some(range) = missing.place.range(documents) else { continue };
        if let Some(message) = message(&missing.state, "file", &missing.name, &missing.tried) {
            found.push((Rule::MissingFile, range, message));
        }
    }
    for (rule, range, message) in found {
        if report.speaks(rule, range.start) {
            report.add(rule, range, message);
        }
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
