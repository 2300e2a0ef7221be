//! A reference looked up and judged, told in plain data.

use std::thread;

use super::formats::Format;
use super::lookup::{Breadth, Corpora, Corpus};
use super::store::date;
use crate::model::record::Reference;
use crate::model::verified::{Source, Verdict, Verified};
use crate::resolve::verify::{Candidate, Judgement, judge};

/// The corpora, as they are told of.
pub fn sources(corpora: &Corpora) -> Vec<Source> {
    corpora.open.iter().map(source).collect()
}

fn source(corpus: &Corpus) -> Source {
    let manifest = &corpus.manifest;
    let (records, size, date) = (Some(manifest.records), manifest.size(), date(manifest.imported));
    Source { name: corpus.name.clone(), records, size, date }
}

/// Looks references up in the corpora, on all processors.
pub fn verify_all(corpora: &Corpora, references: &[&Reference]) -> Vec<Verified> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = references.len().div_ceil(threads).max(1);
    let one = |it: &[&Reference]| it.iter().map(|it| verify(corpora, it)).collect::<Vec<_>>();
    thread::scope(|scope| {
        let shares: Vec<_> = references.chunks(share).map(|it| (it, scope.spawn(move || one(it)))).collect();
        // What went wrong on its thread goes wrong here, where it is told.
        shares.into_iter().flat_map(|(it, share)| share.join().unwrap_or_else(|_| one(it))).collect()
    })
}

/// Looks a reference up in the corpora.
pub fn verify(corpora: &Corpora, reference: &Reference) -> Verified {
    let (mut candidates, scope) = corpora.look_up(reference, Breadth::Exact);
    let mut judgement = judge(reference, &candidates, &scope);
    // What is confirmed by the records of its title needs no others.
    if judgement.verdict != Verdict::Confirmed {
        candidates = corpora.look_up(reference, Breadth::Near).0;
        judgement = judge(reference, &candidates, &scope);
    }
    tell(judgement, &candidates, &sources(corpora), &asked(corpora))
}

/// Which of the corpora are asked for works: a list of retractions is asked for identifiers alone.
pub fn asked(corpora: &Corpora) -> Vec<usize> {
    let is_asked = |it: &usize| corpora.open[*it].manifest.format != Format::RetractionWatch;
    (0..corpora.open.len()).filter(is_asked).collect()
}

/// A judgement with its grounds, in plain data: the sources of the candidates, and which of them were `asked`.
pub fn tell(judgement: Judgement, candidates: &[Candidate], sources: &[Source], asked: &[usize]) -> Verified {
    let mut have: Vec<usize> = judgement.versions.iter().map(|it| candidates[*it].source).collect();
    if !matches!(judgement.verdict, Verdict::Confirmed | Verdict::Differs) {
        have = asked.to_vec();
    }
    have.sort_unstable();
    have.dedup();
    let name = judgement.record.map(|it| sources[candidates[it].source].name.clone());
    let record = |at: Option<usize>| at.map(|it| candidates[it].record.clone());
    Verified {
        verdict: judgement.verdict,
        record: record(judgement.record),
        source: name.unwrap_or_default(),
        sources: have.into_iter().map(|it| sources[it].clone()).collect(),
        withdrawn: judgement.withdrawn.and_then(|it| candidates[it].record.withdrawn.clone()),
        published: record(judgement.published),
        is_unregistered: judgement.is_unregistered,
        reason: judgement.reason.into(),
        differences: judgement.differences,
    }
}
