//! Entries that nothing cites and that fit a paragraph: did you forget them?

use rustc_hash::{FxHashMap, FxHashSet};

use super::paragraphs::Running;
use super::places::Places;
use super::types::{Entry, Forgotten};
use super::works::entry_place;
use crate::gaps::context::{Surroundings, use_contexts};
use crate::model::card;
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::sections::{headings, sections};
use crate::model::snapshot::Snapshot;
use crate::resolve::context::rank;
use crate::resolve::words::{content_words, stem};
use crate::syntax::latex_text::fold_words;

/// Ranking a large library takes milliseconds: so many paragraphs are looked at, evenly spread.
const LOOKED_AT: usize = 150;
/// So many entries of a paragraph's ranking are looked at.
const RANKED: usize = 12;
/// An entry whose title shares fewer telling words with a paragraph does not fit it.
const SHARED: usize = 3;
/// A word in more titles than one of so many tells nothing.
const TELLING: usize = 12;
/// So many entries are named for one section.
const OF_SECTION: usize = 3;
/// And so many in all.
const MOST: usize = 40;

/// Kinds of entries that are seldom cited by themselves.
const UNCITED_KINDS: [&str; 8] =
    ["proceedings", "mvproceedings", "xdata", "set", "control", "bibnote", "collection", "mvcollection"];

/// How well an entry fits: its score, the paragraph, the words that they share.
type Fit = (f32, usize, Vec<String>);

/// The entries that nothing cites, each at the paragraph that it fits best, by sections; `cited` are those that are.
pub(super) fn forgotten(
    snapshot: &Snapshot,
    project: &Project,
    cited: &FxHashSet<EntryId>,
    running: &[Running],
    places: &Places,
) -> Vec<Forgotten> {
    let library = &project.library;
    if !library.is_indexed() || !library.keys().any(|it| !cited.contains(&it.0)) {
        return Vec::new();
    }
    let uses = use_contexts(snapshot, project);
    let titles: FxHashSet<Vec<String>> =
        cited.iter().map(|it| fold_words(&library.heading(*it).title)).collect();
    let most_titles = (library.len() / TELLING).max(2);
    let step = running.len().div_ceil(LOOKED_AT).max(1);
    let mut best: FxHashMap<EntryId, Fit> = FxHashMap::default();
    for (at, paragraph) in running.iter().enumerate().step_by(step) {
        let headings = headings(&sections(snapshot, &paragraph.document), paragraph.range.start)
            .iter()
            .map(|it| it.title.clone())
            .collect();
        let around = Surroundings {
            before: paragraph.text.clone(),
            paragraph: paragraph.text.clone(),
            headings,
            cited_here: paragraph.cited.clone(),
            cited_near: paragraph.cited.iter().map(|it| (it.clone(), 0)).collect(),
            ..Surroundings::default()
        };
        let heading = around.headings.join("\n");
        let place = around.place(&heading);
        let words = content_words(&paragraph.text);
        let stems: FxHashSet<&str> = words.iter().map(|it| stem(it)).collect();
        for ranked in rank(&place, library, &uses, RANKED) {
            let id = ranked.id;
            if cited.contains(&id) || UNCITED_KINDS.contains(&library.raw_entry(id).kind.as_str()) {
                continue;
            }
            let title = library.heading(id).title;
            let mut shared = content_words(&title);
            let mut seen = FxHashSet::default();
            shared.retain(|it| {
                stems.contains(stem(it))
                    && library.title_frequency(it) as usize <= most_titles
                    && seen.insert(stem(it).to_owned())
            });
            let is_better = best.get(&id).is_none_or(|it| it.0 < ranked.score);
            if shared.len() >= SHARED && is_better && !titles.contains(&fold_words(&title)) {
                best.insert(id, (ranked.score, at, shared));
            }
        }
    }
    let mut found: Vec<(EntryId, Fit)> = best.into_iter().collect();
    found.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(&b.0)));
    let mut counts: FxHashMap<usize, usize> = FxHashMap::default();
    // Of several entries with one title the best.
    let mut told: FxHashSet<Vec<String>> = FxHashSet::default();
    found.retain(|(id, _)| told.insert(fold_words(&library.heading(*id).title)));
    found.retain(|(_, (_, at, _))| {
        let count = counts.entry(running[*at].section).or_default();
        *count += 1;
        *count <= OF_SECTION
    });
    found.truncate(MOST);
    found.sort_by_key(|it| it.1.1);
    let told = |(id, (_, at, shared)): (EntryId, Fit)| {
        let (work, paragraph) = (library.work(id), &running[at].told);
        let why = format!("shares: {}", shared.join(", "));
        let place = entry_place(project, places, id);
        Forgotten {
            entry: Entry { label: card::short(&work), key: work.key, title: work.title, why, place },
            section: paragraph.section.clone(),
            begins: paragraph.begins.clone(),
            place: paragraph.place.clone(),
        }
    };
    found.into_iter().map(told).collect()
}
