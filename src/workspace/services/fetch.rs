//! One work fetched: by a DOI, an arXiv id, an address that holds one, or by words.

use super::asked::Services;
use super::known::{Id, doi};
use super::service::Service;
use crate::corpus::{Breadth, Corpora};
use crate::model::library::Work;
use crate::model::record::{Record, Reference};
use crate::resolve::identifiers::{identifier, is_page};
use crate::resolve::titles::FoldedTitle;
use crate::resolve::verify::same_identifier;
use crate::syntax::latex_text::fold_words;

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// The work of an identifier.
    Work(Id),
    /// The work with these words in title, authors and year.
    Words(String),
    /// The work of a page of which no identifier is known: nothing that could be asked for.
    Page(String),
}

/// A work with the source of its record.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// The corpus or service.
    pub source: String,
    /// What it says.
    pub record: Record,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// This work.
    One(Box<Fetched>),
    /// Several that may be meant, the likeliest first.
    Several(Vec<Fetched>),
    /// None.
    None {
        /// Where it was looked.
        looked: Vec<String>,
        /// What could not be asked, and why.
        failed: Vec<String>,
    },
}

/// So many works are offered.
const MOST: usize = 8;

/// What a text asks for.
pub fn wanted(text: &str) -> Wanted {
    match identifier(text) {
        Some(id) => Wanted::Work(id),
        None if is_page(text) => Wanted::Page(text.trim().to_owned()),
        None => Wanted::Words(text.trim().to_owned()),
    }
}

/// Fetches what is wanted: from the corpora, else from the services.
pub fn fetch(services: Option<&Services>, corpora: &Corpora, wanted: &Wanted) -> Outcome {
    match wanted {
        Wanted::Work(id) => by_id(services, corpora, id),
        Wanted::Words(words) => by_words(services, corpora, words),
        Wanted::Page(_) => Outcome::None { looked: Vec::new(), failed: Vec::new() },
    }
}

/// A reference with nothing but an identifier.
fn reference_of(id: &Id) -> Reference {
    let mut work = Work::default();
    match id {
        Id::Doi(doi) => work.doi = Some(doi.clone()),
        Id::Arxiv(id) => work.arxiv = Some(id.clone()),
    }
    Reference { work, ..Reference::default() }
}

fn by_id(services: Option<&Services>, corpora: &Corpora, id: &Id) -> Outcome {
    let reference = reference_of(id);
    let candidates = corpora.look_up(&reference, Breadth::Exact).0;
    let mut looked: Vec<String> = corpora.open.iter().map(|it| it.name.clone()).collect();
    if let Some(found) = candidates.into_iter().find(|it| same_identifier(&reference, &it.record)) {
        let source = corpora.open[found.source].name.clone();
        return Outcome::One(Box::new(Fetched { source, record: found.record }));
    }
    let mut failed = Vec::new();
    let Some(services) = services else { return Outcome::None { looked, failed } };
    for service in services.asked() {
        let ids = Id::of(&reference, *service);
        if ids.is_empty() {
            continue;
        }
        if *service == Service::Doi {
            let agencies = services.agencies(&ids);
            if agencies.is_ok_and(|it| it == [Some(doi::NONE.to_owned())]) {
                looked.push("the registry of DOIs, which has no such DOI".to_owned());
                return Outcome::None { looked, failed };
            }
            continue;
        }
        let found = services.by_ids(*service, &ids);
        match found.map(|it| it.into_iter().flat_map(|it| it.records).find(|it| id.is_of(it))) {
            Ok(Some(record)) => return one(services, *service, record),
            Ok(None) => looked.push(services.name(*service)),
            Err(failure) => failed.push(format!("{}: {failure}", services.name(*service))),
        }
    }
    if services.asked().contains(&Service::Doi) && matches!(id, Id::Doi(_)) {
        match services.search(Service::Doi, &reference) {
            Ok(Some(found)) => match found.records.into_iter().find(|it| id.is_of(it)) {
                Some(record) => return one(services, Service::Doi, record),
                None => looked.push(services.name(Service::Doi)),
            },
            Ok(None) => {}
            Err(failure) => failed.push(format!("{}: {failure}", services.name(Service::Doi))),
        }
    }
    Outcome::None { looked, failed }
}

fn one(services: &Services, service: Service, record: Record) -> Outcome {
    Outcome::One(Box::new(Fetched { source: services.name(service), record }))
}

fn by_words(services: Option<&Services>, corpora: &Corpora, words: &str) -> Outcome {
    let mut looked: Vec<String> = corpora.open.iter().map(|it| it.name.clone()).collect();
    let mut failed = Vec::new();
    let found = corpora.search(words, MOST).into_iter();
    let name = |at: usize| corpora.open[at].name.clone();
    let mut fitting: Vec<Fetched> =
        found.map(|it| Fetched { source: name(it.source), record: it.record }).collect();
    let reference =
        Reference { work: Work { title: words.to_owned(), ..Work::default() }, ..Reference::default() };
    for service in services.into_iter().flat_map(|it| it.asked()) {
        let Some(services) = services.filter(|_| *service != Service::Doi && fitting.is_empty()) else {
            continue;
        };
        match services.search(*service, &reference) {
            // It has too few words to be searched for there.
            Ok(None) => {}
            Ok(Some(found)) => {
                looked.push(services.name(*service));
                let records = found.records.into_iter();
                let source = services.name(*service);
                let fits = records.filter(|it| fits(it, words));
                fitting.extend(fits.map(|record| Fetched { source: source.clone(), record }));
            }
            Err(failure) => failed.push(format!("{}: {failure}", services.name(*service))),
        }
    }
    chosen(fitting, words).unwrap_or(Outcome::None { looked, failed })
}

/// Whether title, authors and year of a record have every word.
fn fits(record: &Record, words: &str) -> bool {
    let work = &record.work;
    let mut own = fold_words(&work.title);
    own.extend(work.authors.iter().flat_map(|it| fold_words(&it.full())));
    own.extend(work.year.map(|it| it.to_string()));
    fold_words(words).iter().all(|it| own.contains(it))
}

/// The one work that fits, of which there may be several records; or those that may be meant.
fn chosen(mut found: Vec<Fetched>, words: &str) -> Option<Outcome> {
    let asked = FoldedTitle::new(words);
    // The work that is called so comes before those that only have the words.
    if found.iter().any(|it| FoldedTitle::new(&it.record.work.title).same(&asked)) {
        found.retain(|it| FoldedTitle::new(&it.record.work.title).same(&asked));
    }
    let first = found.first()?;
    let title = FoldedTitle::new(&first.record.work.title);
    let family = |it: &Fetched| it.record.work.authors.first().map(|it| it.folded_family());
    let is_same =
        |it: &Fetched| FoldedTitle::new(&it.record.work.title).same(&title) && family(it) == family(first);
    if !found.iter().all(is_same) {
        found.truncate(MOST);
        return Some(Outcome::Several(found));
    }
    // Of several records of one work, the published one.
    let is_printed = |it: &Fetched| it.record.work.doi.is_some() && it.record.work.kind != "misc";
    let at = found.iter().position(is_printed).unwrap_or_default();
    Some(Outcome::One(Box::new(found.swap_remove(at))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::names::Name;

    fn made(title: &str, author: &str, doi: Option<&str>) -> Fetched {
        let work = Work {
            kind: if doi.is_some() { "article" } else { "misc" }.to_owned(),
            title: title.to_owned(),
            authors: vec![Name::read(author)],
            year: Some(2019),
            doi: doi.map(str::to_owned),
            ..Work::default()
        };
        Fetched { source: "made".to_owned(), record: Record { work, ..Record::default() } }
    }

    #[test]
    fn one_work_is_taken_and_of_several_none() {
        let (preprint, printed) =
            (made("Rivers", "Ida Blum", None), made("Rivers", "I. Blum", Some("10.1/a")));
        let other = made("Rivers and Hills", "Petra Moss", Some("10.1/b"));
        let one = chosen(vec![preprint.clone(), printed.clone()], "blum rivers 2019");
        assert_eq!(one, Some(Outcome::One(Box::new(printed.clone()))));
        assert_eq!(
            chosen(vec![other.clone(), printed.clone()], "rivers"),
            Some(Outcome::One(Box::new(printed.clone())))
        );
        let both = vec![other, printed];
        assert_eq!(chosen(both.clone(), "rivers 2019"), Some(Outcome::Several(both)));
        assert_eq!(chosen(Vec::new(), "rivers"), None);
        assert!(fits(&preprint.record, "Blum RIVERS 2019") && !fits(&preprint.record, "rivers south"));
    }
}
