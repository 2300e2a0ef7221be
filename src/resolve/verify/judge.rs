//! The verdict on a reference by the records that a look-up brought.

use super::candidate::{Candidate, Registered, Scope, same_identifier};
use super::details;
use super::meant::{Meant, meant};
use super::thresholds::Thresholds;
use crate::model::record::Reference;
use crate::model::verified::{Difference, Verdict};

/// A verdict with its grounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// On what they differ.
    pub differences: Vec<Difference>,
    /// Which of the candidates it was compared with; of a reference that was not found, the nearest.
    pub record: Option<usize>,
    /// The candidates that are this work.
    pub versions: Vec<usize>,
    /// Which of the candidates says that the work is retracted or withdrawn.
    pub withdrawn: Option<usize>,
    /// Of a cited preprint, which of the candidates is its published version.
    pub published: Option<usize>,
    /// Whether its DOI does not exist, as the registry says.
    pub is_unregistered: bool,
    /// Why it could not be checked.
    pub reason: &'static str,
}

/// Types of entries that indexes of papers have: only of these it says something that none has it.
const PAPERS: [&str; 5] = ["article", "inproceedings", "conference", "incollection", "prose"];
/// Types that only an index of books has.
const BOOKS: [&str; 9] = [
    "book",
    "inbook",
    "collection",
    "proceedings",
    "mvbook",
    "mvcollection",
    "incollection",
    "bookinbook",
    "reference",
];

/// Why a reference is not confirmed of which all but the DOI is.
const UNREGISTERED: &str = "doi.org has no such DOI, and the records of the work have none: it is mistyped, invented or not \
                            registered yet";

/// Judges a reference by the records that a look-up brought.
pub fn judge(reference: &Reference, candidates: &[Candidate], scope: &Scope) -> Judgement {
    judge_within(reference, candidates, scope, &Thresholds::CHOSEN)
}

/// As [`judge`], with other thresholds: for measuring them.
pub fn judge_within(
    reference: &Reference,
    candidates: &[Candidate],
    scope: &Scope,
    lines: &Thresholds,
) -> Judgement {
    let mut judgement = Judgement {
        verdict: Verdict::Unchecked,
        differences: Vec::new(),
        record: None,
        versions: Vec::new(),
        withdrawn: None,
        published: None,
        is_unregistered: matches!(scope.registered, Registered::No | Registered::NoRegistrant),
        reason: "",
    };
    if scope.sources == 0 && !scope.is_damaged {
        judgement.reason = "there is no corpus";
        return judgement;
    }
    if reference.work.title.trim().is_empty() {
        judgement.reason = "it has no title";
        return judgement;
    }
    match meant(reference, candidates, lines) {
        Meant::Work(versions, differences) => {
            judgement.differences = differences;
            judgement.record = details::closest(reference, candidates, &versions, lines);
            judgement.differences.extend(details::compare(reference, candidates, &versions, scope, lines));
            judgement.verdict =
                if judgement.differences.is_empty() { Verdict::Confirmed } else { Verdict::Differs };
            if judgement.verdict == Verdict::Confirmed && scope.registered == Registered::No {
                // All else agrees. It may be mistyped, invented, or not registered yet: no record can tell.
                judgement.verdict = Verdict::Unchecked;
                judgement.reason = UNREGISTERED;
            }
            judgement.published = details::published(reference, candidates, &versions);
            judgement.versions = versions;
        }
        Meant::Nothing(nearest) => {
            judgement.record = nearest;
            judgement.reason = unchecked(reference, scope).unwrap_or_default();
            judgement.verdict = match judgement.reason {
                "" => Verdict::NotFound,
                _ => Verdict::Unchecked,
            };
        }
    }
    judgement.withdrawn = withdrawn(reference, candidates, &judgement.versions);
    judgement
}

/// Why nothing follows from there being no record of a reference.
fn unchecked(reference: &Reference, scope: &Scope) -> Option<&'static str> {
    let work = &reference.work;
    let kind = work.kind.as_str();
    if scope.is_damaged {
        return Some("a corpus cannot be read and must be added again");
    }
    if work.arxiv.is_some() {
        return None;
    }
    if BOOKS.contains(&kind) && !scope.has_books {
        return Some("no corpus has books");
    }
    let is_paper = PAPERS.contains(&kind) || BOOKS.contains(&kind) || work.doi.is_some();
    (!is_paper).then_some("corpora have papers, not web pages, software, reports, theses or letters")
}

/// The candidate that says that the work is withdrawn: by its identifier, or as a version of the work.
fn withdrawn(reference: &Reference, candidates: &[Candidate], versions: &[usize]) -> Option<usize> {
    let told = |at: &usize| candidates[*at].record.withdrawn.is_some();
    let same = |at: &usize| same_identifier(reference, &candidates[*at].record);
    let all = || (0..candidates.len()).filter(told);
    let known = |at: &usize| {
        let record = &candidates[*at].record;
        versions.iter().any(|it| {
            let version = &candidates[*it].record;
            let doi = version.work.doi.is_some() && version.work.doi == record.work.doi;
            doi || (version.pmid.is_some() && version.pmid == record.pmid)
        })
    };
    all().find(|it| same(it) || versions.contains(it) || known(it))
}
