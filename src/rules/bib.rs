//! Rules on bibliographies: `bib-syntax`, `duplicate-key`, `unverified-entry` here, the others beside it.

use std::sync::Arc;

use super::bib_scope::Scope;
use super::{Related, Report, bib_fields, bib_signs, bib_unused, bib_works};
use crate::model::bibliography::Bibliography;
use crate::model::library::EntryId;
use crate::settings::{Level, Rule};
use crate::syntax::bib::FaultKind;
use crate::text::ByteRange;

/// More reports than this on one file are counted instead.
const MOST: usize = 200;

pub(super) fn report(report: &mut Report, bib: &Arc<Bibliography>) {
    for fault in bib.faults() {
        let message = match fault.kind {
            FaultKind::Unclosed => {
                "The braces of this entry do not balance, so it was read up to the next entry; balance them"
            }
            FaultKind::NoKey => "This entry has no key; write one behind the opening brace",
            FaultKind::MissingComma => "A comma is missing here; write one",
            FaultKind::StrangeBlank => {
                "No-break or invisible spaces, which BibTeX takes for a part of a name; write plain spaces"
            }
            FaultKind::NoValue => "A field without `=` and a value; write them or remove it",
        };
        report.add(Rule::BibSyntax, fault.range, message.to_owned());
    }
    duplicates(report, bib);
    unverified(report, bib);
    let scope = Scope::of(report, bib);
    differing_in_case(report, &scope);
    bib_fields::report(report, &scope);
    bib_signs::report(report, &scope);
    bib_works::report(report, &scope);
    bib_unused::report(report, bib, &scope);
    cap(report);
}

fn duplicates(report: &mut Report, bib: &Bibliography) {
    for (first, later) in bib.duplicate_keys() {
        let entry = bib.entry(later);
        let message = format!(
            "`{}` is defined twice and this later entry is not used; rename or remove one",
            entry.key
        );
        let related = Related {
            document: report.document.id.clone(),
            range: bib.entry(first).key_range,
            message: "Defined here first".to_owned(),
        };
        report.add(Rule::DuplicateKey, entry.key_range, message).related.push(related);
    }
    // Across files: an earlier bibliography of the project defines the key.
    // A fragment that is read with several papers' bibliographies says nothing of any two of them.
    let projects = report.snapshot.projects_with(&report.document.id).filter(|it| !it.adopted);
    let projects: Vec<_> = projects.cloned().collect();
    for project in projects.iter().take(1) {
        let Some(own) = project.sources.iter().position(|it| *it == report.document.id) else { continue };
        for (earlier, other) in project.library.bibliographies.iter().enumerate().take(own) {
            for (there, here) in other.shared_keys(bib) {
                let entry = bib.entry(here);
                let first = project.library.bibliographies[earlier].entry(there);
                let name = crate::model::document::file_name(&project.sources[earlier]);
                let message = format!(
                    "`{}` is defined in {name}, too, and this later entry is not used; rename or remove one",
                    entry.key
                );
                let related = Related {
                    document: project.sources[earlier].clone(),
                    range: first.key_range,
                    message: "Defined here first".to_owned(),
                };
                report.add(Rule::DuplicateKey, entry.key_range, message).related.push(related);
            }
        }
    }
}

/// BibTeX stops at an entry whose key differs from a cited one's in case only ("Repeated entry"); of those
/// that nothing cites it takes no notice, and biber tells them apart.
fn differing_in_case(report: &mut Report, scope: &Scope) {
    let Some(project) = scope.project.as_ref().filter(|it| !it.minds_case) else { return };
    let mut later: Vec<(EntryId, EntryId)> = Vec::new();
    for cited in &scope.cited {
        let mut alike = scope.library.differing_in_case(&scope.library.key(*cited));
        alike.push(*cited);
        alike.sort_unstable();
        let Some((first, rest)) = alike.split_first() else { continue };
        let key = scope.library.key(*first);
        let rest = rest.iter().filter(|it| it.bibliography == scope.file && scope.library.key(**it) != key);
        later.extend(rest.map(|it| (*it, *first)));
    }
    later.sort_unstable();
    later.dedup_by_key(|it| it.0);
    for (later, first) in later {
        let (entry, other) = (scope.library.raw_entry(later), scope.library.raw_entry(first));
        let message = format!(
            "`{}` differs from `{}` in case only, and BibTeX takes them for one key; rename or remove one",
            entry.key, other.key
        );
        let Some(document) = project.sources.get(first.bibliography as usize).cloned() else { continue };
        let related = Related { document, range: other.key_range, message: "Defined here first".to_owned() };
        report.add(Rule::DuplicateKey, entry.key_range, message).related.push(related);
    }
}

fn unverified(report: &mut Report, bib: &Bibliography) {
    for number in bib.unverified() {
        let entry = bib.entry(number);
        let message =
            format!("`{}` is marked UNVERIFIED; check that the work exists, then remove the mark", entry.key);
        report.add(Rule::UnverifiedEntry, entry.key_range, message);
    }
}

fn cap(report: &mut Report) {
    report.found.retain(|it| it.level > Level::Off);
    let total = report.found.len();
    if total <= MOST {
        return;
    }
    // The loudest are kept.
    report.found.sort_by_key(|it| (std::cmp::Reverse(it.level), it.range.start));
    report.found.truncate(MOST);
    report.found.sort_by_key(|it| it.range.start);
    let last = report.found.last().map_or(ByteRange::empty(0), |it| it.range);
    let rule = report.found.last().map_or(Rule::BibSyntax, |it| it.rule);
    let message =
        format!("{} further problems in this file are not shown; mend those above first", total - MOST);
    report.add(rule, ByteRange::empty(last.end), message);
}
