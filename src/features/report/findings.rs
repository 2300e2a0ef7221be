//! What looks wrong: reports on keys and entries, and what came of looking references up.

use rustc_hash::FxHashSet;

use super::places::Places;
use super::types::{Difference, Doubtful, Entry, Finding, References};
use super::works::{Cited, entry_place, link};
use crate::model::card;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::model::verified::{Source, Verdict, Verified};
use crate::resolve::verify::prose_references;
use crate::rules::entries::{
    bib_syntax, duplicate_key, duplicate_work, implausible_entry, retracted_work, superseded_preprint,
    unverified_entry,
};
use crate::rules::keys::{key_case, text_mismatch, undefined_citation};
use crate::rules::{Rule, diagnostics};

/// The rules that are told of, the gravest first.
const TOLD: [Rule; 10] = [
    retracted_work::RULE,
    undefined_citation::RULE,
    duplicate_key::RULE,
    duplicate_work::RULE,
    unverified_entry::RULE,
    implausible_entry::RULE,
    superseded_preprint::RULE,
    text_mismatch::RULE,
    key_case::RULE,
    bib_syntax::RULE,
];

/// What these rules report in the paper and its bibliographies.
pub(super) fn findings(snapshot: &Snapshot, project: &Project, places: &Places) -> Vec<Finding> {
    let own = project.sources.iter().take(project.library.own().len());
    let mut seen = FxHashSet::default();
    let files = project.files.iter().chain(own).filter(|it| seen.insert(*it));
    let mut found: Vec<(usize, Finding)> = Vec::new();
    for id in files {
        for it in diagnostics(snapshot, id) {
            let Some(rank) = TOLD.iter().position(|rule| *rule == it.rule) else { continue };
            let other = it.related.first().map(|it| places.place(&it.document, it.range.start));
            let finding = Finding {
                rule: it.rule.code.to_owned(),
                level: it.level.name().to_owned(),
                place: places.place(id, it.range.start),
                message: it.message,
                other,
            };
            found.push((rank, finding));
        }
    }
    found.sort_by_key(|it| it.0);
    found.into_iter().map(|it| it.1).collect()
}

/// What came of looking up the works that are cited.
pub(super) fn references(
    snapshot: &Snapshot,
    project: &Project,
    cited: &Cited,
    places: &Places,
) -> References {
    let mut found =
        References { asked: snapshot.corpora.iter().map(Source::told).collect(), ..References::default() };
    if found.asked.is_empty() {
        return found;
    }
    let library = &project.library;
    for id in cited.works.iter().filter_map(|it| it.entry) {
        let entry = || {
            let work = library.work(id);
            let label = card::short(&work);
            Entry {
                label,
                key: work.key,
                title: work.title,
                why: String::new(),
                place: entry_place(project, places, id),
            }
        };
        match snapshot.verified_entry(library, id) {
            None => found.pending += 1,
            Some(it) if it.verdict == Verdict::Confirmed && it.withdrawn.is_none() => found.confirmed += 1,
            Some(it) => found.doubtful.push(doubtful(entry(), it)),
        }
    }
    for it in prose_references(snapshot, &project.files) {
        let Some(verified) = snapshot.verified(&it.reference) else { continue };
        let work = it.reference.work;
        let label = card::short(&work);
        let place = places.place(&it.document, it.range.start);
        let entry = Entry { key: String::new(), label, title: work.title, why: String::new(), place };
        if verified.verdict != Verdict::Confirmed || verified.withdrawn.is_some() {
            found.doubtful.push(doubtful(entry, verified));
        }
    }
    let rank = |it: &Doubtful| match (it.withdrawn.is_some(), it.verdict.as_str()) {
        (true, _) => 0,
        (_, "differs") => 1,
        (_, "not-found") => 2,
        _ => 3,
    };
    found.doubtful.sort_by_key(rank);
    found
}

fn doubtful(entry: Entry, verified: &Verified) -> Doubtful {
    let differences = verified.differences.iter().map(|it| Difference {
        field: it.field.to_owned(),
        here: it.here.clone(),
        there: it.there.clone(),
    });
    Doubtful {
        entry,
        verdict: verified.verdict.name().to_owned(),
        differences: differences.collect(),
        record: verified.record.as_ref().map(|it| it.citation()),
        link: verified.record.as_ref().and_then(|it| link(&it.work)),
        sources: verified.sources.iter().map(|it| it.name.clone()).collect(),
        withdrawn: verified.withdrawn.clone(),
        reason: Some(verified.reason.to_string()).filter(|it| !it.is_empty()),
    }
}
