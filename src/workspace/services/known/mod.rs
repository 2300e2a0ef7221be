//! What each service is asked, and what its answers say: pure functions, a file for each service.

pub mod arxiv;
pub mod crossref;
pub mod datacite;
pub mod dblp;
pub mod doi;
pub mod elasticsearch;
mod openalex;
mod read;
mod semantic_scholar;

use self::elasticsearch::Mapping;
use self::read::without_others;
use super::request::{Request, words};
use super::service::Service;
use crate::model::library;
use crate::model::record::{Record, Reference};
pub use crate::resolve::identifiers::{Identifier as Id, OF_ARXIV};
use crate::syntax::latex_text::fold_words;

impl Id {
    /// The identifiers of a reference by which this service can be asked.
    pub fn of(reference: &Reference, service: Service) -> Vec<Self> {
        let work = &reference.work;
        // What parts values in queries is in none that was ever registered but a few.
        let is_plain =
            |it: &String| it.len() < 256 && !it.contains(|c: char| "|,".contains(c) || c.is_whitespace());
        let doi = work.doi.clone().filter(is_plain);
        let arxiv = doi.as_ref().and_then(|it| it.strip_prefix(OF_ARXIV)).and_then(library::arxiv);
        let arxiv = work.arxiv.clone().or(arxiv).filter(|it| it.len() < 64);
        // DOIs of arXiv are DataCite's, and arXiv itself knows more of them.
        let doi = doi.filter(|it| !it.starts_with(OF_ARXIV));
        let (doi, arxiv) = (doi.map(Self::Doi), arxiv.map(Self::Arxiv));
        match service {
            Service::Doi | Service::Crossref | Service::Openalex => doi.into_iter().collect(),
            Service::Datacite => doi.into_iter().collect(),
            Service::Arxiv => arxiv.into_iter().collect(),
            Service::SemanticScholar | Service::Index => doi.into_iter().chain(arxiv).collect(),
            Service::Dblp => Vec::new(),
        }
    }

    /// Whether a record has it.
    pub fn is_of(&self, record: &Record) -> bool {
        match self {
            Self::Doi(doi) => record.work.doi.as_deref() == Some(doi),
            Self::Arxiv(id) => record.work.arxiv.as_deref() == Some(id),
        }
    }

    /// The question that stands for it in the cache.
    pub fn question(&self) -> String {
        match self {
            Self::Doi(doi) => format!("doi {doi}"),
            Self::Arxiv(id) => format!("arxiv {id}"),
        }
    }
}

/// So many identifiers go into one request: what the service takes, and what keeps an address shorter than 2,000 bytes.
pub fn batch(service: Service) -> usize {
    match service {
        Service::Doi => 40,
        Service::Crossref | Service::Datacite => 20,
        Service::Arxiv => 100,
        Service::Openalex => 40,
        Service::SemanticScholar => 200,
        Service::Index => 50,
        Service::Dblp => 0,
    }
}

/// The request for records of these identifiers.
pub fn by_ids(service: Service, ids: &[Id], mapping: Option<&Mapping>) -> Option<Request> {
    let dois = || ids.iter().filter_map(|it| if let Id::Doi(doi) = it { Some(doi.as_str()) } else { None });
    let arxiv = || ids.iter().filter_map(|it| if let Id::Arxiv(id) = it { Some(id.as_str()) } else { None });
    if ids.is_empty() {
        return None;
    }
    match service {
        Service::Doi => Some(doi::agencies(dois())),
        Service::Crossref => Some(crossref::by_dois(dois())),
        Service::Arxiv => Some(arxiv::by_ids(arxiv())),
        Service::Datacite => Some(datacite::by_dois(dois())),
        Service::Openalex => Some(openalex::by_dois(dois())),
        Service::SemanticScholar => Some(semantic_scholar::by_ids(dois(), arxiv())),
        Service::Index => Some(elasticsearch::by_ids(mapping?, ids)),
        Service::Dblp => None,
    }
}

/// The request that searches for a reference by its title, first author and year; none where it has too little to be
/// found by, or where the service is of no help in that.
pub fn search(service: Service, reference: &Reference, mapping: Option<&Mapping>) -> Option<Request> {
    let work = &reference.work;
    if service == Service::Doi {
        // No search: the agency of its DOI, whichever that is, has its record.
        return Id::of(reference, service).first().and_then(|it| match it {
            Id::Doi(doi) => Some(doi::record_of(doi)),
            Id::Arxiv(_) => None,
        });
    }
    let title = words(&work.title);
    if fold_words(&title).iter().map(String::len).sum::<usize>() < 4 {
        return None;
    }
    let family = work.authors.first().map(|it| words(&it.family)).unwrap_or_default();
    match service {
        Service::Doi => None,
        Service::Crossref => Some(crossref::search(&title, &family, work.year)),
        Service::Arxiv => Some(arxiv::search(&title)),
        Service::Dblp => dblp::search(&title),
        Service::Datacite => Some(datacite::search(&title)),
        Service::Openalex => openalex::search(&title),
        Service::SemanticScholar => Some(semantic_scholar::search(&title)),
        Service::Index => Some(elasticsearch::search(mapping?, &title, &family)),
    }
}

/// The records of an answer; the error says what is wrong with it.
pub fn records(service: Service, answer: &[u8], mapping: Option<&Mapping>) -> Result<Vec<Record>, String> {
    let records = match service {
        Service::Doi => doi::records(answer),
        Service::Crossref => crossref::records(answer),
        Service::Arxiv => arxiv::records(answer),
        Service::Dblp => dblp::records(answer),
        Service::Datacite => datacite::records(answer),
        Service::Openalex => openalex::records(answer),
        Service::SemanticScholar => semantic_scholar::records(answer),
        Service::Index => elasticsearch::records(mapping.ok_or("it has no mapping")?, answer),
    }?;
    Ok(records.into_iter().map(without_others).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::library::Work;

    #[test]
    fn each_service_is_asked_for_the_identifiers_that_it_knows() {
        let of = |doi: &str, service| {
            let work = Work { doi: Some(doi.to_owned()), ..Work::default() };
            Id::of(&Reference { work, ..Reference::default() }, service)
        };
        let preprint = "10.48550/arxiv.1706.03762";
        assert_eq!(of(preprint, Service::Crossref), []);
        assert_eq!(of(preprint, Service::Arxiv), [Id::Arxiv("1706.03762".to_owned())]);
        assert_eq!(of("10.1/x", Service::Crossref), [Id::Doi("10.1/x".to_owned())]);
        assert_eq!(of("10.1/x", Service::Arxiv), []);
    }

    #[test]
    fn what_says_too_little_is_not_searched_for() {
        let titled = |title: &str| {
            let work = Work { title: title.to_owned(), ..Work::default() };
            search(Service::Crossref, &Reference { work, ..Reference::default() }, None).is_some()
        };
        assert_eq!(["", "C", "..", "BERT", "深度学习的方法"].map(titled), [false, false, false, true, true]);
    }
}
