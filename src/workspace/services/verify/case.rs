//! One reference, and what is known of it so far.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::registrants::Registrants;
use crate::corpus::store::date;
use crate::corpus::{Breadth, Corpora, tell};
use crate::model::record::Reference;
use crate::model::verified::{Source, Verdict, Verified};
use crate::resolve::verify::{
    Candidate, Judgement, Registered, Scope, Thresholds, Venue, judge, same_identifier,
};
use crate::workspace::services::asked::Found;
use crate::workspace::services::failure::Failure;
use crate::workspace::services::known::{Id, doi};
use crate::workspace::services::service::Service;

/// How far one question is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is to be asked.
    Open,
    /// It is being asked.
    Running,
    /// It is answered, or there is nothing to ask.
    Done,
    /// It could not be asked: why.
    Failed(String),
    /// It was not asked, since the service declines: why.
    Declined(String),
}

impl Progress {
    /// Whether nothing more comes of it.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Failed(_) | Self::Declined(_))
    }

    /// How a question ended that came to this.
    pub fn of(failure: &Failure) -> Self {
        match failure {
            Failure::Declined(why) => Self::Declined(why.clone()),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// The two questions to one service.
#[derive(Clone, Debug)]
pub struct Questions {
    /// For its identifiers.
    pub ids: Progress,
    /// By its words.
    pub search: Progress,
    /// When it answered a search, in seconds since 1970.
    searched: Option<u64>,
    /// When it answered at all: the oldest of its answers.
    asked: Option<u64>,
}

/// A reference with what is known of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is looked up.
    pub reference: Reference,
    /// What is asked of each service.
    pub questions: BTreeMap<Service, Questions>,
    /// Whether its verdict is known.
    pub is_settled: bool,
    /// Who has its DOI, as the registry says; [`doi::NONE`] where nobody does.
    agency: Option<String>,
    corpora: usize,
    candidates: Vec<Candidate>,
    scope: Scope,
}

impl Case {
    /// A reference, looked up in the corpora; settled if they confirm it, or nothing can be asked about it.
    pub fn new(reference: &Reference, corpora: &Corpora, services: &[Service]) -> Self {
        let (candidates, scope) = corpora.look_up(reference, Breadth::Near);
        let questions = services.iter().map(|it| {
            let has_ids = !Id::of(reference, *it).is_empty();
            let ids = if has_ids { Progress::Open } else { Progress::Done };
            // Of the registry, what stands in the place of a search is the record that an agency has.
            let search = if *it == Service::Doi && !has_ids { Progress::Done } else { Progress::Open };
            (*it, Questions { ids, search, searched: None, asked: None })
        });
        let mut case = Self {
            reference: reference.clone(),
            questions: questions.collect(),
            is_settled: false,
            agency: None,
            corpora: corpora.open.len(),
            candidates,
            scope,
        };
        let is_confirmed = scope.sources > 0 && case.judge().verdict == Verdict::Confirmed;
        // Without a title nothing can be told, whatever is found.
        case.is_settled = is_confirmed || reference.work.title.trim().is_empty() || case.is_over();
        case
    }

    /// Whether all questions are over.
    pub fn is_over(&self) -> bool {
        self.questions.values().all(|it| it.ids.is_over() && it.search.is_over())
    }

    /// Whether its identifiers have been asked for everywhere.
    pub fn are_ids_over(&self) -> bool {
        self.questions.values().all(|it| it.ids.is_over())
    }

    /// Whether the question for identifiers to a service is in order now. The registry routes DOIs; DataCite and
    /// those that gather from others are asked for what the first do not have.
    pub fn is_due(&self, service: Service) -> bool {
        let is_over = |it: &Service| self.questions.get(it).is_none_or(|it| it.ids.is_over());
        let registry = [Service::Index, Service::Doi];
        let agencies = [Service::Index, Service::Doi, Service::Crossref, Service::Arxiv];
        match service {
            Service::Index | Service::Doi => true,
            Service::Crossref | Service::Arxiv => registry.iter().all(is_over),
            Service::Datacite => agencies.iter().all(is_over),
            _ => agencies.iter().chain(&[Service::Datacite]).all(is_over),
        }
    }

    /// Whether the record of its DOI is still to be had of an agency of which we know nothing else.
    pub fn wants_record(&self) -> bool {
        let is_registered = self.agency.as_ref().is_some_and(|it| it != doi::NONE);
        let has_it = |it: &Candidate| same_identifier(&self.reference, &it.record);
        is_registered && !self.candidates.iter().any(has_it)
    }

    /// Takes in what the registry says of its DOI.
    pub fn take_agency(&mut self, agency: Option<String>) {
        let Some(agency) = agency else { return };
        let has = |service: Service, ids: &mut Progress| match (service, agency.as_str()) {
            // Of a DOI that does not exist nobody has a record.
            (Service::Crossref | Service::Datacite | Service::Openalex, doi::NONE) => *ids = Progress::Done,
            (Service::Crossref, "DataCite") | (Service::Datacite, "Crossref") => *ids = Progress::Done,
            _ => {}
        };
        for (service, questions) in &mut self.questions {
            has(*service, &mut questions.ids);
        }
        self.scope.registered = if agency == doi::NONE { Registered::No } else { Registered::Yes };
        self.scope.knows_registrant |= agency != doi::NONE;
        self.agency = Some(agency);
    }

    /// Whether its DOI does not exist, and it is not known whether its registrant does.
    pub fn is_doubtful(&self, registrants: &Registrants) -> bool {
        self.scope.registered == Registered::No && registrants.has(&self.reference).is_none()
    }

    /// Takes in what is known of the registrant of its DOI.
    pub fn take_registrants(&mut self, registrants: &Registrants) {
        if self.scope.registered == Registered::No && registrants.has(&self.reference) == Some(false) {
            self.scope.registered = Registered::NoRegistrant;
        }
    }

    /// Takes in what a service has; of a search, `by_words`.
    pub fn take(&mut self, service: Service, found: Found, by_words: bool) {
        let place = self.corpora + Service::ALL.iter().position(|it| *it == service).unwrap_or_default();
        for record in found.records {
            let candidate = Candidate { source: place, record };
            if !self.candidates.contains(&candidate) {
                self.candidates.push(candidate);
            }
        }
        if let Some(questions) = self.questions.get_mut(&service) {
            questions.asked = Some(questions.asked.map_or(found.asked, |it| it.min(found.asked)));
            questions.searched = by_words.then_some(found.asked).or(questions.searched);
        }
    }

    /// Looks whether its verdict is known by now.
    pub fn settle(&mut self) {
        self.is_settled |= self.is_over() || self.is_confirmed();
    }

    /// Whether it is confirmed, and by a record that knows what the reference says: a preprint's says nothing of a
    /// conference. What is cited in prose gets the entry of the record that is found: that of print, where there is
    /// one, whichever service answers first.
    fn is_confirmed(&self) -> bool {
        let judgement = self.judge();
        if judgement.verdict != Verdict::Confirmed {
            return false;
        }
        let names_venue = self.reference.venues.iter().any(|it| Venue::new(it).is_venue());
        let wants_print = names_venue || self.reference.work.kind == "prose";
        let knows_venue = |at: &usize| Venue::new(&self.candidates[*at].record.work.venue).is_venue();
        let has_doi = self.reference.work.doi.is_some();
        let knows_doi = |at: &usize| same_identifier(&self.reference, &self.candidates[*at].record);
        (!wants_print || judgement.versions.iter().any(knows_venue))
            && (!has_doi || self.agency.is_some() || judgement.versions.iter().any(knows_doi))
    }

    fn judge(&self) -> Judgement {
        let mut scope = self.scope;
        let has_answered = |it: &Service| self.questions.get(it).is_some_and(|it| it.searched.is_some());
        scope.sources += Service::ALL.iter().filter(|it| has_answered(it)).count();
        // What a service has by identifiers is something to judge by, too.
        scope.sources = scope.sources.max(usize::from(!self.questions.is_empty()));
        scope.has_books |= has_answered(&Service::Crossref) || has_answered(&Service::Openalex);
        // Who registers what is printed, or gathers that from all others, and who has the meetings of a whole field would
        // between them have what was printed there.
        let venues: Vec<Venue> = self.reference.venues.iter().map(|it| Venue::new(it)).collect();
        let is_paper = matches!(self.reference.work.kind.as_str(), "inproceedings" | "conference");
        if !venues.is_empty()
            && venues.iter().all(|it| it.is_meeting() || (is_paper && it.is_venue()))
            && (has_answered(&Service::Crossref) || has_answered(&Service::Openalex))
            && has_answered(&Service::Dblp)
        {
            scope.at_venue = scope.at_venue.max(Thresholds::CHOSEN.at_venue);
        }
        judge(&self.reference, &self.candidates, &scope)
    }

    /// The verdict, as far as it is known; `corpora` are the first of the sources, `asked` those that were asked.
    pub fn verdict(&self, corpora: &[Source], asked: &[usize], name: &dyn Fn(Service) -> String) -> Verified {
        let mut sources = corpora.to_vec();
        let mut asked = asked.to_vec();
        for service in Service::ALL {
            let when = self.questions.get(&service).and_then(|it| it.asked);
            if self.questions.get(&service).is_some_and(|it| it.searched.is_some()) {
                asked.push(sources.len());
            }
            let date = date(when.unwrap_or_default());
            sources.push(Source { name: name(service), records: None, size: 0, date });
        }
        let judgement = self.judge();
        let same =
            judgement.record.is_some_and(|it| same_identifier(&self.reference, &self.candidates[it].record));
        let mut verified = tell(judgement, &self.candidates, &sources, &asked);
        let could_not = self.could_not(&asked, corpora.len(), name);
        if verified.verdict == Verdict::NotFound && asked.is_empty() && could_not.is_none() {
            verified.verdict = Verdict::Unchecked;
            verified.reason = "it has too few words to be searched for".into();
        }
        if let Some(why) = could_not {
            // What was not asked may be what confirms it. Of a record with its own identifier that is not so.
            match verified.verdict {
                Verdict::NotFound => (verified.verdict, verified.reason) = (Verdict::Unchecked, why),
                Verdict::Differs if !same => {
                    // No service has what was never registered.
                    let is_unregistered = verified.is_unregistered;
                    verified.differences.retain(|it| it.field == "doi" && is_unregistered);
                    if verified.differences.is_empty() {
                        (verified.verdict, verified.reason) = (Verdict::Unchecked, why);
                    }
                }
                Verdict::Unchecked if verified.reason.is_empty() => verified.reason = why,
                _ => {}
            }
        }
        verified
    }

    /// Which services could not be asked, and why, if for that nothing follows from what was not found. Those that
    /// decline are as if they were not there: the verdict is that of the others, `asked`, if there are others, and one
    /// of them knows works of all fields where one that declines does.
    fn could_not(
        &self,
        asked: &[usize],
        corpora: usize,
        name: &dyn Fn(Service) -> String,
    ) -> Option<Cow<'static, str>> {
        let (mut failed, mut declined, mut is_wide_missing) = (Vec::new(), Vec::new(), false);
        for (service, it) in &self.questions {
            for progress in [&it.ids, &it.search] {
                let (told, why) = match progress {
                    Progress::Failed(why) => (&mut failed, why),
                    Progress::Declined(why) => (&mut declined, why),
                    _ => continue,
                };
                is_wide_missing |= service.is_wide();
                told.push(format!("{} could not be asked: {why}", name(*service)));
            }
        }
        let has_wide = || {
            let mut wide = Service::ALL.into_iter().enumerate().filter(|it| it.1.is_wide());
            wide.any(|(at, _)| asked.contains(&(corpora + at)))
        };
        if failed.is_empty() && !asked.is_empty() && (!is_wide_missing || has_wide()) {
            return None;
        }
        failed.append(&mut declined);
        failed.dedup();
        (!failed.is_empty()).then(|| failed.join("; ").into())
    }
}
