//! Whether two entries are versions or copies of one work.

use super::author_names::Named;
use super::titles::FoldedTitle;
use crate::model::library::Work;

/// Copies of a work appear within so many years: preprint, conference, journal.
const VERSION_YEARS: i32 = 3;

/// Whether two entries are versions or copies of one work: one identifier, or the same title, near
/// years and author lists that do not contradict each other.
pub fn same_work([a, b]: [&Work; 2], titles: [&FoldedTitle; 2]) -> bool {
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    if same(&a.doi, &b.doi) || same(&a.arxiv, &b.arxiv) {
        return true;
    }
    let near = a.year.zip(b.year).is_none_or(|(a, b)| (a - b).abs() <= VERSION_YEARS);
    titles[0].same(titles[1]) && near && authors_agree(a, b)
}

/// Whether the shorter author list is part of the longer, but for the spelling of one name.
fn authors_agree(a: &Work, b: &Work) -> bool {
    let (short, long) = if a.authors.len() <= b.authors.len() { (a, b) } else { (b, a) };
    let strangers = short
        .authors
        .iter()
        .filter(|author| {
            let named = Named::new(&author.family);
            !long.authors.iter().any(|other| named.means(other))
        })
        .count();
    strangers <= usize::from(short.authors.len() > 2)
}

/// Whether an entry is more than a preprint.
pub fn is_published(work: &Work) -> bool {
    let venue = work.venue.to_lowercase();
    !matches!(work.kind.as_str(), "misc" | "online" | "unpublished" | "techreport" | "report")
        && !venue.is_empty()
        && !["arxiv", "biorxiv", "medrxiv", "corr", "preprint", "eprint", "openreview"]
            .iter()
            .any(|name| venue.contains(name))
}
