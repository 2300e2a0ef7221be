//! Which of the records are of the work that a reference means.

use rapidfuzz::distance::levenshtein;

use super::authors::{Authors, compare, overlap};
use super::candidate::{Candidate, same_identifier};
use super::details::EDITED;
use super::thresholds::Thresholds;
use super::titles::Title;
use crate::model::library::Work;
use crate::model::record::{Record, Reference};
use crate::model::verified::Difference;
use crate::resolve::titles::name_of;
use crate::resolve::words::stem;

/// What a reference means.
pub enum Meant {
    /// These versions of one work, which differ from the reference on title or authors as told.
    Work(Vec<usize>, Vec<Difference>),
    /// None of them; but this one comes near.
    Nothing(Option<usize>),
}

/// From here on a record is worth being shown as the nearest.
const WORTH_SHOWING: f64 = 0.72;
/// So many telling words of two titles are the same where they are about one matter.
const SHARED: usize = 2;

struct Assessed {
    at: usize,
    same_title: bool,
    /// The same people wrote it in the same year, and its title is a slip away.
    is_slip: bool,
    similarity: f64,
    authors: Authors,
    /// How many of the authors are in both lists.
    overlap: f64,
    same_id: bool,
}

/// Finds what a reference means.
pub fn meant(reference: &Reference, candidates: &[Candidate], lines: &Thresholds) -> Meant {
    let title = Title::new(&reference.work.title, lines);
    let assess = |(at, it): (usize, &Candidate)| assess(reference, &title, at, &it.record, lines);
    let assessed: Vec<Assessed> = candidates.iter().enumerate().map(assess).collect();
    let pick = |wanted: &dyn Fn(&Assessed) -> bool| -> Vec<&Assessed> {
        assessed.iter().filter(|it| wanted(it)).collect()
    };
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
    let is_telling = title.words() >= lines.telling_words;
    let tries: [&dyn Fn(&Assessed) -> bool; 5] = [
        &|it| it.same_title && it.authors != Authors::Strangers,
        &|it| it.same_id && it.authors != Authors::Strangers,
        &|it| it.same_title && is_telling,
        &|it| it.is_slip,
        &|it| it.same_id,
    ];
    if let Some(found) = tries.iter().map(|it| pick(it)).find(|it| !it.is_empty()) {
        return work(found);
    }
    let nearest = nearest(reference, candidates, &assessed);
    // Who names a system in prose means it, whatever else is said of it.
    let name = name_of(&reference.work.title).filter(|_| reference.work.kind == "prose");
    let is_named = |at: &usize| name.is_some() && name_of(&candidates[*at].record.work.title) == name;
    match nearest.filter(is_named) {
        Some(at) => work(assessed.iter().filter(|it| it.at == at).collect()),
        None => Meant::Nothing(nearest),
    }
}

/// The record that is worth being shown where none is meant for certain: of a system of the same name, of a title much
/// like it, or of the same first author on the same matter.
fn nearest(reference: &Reference, candidates: &[Candidate], assessed: &[Assessed]) -> Option<usize> {
    let first = reference.work.authors.first().map(|it| it.folded_family());
    let ours = content(&reference.work.title);
    let name = name_of(&reference.work.title);
    // Prose names no more than a first author, and seldom a title as it is.
    let least = if reference.work.kind == "prose" { 1 } else { SHARED };
    let rank = |it: &Assessed| {
        let work = &candidates[it.at].record.work;
        let is_named = name.is_some() && name_of(&work.title) == name;
        let is_by = first.is_some() && work.authors.first().map(|it| it.folded_family()) == first;
        let shared = content(&work.title).iter().filter(|it| ours.contains(it)).count();
        (is_named, is_by && shared >= least, it.similarity)
    };
    let ranked = assessed.iter().map(|it| (rank(it), it.at));
    let worth = ranked.filter(|((named, by, similarity), _)| *named || *by || *similarity >= WORTH_SHOWING);
    let best = worth.max_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal));
    best.map(|it| it.1)
}

/// The telling words of a title, endings aside.
fn content(title: &str) -> Vec<String> {
    let words = crate::syntax::latex_text::fold_words(title);
    words.iter().filter(|it| it.chars().count() >= 5).map(|it| stem(it).to_owned()).collect()
}

fn assess(reference: &Reference, title: &Title, at: usize, record: &Record, lines: &Thresholds) -> Assessed {
    let theirs = Title::new(&record.work.title, lines);
    let (ours, there) = (&reference.work, &record.work);
    let same_id = same_identifier(reference, record);
    let authors = compare(&ours.authors, &there.authors, [ours.others, there.others], lines);
    let overlap = overlap(&ours.authors, &there.authors, lines);
    let near_year = ours.year.zip(there.year).is_none_or(|(a, b)| (a - b).abs() <= lines.slip_years);
    // A short title of unknown authors, or of a book and a paper, is no work's own.
    let is_book = |kind: &str| EDITED.contains(&kind);
    let is_vague = (title.words() < lines.telling_words
        && (ours.authors.is_empty() || there.authors.is_empty())
        && !near_year)
        || (is_book(&ours.kind) != is_book(&there.kind) && authors != Authors::Agree);
    let is_slip = authors == Authors::Agree && overlap > 0.0 && near_year && is_slip(title, &theirs, lines);
    // Of books, who is named and in which order differs from volume to volume.
    let is_lenient = is_book(&ours.kind) && authors != Authors::Strangers;
    // Some sources have no subtitles: under one identifier and by the same people it is the same work.
    let lacks_subtitle = same_id && overlap > 0.0 && authors == Authors::Agree && title.is_main_part(&theirs);
    Assessed {
        at,
        same_title: lacks_subtitle || (title.same(&theirs) && (same_id || !is_vague)),
        is_slip,
        similarity: title.similarity(&theirs),
        authors: if is_lenient { Authors::Agree } else { authors },
        overlap,
        same_id,
    }
}

/// Whether one title is a slip for the other: few words differ, none of them a number (`Part 2`, `GPT-4`).
fn is_slip(a: &Title, b: &Title, lines: &Thresholds) -> bool {
    let (a, b) = (&a.folded.words, &b.folded.words);
    let most = a.len().max(b.len());
    if a.len().min(b.len()) < lines.shortest_slip {
        return false;
    }
    let has_digit = |it: &&String| it.contains(|c: char| c.is_ascii_digit());
    let numbers = |words: &[String]| words.iter().filter(has_digit).cloned().collect::<Vec<_>>();
    let is_part = |it: &&String| matches!(it.as_str(), "i" | "ii" | "iii" | "iv" | "v" | "part");
    let parts = |words: &[String]| words.iter().filter(is_part).cloned().collect::<Vec<_>>();
    numbers(a) == numbers(b)
        && parts(a) == parts(b)
        && levenshtein::distance(hashes(a), hashes(b)) <= lines.slips.max(most * lines.slips / 5)
}

/// Words as numbers, whose sequences can be compared.
fn hashes(words: &[String]) -> Vec<u64> {
    use std::hash::{Hash as _, Hasher as _};
    let hash = |word: &String| {
        let mut hasher = rustc_hash::FxHasher::default();
        word.hash(&mut hasher);
        hasher.finish()
    };
    words.iter().map(hash).collect()
}

fn authors_differ(here: &Work, there: &Work) -> Difference {
    let names = |work: &Work| {
        let mut names: Vec<String> = work.authors.iter().map(crate::syntax::names::Name::full).collect();
        names.extend(work.others.then(|| "others".to_owned()));
        names.join(" and ")
    };
    Difference { field: "author", here: names(here), there: names(there) }
}
