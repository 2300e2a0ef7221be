//! Keys: misspelt, in another case, repeated; empty places; commands side by side.

use rustc_hash::FxHashSet;

use super::action::{Action, ActionKind, Effect, Place};
use crate::edits::change::Change;
use crate::edits::cite_command::plain_group;
use crate::edits::fill_gap::fill;
use crate::edits::key_lists;
use crate::gaps::gap::Gap;
use crate::model::citations::{Citation, KeyGroup};
use crate::resolve::near_key::is_near_miss;
use crate::rules::Diagnostic;
use crate::rules::gaps::empty_citation;
use crate::rules::keys::{key_case, repeated_key, undefined_citation};
use crate::text::{ByteRange, TextEdit};

pub(super) fn fixes(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    match report.rule {
        undefined_citation::RULE | key_case::RULE => replace(place, report, actions),
        repeated_key::RULE => {
            let gap = Gap::listed(place.snapshot, place.id, report.range.start);
            actions.extend(drop(place, report, gap, "Remove the repeated key"));
        }
        empty_citation::RULE => {
            let gap = Gap::of(place.snapshot, place.id, report).filter(|it| !it.is_whole_list());
            actions.extend(drop(place, report, gap, "Remove the empty place"));
        }
        _ => {}
    }
}

fn replace(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    let written = place.document.text.slice(report.range).into_owned();
    let sure = report.rule == key_case::RULE
        || report.data.candidates.first().is_some_and(|it| is_near_miss(&written, it));
    let copied = place.project.library.in_masters(&written).is_some();
    for (index, key) in report.data.candidates.iter().enumerate() {
        let Some(gap) = Gap::listed(place.snapshot, place.id, report.range.start) else { continue };
        // In a list that has the key already, the misspelt one goes. Several stand where one was written.
        let keys: Vec<String> = key.split(',').map(str::to_owned).collect();
        let Some(edit) = fill(&gap, place.snapshot, place.id, place.style(), &keys) else { continue };
        let shown =
            place.project.library.get(key).map_or(String::new(), |it| format!(", {}", place.shown(it)));
        let mut action = place.fix(format!("Replace by `{key}`{shown}"), report, Change::of(place.id, edit));
        action.preferred = index == 0 && sure && !copied;
        actions.push(action);
    }
}

fn drop(place: &Place, report: &Diagnostic, gap: Option<Gap>, title: &str) -> Option<Action> {
    let Some(Gap::Listed { start, group, place: unwanted }) = gap else { return None };
    let (_, chunk) = place.snapshot.tex(place.id)?.chunk_at(start)?;
    let fate = |it: ByteRange| match it == unwanted {
        true => key_lists::Place::Drop,
        false => key_lists::Place::Keep,
    };
    let edit = key_lists::rewritten(&chunk.text, &group, &fate)?;
    let edit = TextEdit { range: edit.range.shift(start), new: edit.new };
    let mut action = place.fix(title.to_owned(), report, Change::of(place.id, edit));
    action.preferred = report.rule == repeated_key::RULE;
    Some(action)
}

/// Cite commands side by side become one.
pub(super) fn merge(place: &Place, range: ByteRange) -> Option<Action> {
    let citations = place.snapshot.citations(place.id)?;
    let (start, chunk, cited) = citations.chunks.get(citations.chunk_index(range.start)?)?;
    let touched = |it: &Citation| {
        let own = it.range.shift(*start);
        own.start <= range.end && range.start <= own.end
    };
    let mut runs: Vec<Vec<(&Citation, &KeyGroup)>> = Vec::new();
    for citation in &cited.citations {
        let Some(group) = plain_group(citation, place.style()).filter(|it| !it.keys.is_empty()) else {
            continue;
        };
        let beside = runs.last().and_then(|it| it.last()).is_some_and(|(last, _)| {
            // One may stand in the keys of the other, as long as a brace is missing.
            let Some(between) = chunk.text.get(last.range.end..citation.range.start) else { return false };
            // A comment among the keys is the writer's; it does not go with its command.
            last.name == citation.name
                && !chunk.text[group.range.std()].contains('%')
                && between.chars().all(|c| " ~,;\n\t\r".contains(c))
                && between.matches(['\n']).count() < 2
        });
        match runs.last_mut() {
            Some(run) if beside => run.push((citation, group)),
            _ => runs.push(vec![(citation, group)]),
        }
    }
    let run = runs.into_iter().find(|it| it.len() > 1 && it.iter().any(|(citation, _)| touched(citation)))?;
    let all = run.iter().flat_map(|(_, group)| &group.keys).map(|it| it.text.as_str());
    let mut seen = FxHashSet::default();
    let keys: Vec<&str> = all.filter(|it| seen.insert(*it)).collect();
    let (first, last) = (run.first()?, run.last()?);
    // From behind the first group's own keys on, so that they stay as they are written.
    let own = first.1.keys.len();
    let from = first.1.inner().end;
    let spaced = run.iter().any(|(_, group)| chunk.text[group.range.std()].contains(", "));
    let comma = if spaced { ", " } else { "," };
    let lead = if keys.len() > own { comma } else { "" };
    let new = format!("{lead}{}}}", keys.get(own..)?.join(comma));
    let edit = TextEdit { range: ByteRange::new(from, last.0.range.end).shift(*start), new };
    Some(Action {
        title: format!("Merge into one \\{} command", first.0.name),
        kind: ActionKind::Rewrite,
        fixes: Vec::new(),
        preferred: false,
        effect: Effect::Change(Change::of(place.id, edit)),
        copies: None,
        why: None,
    })
}
