//! Filling gaps: blanks, empty commands, placeholders, notes, prose citations.

use super::action::{Action, ActionKind, Effect, OFFERED, Place};
use super::entries;
use crate::edits::change::Change;
use crate::edits::cite_command::cite_at;
use crate::edits::cite_prose;
use crate::edits::fill_gap::fill;
use crate::edits::fix_all;
use crate::edits::new_entries;
use crate::edits::records::add;
use crate::edits::replacement::Replacement;
use crate::gaps::candidates;
use crate::gaps::gap::Gap;
use crate::gaps::open_citations::is_open;
use crate::gaps::prose_group::ProseGroup;
use crate::model::library::EntryId;
use crate::model::uses::is_cited;
use crate::model::verified::Verdict;
use crate::resolve::identifiers::entry_with;
use crate::resolve::numeric_citations;
use crate::resolve::prose::resolve;
use crate::resolve::verify::of_prose;
use crate::rules::Diagnostic;
use crate::rules::document::written_reference;
use crate::rules::gaps::{author_year_text, identifier_text, numeric_citation};
use crate::syntax::prose::ProseWork;
use crate::text::{ByteRange, TextEdit};

pub(super) fn actions(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    if report.rule == author_year_text::RULE {
        actions.extend(author_year(place, report));
    }
    if report.rule == identifier_text::RULE {
        actions.extend(identifier(place, report));
    }
    if report.rule == written_reference::RULE {
        actions.extend(written(place, report));
    }
    if report.rule == numeric_citation::RULE {
        actions.extend(numeric(place, report));
    }
    if !is_open(report.rule) {
        return;
    }
    match Gap::of(place.snapshot, place.id, report) {
        Some(Gap::Prose(group)) => prose(place, report, &group, actions),
        Some(gap) => {
            let offered = candidates::of_gap(place.snapshot, place.project, place.id, report, OFFERED);
            for candidate in offered {
                let key = [place.project.library.key(candidate.id)];
                let edit = fill(&gap, place.snapshot, place.id, place.style(), &key);
                let change = edit.map(|it| Change::of(place.id, it));
                let fix = change.map(|it| place.fix(cite_title(place, candidate.id), report, it));
                let fix = fix.and_then(|it| entries::with_copy(place, candidate.id, it));
                actions.extend(fix.map(|it| Action { why: Some(candidate.why), ..it }));
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
        let edit = cite_prose::replace(group, place.snapshot, place.id, place.style(), &assigned)?;
        Some(Change::of(place.id, edit))
    };
    let offered = candidates::of_work(place.snapshot, place.project, &group.works[index], OFFERED);
    for candidate in offered {
        let key = place.project.library.key(candidate.id);
        let fix = closed(&key).map(|it| place.fix(cite_title(place, candidate.id), report, it));
        if let Some(mut action) = fix.and_then(|it| entries::with_copy(place, candidate.id, it)) {
            action.preferred = report.data.verdict == Some("match");
            action.why = Some(candidate.why);
            actions.push(action);
        }
    }
    if report.data.verdict != Some("not-found") {
        return;
    }
    let work = &group.works[index];
    let verified = place
        .snapshot
        .verified(&of_prose(work))
        .filter(|it| it.verdict == Verdict::Confirmed || it.verdict == Verdict::Differs);
    if let Some((verified, record)) = verified.and_then(|it| Some((it, it.record.as_ref()?))) {
        let key = add::key(place.project, record);
        let added = add::add(place.snapshot, place.id, record, &key);
        if let (Some(mut change), Ok(added)) = (closed(&key), added) {
            change.edits.extend(added.edits);
            let title = format!("Add {} from {} as `{key}` and cite it", record.citation(), verified.source);
            actions.push(place.fix(title, report, change));
        }
    }
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
            copies: None,
            why: None,
        });
    }
}

/// `(arXiv:1706.03762)` becomes a cite command where an entry has the identifier.
fn identifier(place: &Place, report: &Diagnostic) -> Option<Action> {
    let text = &place.document.text;
    let library = &place.project.library;
    let entry = entry_with(library, &text.slice(report.range))?;
    let edit = cite_at(place.snapshot, place.id, text, report.range, place.style(), &[library.key(entry)]);
    let mut action = place.fix(cite_title(place, entry), report, Change::of(place.id, edit));
    action.preferred = true;
    Some(action)
}

/// A reference that is written out goes where the bibliography has it.
fn written(place: &Place, report: &Diagnostic) -> Option<Action> {
    let key = report.data.candidates.first()?;
    let entry = place.project.library.get(key)?;
    let text = &place.document.text;
    let (first, last) = (text.line_of(report.range.start), text.line_of(report.range.end));
    let lines = ByteRange::new(text.line_start(first), text.line_start(last + 1));
    let edit = TextEdit { range: lines, new: String::new() };
    let title = format!("Remove it: {} is in the bibliography", place.shown(entry));
    Some(place.fix(title, report, Change::of(place.id, edit)))
}

/// `[3, 7]` becomes a cite command where a list of references tells for certain what the numbers mean.
fn numeric(place: &Place, report: &Diagnostic) -> Option<Action> {
    let text = &place.document.text;
    let numbers = numeric_citations::numbers(&text.slice(report.range))?;
    let keys = numeric_citations::keys(place.snapshot, place.project, &numbers)?;
    let edit = cite_at(place.snapshot, place.id, text, report.range, place.style(), &keys);
    let shown = place.project.library.get(&keys[0]).map_or(keys[0].clone(), |it| place.shown(it));
    let more = if keys.len() > 1 { format!(" and {} more", keys.len() - 1) } else { String::new() };
    let mut action = place.fix(format!("Cite {shown}{more}"), report, Change::of(place.id, edit));
    action.preferred = true;
    Some(action)
}

/// `Devlin et al. (2019)` becomes a textual command, or keeps its names and gets a command for its year;
/// `(Devlin et al., 2019; Wu, 2020)` becomes one command, if every work is found.
fn author_year(place: &Place, report: &Diagnostic) -> Option<Action> {
    let (start, chunk) = place.snapshot.tex(place.id)?.chunk_at(report.range.start)?;
    let written = chunk.author_years.iter().find(|it| it.range.shift(start) == report.range)?;
    let library = &place.project.library;
    let cited = |key: &str| is_cited(place.snapshot, place.project, key);
    let key = |work: &ProseWork| {
        let found = resolve(work, library, &cited).candidates;
        let [only] = found.as_slice() else { return None };
        (!library.is_master(only.id)).then(|| library.key(only.id))
    };
    let keys: Vec<String> = written.works.iter().map(key).collect::<Option<_>>()?;
    let first = library.get(keys.first()?)?;
    let style = place.style();
    let text = place.document.text.slice(report.range).into_owned();
    let edit = if text.starts_with('(') {
        let new = style.command(&keys, false);
        let new = if style.brings_brackets() { new } else { format!("({new})") };
        let text = &place.document.text;
        let replacement = Replacement { text, range: report.range, new, begins: false, unwrap: false };
        replacement.edit(style.joint)
    } else if let Some(name) = style.textual_kin() {
        TextEdit { range: report.range, new: format!("\\{name}{{{}}}", keys.join(",")) }
    } else {
        let names = text.rfind('(').unwrap_or(text.len());
        let from = report.range.start + names;
        let text = &place.document.text;
        let range = ByteRange::new(from, report.range.end);
        let new = style.command(&keys, false);
        Replacement { text, range, new, begins: false, unwrap: false }.edit(style.joint)
    };
    let title = cite_title(place, first);
    Some(place.fix(title, report, Change::of(place.id, edit)))
}
