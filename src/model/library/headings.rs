//! Entries by what stands at their head, in all bibliographies of the project's own.

use rustc_hash::FxHashMap;

use super::definitions::{EntryId, Library};
use crate::model::bibliography::ShortYear;

impl Library {
    /// Entries whose titles, with the subtitle, have these folded words, a leading article aside; others may be among
    /// them.
    pub fn with_title(&self, words: &[String]) -> Vec<EntryId> {
        let letters = words.concat();
        self.in_own(|file| file.with_title(&letters))
    }

    /// Entries whose first author (editor, where there is none) has this folded family name, one word, and whose year
    /// may be one of these; others may be among them.
    pub fn by_first_author(&self, family: &str, years: &[ShortYear]) -> Vec<EntryId> {
        let mut found = self.in_own(|file| file.by_first_author(family, years));
        found.extend(self.named_elsewhere().get(family).into_iter().flatten());
        found
    }

    /// The entries whose first author is written in a string or in another entry, by the folded family name.
    fn named_elsewhere(&self) -> &FxHashMap<String, Vec<EntryId>> {
        self.named_elsewhere.get_or_init(|| {
            let mut all: FxHashMap<String, Vec<EntryId>> = FxHashMap::default();
            for id in self.in_own(|file| file.unnamed()) {
                let authors = self.heading(id).authors;
                all.entry(authors.first().map(|it| it.folded_family()).unwrap_or_default())
                    .or_default()
                    .push(id);
            }
            all
        })
    }
}
