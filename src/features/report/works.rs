//! What a paper cites: which works, how often, in which sections.

use rustc_hash::{FxHashMap, FxHashSet};

use super::outline::{Outline, is_text};
use super::places::Places;
use super::types::{Shared, Venue, Work, Year};
use crate::model::card;
use crate::model::cite_commands::Role;
use crate::model::document::DocumentId;
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::resolve::verify::Venue as Venues;
use crate::rules::entries::superseded_preprint::is_preprint;
use crate::syntax::latex_text::fold_words;
use crate::syntax::tex::Silence;
use crate::text::ByteRange;

/// What is cited, and where.
#[derive(Default)]
pub(super) struct Cited {
    /// The works, in the order of their first citations.
    pub works: Vec<CitedWork>,
    /// How many cite commands each section has, its subsections aside.
    pub citations: Vec<usize>,
    /// The numbers of the works that each section cites, its subsections aside.
    pub by_section: Vec<FxHashSet<usize>>,
}

/// A work that is cited.
pub(super) struct CitedWork {
    /// The key, as the entry has it.
    pub key: String,
    pub entry: Option<EntryId>,
    /// Where it is cited first.
    pub first: (DocumentId, usize),
    pub times: usize,
}

impl Cited {
    /// What is cited in print; what stands at one of the `open` places for a key still to be found is none.
    pub fn of(
        snapshot: &Snapshot,
        project: &Project,
        outline: &Outline,
        open: &[(DocumentId, ByteRange)],
    ) -> Self {
        let length = outline.sections.len();
        let mut cited = Self {
            citations: vec![0; length],
            by_section: vec![FxHashSet::default(); length],
            ..Self::default()
        };
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let is_open: FxHashSet<(&DocumentId, usize)> = open.iter().map(|it| (&it.0, it.1.start)).collect();
        for id in project.files.iter().filter(|it| is_text(it)) {
            let (Some(citations), Some(tex)) = (snapshot.citations(id), snapshot.tex(id)) else { continue };
            for (start, citation) in citations.iter() {
                let at = start + citation.command.start;
                let prints = matches!(citation.role, Role::Cite | Role::Textual);
                let keys = citation.groups.iter().filter(|it| it.prose.is_none()).flat_map(|it| &it.keys);
                let keys = keys.filter(|it| !is_open.contains(&(id, start + it.range.start)));
                let keys: Vec<&str> = keys.map(|it| it.text.as_str()).collect();
                if !prints || keys.is_empty() || tex.silence_at(at) >= Some(Silence::Template) {
                    continue;
                }
                let section = outline.section(id, at);
                cited.citations[section] += 1;
                for key in keys {
                    let entry = project.meant(key).first().copied();
                    let key = entry.map_or_else(|| key.to_owned(), |it| project.library.key(it));
                    let number = *numbers.entry(key.clone()).or_insert_with(|| {
                        cited.works.push(CitedWork { key, entry, first: (id.clone(), at), times: 0 });
                        cited.works.len() - 1
                    });
                    cited.works[number].times += 1;
                    cited.by_section[section].insert(number);
                }
            }
        }
        cited
    }

    /// The entries that are cited.
    pub fn entries(&self) -> FxHashSet<EntryId> {
        self.works.iter().filter_map(|it| it.entry).collect()
    }

    /// The works that a section cites, subsections included.
    pub fn within(&self, outline: &Outline, section: usize) -> FxHashSet<usize> {
        subsections(outline, section).flat_map(|it| self.by_section[it].iter().copied()).collect()
    }

    /// The works as they are told of, the most cited first.
    pub fn told(
        &self,
        snapshot: &Snapshot,
        project: &Project,
        outline: &Outline,
        places: &Places,
    ) -> Vec<Work> {
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); self.works.len()];
        for (part, works) in self.parts(outline) {
            works.into_iter().for_each(|it| parts[it].push(part));
        }
        let mut told: Vec<Work> = self
            .works
            .iter()
            .zip(parts)
            .map(|(it, parts)| one(snapshot, project, places, it, parts))
            .collect();
        told.sort_by(|a, b| b.cited.cmp(&a.cited).then_with(|| a.key.cmp(&b.key)));
        told
    }

    /// The parts and what they cite; what stands before the first part, too, if it cites anything.
    fn parts(&self, outline: &Outline) -> Vec<(usize, FxHashSet<usize>)> {
        let parts = (0..outline.sections.len()).filter(|it| *it == 0 || outline.sections[*it].is_part);
        parts.map(|it| (it, self.within(outline, it))).filter(|it| it.0 > 0 || !it.1.is_empty()).collect()
    }

    /// How many works each two parts share.
    pub fn shared(&self, outline: &Outline) -> Vec<Shared> {
        let parts = self.parts(outline);
        let mut shared = Vec::new();
        for (at, (first, works)) in parts.iter().enumerate() {
            for (second, others) in &parts[at + 1..] {
                let both = works.intersection(others).count();
                if both > 0 {
                    shared.push(Shared { first: *first, second: *second, works: both });
                }
            }
        }
        shared
    }
}

/// A section and those within it.
pub(super) fn subsections(outline: &Outline, section: usize) -> impl Iterator<Item = usize> {
    let level = outline.sections[section].level;
    let within =
        outline.sections[section + 1..].iter().take_while(|it| section > 0 && it.level > level).count();
    section..=section + within
}

fn one(
    snapshot: &Snapshot,
    project: &Project,
    places: &Places,
    it: &CitedWork,
    sections: Vec<usize>,
) -> Work {
    let told = Work { key: it.key.clone(), cited: it.times, sections, ..Work::default() };
    let Some(id) = it.entry else {
        let (document, offset) = &it.first;
        return Work { place: places.place(document, *offset), ..told };
    };
    let work = project.library.work(id);
    Work {
        authors: if work.authors.is_empty() { String::new() } else { card::authors(&work) },
        preprint: is_preprint(&project.library, id),
        verdict: snapshot.verified_entry(&project.library, id).map(|it| it.verdict.name().to_owned()),
        link: link(&work),
        place: entry_place(project, places, id),
        title: work.title,
        year: work.year,
        venue: work.venue,
        ..told
    }
}

/// The page of a work in the web.
pub(super) fn link(work: &crate::model::library::Work) -> Option<String> {
    let doi = work.doi_written.as_ref().or(work.doi.as_ref());
    // A DOI may hold signs that mean something in an address (DOI Handbook, section 2.5.2.4).
    let path = doi.map(|it| it.replace('%', "%25").replace('#', "%23").replace('?', "%3F"));
    let doi = path.map(|it| format!("https://doi.org/{it}"));
    let arxiv = || work.arxiv.as_ref().map(|it| format!("https://arxiv.org/abs/{it}"));
    let url = || work.url.clone().filter(|it| is_web(it));
    doi.or_else(arxiv).or_else(url)
}

/// Whether an address is a page in the web.
pub(super) fn is_web(url: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|it| url.get(..it.len()).is_some_and(|start| start.eq_ignore_ascii_case(it)))
}

/// Where an entry stands.
pub(super) fn entry_place(project: &Project, places: &Places, id: EntryId) -> super::types::Place {
    let source = project.sources.get(id.bibliography as usize);
    let key = project.library.bibliography(id).map(|it| it.key_range(id.entry).start);
    source.zip(key).map(|(source, at)| places.place(source, at)).unwrap_or_default()
}

/// How many works are of which year, from the first to the last.
pub(super) fn years(works: &[Work]) -> Vec<Year> {
    let mut counts: std::collections::BTreeMap<i32, usize> = std::collections::BTreeMap::new();
    works.iter().filter_map(|it| it.year).for_each(|it| *counts.entry(it).or_default() += 1);
    counts.into_iter().map(|(year, works)| Year { year, works }).collect()
}

/// Where works appeared, the most frequent first; what an index knows by one name is one venue.
pub(super) fn venues(works: &[Work]) -> Vec<Venue> {
    let mut names: FxHashMap<String, FxHashMap<&str, usize>> = FxHashMap::default();
    for it in works.iter().filter(|it| !it.venue.is_empty()) {
        let words = fold_words(&it.venue);
        let is_arxiv = words.iter().any(|it| it == "arxiv" || it == "corr");
        let (known, name) = match is_arxiv {
            true => ("arxiv".to_owned(), "arXiv"),
            false => (Venues::new(&it.venue).terms().join(" "), it.venue.as_str()),
        };
        let known = if known.is_empty() { words.join(" ") } else { known };
        *names.entry(known).or_default().entry(name).or_default() += 1;
    }
    let mut venues: Vec<Venue> = names
        .into_values()
        .map(|spellings| {
            let works = spellings.values().sum();
            // Of names that are equally frequent the shortest.
            let usual = spellings.into_iter().min_by_key(|it| (std::cmp::Reverse(it.1), it.0.len(), it.0));
            Venue { name: usual.map(|it| it.0.to_owned()).unwrap_or_default(), works }
        })
        .collect();
    venues.sort_by(|a, b| b.works.cmp(&a.works).then_with(|| a.name.cmp(&b.name)));
    venues
}
