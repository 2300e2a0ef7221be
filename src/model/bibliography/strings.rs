//! What the words of a query lead to besides entries that have them: strings, and entries that hand fields
//! down.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::file::{Bibliography, EntryNumber, Stretch};
use super::words::{PARENT, Wanted};

impl Bibliography {
    /// Names, in lower case, of the strings whose text, as it is written here, has a word that is wanted or
    /// names one of the strings that are.
    pub fn strings_with(&self, wanted: &Wanted) -> Vec<String> {
        let mut found: FxHashSet<String> = FxHashSet::default();
        for part in self.parts().iter().filter(|part| !part.live.table.strings.is_empty()) {
            part.live.table.string_words().holders(wanted, |other| {
                // One that an edit replaced is no longer there.
                let is_here =
                    |it: &&Stretch| Arc::ptr_eq(&it.table, part.live.table) && it.others.contains(&other);
                if !self.stretches.iter().any(|it| is_here(&it)) {
                    return;
                }
                let Some(definition) = part.live.table.definition(other, 0) else { return };
                found.insert(definition.name.to_lowercase());
            });
        }
        found.into_iter().collect()
    }

    /// The name, in lower case, of each definition of a `@string`.
    pub fn string_names(&self) -> impl Iterator<Item = &str> {
        let all = self.stretches.iter().flat_map(|it| it.table.strings.iter().map(move |named| (it, named)));
        all.flat_map(|(stretch, (name, others))| {
            let here = others.iter().filter(|it| stretch.others.contains(it));
            here.map(move |_| &**name)
        })
    }

    /// Whether it defines any `@string`.
    pub fn has_strings(&self) -> bool {
        self.stretches.iter().any(|stretch| !stretch.table.strings.is_empty())
    }

    /// Whether an entry has this very word in its index.
    pub fn uses(&self, token: &str) -> bool {
        self.parts().iter().any(|part| {
            let postings = part.words.find(token).map(|at| part.words.postings(at));
            postings.is_some_and(|it| {
                it.front()
                    .map(|(entry, _)| entry)
                    .chain(it.back())
                    .any(|entry| part.live.number(entry).is_some())
            })
        })
    }

    /// Calls `found` with each entry that has what is wanted elsewhere than in its key, more than once if in
    /// several ways.
    pub fn holders(&self, wanted: &Wanted, mut found: impl FnMut(EntryNumber)) {
        for part in self.parts() {
            part.words.holders(wanted, |entry| {
                if let Some(number) = part.live.number(entry) {
                    found(number);
                }
            });
        }
    }

    /// The keys of the entries from which entries of this file inherit, some more than once. Empty until it
    /// is [`Bibliography::indexed`].
    pub fn parents(&self) -> Vec<String> {
        let parts = self.parts();
        parts.iter().flat_map(|part| part.words.behind(PARENT)).map(str::to_owned).collect()
    }
}
