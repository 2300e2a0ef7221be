//! A reference looked up and judged, told in plain data.

use super::lookup::{Corpora, Corpus};
use super::store::date;
use crate::model::record::Reference;
use crate::model::verified::{Source, Verdict, Verified};
use crate::resolve::verify::judge;

/// The corpora, as they are told of.
pub fn sources(corpora: &Corpora) -> Vec<Source> {
    corpora.open.iter().map(source).collect()
}

fn source(corpus: &Corpus) -> Source {
    let manifest = &corpus.manifest;
    let (records, size, date) = (manifest.records, manifest.size(), date(manifest.imported));
    Source { name: corpus.name.clone(), records, size, date }
}

/// Looks a reference up in the corpora.
pub fn verify(corpora: &Corpora, reference: &Reference) -> Verified {
    let (candidates, scope) = corpora.look_up(reference);
    let judgement = judge(reference, &candidates, &scope);
    let mut have: Vec<usize> = judgement.versions.iter().map(|it| candidates[*it].source).collect();
    if !matches!(judgement.verdict, Verdict::Confirmed | Verdict::Differs) {
        have = (0..corpora.open.len()).collect();
    }
    have.sort_unstable();
    have.dedup();
    let name = judgement.record.map(|it| corpora.open[candidates[it].source].name.clone());
    let record = |at: Option<usize>| at.map(|it| candidates[it].record.clone());
    Verified {
        verdict: judgement.verdict,
        record: record(judgement.record),
        source: name.unwrap_or_default(),
        sources: have.into_iter().map(|it| source(&corpora.open[it])).collect(),
        withdrawn: judgement.withdrawn.and_then(|it| candidates[it].record.withdrawn.clone()),
        published: record(judgement.published),
        reason: judgement.reason,
        differences: judgement.differences,
    }
}
