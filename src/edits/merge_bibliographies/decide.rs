//! Which entries stay, and under which keys.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::merged::{Changed, Fate};
use crate::edits::merge_entries::is_lacking;
use crate::model::bibliography::{Bibliography, EntryNumber};
use crate::model::library::{EntryId, Library, Work};
use crate::resolve::titles::FoldedTitle;
use crate::rules::entries::duplicate_work::earlier_copies;
use crate::syntax::bib::{Entry, Field, Piece};

/// An entry of one of the bibliographies.
pub(super) struct Candidate {
    pub file: usize,
    pub entry: Entry,
    pub outcome: Outcome,
    /// Fields that it takes over from entries that are dropped, with their values as written.
    pub taken: Vec<(String, String)>,
}

/// What becomes of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It stays under this key.
    Stays(String),
    /// Another one stands for it: its place among the candidates.
    Goes(usize),
}

/// What is decided of all entries.
pub(super) struct Decided {
    /// In the order of the files.
    pub entries: Vec<Candidate>,
    pub equal: usize,
    pub changes: Vec<Changed>,
}

pub(super) fn decide(files: &[Arc<Bibliography>]) -> Decided {
    let libraries: Vec<Library> = files.iter().map(|it| Library::new(vec![Arc::clone(it)], 0)).collect();
    let mut decided = Decided { entries: Vec::new(), equal: 0, changes: Vec::new() };
    let mut ids: Vec<(usize, EntryId)> = Vec::new();
    let mut sound: Vec<bool> = Vec::new();
    for (file, bib) in files.iter().enumerate() {
        let faulty: FxHashSet<_> = bib.faults().iter().filter_map(|it| bib.at(it.range.start)).collect();
        for number in 0..EntryNumber::try_from(bib.len()).unwrap_or(EntryNumber::MAX) {
            let entry = bib.entry(number);
            sound.push(!entry.key.is_empty() && !faulty.contains(&number));
            ids.push((file, EntryId { bibliography: 0, entry: number }));
            let outcome = Outcome::Stays(entry.key.clone());
            decided.entries.push(Candidate { file, entry, outcome, taken: Vec::new() });
        }
    }
    // What is read of a malformed entry is not all.
    let whole: Vec<usize> = (0..ids.len()).filter(|it| sound[*it]).collect();
    let read: Vec<(&Library, EntryId)> =
        whole.iter().map(|it| (&libraries[ids[*it].0], ids[*it].1)).collect();
    let copies: FxHashMap<usize, usize> =
        whole.iter().zip(earlier_copies(&read)).filter_map(|(at, of)| Some((*at, whole[of?]))).collect();
    let mut keys = Keys::of(&decided.entries);
    for at in 0..ids.len() {
        if !sound[at] {
            decided.tell(at, Fate::Malformed);
            continue;
        }
        let key = decided.entries[at].entry.key.clone();
        let holder = keys.holder(&key, decided.entries[at].file);
        let work = |it: usize| libraries[ids[it].0].work(ids[it].1);
        let said = |it: usize| said(&libraries[ids[it].0], ids[it].1, &decided.entries[it].entry);
        let equal = holder.filter(|it| said(*it) == said(at));
        let copy = || copies.get(&at).map(|it| decided.stands_for(*it));
        let version = || holder.filter(|it| sound[*it] && is_one_work(&work(*it), &work(at)));
        if let Some(former) = equal {
            decided.entries[at].outcome = Outcome::Goes(former);
            decided.equal += 1;
        } else if let Some(former) = copy() {
            decided.drop(at, former, files, true);
        } else if let Some(former) = version() {
            decided.drop(at, former, files, false);
        } else if holder.is_some() {
            let new = keys.fresh(&key);
            decided.entries[at].outcome = Outcome::Stays(new.clone());
            keys.take(&new, at, decided.entries[at].file);
            decided.tell(at, Fate::Renamed(new));
        } else {
            keys.take(&key, at, decided.entries[at].file);
        }
    }
    decided
}

impl Decided {
    /// The entry that stands for one in the result.
    fn stands_for(&self, mut at: usize) -> usize {
        while let Outcome::Goes(of) = self.entries[at].outcome {
            at = of;
        }
        at
    }

    fn drop(&mut self, at: usize, former: usize, files: &[Arc<Bibliography>], takes: bool) {
        let (dropped, kept) = (&self.entries[at], &self.entries[former]);
        let Outcome::Stays(key) = kept.outcome.clone() else { return };
        let lacks = |name: &str| is_lacking(&kept.entry, name) && !kept.taken.iter().any(|it| it.0 == name);
        // A string's name may mean nothing where the former entry stands.
        let is_plain = |pieces: &[Piece]| {
            pieces
                .iter()
                .all(|it| !matches!(it, Piece::Name(name, _) if !MONTHS.contains(&&*name.to_lowercase())))
        };
        let fields =
            dropped.entry.fields.iter().filter(|it| takes && lacks(&it.name) && is_plain(&it.pieces));
        let text = files[dropped.file].text();
        let taken: Vec<(String, String)> =
            fields.map(|it| (it.name.clone(), text.slice(it.value_range).into_owned())).collect();
        let differs = |name: &&str| {
            let value = |entry: &Entry| entry.field(name).map(|it| folded(&it.pieces));
            value(&kept.entry).zip(value(&dropped.entry)).is_some_and(|(one, other)| one != other)
        };
        let differing = dropped.entry.fields.iter().map(|it| it.name.as_str()).filter(differs);
        let differing = differing.map(str::to_owned).collect();
        let names = taken.iter().map(|it| it.0.clone()).collect();
        let fate = Fate::Dropped { kept: key, of: kept.file, taken: names, differing };
        self.entries[former].taken.extend(taken);
        self.entries[at].outcome = Outcome::Goes(former);
        self.tell(at, fate);
    }

    fn tell(&mut self, at: usize, fate: Fate) {
        let it = &self.entries[at];
        let (file, key) = (it.file, it.entry.key.clone());
        let range = if key.is_empty() { it.entry.range } else { it.entry.key_range };
        self.changes.push(Changed { file, key, range, fate });
    }
}

/// The names of months, which every style of BibTeX defines.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// What an entry says: its key, type and fields, the order of these, delimiters and blanks aside.
fn said(library: &Library, id: EntryId, entry: &Entry) -> (String, String, Vec<(String, String)>) {
    let value = |it: &Field| library.expand(id, it).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut fields: Vec<_> = entry.fields.iter().map(|it| (it.name.clone(), value(it))).collect();
    fields.sort_unstable();
    (entry.key.clone(), entry.kind.clone(), fields)
}

fn folded(pieces: &[Piece]) -> String {
    let text = pieces.iter().flat_map(|it| it.text().chars());
    text.filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two entries of one key are versions of one work: the same title by the same first author.
fn is_one_work(one: &Work, other: &Work) -> bool {
    let title = |it: &Work| FoldedTitle::new(&it.title);
    let author = |it: &Work| it.authors.first().map(|it| it.folded_family());
    let (a, b) = (title(one), title(other));
    !a.is_empty() && a.same(&b) && author(one) == author(other)
}

/// The keys that are taken, by their letters in lower case: BibTeX takes keys that differ in case for one.
struct Keys {
    /// With who has them, and in which file.
    taken: FxHashMap<String, Vec<(String, usize, usize)>>,
    /// All that are written anywhere: none of them is given anew.
    written: FxHashSet<String>,
}

impl Keys {
    fn of(entries: &[Candidate]) -> Self {
        let mut written: FxHashSet<String> = FxHashSet::default();
        for it in entries {
            written.insert(it.entry.key.to_lowercase());
            let aliases = it.entry.field("ids").into_iter().flat_map(|it| &it.pieces);
            let aliases = aliases.flat_map(|it| it.text().split(',')).map(|it| it.trim().to_lowercase());
            written.extend(aliases);
        }
        Self { taken: FxHashMap::default(), written }
    }

    /// Who has a key that an entry of this file wants. Keys of one file that differ in case are its own affair.
    fn holder(&self, key: &str, file: usize) -> Option<usize> {
        let same = self.taken.get(&key.to_lowercase())?;
        let exact = same.iter().find(|it| it.0 == key);
        exact.or_else(|| same.iter().find(|it| it.2 != file)).map(|it| it.1)
    }

    fn take(&mut self, key: &str, by: usize, file: usize) {
        self.taken.entry(key.to_lowercase()).or_default().push((key.to_owned(), by, file));
    }

    fn fresh(&mut self, key: &str) -> String {
        let names = (2..).map(|number| format!("{key}-{number}"));
        let free = |it: &String| !self.written.contains(&it.to_lowercase());
        let new = names.into_iter().find(free).unwrap_or_else(|| key.to_owned());
        self.written.insert(new.to_lowercase());
        new
    }
}
