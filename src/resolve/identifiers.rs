//! Which entry has an identifier that stands in a text.

use memchr::memmem;

use crate::model::library::{EntryId, Library, arxiv, doi};

/// So many entries that hold the letters of an identifier are read.
const READ: usize = 50;

/// The entry of the library's own bibliographies that has the DOI or the arXiv id in `written`. Their texts are looked
/// through once: a few milliseconds for a large one.
pub fn entry_with(library: &Library, written: &str) -> Option<EntryId> {
    let (doi, arxiv) = (doi(written), arxiv(written));
    let sought = if written.to_ascii_lowercase().contains("arxiv") { arxiv.clone() } else { doi.clone() }?;
    for (at, bib) in library.own().iter().enumerate() {
        let text = bib.text().all().to_ascii_lowercase();
        let mut last = None;
        for offset in memmem::find_iter(text.as_bytes(), sought.as_bytes()).take(READ) {
            let Some(number) = bib.at(offset).filter(|it| last != Some(*it)) else { continue };
            last = Some(number);
            let id = EntryId { bibliography: u32::try_from(at).ok()?, entry: number };
            let work = library.work(id);
            if (work.doi.is_some() && work.doi == doi) || (work.arxiv.is_some() && work.arxiv == arxiv) {
                return Some(id);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::bibliography::Bibliography;
    use crate::text::Text;

    #[test]
    fn an_identifier_leads_to_its_entry() {
        let bib = "@misc{a, note = {not 10.1000/xyz but like it}}
@article{b, doi = {https://doi.org/10.1000/XYZ}}
@misc{c, eprint = {1706.03762v2}, archiveprefix = {arXiv}}
@article{d, doi = {10.1000/xyz1}}";
        let library = Library::new(vec![Arc::new(Bibliography::parse(Text::plain(bib.to_owned())))], 0);
        let key = |written: &str| entry_with(&library, written).map(|it| library.key(it));
        assert_eq!(key("https://doi.org/10.1000/xyz").as_deref(), Some("b"));
        assert_eq!(key("arXiv:1706.03762").as_deref(), Some("c"));
        assert_eq!(key("https://arxiv.org/abs/1706.03762v7").as_deref(), Some("c"));
        assert_eq!(key("10.1000/none"), None);
    }
}
