//! The library, and what a key means in it.

use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::bibliography::{Bibliography, EntryNumber};
use crate::syntax::bib::Entry;

/// One entry of a [`Library`]; valid for that library value only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// Which of [`Library::bibliographies`].
    pub bibliography: u32,
    /// Which of its entries.
    pub entry: EntryNumber,
}

/// The entries of a bibliography that others inherit from, each with the bibliographies in which it is named
/// so, and by which key.
pub(super) type Parents = FxHashMap<EntryNumber, Vec<(u32, String)>>;

/// What was found near misspelt keys (see `near_memo`).
#[derive(Debug, Default)]
pub(super) struct NearMemo {
    /// The last library that was asked, of which nothing has been taken over yet.
    pub base: Option<Arc<Library>>,
    /// Keys, and what is near them.
    pub known: FxHashMap<String, Vec<String>>,
}

/// The bibliographies of one project, in the order in which they are declared, then the master
/// libraries, which are only searched.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// In order of declaration; from `masters` on, master libraries.
    pub bibliographies: Vec<Arc<Bibliography>>,
    /// How many of them, at the end, are master libraries.
    pub masters: usize,
    /// The entries marked UNVERIFIED, gathered when first asked for.
    unverified: OnceLock<FxHashSet<EntryId>>,
    /// The entries whose titles say that the work was retracted, likewise.
    retracted: OnceLock<FxHashSet<EntryId>>,
    /// The entries that others inherit from, gathered at the first search.
    pub(super) parents: OnceLock<Vec<Parents>>,
    /// The entries whose first author is written in a string or another entry, by family name; gathered when first
    /// asked for.
    pub(super) named_elsewhere: OnceLock<FxHashMap<String, Vec<EntryId>>>,
    /// The names of strings that are defined more than once, gathered at the first search.
    pub(super) redefined: OnceLock<FxHashSet<String>>,
    /// What was found near misspelt keys.
    pub(super) near_memo: Arc<Mutex<NearMemo>>,
}

impl Library {
    /// Of bibliographies in the order of their declaration, the last `masters` of which are only searched.
    pub fn new(bibliographies: Vec<Arc<Bibliography>>, masters: usize) -> Self {
        Self { bibliographies, masters, ..Self::default() }
    }

    /// Whether a key of the project's own bibliographies begins with `prefix`.
    pub fn has_key_prefix(&self, prefix: &str) -> bool {
        self.own().iter().any(|file| file.with_key_prefix(prefix).any(|(_, key)| key.starts_with(prefix)))
    }

    /// Entries of the project's own bibliographies whose keys begin with `prefix`, case aside, in order: what
    /// can be found before the word index is ready.
    pub fn with_key_prefix(&self, prefix: &str, limit: usize) -> Vec<EntryId> {
        let all = self.own().iter().zip(0..).flat_map(|(file, bibliography)| {
            let found = file.with_key_prefix(prefix).filter(|it| !file.is_store(it.0));
            found.map(move |(entry, _)| EntryId { bibliography, entry })
        });
        all.take(limit).collect()
    }

    /// Whether every key is known, `ids` included.
    pub fn knows_every_key(&self) -> bool {
        self.own().iter().all(|file| file.knows_aliases())
    }

    /// Whether an entry's note says UNVERIFIED.
    pub fn is_unverified(&self, id: EntryId) -> bool {
        self.unverified.get_or_init(|| self.in_own(|it| it.unverified()).into_iter().collect()).contains(&id)
    }

    /// Whether an entry's title says that the work was retracted.
    pub fn is_retracted(&self, id: EntryId) -> bool {
        self.retracted
            .get_or_init(|| self.in_own(|it| it.retracted().to_vec()).into_iter().collect())
            .contains(&id)
    }

    /// Whether an entry has this key, or has it among its `ids`.
    pub fn defines(&self, key: &str) -> bool {
        self.own().iter().any(|it| it.defines(key))
    }

    /// The entry that a citation of `key` means: of several definitions the first.
    pub fn get(&self, key: &str) -> Option<EntryId> {
        let own = || self.own().iter().zip(0..);
        let by_key = own().find_map(|(file, bibliography)| {
            file.first_with_key(key).map(|entry| EntryId { bibliography, entry })
        });
        let by_alias = || {
            own().find_map(|(file, bibliography)| {
                file.with_alias(key).first().map(|&entry| EntryId { bibliography, entry })
            })
        };
        by_key.or_else(by_alias)
    }

    /// All entries (of the project's own bibliographies) with this key, then those with it among their
    /// `ids`.
    pub fn definitions(&self, key: &str) -> Vec<EntryId> {
        let mut found = self.in_own(|bibliography| bibliography.with_key(key));
        for id in self.in_own(|bibliography| bibliography.with_alias(key)) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// The entries that a citation of `key` means: its definitions; if there are none and case is not minded,
    /// which is BibTeX's way, the entries whose keys differ in case alone.
    pub fn meant(&self, key: &str, minds_case: bool) -> Vec<EntryId> {
        let found = self.definitions(key);
        if found.is_empty() && !minds_case { self.differing_in_case(key) } else { found }
    }

    /// Entries whose key differs from `key` in case only.
    pub fn differing_in_case(&self, key: &str) -> Vec<EntryId> {
        let mut found = self.in_own(|bibliography| bibliography.with_key_in_any_case(key));
        found.retain(|&id| self.key(id) != key);
        found
    }

    /// The project's own bibliographies: those that define keys.
    pub fn own(&self) -> &[Arc<Bibliography>] {
        &self.bibliographies[..self.bibliographies.len().saturating_sub(self.masters)]
    }

    pub(super) fn in_own(&self, find: impl Fn(&Bibliography) -> Vec<EntryNumber>) -> Vec<EntryId> {
        let all = self.own().iter().zip(0..);
        all.flat_map(|(file, bibliography)| {
            find(file).into_iter().map(move |entry| EntryId { bibliography, entry })
        })
        .collect()
    }

    /// The bibliography that holds an entry.
    pub fn bibliography(&self, id: EntryId) -> Option<&Arc<Bibliography>> {
        self.bibliographies.get(id.bibliography as usize)
    }

    /// The key of an entry.
    pub fn key(&self, id: EntryId) -> String {
        self.bibliography(id).map_or("", |bibliography| bibliography.key(id.entry)).to_owned()
    }

    /// An entry as it is written, without what it inherits.
    pub fn raw_entry(&self, id: EntryId) -> Entry {
        self.bibliography(id).map_or(Entry::default(), |bibliography| bibliography.entry(id.entry))
    }

    /// Every entry that defines a key, with that key, in order; without `ids`.
    pub fn keys(&self) -> impl Iterator<Item = (EntryId, &str)> {
        let all = self.own().iter().zip(0..);
        all.flat_map(|(file, bibliography)| {
            file.keys().zip(0..).map(move |(key, entry)| (EntryId { bibliography, entry }, key))
        })
    }

    /// How many entries can be found in it, master libraries included.
    pub fn len(&self) -> usize {
        self.bibliographies.iter().map(|bibliography| bibliography.len()).sum()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every bibliography's word index is ready, so that what [`Library::titled`] and
    /// [`Library::about`] do not find is not there.
    pub fn is_indexed(&self) -> bool {
        self.bibliographies.iter().all(|bibliography| bibliography.is_indexed())
    }
}
