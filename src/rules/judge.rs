//! Judging a document: every rule of the catalogue, then suppressions, then one report a stretch of text and
//! a cause.

use super::catalogue;
use super::catalogue::Check;
use super::diagnostic::Diagnostic;
use super::document::{bad_setting, bad_suppression};
use super::entries::basis::Basis;
use super::entries::scope::Scope;
use super::entries::unused_entry;
use super::paragraphs;
use super::report::Report;
use super::rule::Rule;
use super::summary::summarise;
use crate::faults::contained;
use crate::model::bibliography::EntryNumber;
use crate::model::document::{Content, DocumentId};
use crate::model::snapshot::Snapshot;
use crate::settings::Level;
use crate::text::ByteRange;

/// The reports on a document, in the order of the text.
pub fn diagnostics(snapshot: &Snapshot, id: &DocumentId) -> Vec<Diagnostic> {
    snapshot.memo.get(id, |former| judge(snapshot, id, former)).all.clone()
}

/// The reports on a document, each of them: none is only counted.
pub fn every_diagnostic(snapshot: &Snapshot, id: &DocumentId) -> Vec<Diagnostic> {
    snapshot.memo.get(id, |former| judge(snapshot, id, former)).every().to_vec()
}

/// The entries of a bibliography that nothing cites, in order, but for those of which a comment wants no such
/// report; and whether more papers than are seen may cite from the file. The error says why nothing is known.
pub fn unused_entries(
    snapshot: &Snapshot,
    id: &DocumentId,
) -> Result<(Vec<EntryNumber>, bool), &'static str> {
    let document = snapshot.document(id).ok_or("it is not read")?;
    let bib = document.bib().ok_or("it is no bibliography")?;
    let mut report = Report { snapshot, document, rules: catalogue::rules(), found: Vec::new() };
    let scope = Scope::of(&report, bib);
    let unused = unused_entry::unused(snapshot, id, &scope)?;
    let suppressions = bad_suppression::read(&mut report);
    let is_told = |number: &EntryNumber| {
        let range = bib.key_range(*number);
        !bad_suppression::covers(&suppressions, report.add(unused_entry::RULE, range, String::new()))
    };
    Ok((unused.into_iter().filter(is_told).collect(), unused_entry::serves_several_papers(&scope)))
}

/// The reports on a document, and what of them may be taken over to its next revision.
#[derive(Default)]
struct Judged {
    all: Vec<Diagnostic>,
    /// Each of them, where some are only counted in `all`.
    every: Option<Vec<Diagnostic>>,
    paragraphs: paragraphs::Judged,
    /// Of a bibliography: what the reports follow from.
    basis: Option<Basis>,
}

impl Judged {
    fn every(&self) -> &[Diagnostic] {
        self.every.as_ref().unwrap_or(&self.all)
    }
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
                    attempt(&mut report, "", |report| check(report, project));
                }
            }
        }
        Content::Bib(bib) => {
            let now = Basis::of(snapshot, document, bib);
            if let Some(former) = former.filter(|it| it.basis.as_ref() == Some(&now)) {
                let (all, every) = (former.all.clone(), former.every.clone());
                return Judged { all, every, paragraphs, basis: Some(now) };
            }
            basis = Some(now);
            let mut scope = Scope::of(&report, bib);
            for check in catalogue::checks() {
                if let Check::Bibliography(check) = check {
                    judge_entries(&mut report, &mut scope, *check);
                }
            }
        }
        Content::Settings(file) => bad_setting::check(&mut report, file),
    }
    let suppressions = bad_suppression::read(&mut report);
    let (rules, mut found) = (report.rules, report.found);
    found.retain(|it| it.level > Level::Off && !bad_suppression::covers(&suppressions, it));
    one_report_a_stretch(rules, &mut found);
    let every = summarise(&mut found);
    Judged { all: found, every, paragraphs, basis }
}

/// Lets a rule judge; what it has reported before it failed does not count. Whether it came to its end.
fn attempt(report: &mut Report, text: &str, check: impl FnOnce(&mut Report)) -> bool {
    let so_far = report.found.len();
    let place = report.document.name();
    let done = contained(place, text, || check(report)).is_some();
    if !done {
        report.found.truncate(so_far);
    }
    done
}

/// Lets a rule judge a bibliography; where it fails, without the entries at which it fails.
fn judge_entries(report: &mut Report, scope: &mut Scope, check: fn(&mut Report, &Scope)) {
    let provoking =
        |scope: &Scope| scope.judged.iter().map(|it| it.entry.key.as_str()).collect::<Vec<_>>().join(" ");
    if attempt(report, &provoking(scope), |report| check(report, scope)) {
        return;
    }
    let all = std::mem::take(&mut scope.judged);
    let (mut sound, mut faulty) = (Vec::new(), Vec::new());
    for entry in all {
        let so_far = report.found.len();
        scope.judged = vec![entry];
        let is_sound = attempt(report, &provoking(scope), |report| check(report, scope));
        report.found.truncate(so_far);
        if is_sound { &mut sound } else { &mut faulty }.append(&mut scope.judged);
    }
    scope.judged = sound;
    attempt(report, "", |report| check(report, scope));
    scope.judged.append(&mut faulty);
    scope.judged.sort_by_key(|it| it.id);
}

/// Of reports whose ranges overlap, the one whose rule comes first stays.
fn one_report_a_stretch(rules: &[Rule], found: &mut Vec<Diagnostic>) {
    let rank = |rule: Rule| rules.iter().position(|it| it.code == rule.code);
    found.sort_by_key(|it| (it.range.start, it.range.end));
    let mut by_rank: Vec<usize> = (0..found.len()).collect();
    by_rank.sort_by_key(|index| (rank(found[*index].rule), *index));
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
