//! The registrants of DOIs (`10.1145`): which there are, as far as a look-up has shown.
//!
//! A DOI that the registry does not know may be printed and not registered yet, or lose its way in a line break; one
//! whose registrant there is not was never meant to be registered.

use rustc_hash::FxHashSet;

use crate::model::record::{Record, Reference};
use crate::resolve::verify::Thresholds;
use crate::workspace::services::known::{Id, doi};

/// A registrant that there is: the foundation that runs the registry. A registry that does not know it says nothing of
/// registrants.
const FOUNDATION: &str = "10.1000";

/// What is known of registrants.
#[derive(Clone, Debug, Default)]
pub struct Registrants {
    known: FxHashSet<String>,
    /// Those that the registry does not know.
    none: FxHashSet<String>,
    /// The DOIs that were seen.
    dois: FxHashSet<String>,
}

/// The registrant of a DOI.
fn registrant(doi: &str) -> Option<&str> {
    doi.split_once('/').map(|it| it.0)
}

impl Registrants {
    /// Takes in a DOI that there is.
    pub fn take(&mut self, doi: &str) {
        let Some(registrant) = registrant(doi) else { return };
        self.known.insert(registrant.to_owned());
        self.dois.insert(doi.to_owned());
    }

    /// Takes in the DOIs of records.
    pub fn take_records<'a>(&mut self, records: impl Iterator<Item = &'a Record>) {
        records.filter_map(|it| it.work.doi.as_deref()).for_each(|it| self.take(it));
    }

    /// What the registry is to be asked, after it did not know these DOIs.
    pub fn asked(&self, unknown: &[Id]) -> Vec<Id> {
        let of = |id: &Id| match id {
            Id::Doi(doi) => registrant(doi).map(str::to_owned),
            Id::Arxiv(_) => None,
        };
        let mut asked: Vec<String> = unknown.iter().filter_map(of).collect();
        asked.retain(|it| !self.known.contains(it) && !self.none.contains(it));
        if !asked.is_empty() {
            asked.push(FOUNDATION.to_owned());
        }
        asked.sort();
        asked.dedup();
        asked.into_iter().map(Id::Doi).collect()
    }

    /// Takes in what the registry says of them.
    pub fn take_answer(&mut self, asked: &[Id], agencies: &[Option<String>]) {
        let told = asked.iter().zip(agencies).filter_map(|(id, agency)| match id {
            Id::Doi(registrant) => Some((registrant, agency.as_deref()?)),
            Id::Arxiv(_) => None,
        });
        let (none, known): (Vec<_>, Vec<_>) = told.partition(|it| it.1 == doi::NONE);
        if known.iter().any(|it| it.0 == FOUNDATION) {
            self.none.extend(none.into_iter().map(|it| it.0.clone()));
        }
        self.known.extend(known.into_iter().map(|it| it.0.clone()));
    }

    /// Whether there is the registrant of a reference's DOI; nothing where that is not known. Where the registry says
    /// nothing of registrants, it says something that none of very many DOIs is of this one.
    pub fn has(&self, reference: &Reference) -> Option<bool> {
        let registrant = registrant(reference.work.doi.as_deref()?)?;
        if self.known.contains(registrant) {
            return Some(true);
        }
        let is_none = self.none.contains(registrant) || self.dois.len() as u64 >= Thresholds::CHOSEN.dois;
        is_none.then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::library::Work;

    fn has(registrants: &Registrants, doi: &str) -> Option<bool> {
        let work = Work { doi: Some(doi.to_owned()), ..Work::default() };
        registrants.has(&Reference { work, ..Reference::default() })
    }

    #[test]
    fn the_registry_tells_of_registrants_or_says_nothing_of_them() {
        let ids = |all: &[&str]| all.iter().map(|it| Id::Doi((*it).to_owned())).collect::<Vec<_>>();
        let mut registrants = Registrants::default();
        registrants.take("10.1/a");
        assert_eq!(registrants.asked(&ids(&["10.1/x"])), []);
        let asked = registrants.asked(&ids(&["10.1/x", "10.2/x", "10.99999/x"]));
        assert_eq!(asked, ids(&["10.1000", "10.2", "10.99999"]));
        let none = || Some(doi::NONE.to_owned());
        // One that does not even know its own.
        registrants.take_answer(&asked, &[none(), none(), none()]);
        assert_eq!(
            ["10.1/x", "10.2/x", "10.99999/x"].map(|it| has(&registrants, it)),
            [Some(true), None, None]
        );
        let agency = || Some("Crossref".to_owned());
        registrants.take_answer(&asked, &[agency(), agency(), none()]);
        let told = ["10.1/x", "10.2/x", "10.99999/x", "10.3/x"].map(|it| has(&registrants, it));
        assert_eq!(told, [Some(true), Some(true), Some(false), None]);
    }

    #[test]
    fn of_very_many_dois_one_would_be_of_the_registrant() {
        let mut registrants = Registrants::default();
        for at in 0..Thresholds::CHOSEN.dois {
            assert_eq!(has(&registrants, "10.99999/x"), None);
            registrants.take(&format!("10.1/{at}"));
        }
        assert_eq!(has(&registrants, "10.99999/x"), Some(false));
        assert_eq!(has(&registrants, "10.1/x"), Some(true));
    }
}
