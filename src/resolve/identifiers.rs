//! Identifiers that stand in a text: which they are, and which entry has one.

use memchr::memmem;

use crate::model::library::{EntryId, Library, arxiv, doi};

/// An identifier of a work.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Identifier {
    /// A DOI, in lower case.
    Doi(String),
    /// An arXiv id, without its version.
    Arxiv(String),
}

/// The DOIs of arXiv begin so.
pub const OF_ARXIV: &str = "10.48550/arxiv.";

/// The identifier that a text is: a DOI, an arXiv id, the address of a page that has one in it.
pub fn identifier(text: &str) -> Option<Identifier> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let is_page = is_page(text);
    // What stands behind an address leads to parts of the page.
    let bare = if is_page { text.split(['?', '#']).next().unwrap_or_default() } else { text };
    let is_one =
        !bare.contains(char::is_whitespace) || lower.starts_with("doi:") || lower.starts_with("arxiv:");
    if is_one && let Some(doi) = doi(bare).map(without_tail) {
        return Some(match doi.strip_prefix(OF_ARXIV).and_then(arxiv) {
            Some(id) => Identifier::Arxiv(id),
            None => Identifier::Doi(doi),
        });
    }
    if is_one
        && (!is_page || lower.contains("arxiv.org/"))
        && let Some(id) = arxiv(bare)
    {
        return Some(Identifier::Arxiv(id));
    }
    // The ACL Anthology's pages have the names of its DOIs: https://aclanthology.org/N19-1423/
    let id = lower.split_once("aclanthology.org/")?.1.split(['/', '?', '#']).next()?;
    let id = id.strip_suffix(".pdf").or(id.strip_suffix(".bib")).unwrap_or(id);
    (!id.is_empty()).then(|| Identifier::Doi(format!("10.18653/v1/{id}")))
}

/// Whether a text is the address of a page.
pub fn is_page(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// A DOI without what publishers' pages put behind it.
fn without_tail(mut doi: String) -> String {
    let ends = ["/full", "/abstract", "/pdf", "/epdf", "/meta", ".pdf", "/html"];
    let end = ends.iter().find_map(|it| doi.strip_suffix(it)).map(str::len);
    doi.truncate(end.unwrap_or(doi.len()));
    doi
}

/// So many entries that hold the letters of an identifier are read.
const READ: usize = 50;

/// The entry of the library's own bibliographies that has the DOI or the arXiv id in `written`. Their texts are looked
/// through once: a few milliseconds for a large one.
pub fn entry_with(library: &Library, written: &str) -> Option<EntryId> {
    let (doi, arxiv) = (doi(written), arxiv(written));
    let sought = if written.to_ascii_lowercase().contains("arxiv") { arxiv.clone() } else { doi.clone() }?;
    for (at, bib) in library.own().iter().enumerate() {
        let text = bib.text().all();
        let mut last = None;
        for offset in in_any_case(text.as_bytes(), sought.as_bytes()).take(READ) {
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

/// Where `sought` stands in `text`, capitals aside. Looked for by its longest part that has no letters, so that no copy
/// of a large text is made.
fn in_any_case<'a>(text: &'a [u8], sought: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let parts = sought.split(u8::is_ascii_alphabetic);
    let part = parts.max_by_key(|it| it.len()).unwrap_or(sought);
    let before = part.as_ptr() as usize - sought.as_ptr() as usize;
    let starts = memmem::find_iter(text, part).filter_map(move |at| at.checked_sub(before));
    starts.filter(|at| text.get(*at..at + sought.len()).is_some_and(|it| it.eq_ignore_ascii_case(sought)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::bibliography::Bibliography;
    use crate::text::Text;

    #[test]
    fn identifiers_are_known_in_what_people_paste() {
        for text in [
            "10.1145/3292500.3330701",
            "doi: 10.1145/3292500.3330701",
            "https://doi.org/10.1145/3292500.3330701",
            "https://dl.acm.org/doi/abs/10.1145/3292500.3330701?casa_token=x#sec-1",
            "https://dl.acm.org/doi/pdf/10.1145/3292500.3330701.pdf",
        ] {
            let doi = Identifier::Doi("10.1145/3292500.3330701".to_owned());
            assert_eq!(identifier(text), Some(doi), "{text}");
        }
        for text in [
            "1706.03762",
            "arXiv:1706.03762v5",
            "https://arxiv.org/abs/1706.03762v5",
            "https://arxiv.org/pdf/1706.03762.pdf",
            "10.48550/arXiv.1706.03762",
        ] {
            let id = Identifier::Arxiv("1706.03762".to_owned());
            assert_eq!(identifier(text), Some(id), "{text}");
        }
        let acl = Identifier::Doi("10.18653/v1/n19-1423".to_owned());
        assert_eq!(identifier("https://aclanthology.org/N19-1423.pdf"), Some(acl));
        for text in ["https://example.org/2020.1234/", "attention is all you need", "vaswani2017", "", "10.1"]
        {
            assert_eq!(identifier(text), None, "{text}");
        }
    }

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

    #[test]
    fn an_identifier_is_found_whatever_its_capitals_are() {
        let text = b"doi = {10.1000/AbC.12d}, {10.1000/abc.12D} 10.1000/abc.1";
        let found = |sought: &[u8]| in_any_case(text, sought).collect::<Vec<_>>();
        assert_eq!(found(b"10.1000/abc.12d"), [7, 26]);
        assert_eq!(found(b"abc.1"), [15, 34, 51]);
        assert_eq!(found(b"abc"), [15, 34, 51]);
    }
}
