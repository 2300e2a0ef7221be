//! Bibliographies: an entry copied from a master library, a file created and declared.

use super::{Action, Place};
use crate::features::adopt::adopt;
use crate::features::change::Change;
use crate::features::diagnostics::Diagnostic;
use crate::features::new_entries;
use crate::model::document::{DocumentId, file_name};
use crate::model::library::EntryId;
use crate::model::project::LinkState;
use crate::settings::Rule;

pub(super) fn fixes(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    match report.rule {
        Rule::UndefinedCitation => {
            let written = place.document.text.slice(report.range).into_owned();
            let Some(id) = place.project.library.in_masters(&written) else { return };
            if let Some(change) = with_copy(place, id, Change::default()).filter(|it| !it.is_empty()) {
                let source = place.project.sources.get(id.bibliography as usize);
                let source = source.map_or("a master library", file_name);
                let mut action = place.fix(format!("Copy `{written}` from {source}"), report, change);
                action.preferred = true;
                actions.push(action);
            }
        }
        Rule::NoBibliography => actions.extend(create(place, report)),
        Rule::MissingBibliography => actions.extend(create_missing(place, report)),
        _ => {}
    }
}

/// `change`, and the entry copied into the project's bibliography if it stands in a master library only;
/// `None` where it cannot be copied.
pub(super) fn with_copy(place: &Place, id: EntryId, mut change: Change) -> Option<Change> {
    adopt(place.snapshot, place.project, place.id, &[id], &mut change).ok()?;
    Some(change)
}

/// An empty bibliography beside the root, and its declaration.
fn create(place: &Place, report: &Diagnostic) -> Option<Action> {
    let (file, change) = new_entries::created(place.snapshot, place.project, "")?;
    Some(place.fix(format!("Create {} and declare it", file_name(&file)), report, change))
}

fn create_missing(place: &Place, report: &Diagnostic) -> Option<Action> {
    let documents = &place.snapshot.documents;
    let declared = place.project.bibliographies.iter().find(|it| {
        let own = it.place.as_ref().filter(|at| at.document == *place.id);
        it.state == LinkState::NotFound && own.and_then(|at| at.range(documents)) == Some(report.range)
    })?;
    let path = declared.tried.first()?;
    let file = DocumentId::of_path(path);
    let title = format!("Create {}", file_name(&file));
    Some(place.fix(title, report, Change { create: Some((file, String::new())), edits: Vec::new() }))
}
