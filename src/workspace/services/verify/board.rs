//! What is to be asked, what is being asked, and what is settled: from here each service takes its next question.

use super::case::{Case, Progress};
use super::registrants::Registrants;
use crate::model::record::Reference;
use crate::workspace::services::asked::Found;
use crate::workspace::services::failure::Failure;
use crate::workspace::services::known::{Id, batch, doi};
use crate::workspace::services::service::Service;

/// The next thing to ask a service: references by their places.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    /// The registry, for the agencies of DOIs.
    Agencies(Vec<(usize, Id)>),
    /// A service, for records of identifiers.
    Ids(Vec<(usize, Id)>),
    /// A service, by the words of a reference.
    Search(usize, Box<Reference>),
}

/// All references that are looked up at once.
pub struct Board {
    /// The references.
    pub cases: Vec<Case>,
    /// What is known of registrants of DOIs.
    pub registrants: Registrants,
    services: Vec<Service>,
    /// Which of them are settled and told of.
    told: Vec<bool>,
}

impl Board {
    /// Of these references, of which these services are asked.
    pub fn new(cases: Vec<Case>, services: Vec<Service>) -> Self {
        let told = vec![false; cases.len()];
        Self { cases, registrants: Registrants::default(), services, told }
    }

    /// What a service is asked next; it counts as being asked.
    pub fn next(&mut self, service: Service) -> Option<Job> {
        let ids = self.next_ids(service);
        if !ids.is_empty() {
            return Some(if service == Service::Doi { Job::Agencies(ids) } else { Job::Ids(ids) });
        }
        if service == Service::Doi {
            self.pass_over_known();
        }
        let services = &self.services;
        let is_due = |case: &Case| {
            let open = |it: &Service| case.questions.get(it).is_some_and(|it| !it.search.is_over());
            let others = || services.iter().filter(|it| **it != service && !it.is_scarce());
            let is_waiting = case.questions.get(&service).is_some_and(|it| it.search == Progress::Open);
            let is_asked = case.questions.values().any(|it| it.search == Progress::Running);
            // The answer of another may settle it.
            let is_in_turn = !is_asked && (!service.is_scarce() || !others().any(open));
            is_waiting && !case.is_settled && case.are_ids_over() && is_in_turn
        };
        let at = self.cases.iter().position(is_due)?;
        let questions = self.cases[at].questions.get_mut(&service)?;
        questions.search = Progress::Running;
        Some(Job::Search(at, Box::new(self.cases[at].reference.clone())))
    }

    /// What another service has under its DOI needs no record of the agency.
    fn pass_over_known(&mut self) {
        for case in self.cases.iter_mut().filter(|it| it.are_ids_over() && !it.wants_record()) {
            if let Some(questions) =
                case.questions.get_mut(&Service::Doi).filter(|it| it.search == Progress::Open)
            {
                questions.search = Progress::Done;
                case.settle();
            }
        }
    }

    fn next_ids(&mut self, service: Service) -> Vec<(usize, Id)> {
        let mut ids = Vec::new();
        for (at, case) in self.cases.iter_mut().enumerate() {
            if case.is_settled || !case.is_due(service) {
                continue;
            }
            let Some(questions) = case.questions.get_mut(&service).filter(|it| it.ids == Progress::Open)
            else {
                continue;
            };
            let own = Id::of(&case.reference, service);
            if ids.len() + own.len() > batch(service) {
                break;
            }
            questions.ids = Progress::Running;
            ids.extend(own.into_iter().map(|it| (at, it)));
        }
        ids
    }

    /// Whether there is nothing left to ask a service, and nothing can come.
    pub fn is_done(&self, service: Service) -> bool {
        self.cases.iter().all(|case| {
            let is_over = |it: &super::case::Questions| it.ids.is_over() && it.search.is_over();
            case.is_settled || case.questions.get(&service).is_none_or(is_over)
        })
    }

    /// Takes in what the registry said; which registrants it is to be asked for now.
    pub fn take_agencies(
        &mut self,
        asked: &[(usize, Id)],
        found: Result<Vec<Option<String>>, Failure>,
    ) -> Vec<Id> {
        let mut unknown = Vec::new();
        for ((at, id), agency) in asked.iter().zip(found.unwrap_or_default()) {
            match (id, agency.as_deref()) {
                (_, Some(doi::NONE)) => unknown.push(id.clone()),
                (Id::Doi(doi), Some(_)) => self.registrants.take(doi),
                _ => {}
            }
            self.cases[*at].take_agency(agency);
        }
        self.registrants.asked(&unknown)
    }

    /// Counts the registry's answer as taken in. That nothing is known of it hinders no other service.
    pub fn end_agencies(&mut self, asked: &[(usize, Id)]) {
        self.end_ids(Service::Doi, asked, &Progress::Done);
    }

    /// Takes in what a service has of identifiers.
    pub fn take_ids(&mut self, service: Service, asked: &[(usize, Id)], found: Result<Vec<Found>, Failure>) {
        match found {
            Ok(found) => {
                for ((at, _), found) in asked.iter().zip(found) {
                    self.registrants.take_records(found.records.iter());
                    self.cases[*at].take(service, found, false);
                }
                self.end_ids(service, asked, &Progress::Done);
            }
            Err(failure) => self.end_ids(service, asked, &Progress::of(&failure)),
        }
    }

    fn end_ids(&mut self, service: Service, asked: &[(usize, Id)], ended: &Progress) {
        let mut places: Vec<usize> = asked.iter().map(|it| it.0).collect();
        places.dedup();
        for at in places {
            let case = &mut self.cases[at];
            if let Some(questions) = case.questions.get_mut(&service) {
                questions.ids = ended.clone();
            }
            case.settle();
        }
    }

    /// Takes in what a service found by words; nothing where it cannot be searched for this reference.
    pub fn take_search(&mut self, service: Service, at: usize, found: Result<Option<Found>, Failure>) {
        let case = &mut self.cases[at];
        let ended = match found {
            Ok(found) => {
                if let Some(found) = found {
                    self.registrants.take_records(found.records.iter());
                    case.take(service, found, service != Service::Doi);
                }
                Progress::Done
            }
            Err(failure) => Progress::of(&failure),
        };
        if let Some(questions) = case.questions.get_mut(&service) {
            questions.search = ended;
        }
        case.settle();
    }

    /// Counts what a service was being asked as failed.
    pub fn give_up(&mut self, service: Service) {
        let failed = || Progress::Failed("we fail at its answer".to_owned());
        for case in &mut self.cases {
            let Some(questions) = case.questions.get_mut(&service) else { continue };
            let before = (questions.ids.clone(), questions.search.clone());
            if before.0 == Progress::Running {
                questions.ids = failed();
            }
            if before.1 == Progress::Running {
                questions.search = failed();
            }
            case.settle();
        }
    }

    /// Which references have been settled since they were asked for last. Of those that wait for what the records of
    /// others show of registrants, when all are.
    pub fn settled(&mut self) -> Vec<usize> {
        let are_all = self.cases.iter().all(|it| it.is_settled);
        let registrants = &self.registrants;
        let is_ready = |it: &Case| it.is_settled && (are_all || !it.is_doubtful(registrants));
        let new: Vec<usize> =
            (0..self.cases.len()).filter(|it| is_ready(&self.cases[*it]) && !self.told[*it]).collect();
        for at in &new {
            self.told[*at] = true;
            self.cases[*at].take_registrants(&self.registrants);
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpora;
    use crate::model::library::Work;

    fn case(title: &str, doi: Option<&str>, services: &[Service]) -> Case {
        let work = Work { title: title.to_owned(), doi: doi.map(str::to_owned), ..Work::default() };
        Case::new(&Reference { work, ..Reference::default() }, &Corpora::default(), services)
    }

    #[test]
    fn a_doi_of_an_unknown_registrant_waits_for_what_the_others_show() {
        let services = [Service::Doi, Service::Crossref];
        let cases = vec![
            case("Rivers of the Northern Valleys", Some("10.99999/x"), &services),
            case("Bridges that Sing in the Wind", None, &services),
        ];
        let mut board = Board::new(cases, services.to_vec());
        let Some(Job::Agencies(asked)) = board.next(Service::Doi) else {
            panic!("the registry is asked first")
        };
        let registrants = board.take_agencies(&asked, Ok(vec![Some(doi::NONE.to_owned())]));
        assert!(registrants.contains(&Id::Doi("10.99999".to_owned())), "{registrants:?}");
        board.end_agencies(&asked);
        assert_eq!(board.next(Service::Doi), None);
        for at in 0..2 {
            assert!(board.settled().is_empty(), "{at}");
            assert!(matches!(board.next(Service::Crossref), Some(Job::Search(asked, _)) if asked == at));
            board.take_search(Service::Crossref, at, Ok(Some(Found::default())));
        }
        assert_eq!(board.settled(), [0, 1]);
        assert!(board.is_done(Service::Crossref));
    }
}
