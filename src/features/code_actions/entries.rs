//! Bibliographies: an entry copied from a master library, a file created and declared.

use super::action::{Action, Effect, Place};
use crate::edits::change::Change;
use crate::edits::copy_entry::add_copies;
use crate::edits::declare_bibliography;
use crate::model::document::{DocumentId, file_name};
use crate::model::library::EntryId;
use crate::model::project::LinkState;
use crate::rules::Diagnostic;
use crate::rules::document::{missing_bibliography, no_bibliography};
use crate::rules::keys::undefined_citation;

pub(super) fn fixes(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    match report.rule {
        undefined_citation::RULE => {
            let written = place.document.text.slice(report.range).into_owned();
            let Some(id) = place.project.library.in_masters(&written) else { return };
            let source = place.project.sources.get(id.bibliography as usize);
            let source = source.map_or("a master library", file_name);
            let mut action = place.fix(format!("Copy `{written}` from {source}"), report, Change::default());
            action.preferred = true;
            actions.extend(with_copy(place, id, action).filter(|it| it.copies.is_some()));
        }
        no_bibliography::RULE => actions.extend(create(place, report)),
        missing_bibliography::RULE => actions.extend(create_missing(place, report)),
        _ => {}
    }
}

/// The action, and the entry copied into the project's bibliography if it stands in a master library only;
/// `None` where it cannot be copied.
pub(super) fn with_copy(place: &Place, id: EntryId, mut action: Action) -> Option<Action> {
    let Effect::Change(change) = &mut action.effect else { return Some(action) };
    let before = change.edits.len();
    add_copies(place.snapshot, place.project, place.id, &[id], change).ok()?;
    action.copies = (change.edits.len() > before).then(|| place.project.library.key(id));
    Some(action)
}

/// Bibliographies that lie in folders below, declared; an empty one beside the root.
fn create(place: &Place, report: &Diagnostic) -> Vec<Action> {
    let found = declare_bibliography::declared(place.snapshot, place.project).into_iter();
    let mut actions: Vec<Action> =
        found.map(|(name, change)| place.fix(format!("Declare {name}"), report, change)).collect();
    if let Some((file, change)) = declare_bibliography::created(place.snapshot, place.project, "") {
        let declares = if change.edits.is_empty() { "" } else { " and declare it" };
        actions.push(place.fix(format!("Create {}{declares}", file_name(&file)), report, change));
    }
    actions
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
