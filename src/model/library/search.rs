//! Finding entries by words.

use super::{EntryId, Library};
use crate::syntax::latex_text::fold_words;

impl Library {
    fn ids(&self) -> impl Iterator<Item = EntryId> {
        let all = self.bibliographies.iter().zip(0..);
        all.flat_map(|(file, bibliography)| {
            (0..file.len() as u32).map(move |entry| EntryId { bibliography, entry })
        })
    }

    /// Entries that match every word of `query` (prefixes, in any order, by key, title, author, editor,
    /// year, venue, keyword, abstract), best first, at most `limit`.
    pub fn search(&self, query: &str, limit: usize) -> Vec<EntryId> {
        let wanted = fold_words(query);
        let matches = |id: &EntryId| {
            let work = self.work(*id);
            let authors: Vec<String> = work.authors.iter().map(|name| name.full()).collect();
            let year = work.year.map(|year| year.to_string()).unwrap_or_default();
            let all = [&work.key, &work.title, &authors.join(" "), &year, &work.venue]
                .map(String::as_str)
                .join(" ");
            let words = fold_words(&all);
            wanted.iter().all(|wanted| words.iter().any(|word| word.starts_with(wanted.as_str())))
        };
        self.ids().filter(matches).take(limit).collect()
    }

    /// Entries whose titles share most with these folded words, by BM25 over titles, best first.
    pub fn titled(&self, words: &[String], limit: usize) -> Vec<(EntryId, f32)> {
        let weighted: Vec<(String, f32)> = words.iter().map(|word| (word.clone(), 1.0)).collect();
        self.about(&weighted, limit)
    }

    /// Entries about these folded words with their weights, by BM25 over title, keywords and abstract,
    /// best first.
    pub fn about(&self, words: &[(String, f32)], limit: usize) -> Vec<(EntryId, f32)> {
        let score = |id: EntryId| {
            let title = fold_words(&self.work(id).title);
            let shared: f32 =
                words.iter().filter(|(word, _)| title.contains(word)).map(|(_, weight)| weight).sum();
            (id, shared / (1.0 + title.len() as f32).ln())
        };
        let mut found: Vec<(EntryId, f32)> =
            self.ids().map(score).filter(|&(_, score)| score > 0.0).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found.truncate(limit);
        found
    }

    /// Entries one of whose authors has this folded family name.
    pub fn by_author(&self, family: &str, limit: usize) -> Vec<EntryId> {
        let is_author =
            |id: &EntryId| self.work(*id).authors.iter().any(|name| name.folded_family() == family);
        self.ids().filter(is_author).take(limit).collect()
    }
}
