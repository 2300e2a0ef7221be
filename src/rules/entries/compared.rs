//! Entries beside each other: only those that share a DOI, an arXiv id or a title are compared.

use rustc_hash::FxHashMap;

use super::scope::{Judged, Scope};
use crate::model::library::EntryId;
use crate::resolve::titles::FoldedTitle;
use crate::rules::diagnostic::Related;
use crate::rules::report::Report;

/// Titles of fewer words recur: `Introduction`.
pub(super) const SHORTEST_TITLE: usize = 3;

/// So many earlier entries of a DOI, arXiv id or title are looked at.
pub(super) const MOST_COMPARED: usize = 8;

/// The entries of a file that are judged, with the cited ones of the other files, each with its title.
pub(super) struct Compared<'a> {
    elsewhere: Vec<Judged>,
    scope: &'a Scope,
}

/// The same in the order of the files, and which of them share what.
pub(super) struct Blocks<'a> {
    /// The entries.
    pub all: Vec<&'a Judged>,
    /// Their titles.
    pub titles: Vec<FoldedTitle>,
    /// Places in `all` by what is shared.
    by_name: FxHashMap<String, Vec<usize>>,
}

impl<'a> Compared<'a> {
    pub fn of(scope: &'a Scope) -> Self {
        let mut ids: Vec<EntryId> =
            scope.cited.iter().filter(|it| it.bibliography != scope.file).copied().collect();
        ids.sort_unstable();
        Self { elsewhere: ids.into_iter().map(|id| Judged::read(&scope.library, id)).collect(), scope }
    }

    /// Of two the later one is reported, unless it is not judged now.
    pub fn blocks(&self) -> Blocks<'_> {
        let (earlier, later): (Vec<_>, Vec<_>) =
            self.elsewhere.iter().partition(|it| it.id.bibliography < self.scope.file);
        Blocks::of(earlier.into_iter().chain(&self.scope.judged).chain(later).collect())
    }
}

impl<'a> Blocks<'a> {
    /// Of entries in order.
    pub fn of(all: Vec<&'a Judged>) -> Self {
        let titles: Vec<FoldedTitle> = all.iter().map(|it| FoldedTitle::new(&it.work.title)).collect();
        let mut by_name: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, judged) in
            all.iter().enumerate().filter(|it| !it.1.is_no_work() && !it.1.entry.key.is_empty())
        {
            for name in block_names(judged, &titles[at]) {
                by_name.entry(name).or_default().push(at);
            }
        }
        Self { all, titles, by_name }
    }

    /// The entries that share something with the one at `at`, by what they share.
    pub fn sharing(&self, at: usize) -> impl Iterator<Item = usize> {
        let names = block_names(self.all[at], &self.titles[at]);
        names.into_iter().filter_map(|it| self.by_name.get(&it)).flatten().copied()
    }

    /// The same, those before it alone.
    pub fn earlier(&self, at: usize) -> impl Iterator<Item = usize> {
        let names = block_names(self.all[at], &self.titles[at]);
        let blocks = names.into_iter().filter_map(|it| self.by_name.get(&it));
        blocks.flat_map(move |it| it.iter().copied().take_while(move |other| *other < at).take(MOST_COMPARED))
    }
}

fn block_names(judged: &Judged, title: &FoldedTitle) -> Vec<String> {
    let mut names = Vec::new();
    names.extend(judged.work.doi.as_ref().map(|it| format!("doi {it}")));
    names.extend(judged.work.arxiv.as_ref().map(|it| format!("arxiv {it}")));
    if title.words.len() >= SHORTEST_TITLE {
        names.push(format!("title {}", title.words.concat()));
    }
    names
}

/// Where the other of two entries stands.
pub(super) fn second_place(report: &Report, scope: &Scope, other: &Judged) -> Option<Related> {
    let document = match &scope.project {
        Some(project) => project.sources.get(other.id.bibliography as usize)?.clone(),
        None => report.document.id.clone(),
    };
    Some(Related { document, range: other.entry.key_range, message: "The other entry".to_owned() })
}
