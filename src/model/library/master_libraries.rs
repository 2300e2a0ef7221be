//! Master libraries: they are searched, define no key, and what of them the project has is the project's.

use rustc_hash::FxHashSet;

use super::definitions::{EntryId, Library};
use super::work::Work;
use crate::syntax::latex_text::fold_words;

/// Titles of fewer words recur: `Introduction`.
const SHORTEST_TITLE: usize = 3;

impl Library {
    /// Whether an entry stands in a master library.
    pub fn is_master(&self, id: EntryId) -> bool {
        id.bibliography as usize >= self.own().len()
    }

    /// An entry with this key in a master library, the first of several.
    pub fn in_masters(&self, key: &str) -> Option<EntryId> {
        let masters = self.bibliographies.iter().zip(0..).skip(self.own().len());
        masters
            .filter_map(|(file, bibliography)| Some((bibliography, *file.with_key(key).first()?)))
            .map(|(bibliography, entry)| EntryId { bibliography, entry })
            .next()
    }

    /// The best `limit` of what was found, without the entries of master libraries that the project has.
    pub(super) fn distinct<T>(
        &self,
        found: impl IntoIterator<Item = (T, EntryId)>,
        limit: usize,
    ) -> Vec<(T, EntryId)> {
        let mut keys: FxHashSet<String> = FxHashSet::default();
        let is_new = |(_, id): &(T, EntryId)| {
            // Only the first of a key can be copied.
            !self.is_master(*id) || (!self.is_in_project(*id) && keys.insert(self.key(*id)))
        };
        found.into_iter().filter(is_new).take(limit).collect()
    }

    /// Whether the project has this entry of a master library: one with its key, or of the same work.
    fn is_in_project(&self, id: EntryId) -> bool {
        if self.get(&self.key(id)).is_some() {
            return true;
        }
        let own = self.own();
        if own.iter().all(|file| file.is_empty()) {
            return false;
        }
        let work = self.work(id);
        let title = fold_words(&work.title);
        own.iter().zip(0..).any(|(file, bibliography)| {
            let alike = file.with_title_words(&title).into_iter();
            alike
                .map(|entry| self.work(EntryId { bibliography, entry }))
                .any(|other| is_same_work(&work, &other, &title))
        })
    }
}

/// Whether two entries are versions of one work; `title` is the folded title of the first.
fn is_same_work(work: &Work, other: &Work, title: &[String]) -> bool {
    let equal = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    if equal(&work.doi, &other.doi) || equal(&work.arxiv, &other.arxiv) {
        return true;
    }
    let first = |work: &Work| work.authors.first().map(|name| name.folded_family());
    let apart = work.year.zip(other.year).map_or(0, |(one, other)| (one - other).abs());
    let longest = if title.len() < SHORTEST_TITLE { 0 } else { 1 };
    first(work).is_some()
        && first(work) == first(other)
        && apart <= longest
        && fold_words(&other.title).concat() == title.concat()
}

#[cfg(test)]
mod tests {
    use crate::model::library::tests::library;

    const OWN: &str = "@misc{own, title = {Attention is all you Need}, author = {Vaswani, A.}, year = 2017}\n\
                       @misc{doi, title = {A Short Title}, author = {Doe, J.}, doi = {10.1000/x}}";

    /// The keys that a search for the word of every title finds in a master library beside `OWN`.
    #[track_caller]
    fn check(master: &str, expected: &[&str]) {
        let mut library = library(&[OWN, master]);
        library.masters = 1;
        let found = library.search("title attention", 20);
        let found =
            found.into_iter().chain(library.search("attention", 20)).chain(library.search("title", 20));
        let masters = found.filter(|id| library.is_master(*id));
        assert_eq!(masters.map(|id| library.key(id)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_the_project_has_is_not_found_again() {
        check("@misc{own, title = {Attention}}", &[]);
        check("@misc{b, title = {{Attention} Is All You Need}, author = {Ashish Vaswani}, year = 2018}", &[]);
        check(
            "@misc{b, title = {A Short Title}, author = {Roe, R.}, doi = {https://doi.org/10.1000/X}}",
            &[],
        );
    }

    #[test]
    fn other_works_are() {
        check("@misc{b, title = {Attention is all you Need}, author = {Vaswani, A.}, year = 2023}", &["b"]);
        check("@misc{b, title = {Attention is all you Need}, author = {Wu, K.}, year = 2017}", &["b"]);
        check(
            "@misc{b, title = {Attention is not all you Need}, author = {Vaswani, A.}, year = 2017}",
            &["b"],
        );
    }

    #[test]
    fn of_one_key_the_first_is_found() {
        check("@misc{b, title = {Attention one}} @misc{b, title = {Attention two}}", &["b"]);
    }
}
