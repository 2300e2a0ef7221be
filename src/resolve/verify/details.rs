//! Year, venue and identifiers of a reference beside those of all versions of its work.

use super::authors::{Authors, compare as compare_authors};
use super::candidate::{Candidate, Registered, Scope, same_identifier};
use super::thresholds::Thresholds;
use super::titles::Title;
use super::venues::Venue;
use crate::model::record::{Record, Reference};
use crate::model::verified::Difference;

/// The registrant of arXiv's DOIs.
const ARXIV: &str = "10.48550/";
/// Registrants whose DOIs name copies, or nothing: ACM's stand-ins, ResearchGate, Zenodo, HAL, arXiv's own.
const COPIES: [&str; 4] = ["10.5555/", "10.13140/", "10.5281/", ARXIV];
/// Types of books, which have editions.
pub const EDITED: [&str; 5] = ["book", "collection", "mvbook", "inbook", "manual"];

/// On what the reference differs from every version of its work.
pub fn compare(
    reference: &Reference,
    candidates: &[Candidate],
    versions: &[usize],
    scope: &Scope,
    lines: &Thresholds,
) -> Vec<Difference> {
    let records: Vec<&Record> = versions.iter().map(|it| &candidates[*it].record).collect();
    [
        year(reference, &records, lines),
        venue(reference, &records, scope, lines),
        doi(reference, &records, candidates, scope, lines),
        arxiv(reference, &records, candidates, lines),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The version that is nearest to the reference: of its venue, its identifier, its year; else a published one.
pub fn closest(
    reference: &Reference,
    candidates: &[Candidate],
    versions: &[usize],
    lines: &Thresholds,
) -> Option<usize> {
    let ours = venues(reference);
    let wants_preprint = is_preprint(reference);
    versions.iter().copied().min_by_key(|at| {
        let record = &candidates[*at].record;
        let there = Venue::new(&record.work.venue);
        let years = reference.work.year.zip(record.work.year).map_or(lines.to_print, |(a, b)| (a - b).abs());
        let contradicts =
            there.is_venue() && !ours.is_empty() && ours.iter().all(|it| it.contradicts(&there, lines));
        (
            !same_identifier(reference, record),
            contradicts,
            is_archived(record) != wants_preprint,
            years,
            record.work.doi.is_none(),
        )
    })
}

/// Of a cited preprint, the published version.
pub fn published(reference: &Reference, candidates: &[Candidate], versions: &[usize]) -> Option<usize> {
    if !is_preprint(reference) {
        return None;
    }
    versions.iter().copied().find(|at| {
        let record = &candidates[*at].record;
        record.withdrawn.is_none() && Venue::new(&record.work.venue).is_venue() && !is_archived(record)
    })
}

fn venues(reference: &Reference) -> Vec<Venue> {
    reference.venues.iter().map(|it| Venue::new(it)).filter(Venue::is_venue).collect()
}

/// Whether the reference is to a preprint and names no other venue.
pub fn is_preprint(reference: &Reference) -> bool {
    let named: Vec<Venue> = reference.venues.iter().map(|it| Venue::new(it)).collect();
    let has_archive = named.iter().any(Venue::is_archive) || reference.work.arxiv.is_some();
    has_archive && !named.iter().any(Venue::is_venue)
}

fn is_archived(record: &Record) -> bool {
    let venue = Venue::new(&record.work.venue);
    let is_arxiv =
        record.work.arxiv.is_some() || record.work.doi.as_ref().is_some_and(|it| it.starts_with(ARXIV));
    venue.is_archive() || (!venue.is_venue() && (is_arxiv || record.work.kind == "misc"))
}

fn is_at_same_venue(ours: &[Venue], record: &Record, lines: &Thresholds) -> bool {
    let there = Venue::new(&record.work.venue);
    let is_same = |it: &Venue| !it.contradicts(&there, lines) && it.is_telling() && there.is_telling();
    there.is_venue() && ours.iter().any(is_same)
}

fn is_copy(doi: &str) -> bool {
    COPIES.iter().any(|it| doi.starts_with(it))
}

fn is_article(kind: &str) -> bool {
    kind == "article"
}

fn year(reference: &Reference, records: &[&Record], lines: &Thresholds) -> Option<Difference> {
    let here = reference.work.year?;
    let there: Vec<i32> = records.iter().filter_map(|it| it.work.year).collect();
    let (first, last) = (there.iter().min()?, there.iter().max()?);
    if (first - lines.print..=last + lines.print).contains(&here)
        || EDITED.contains(&reference.work.kind.as_str())
    {
        return None;
    }
    let we_are_preprint = is_preprint(reference);
    let ours = venues(reference);
    // A DOI that no record has, at another venue: a later version that the sources lack.
    let doi = reference.work.doi.as_ref().filter(|it| !is_copy(it));
    let has_another_doi = doi.is_some() && records.iter().all(|it| it.work.doi.as_ref() != doi);
    let may_be_version = |it: &&Record| {
        let Some(there) = it.work.year else { return false };
        let other_kind = is_article(&it.work.kind) != is_article(&reference.work.kind);
        let later = here - there;
        (is_archived(it) && !we_are_preprint && (0..=lines.to_print).contains(&later))
            || (we_are_preprint && !is_archived(it) && (-lines.to_print..=0).contains(&later))
            || (other_kind
                && !we_are_preprint
                && Venue::new(&it.work.venue).is_venue()
                && later.abs() <= lines.to_journal)
            || (later > 0 && has_another_doi && !is_at_same_venue(&ours, it, lines))
    };
    if records.iter().any(may_be_version) {
        return None;
    }
    let mut told: Vec<String> = there.iter().map(ToString::to_string).collect();
    told.sort();
    told.dedup();
    Some(Difference { field: "year", here: here.to_string(), there: told.join(", ") })
}

fn venue(
    reference: &Reference,
    records: &[&Record],
    scope: &Scope,
    lines: &Thresholds,
) -> Option<Difference> {
    let ours = venues(reference);
    let named = reference.venues.iter().find(|it| Venue::new(it).is_venue());
    let differs = |there: &str| {
        Some(Difference { field: "venue", here: named.cloned().unwrap_or_default(), there: there.to_owned() })
    };
    // The preprint's own DOI beside a venue that the sources know, and where they have no such paper; or beside a
    // meeting that none of many is of. (A journal that they lack may be of another field; of a workshop's papers many
    // are in no index.)
    let is_preprint_by_doi = reference.work.doi.as_ref().is_some_and(|it| it.starts_with(ARXIV));
    let is_unheard_of = scope.at_venue == 0 && scope.published >= lines.published;
    let would_know = !ours.iter().any(Venue::is_workshop)
        && (scope.at_venue >= lines.at_venue || (is_unheard_of && ours.iter().all(Venue::is_meeting)));
    if is_preprint_by_doi && !ours.is_empty() && would_know && records.iter().all(|it| is_archived(it)) {
        return differs("arXiv");
    }
    let theirs: Vec<(&Record, Venue)> =
        records.iter().map(|it| (*it, Venue::new(&it.work.venue))).filter(|it| it.1.is_venue()).collect();
    // The journal version of a conference paper is another version, not another venue.
    let other_kind = |it: &Record| is_article(&it.work.kind) != is_article(&reference.work.kind);
    let (first, _) = theirs.first()?;
    let contradicted = !ours.is_empty()
        && theirs
            .iter()
            .all(|(record, there)| !other_kind(record) && ours.iter().all(|it| it.contradicts(there, lines)));
    contradicted.then(|| differs(&first.work.venue)).flatten()
}

fn doi(
    reference: &Reference,
    records: &[&Record],
    candidates: &[Candidate],
    scope: &Scope,
    lines: &Thresholds,
) -> Option<Difference> {
    let here = reference.work.doi.as_ref()?;
    let differs = |there: String| Some(Difference { field: "doi", here: here.clone(), there });
    if records.iter().any(|it| it.work.doi.as_ref() == Some(here)) {
        return None;
    }
    if scope.registered == Registered::NoRegistrant {
        return differs(String::new());
    }
    if let Some(owner) = other_owner(reference, candidates, lines, |it| it.work.doi.as_ref() == Some(here)) {
        return differs(owner.citation());
    }
    if scope.registered == Registered::No {
        return registered(reference, records, lines).and_then(|it| differs(it.clone()));
    }
    if is_copy(here) {
        return None;
    }
    let is_paper = matches!(reference.work.kind.as_str(), "article" | "inproceedings" | "conference");
    let would_know = scope.at_venue >= lines.at_venue || (reference.venues.is_empty() && is_paper);
    let is_unknown = scope.dois >= lines.dois && would_know && !scope.knows_registrant;
    let Some(there) = registered(reference, records, lines) else {
        return is_unknown.then(|| differs(String::new())).flatten();
    };
    // Another version of the work may have another DOI.
    let is_of_one_version =
        |it: &&Record| it.work.doi.as_ref() == Some(there) && is_one_version(reference, it, lines);
    (is_unknown || records.iter().any(is_of_one_version)).then(|| differs(there.clone())).flatten()
}

/// The DOI that the work has: of the version that is cited, else of another. DOIs of copies are none.
fn registered<'a>(reference: &Reference, records: &[&'a Record], lines: &Thresholds) -> Option<&'a String> {
    let known =
        || records.iter().filter_map(|it| Some((*it, it.work.doi.as_ref().filter(|it| !is_copy(it))?)));
    let cited = known().find(|it| is_one_version(reference, it.0, lines));
    cited.or_else(|| known().next()).map(|it| it.1)
}

/// Whether a record is of the version of the work that is cited: its venue, its year, its kind.
fn is_one_version(reference: &Reference, record: &Record, lines: &Thresholds) -> bool {
    let there = Venue::new(&record.work.venue);
    let near = reference.work.year.zip(record.work.year).is_none_or(|(a, b)| (a - b).abs() <= lines.print);
    let venue = there.is_venue() && venues(reference).iter().any(|it| !it.contradicts(&there, lines));
    near && venue && is_article(&record.work.kind) == is_article(&reference.work.kind)
}

fn arxiv(
    reference: &Reference,
    records: &[&Record],
    candidates: &[Candidate],
    lines: &Thresholds,
) -> Option<Difference> {
    let here = reference.work.arxiv.as_ref()?;
    if records.iter().any(|it| it.work.arxiv.as_ref() == Some(here)) {
        return None;
    }
    let differs = |there: String| Some(Difference { field: "eprint", here: here.clone(), there });
    if let Some(owner) = other_owner(reference, candidates, lines, |it| it.work.arxiv.as_ref() == Some(here))
    {
        return differs(owner.citation());
    }
    let known = records.iter().find_map(|it| it.work.arxiv.clone())?;
    differs(known)
}

/// The record of another work that has the reference's identifier. (The volume of which a paper is a part is none, nor
/// is what the same people called the work at first.)
fn other_owner<'a>(
    reference: &Reference,
    candidates: &'a [Candidate],
    lines: &Thresholds,
    has: impl Fn(&Record) -> bool,
) -> Option<&'a Record> {
    let title = Title::new(&reference.work.title, lines);
    candidates.iter().map(|it| &it.record).find(|it| {
        let theirs = Title::new(&it.work.title, lines);
        let by_same = compare_authors(
            &reference.work.authors,
            &it.work.authors,
            [reference.work.others, it.work.others],
            lines,
        ) == Authors::Agree;
        let is_version = title.same(&theirs) || (by_same && title.similarity(&theirs) >= lines.version);
        has(it) && !is_version && !matches!(it.work.kind.as_str(), "proceedings" | "book")
    })
}
