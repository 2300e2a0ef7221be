//! What can be done at a place: fixes of the reports there, and rewriting.

mod action;
mod entries;
mod gaps;
mod keys;
mod online;
#[cfg(test)]
mod properties;
mod records;
#[cfg(test)]
mod tests;
mod works;

use std::cell::OnceCell;

pub use self::action::{Action, ActionKind, Effect, OFFERED};

use self::action::Place;
use crate::edits::change::Change;
use crate::edits::fix_all;
use crate::edits::suppress::suppress;
use crate::gaps::at_cursor::reach;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::rules::{Diagnostic, diagnostics};
use crate::text::ByteRange;

/// More reports than this in one selection are too many to choose among: only actions on all are left.
const MOST: usize = 16;

/// What can be done at `range`, of the kinds that are `wanted`.
pub fn code_actions(
    snapshot: &Snapshot,
    id: &DocumentId,
    range: ByteRange,
    wanted: &dyn Fn(ActionKind) -> bool,
) -> Vec<Action> {
    let Some(document) = snapshot.document(id) else { return Vec::new() };
    let mut actions = Vec::new();
    let found = diagnostics(snapshot, id);
    let Some(project) = snapshot.project(id).or_else(|| snapshot.projects_with(id).next()) else {
        return actions;
    };
    let place = Place { snapshot, project, id, document, found: &found, style: OnceCell::new() };
    let touching = |it: &&Diagnostic| {
        let reach = reach(snapshot, id, it);
        reach.start <= range.end && range.start <= reach.end
    };
    let here: Vec<&Diagnostic> = found.iter().filter(touching).collect();
    if wanted(ActionKind::QuickFix) && here.len() <= MOST {
        here.iter().for_each(|report| quick_fixes(&place, report, &mut actions));
        for report in &here {
            if let Some(edit) = suppress(document, report) {
                actions.push(Action {
                    title: format!("Ignore this {} report", report.rule.code),
                    kind: ActionKind::QuickFix,
                    fixes: vec![(*report).clone()],
                    preferred: false,
                    effect: Effect::Change(Change::of(id, edit)),
                    copies: None,
                    why: None,
                });
            }
        }
    }
    if wanted(ActionKind::Rewrite) {
        actions.extend(keys::merge(&place, range));
        actions.extend(works::published(&place, range));
    }
    if wanted(ActionKind::FixAll) {
        let edits = fix_all::edits(snapshot, id);
        if !edits.is_empty() {
            let certain = found.iter().filter(|it| fix_all::is_certain(project, it));
            actions.push(Action {
                title: "Fix all that is certain".to_owned(),
                kind: ActionKind::FixAll,
                fixes: certain.cloned().collect(),
                preferred: false,
                effect: Effect::Change(Change { create: None, edits: vec![(id.clone(), edits)] }),
                copies: None,
                why: None,
            });
        }
    }
    actions
}

/// What settles one of the reports on a document: its quick fixes, but not that it is to be ignored.
pub fn fixes(snapshot: &Snapshot, id: &DocumentId, found: &[Diagnostic], report: &Diagnostic) -> Vec<Action> {
    let mut actions = Vec::new();
    let project = snapshot.project(id).or_else(|| snapshot.projects_with(id).next());
    if let (Some(project), Some(document)) = (project, snapshot.document(id)) {
        let place = Place { snapshot, project, id, document, found, style: OnceCell::new() };
        quick_fixes(&place, report, &mut actions);
    }
    actions
}

/// What adds the work of a report from the record that a look-up has found, and cites it.
pub fn from_record(snapshot: &Snapshot, id: &DocumentId, range: ByteRange) -> Option<Action> {
    let found = diagnostics(snapshot, id);
    let report = found.iter().find(|it| it.range == range)?;
    // A stub is named by its key.
    let is_from_record = |it: &Action| it.title.starts_with("Add ") && !it.title.starts_with("Add `");
    fixes(snapshot, id, &found, report).into_iter().find(is_from_record)
}

fn quick_fixes(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    gaps::actions(place, report, actions);
    entries::fixes(place, report, actions);
    keys::fixes(place, report, actions);
    works::fixes(place, report, actions);
    records::fixes(place, report, actions);
    online::fixes(place, report, actions);
}
