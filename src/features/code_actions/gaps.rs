//! Filling gaps: blanks, empty commands, placeholders, notes, prose citations.

use super::{Action, ActionKind, Effect, OFFERED, Place, entries};
use crate::features::candidates;
use crate::features::change::Change;
use crate::features::closing::Gap;
use crate::features::diagnostics::Diagnostic;
use crate::features::fix_all;
use crate::features::new_entries;
use crate::features::open_citations::is_open;
use crate::features::prose_groups::ProseGroup;
use crate::model::library::EntryId;

pub(super) fn actions(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    if !is_open(report.rule) {
        return;
    }
    match Gap::of(place.snapshot, place.id, report) {
        Some(Gap::Prose(group)) => prose(place, report, &group, actions),
        Some(gap) => {
            let offered =
                candidates::of_gap(place.snapshot, place.project, place.id, report, OFFERED, || place.uses());
            for candidate in offered {
                let key = [place.project.library.key(candidate.id)];
                let edit = gap.close(place.snapshot, place.id, place.style(), &key);
                let change = edit.map(|it| Change::of(place.id, it));
                if let Some(change) = change.and_then(|it| entries::with_copy(place, candidate.id, it)) {
                    actions.push(place.fix(cite_title(place, candidate.id), report, change));
                }
            }
        }
        None => {}
    }
}

fn cite_title(place: &Place, id: EntryId) -> String {
    let copied = if place.project.library.is_master(id) { " (copied from a master library)" } else { "" };
    format!("Cite {}{copied}", place.shown(id))
}

fn prose(place: &Place, report: &Diagnostic, group: &ProseGroup, actions: &mut Vec<Action>) {
    let Some(index) = group.works.iter().position(|it| it.range == report.range) else { return };
    let certain = fix_all::certain_works(place.project, group, place.found);
    // The certain ones of the group come along, so that one command stands for all.
    let closed = |key: &str| {
        let mut assigned = certain.clone();
        assigned[index] = Some(vec![key.to_owned()]);
        let edit = group.replace(place.snapshot, place.id, place.style(), &assigned)?;
        Some(Change::of(place.id, edit))
    };
    let offered =
        candidates::of_gap(place.snapshot, place.project, place.id, report, OFFERED, || place.uses());
    for candidate in offered {
        let key = place.project.library.key(candidate.id);
        if let Some(change) = closed(&key).and_then(|it| entries::with_copy(place, candidate.id, it)) {
            let mut action = place.fix(cite_title(place, candidate.id), report, change);
            action.preferred = report.data.verdict == Some("match");
            actions.push(action);
        }
    }
    if report.data.verdict != Some("not-found") {
        return;
    }
    let work = &group.works[index];
    if let Some(home) = new_entries::home(place.snapshot, place.project, place.id) {
        let (key, entry) = new_entries::stub(work, place.project);
        let append = new_entries::append(place.snapshot, &home, &[entry]);
        if let (Some(mut change), Some(append)) = (closed(&key), append) {
            change.add(&home, append);
            let name = crate::model::document::file_name(&home);
            let title = format!("Add `{key}` to {name}, marked UNVERIFIED, and cite it");
            actions.push(place.fix(title, report, change));
        }
    }
    if let Some(url) = candidates::search_page(work) {
        actions.push(Action {
            title: "Look the title up in the browser".to_owned(),
            kind: ActionKind::QuickFix,
            fixes: vec![report.clone()],
            preferred: false,
            effect: Effect::Open(url),
        });
    }
}
