//! Judging a document: every rule of the catalogue, then suppressions, then one report a stretch of text and
//! a cause.

use super::catalogue;
use super::catalogue::Check;
use super::diagnostic::Diagnostic;
use super::document::{bad_setting, bad_suppression};
use super::entries::basis::Basis;
use super::entries::scope::Scope;
use super::paragraphs;
use super::report::Report;
use super::summary::summarise;
use crate::model::document::{Content, DocumentId};
use crate::model::snapshot::Snapshot;
use crate::settings::Level;
use crate::text::ByteRange;

/// The reports on a document, in the order of the text.
pub fn diagnostics(snapshot: &Snapshot, id: &DocumentId) -> Vec<Diagnostic> {
    snapshot.memo.get(id, |former| judge(snapshot, id, former)).all.clone()
}

/// The reports on a document, and what of them may be taken over to its next revision.
#[derive(Default)]
struct Judged {
    all: Vec<Diagnostic>,
    paragraphs: paragraphs::Judged,
    /// Of a bibliography: what the reports follow from.
    basis: Option<Basis>,
}

fn judge(snapshot: &Snapshot, id: &DocumentId, former: Option<&Judged>) -> Judged {
    let Some(document) = snapshot.document(id) else { return Judged::default() };
    let mut report = Report { snapshot, document, rules: catalogue::rules(), found: Vec::new() };
    let mut paragraphs = paragraphs::Judged::default();
    let mut basis = None;
    match &document.content {
        Content::Tex(_) => {
            let Some(project) = snapshot.project(id) else { return Judged::default() };
            paragraphs = paragraphs::report(&mut report, project, former.map(|it| &it.paragraphs));
            for check in catalogue::checks() {
                if let Check::Document(check) = check {
                    check(&mut report, project);
                }
            }
        }
        Content::Bib(bib) => {
            let now = Basis::of(snapshot, document, bib);
            if let Some(former) = former.filter(|it| it.basis.as_ref() == Some(&now)) {
                let all = former.all.clone();
                return Judged { all, paragraphs, basis: Some(now) };
            }
            basis = Some(now);
            let scope = Scope::of(&report, bib);
            for check in catalogue::checks() {
                if let Check::Bibliography(check) = check {
                    check(&mut report, &scope);
                }
            }
        }
        Content::Settings(file) => bad_setting::check(&mut report, file),
    }
    let suppressions = bad_suppression::read(&mut report);
    let mut found = report.found;
    found.retain(|it| it.level > Level::Off && !bad_suppression::covers(&suppressions, it));
    one_report_a_stretch(&mut found);
    summarise(&mut found);
    Judged { all: found, paragraphs, basis }
}

/// Of reports whose ranges overlap, the one whose rule comes first stays.
fn one_report_a_stretch(found: &mut Vec<Diagnostic>) {
    found.sort_by_key(|it| (it.range.start, it.range.end));
    let mut by_rank: Vec<usize> = (0..found.len()).collect();
    by_rank.sort_by_key(|index| (catalogue::rank(found[*index].rule), *index));
    // Non-overlapping ranges taken so far, by start.
    let mut taken: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut stays = vec![true; found.len()];
    for index in by_rank {
        let ByteRange { start, end } = found[index].range;
        let end = end.max(start + 1);
        let overlaps = taken.range(..end).next_back().is_some_and(|(_, reach)| *reach > start);
        stays[index] = !overlaps;
        if !overlaps {
            taken.insert(start, end);
        }
    }
    let mut stays = stays.into_iter();
    found.retain(|_| stays.next().unwrap_or(true));
}
