//! What stands around a gap: the sentence, the headings, what is cited nearby.

use std::sync::Arc;

use crate::model::citations::{ChunkCitations, Citation, DocumentCitations};
use crate::model::cite_commands::Role;
use crate::model::document::DocumentId;
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::sections::{headings, sections};
use crate::model::snapshot::Snapshot;
use crate::resolve::context;
use crate::resolve::context::{Use, UseContexts, use_words};
use crate::syntax::sentences;
use crate::syntax::tex::Chunk;
use crate::text::ByteRange;

/// So many citations before and behind a gap are looked at.
const NEAR: usize = 24;

/// What stands around a gap; the text is LaTeX without the citations in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The sentence (bytes of the document).
    pub range: ByteRange,
    /// The sentence up to the gap.
    pub before: String,
    /// The rest of the sentence.
    pub after: String,
    /// The paragraph.
    pub paragraph: String,
    /// The headings above it in its file, the broadest first, TeX removed.
    pub headings: Vec<String>,
    /// Keys of the cite command at the gap.
    pub cited_here: Vec<String>,
    /// Keys of the other citations of its sentence.
    pub cited_in_sentence: Vec<String>,
    /// Keys cited before and behind in the same file, with how many citations lie between.
    pub cited_near: Vec<(String, u32)>,
}

impl Surroundings {
    /// What stands around `gap` (bytes of the LaTeX file `id`).
    pub fn of(snapshot: &Snapshot, id: &DocumentId, gap: ByteRange) -> Self {
        let mut around = Self::in_sentence(snapshot, id, gap);
        let Some(citations) = snapshot.citations(id) else { return around };
        if let Some((start, chunk, cited)) = citations.chunk_at(gap.start) {
            let near = sentences::nearby(chunk, within(chunk, start, gap));
            around.paragraph = sentences::without(chunk, near, &cuts(chunk, cited, near));
        }
        around.cite(citations, gap);
        around
    }

    /// The sentence and the headings alone.
    pub fn in_sentence(snapshot: &Snapshot, id: &DocumentId, gap: ByteRange) -> Self {
        let found = snapshot.citations(id).and_then(|it| it.chunk_at(gap.start));
        let Some((start, chunk, cited)) = found else { return Self::default() };
        let place = within(chunk, start, gap);
        let cuts = cuts(chunk, cited, sentences::nearby(chunk, place));
        let sentence = sentences::sentence(chunk, place, &cuts);
        let before = ByteRange::new(sentence.start.min(place.start), place.start);
        let after = ByteRange::new(place.end, sentence.end.max(place.end));
        let sections = sections(snapshot, id);
        Self {
            range: sentence.shift(start),
            before: sentences::without(chunk, before, &cuts),
            after: sentences::without(chunk, after, &cuts),
            headings: headings(&sections, gap.start).into_iter().map(|it| it.title.clone()).collect(),
            ..Self::default()
        }
    }

    /// Looks outward from the gap, so that a long document costs no more than a short one.
    fn cite(&mut self, citations: &DocumentCitations, gap: ByteRange) {
        let Some(index) = citations.chunk_index(gap.start) else { return };
        let printed = |it: &&Citation| matches!(it.role, Role::Cite | Role::Textual);
        let before = citations.chunks[..=index].iter().rev().flat_map(|(start, _, it)| {
            it.citations.iter().rev().filter(printed).map(|it| (it.range.shift(*start), it))
        });
        let behind = citations.chunks[index..].iter().flat_map(|(start, _, it)| {
            it.citations.iter().filter(printed).map(|it| (it.range.shift(*start), it))
        });
        let keys = |citation: &Citation| -> Vec<String> {
            citation.groups.iter().flat_map(|it| &it.keys).map(|it| it.text.clone()).collect()
        };
        if let Some((_, here)) =
            behind.clone().take_while(|it| it.0.start <= gap.start).find(|it| it.0.covers(gap))
        {
            self.cited_here = keys(here);
        }
        let before = before.filter(|(range, _)| range.end <= gap.start).take(NEAR).zip(0..);
        let behind = behind.filter(|(range, _)| range.start >= gap.end).take(NEAR).zip(0..);
        for ((range, citation), distance) in before.chain(behind) {
            if self.range.covers(range) {
                self.cited_in_sentence.extend(keys(citation));
            }
            self.cited_near.extend(keys(citation).into_iter().map(|key| (key, distance)));
        }
    }

    /// The same, as the ranking wants it; `heading` are the headings, joined.
    pub fn place<'a>(&'a self, heading: &'a str) -> context::Surroundings<'a> {
        context::Surroundings {
            before: &self.before,
            after: &self.after,
            paragraph: &self.paragraph,
            heading,
            cited_here: &self.cited_here,
            cited_near: &self.cited_near,
        }
    }

    /// The sentence as a reader sees it, the gap as `____`.
    pub fn sentence(&self) -> String {
        let glue = if self.after.starts_with(|c: char| c.is_alphanumeric()) { " " } else { "" };
        sentences::plain(&format!("{}\u{1}{glue}{}", self.before, self.after)).replace('\u{1}', "____")
    }

    /// The nearest heading above.
    pub fn section(&self) -> Option<&str> {
        self.headings.last().map(String::as_str)
    }
}

/// A place of the file within a chunk that begins at `start`, in bytes of the chunk.
fn within(chunk: &Chunk, start: usize, place: ByteRange) -> ByteRange {
    let within = |offset: usize| offset.saturating_sub(start).min(chunk.text.len());
    ByteRange::new(within(place.start), within(place.end))
}

/// Where citations and gaps stand in a part of a chunk, sorted; in bytes of the chunk.
fn cuts(chunk: &Chunk, cited: &ChunkCitations, near: ByteRange) -> Vec<ByteRange> {
    let mut cuts: Vec<ByteRange> = part(&cited.citations, near, |it| it.range)
        .chain(part(&chunk.blanks, near, |it| *it))
        .chain(part(&chunk.notes, near, |it| it.range))
        .chain(part(&chunk.prose, near, |it| it.range))
        .collect();
    cuts.sort_unstable();
    cuts
}

/// The ranges of those `items`, which are in order, that begin in a part of the chunk.
fn part<'a, T>(
    items: &'a [T],
    near: ByteRange,
    range: impl Fn(&T) -> ByteRange + 'a,
) -> impl Iterator<Item = ByteRange> + 'a {
    let first = items.partition_point(|it| range(it).start < near.start);
    items[first..].iter().map(range).take_while(move |it| it.start <= near.end)
}

/// The section that `offset` stands in, subsections included; without a heading the whole document.
pub fn section_around(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> ByteRange {
    let sections = sections(snapshot, id);
    headings(&sections, offset).last().map_or(ByteRange::new(0, usize::MAX), |it| it.range)
}

/// Where and with which words the project's entries are cited.
pub fn use_contexts(snapshot: &Snapshot, project: &Project) -> Arc<UseContexts> {
    snapshot.memo.get(&project.root, |_| gather_uses(snapshot, project))
}

fn gather_uses(snapshot: &Snapshot, project: &Project) -> UseContexts {
    let mut found: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for id in &project.files {
        let Some(citations) = snapshot.citations(id) else { continue };
        for (_, chunk, cited) in &citations.chunks {
            let printed = |it: &&Citation| matches!(it.role, Role::Cite | Role::Textual);
            let mut cuts: Option<Vec<ByteRange>> = None;
            for citation in cited.citations.iter().filter(printed) {
                let keys: Vec<String> =
                    citation.groups.iter().flat_map(|it| &it.keys).map(|it| it.text.clone()).collect();
                if keys.is_empty() {
                    continue;
                }
                let whole = ByteRange::new(0, chunk.text.len());
                let cuts = cuts.get_or_insert_with(|| self::cuts(chunk, cited, whole));
                let near = sentences::nearby(chunk, citation.range);
                let near = (
                    cuts.partition_point(|it| it.start < near.start),
                    cuts.partition_point(|it| it.start <= near.end),
                );
                let cuts = &cuts[near.0..near.1];
                let sentence = sentences::sentence(chunk, citation.range, cuts);
                found.push((keys, use_words(&sentences::without(chunk, sentence, cuts))));
            }
        }
    }
    UseContexts::build(found.iter().map(|(keys, words)| Use { keys, words }))
}

/// The entries that are likeliest meant at a gap that says nothing itself, best first.
pub fn rank(
    project: &Project,
    uses: &UseContexts,
    around: &Surroundings,
    limit: usize,
) -> Vec<context::Ranked> {
    let heading = around.headings.join("\n");
    context::rank(&around.place(&heading), &project.library, uses, limit)
}

/// The figures by which [`rank`] ranks: what its weights are fitted on.
pub fn features(
    project: &Project,
    uses: &UseContexts,
    around: &Surroundings,
) -> Vec<(EntryId, context::Features)> {
    let heading = around.headings.join("\n");
    context::features(&around.place(&heading), &project.library, uses)
}
