//! Entries of one work in a list of entries: one stands for all, and its copies say so.

use rustc_hash::FxHashMap;

use super::titles::FoldedTitle;
use crate::model::library::{EntryId, Library};

/// An entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The entry.
    pub id: EntryId,
    /// The key of the entry that stands for its work, if it is another one.
    pub copy_of: Option<String>,
}

/// `found` with the entries of one work (the same title by the same first author) made plain: the one that is
/// cited most, by `times`, takes the first place of them; the others go behind all that is listed.
pub fn arrange(library: &Library, found: &[EntryId], times: &dyn Fn(&str) -> usize) -> Vec<Listed> {
    let mut works: Vec<Vec<EntryId>> = Vec::with_capacity(found.len());
    let mut known: FxHashMap<(Vec<String>, Option<String>), usize> = FxHashMap::default();
    for &id in found {
        let heading = library.heading(id);
        let title = FoldedTitle::new(&heading.title).words;
        let author = heading.authors.first().map(|it| it.folded_family());
        match (!title.is_empty()).then(|| known.entry((title, author)).or_insert(works.len())) {
            Some(at) if *at < works.len() => works[*at].push(id),
            _ => works.push(vec![id]),
        }
    }
    let mut list = Vec::with_capacity(found.len());
    let mut copies = Vec::new();
    for work in works {
        // Of several that are cited equally often the first.
        let cited = |id: &&EntryId| if work.len() > 1 { times(&library.key(**id)) } else { 0 };
        let Some(&main) = work.iter().rev().max_by_key(cited) else { continue };
        list.push(Listed { id: main, copy_of: None });
        let key = library.key(main);
        let others = work.into_iter().filter(|it| *it != main);
        copies.extend(others.map(|id| Listed { id, copy_of: Some(key.clone()) }));
    }
    list.append(&mut copies);
    list
}

#[cfg(test)]
mod tests {
    use super::arrange;
    use crate::fixture::Fixture;

    #[test]
    fn the_entry_that_is_cited_stands_for_its_copies() {
        let fixture = Fixture::new(
            "%- main.tex\n\\bibliography{r}\n%- r.bib\n\
             @misc{n1, author = {Nasir, A}, title = {Multimodal Things}, year = 2016}\n\
             @misc{n2, author = {Nasir, A}, title = {{Multimodal} things}, year = 2016}\n\
             @misc{n3, author = {Nasir, A}, title = {Other Things}, year = 2016}\n\
             @misc{n4, author = {Roe, A}, title = {Multimodal Things}, year = 2016}\n",
        );
        let library = &fixture.snapshot.project(&fixture.id).unwrap().library;
        let found: Vec<_> = library.keys().map(|(id, _)| id).collect();
        let times = |key: &str| usize::from(key == "n2") * 5;
        let list = arrange(library, &found, &times);
        let shown: Vec<_> = list.iter().map(|it| (library.key(it.id), it.copy_of.clone())).collect();
        let plain = |key: &str| (key.to_owned(), None);
        assert_eq!(shown, [plain("n2"), plain("n3"), plain("n4"), ("n1".to_owned(), Some("n2".to_owned()))]);
    }
}
