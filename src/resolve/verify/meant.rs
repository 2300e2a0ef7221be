//! Which of the records are of the work that a reference means.

use super::authors::{Authors, compare, overlap};
use super::titles::Title;
use super::{Candidate, Difference};
use crate::model::library::Work;
use crate::resolve::record::{Record, Reference};

/// What a reference means.
pub enum Meant {
    /// These versions of one work, which differ from the reference on title or authors as told.
    Work(Vec<usize>, Vec<Difference>),
    /// None of them; but this one comes near.
    Nothing(Option<usize>),
}

/// From here on a title is a slip for another by the same people. (`Training` for `Learning` in a title of four
/// words is at .75; titles of two works of the same people lie below .6 in nine of ten pairs.)
const NEAR: f64 = 0.72;
/// From here on it is one whoever wrote it.
const NEARER: f64 = 0.9;
/// From here on a record is worth being shown as the nearest.
const WORTH_SHOWING: f64 = 0.6;
/// Of titles with fewer words several works of different people may be about.
const TELLING_WORDS: usize = 5;

struct Assessed {
    at: usize,
    same_title: bool,
    similarity: f64,
    authors: Authors,
    /// How many of the authors are in both lists.
    overlap: f64,
    same_id: bool,
}

/// Finds what a reference means.
pub fn meant(reference: &Reference, candidates: &[Candidate]) -> Meant {
    let title = Title::new(&reference.work.title);
    let assessed: Vec<Assessed> =
        candidates.iter().enumerate().map(|(at, it)| assess(reference, &title, at, &it.record)).collect();
    let pick = |wanted: &dyn Fn(&Assessed) -> bool| -> Vec<&Assessed> { assessed.iter().filter(|it| wanted(it)).collect() };
    let work = |found: Vec<&Assessed>| -> Meant {
        // Only the best of them: whoever has fewer authors in common may be another's work of that title.
        let most = found.iter().map(|it| it.overlap).fold(0.0, f64::max);
        let same = found.iter().any(|it| it.same_title);
        let best: Vec<&&Assessed> =
            found.iter().filter(|it| it.overlap >= most && it.same_title == same).collect();
        let versions: Vec<usize> = best.iter().map(|it| it.at).collect();
        let Some(first) = best.first() else { return Meant::Nothing(None) };
        let record = &candidates[first.at].record.work;
        let mut differences = Vec::new();
        if !first.same_title {
            let (here, there) = (reference.work.title.clone(), record.title.clone());
            differences.push(Difference { field: "title", here, there });
        }
        if first.authors != Authors::Agree {
            differences.push(authors_differ(&reference.work, record));
        }
        Meant::Work(versions, differences)
    };
    let agreeing = pick(&|it| it.same_title && it.authors == Authors::Agree);
    if !agreeing.is_empty() {
        return Meant::Work(agreeing.iter().map(|it| it.at).collect(), Vec::new());
    }
    let is_telling = title.words() >= TELLING_WORDS;
    let tries: [&dyn Fn(&Assessed) -> bool; 5] = [
        &|it| it.same_title && it.authors != Authors::Strangers,
        &|it| it.same_id && (it.similarity >= NEAR || it.authors != Authors::Strangers),
        &|it| it.same_title && is_telling,
        &|it| it.similarity >= NEAR && it.overlap >= 0.5 || it.similarity >= NEARER && it.overlap > 0.0,
        &|it| it.same_id,
    ];
    if let Some(found) = tries.iter().map(|it| pick(it)).find(|it| !it.is_empty()) {
        return work(found);
    }
    let near = assessed.iter().filter(|it| it.similarity >= WORTH_SHOWING);
    Meant::Nothing(near.max_by(|a, b| a.similarity.total_cmp(&b.similarity)).map(|it| it.at))
}

fn assess(reference: &Reference, title: &Title, at: usize, record: &Record) -> Assessed {
    let theirs = Title::new(&record.work.title);
    let (ours, there) = (&reference.work, &record.work);
    Assessed {
        at,
        same_title: title.same(&theirs),
        similarity: title.similarity(&theirs),
        authors: compare(&ours.authors, &there.authors, [ours.others, there.others]),
        overlap: overlap(&ours.authors, &there.authors),
        same_id: same_identifier(reference, record),
    }
}

/// Whether reference and record have one identifier.
pub fn same_identifier(reference: &Reference, record: &Record) -> bool {
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    let (ours, theirs) = (&reference.work, &record.work);
    same(&ours.doi, &theirs.doi) || same(&ours.arxiv, &theirs.arxiv) || same(&reference.pmid, &record.pmid)
}

fn authors_differ(here: &Work, there: &Work) -> Difference {
    let names = |work: &Work| {
        let mut names: Vec<String> = work.authors.iter().map(crate::syntax::names::Name::full).collect();
        names.extend(work.others.then(|| "others".to_owned()));
        names.join(" and ")
    };
    Difference { field: "author", here: names(here), there: names(there) }
}
