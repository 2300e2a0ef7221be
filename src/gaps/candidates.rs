//! The entries that may be meant at a gap, each with the reason why.

use super::context::{Surroundings, rank, use_contexts};
use super::prose_group::ProseGroup;
use super::reasons::why;
use crate::model::document::DocumentId;
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::resolve::context::Ranked;
use crate::resolve::identifiers::entry_with;
use crate::resolve::prose::{Verdict, resolve};
use crate::rules::Diagnostic;
use crate::rules::gaps::{citation_todo, masked_citation, placeholder_key, prose_citation};
use crate::syntax::latex_text::fold_words;
use crate::syntax::prose::ProseWork;

/// An entry that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The entry.
    pub id: EntryId,
    /// Why, in a few words.
    pub why: String,
}

/// The entries that may be meant at a gap, best first: of a prose citation those of its verdict and what
/// is near, else those that words in the gap name, then those that the words around it speak for.
pub fn of_gap(
    snapshot: &Snapshot,
    project: &Project,
    id: &DocumentId,
    gap: &Diagnostic,
    limit: usize,
) -> Vec<Candidate> {
    if gap.rule == prose_citation::RULE {
        let group = ProseGroup::of(snapshot, id, gap.range);
        let work = group.and_then(|it| it.works.into_iter().find(|it| it.range == gap.range));
        return work.map_or(Vec::new(), |it| of_work(snapshot, project, &it, limit));
    }
    let mut found = Vec::new();
    for key in &gap.data.candidates {
        if let Some(id) = project.library.get(key) {
            push(&mut found, id, "the key without its mark");
        }
    }
    named(snapshot, project, id, gap, &mut found);
    if gap.rule == masked_citation::RULE
        && let Some(written) = snapshot.document(id).map(|it| it.text.slice(gap.range).into_owned())
        && let Some(id) = entry_with(&project.library, &written)
    {
        push(&mut found, id, "it has this identifier");
    }
    let around = Surroundings::of(snapshot, id, gap.range);
    for it in around_gap(snapshot, project, id, &around, limit) {
        push(&mut found, it.id, &it.why);
    }
    found.retain(|it| !around.cited_here.contains(&project.library.key(it.id)));
    found.truncate(limit);
    found
}

/// The entries that may be meant by a work cited in prose, best first.
pub fn of_work(snapshot: &Snapshot, project: &Project, work: &ProseWork, limit: usize) -> Vec<Candidate> {
    let mut found = Vec::new();
    of_prose(snapshot, project, work, &mut found);
    found.truncate(limit);
    found
}

/// The entries that what stands around a gap speaks for, best first.
pub fn around_gap(
    snapshot: &Snapshot,
    project: &Project,
    id: &DocumentId,
    around: &Surroundings,
    limit: usize,
) -> Vec<Candidate> {
    let ranked = rank(project, &use_contexts(snapshot, project), around, limit);
    let candidate = |it: &Ranked| Candidate { id: it.id, why: why(snapshot, project, id, around, it) };
    ranked.iter().map(candidate).collect()
}

fn push(found: &mut Vec<Candidate>, id: EntryId, why: &str) {
    if !found.iter().any(|it| it.id == id) {
        found.push(Candidate { id, why: why.to_owned() });
    }
}

fn of_prose(snapshot: &Snapshot, project: &Project, work: &ProseWork, found: &mut Vec<Candidate>) {
    if project.has_no_bibliography() || !project.library.is_indexed() {
        return;
    }
    let cited = |key: &str| crate::model::uses::is_cited(snapshot, project, key);
    let resolution = resolve(work, &project.library, &cited);
    let why = match resolution.verdict {
        Verdict::Match => "the same title and first author",
        Verdict::AuthorDiffers => "the same title by other authors",
        Verdict::TitleDiffers => "the same first author, a similar title",
        Verdict::Ambiguous => "one of several that fit",
        Verdict::NotFound => "",
    };
    resolution.candidates.iter().for_each(|it| push(found, it.id, why));
    resolution.nearest_by_title.iter().for_each(|it| push(found, *it, "the nearest title"));
    resolution.nearest_by_author.iter().for_each(|it| push(found, *it, "by the same first author"));
}

/// Words of a note or placeholder that ask, and name nothing.
const ASKING: [&str; 22] = [
    "cite",
    "cites",
    "citing",
    "citation",
    "citations",
    "ref",
    "refs",
    "reference",
    "references",
    "source",
    "needed",
    "need",
    "needs",
    "todo",
    "add",
    "find",
    "insert",
    "missing",
    "here",
    "this",
    "the",
    "some",
];

/// `[ref smith]`, `todo:bert`, `\todo{cite Devlin}`: the words that name the work are searched for.
fn named(
    snapshot: &Snapshot,
    project: &Project,
    id: &DocumentId,
    gap: &Diagnostic,
    found: &mut Vec<Candidate>,
) {
    if !matches!(gap.rule, citation_todo::RULE | placeholder_key::RULE) {
        return;
    }
    let Some(document) = snapshot.document(id) else { return };
    let text = document.text.slice(gap.range).into_owned();
    // The name of a macro around the words says nothing.
    let inner = text.strip_prefix('\\').and_then(|it| it.split_once('{')).map_or(text.as_str(), |it| it.1);
    let mut words = fold_words(&inner.replace(['_', ':', '-'], " "));
    words.retain(|it| it.len() > 2 && !ASKING.contains(&it.as_str()));
    // A title in place of a key.
    if words.len() > 2 {
        let range = gap.range;
        let title = Some(inner.trim_end_matches('}').to_owned());
        let work = ProseWork { range, authors: Vec::new(), et_al: false, title, year: None };
        of_prose(snapshot, project, &work, found);
    }
    if words.is_empty() || words.len() > 8 {
        return;
    }
    let mut hits = project.library.search(&words.join(" "), 3);
    // `ref van Vaswani`: the longest word alone.
    words.sort_by_key(|it| std::cmp::Reverse(it.len()));
    if let Some(longest) = words.first().filter(|it| hits.is_empty() && it.len() > 4) {
        hits = project.library.search(longest, 3);
    }
    for hit in hits {
        push(found, hit, "the words in the gap name it");
    }
}

/// The page on which a user may look a work up in a browser; the product itself opens no connection.
pub fn search_page(work: &ProseWork) -> Option<String> {
    let title = crate::syntax::latex_text::to_unicode(work.title.as_deref()?).into_owned();
    let author = work.authors.first().map(|it| format!(" {it}")).unwrap_or_default();
    // Without quotes: a title that is slightly wrong still leads to the right one.
    Some(format!("https://scholar.google.com/scholar?q={}", percent_encoded(&(title + &author))))
}

/// RFC 3986: all but unreserved characters as `%` and two digits.
pub fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte.into()),
            b' ' => out += "%20",
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ByteRange;

    #[test]
    fn a_search_page_names_the_title_and_the_first_author() {
        let work = ProseWork {
            range: ByteRange::default(),
            authors: vec!["Müller".to_owned()],
            et_al: true,
            title: Some(r"Q\&A: {BERT}?".to_owned()),
            year: None,
        };
        assert_eq!(
            search_page(&work).unwrap(),
            "https://scholar.google.com/scholar?q=Q%26A%3A%20BERT%3F%20M%C3%BCller"
        );
    }
}
