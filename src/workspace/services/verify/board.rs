//! What is to be asked, what is being asked, and what is settled: from here each service takes its next question.

use super::case::{Case, Progress};
use crate::model::record::Reference;
use crate::workspace::services::asked::Found;
use crate::workspace::services::failure::Failure;
use crate::workspace::services::known::{Id, batch};
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
    services: Vec<Service>,
    /// Which of them are settled and told of.
    told: Vec<bool>,
}

impl Board {
    /// Of these references, of which these services are asked.
    pub fn new(cases: Vec<Case>, services: Vec<Service>) -> Self {
        let told = vec![false; cases.len()];
        Self { cases, services, told }
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

    /// Takes in what the registry said.
    pub fn take_agencies(&mut self, asked: &[(usize, Id)], found: Result<Vec<Option<String>>, Failure>) {
        match found {
            Ok(found) => {
                for ((at, _), agency) in asked.iter().zip(found) {
                    self.cases[*at].take_agency(agency);
                }
                self.end_ids(Service::Doi, asked, &Progress::Done);
            }
            // That nothing is known of the registry hinders no other service.
            Err(_) => self.end_ids(Service::Doi, asked, &Progress::Done),
        }
    }

    /// Takes in what a service has of identifiers.
    pub fn take_ids(&mut self, service: Service, asked: &[(usize, Id)], found: Result<Vec<Found>, Failure>) {
        match found {
            Ok(found) => {
                for ((at, _), found) in asked.iter().zip(found) {
                    self.cases[*at].take(service, found, false);
                }
                self.end_ids(service, asked, &Progress::Done);
            }
            Err(failure) => self.end_ids(service, asked, &Progress::Failed(failure.to_string())),
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
                    case.take(service, found, service != Service::Doi);
                }
                Progress::Done
            }
            Err(failure) => Progress::Failed(failure.to_string()),
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

    /// Which references have been settled since they were asked for last.
    pub fn settled(&mut self) -> Vec<usize> {
        let new: Vec<usize> =
            (0..self.cases.len()).filter(|it| self.cases[*it].is_settled && !self.told[*it]).collect();
        new.iter().for_each(|it| self.told[*it] = true);
        new
    }
}
