//! How much is cited and open in the sections of a file.

use rustc_hash::FxHashMap;

use super::open_citations;
use crate::model::cite_commands::Role;
use crate::model::document::DocumentId;
use crate::model::snapshot::Snapshot;
use crate::syntax::tex::Silence;
use crate::text::ByteRange;

/// Where a file cites, and where it is open, for counting by stretches.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    citations: Vec<usize>,
    /// With the number of the key among all keys.
    works: Vec<(usize, u32)>,
    open: Vec<usize>,
}

impl Counts {
    /// Of `range` of a file.
    pub fn of(snapshot: &Snapshot, id: &DocumentId, range: ByteRange) -> Self {
        let open = open_citations::of_document(snapshot, id).into_iter().map(|it| it.range.start);
        let open = open.filter(|it| range.contains(*it)).collect();
        let mut counts = Self { open, ..Self::default() };
        let (Some(citations), Some(tex)) = (snapshot.citations(id), snapshot.tex(id)) else { return counts };
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        for (start, citation) in citations.in_range(range) {
            let at = start + citation.command.start;
            let prints = matches!(citation.role, Role::Cite | Role::Textual);
            let keys = citation.groups.iter().filter(|it| it.prose.is_none()).flat_map(|it| &it.keys);
            // What stands for a key still to be found is counted as open.
            let keys = keys.filter(|it| counts.open.binary_search(&(start + it.range.start)).is_err());
            let mut keys = keys.map(|it| it.text.as_str()).peekable();
            if !prints || keys.peek().is_none() || tex.silence_at(at) >= Some(Silence::Template) {
                continue;
            }
            counts.citations.push(at);
            for key in keys {
                let next = numbers.len() as u32;
                counts.works.push((at, *numbers.entry(key).or_insert(next)));
            }
        }
        counts
    }

    /// How many citations stand in `range`.
    pub fn citations(&self, range: ByteRange) -> usize {
        within(&self.citations, range).len()
    }

    /// How many open citations stand in `range`.
    pub fn open(&self, range: ByteRange) -> usize {
        within(&self.open, range).len()
    }

    /// How many different works are cited in `range`.
    pub fn works(&self, range: ByteRange) -> usize {
        let from = self.works.partition_point(|it| it.0 < range.start);
        let to = self.works.partition_point(|it| it.0 < range.end);
        let mut works: Vec<u32> = self.works[from..to].iter().map(|it| it.1).collect();
        works.sort_unstable();
        works.dedup();
        works.len()
    }
}

fn within(places: &[usize], range: ByteRange) -> &[usize] {
    let from = places.partition_point(|it| *it < range.start);
    &places[from..places.partition_point(|it| *it < range.end).max(from)]
}

/// `12 works, 3 open citations`, as far as there are any in `range`.
pub fn summary(counts: &Counts, range: ByteRange) -> Option<String> {
    let (works, open) = (counts.works(range), counts.open(range));
    let works = (works > 0).then(|| counted(works, "work", "works"));
    let open = (open > 0).then(|| counted(open, "open citation", "open citations"));
    let parts: Vec<String> = works.into_iter().chain(open).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `1 citation`, `2 citations`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
