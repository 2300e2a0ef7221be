//! `unused-entry`: entries that nothing cites.

use rustc_hash::FxHashSet;

use super::Report;
use super::bib_scope::Scope;
use crate::model::bibliography::{Bibliography, EntryNumber};
use crate::settings::{Level, Rule};

/// A file with more entries than this, of which less than a fifth is used, serves several papers.
const SHARED: usize = 200;

pub(super) fn report(report: &mut Report, bib: &Bibliography, scope: &Scope) {
    // What cannot be seen may cite anything.
    let projects: Vec<_> = report.snapshot.projects_with(&report.document.id).cloned().collect();
    let sees_all = |it: &std::sync::Arc<crate::model::project::Project>| {
        it.missing.is_empty() && it.is_complete() && !it.adopted
    };
    let is_off = report.snapshot.settings.level(Rule::UnusedEntry, None) == Level::Off;
    if is_off || scope.project.is_none() || report.snapshot.loading || !projects.iter().all(sees_all) {
        return;
    }
    let cites_all = projects.iter().any(|project| {
        let mut citations = report.snapshot.project_citations(project);
        citations.any(|(_, _, it)| it.groups.iter().any(|it| it.keys.iter().any(|key| key.text == "*")))
    });
    let cited = scope.cited.iter().filter(|it| it.bibliography == scope.file).count();
    if cites_all || (bib.len() > SHARED && cited * 5 < bib.len()) {
        return;
    }
    let used = used(scope);
    for judged in &scope.judged {
        if !judged.entry.key.is_empty() && !judged.is_no_work() && !used.contains(&judged.id.entry) {
            let message = format!("Nothing cites `{}`; cite it or remove it", judged.entry.key);
            report.add(Rule::UnusedEntry, judged.entry.key_range, message);
        }
    }
}

/// The entries of the file that are cited, and those that these name.
fn used(scope: &Scope) -> FxHashSet<EntryNumber> {
    let mut used = FxHashSet::default();
    let mut open: Vec<_> = scope.cited.iter().copied().collect();
    let mut seen = scope.cited.clone();
    while let Some(id) = open.pop() {
        if id.bibliography == scope.file {
            used.insert(id.entry);
        }
        let entry = scope.library.raw_entry(id);
        for name in ["crossref", "xdata", "xref", "entryset", "related"] {
            let Some(field) = entry.field(name) else { continue };
            let keys = scope.library.expand(id, field);
            let named = keys.split(',').flat_map(|key| scope.library.definitions(key.trim()));
            open.extend(named.filter(|it| seen.insert(*it)));
        }
    }
    used
}
