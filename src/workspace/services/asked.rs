//! The services that are asked: with their manners, a cache before them, and a log of what is sent.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use super::cache::{self, Cache, Kept};
use super::client::{Client, Sent};
use super::consent::{Consent, key};
use super::failure::Failure;
use super::known::{self, Id};
use super::log::Log;
use super::pace::{LeftAlone, Pace};
use super::queue::{Clock, Queue, RealClock};
use super::request::Request;
use super::service::Service;
use crate::corpus::packed::{pack, unpack};
use crate::model::record::{Record, Reference};

/// A request that fails in passing is sent so often.
const TRIES: usize = 3;
/// What is kept of each identifier that was asked for; nothing of one of which nothing was said.
type Lines = Vec<Option<Vec<String>>>;

/// How an answer about identifiers is read.
type ReadLines<'a> = &'a dyn Fn(&[u8], &[Id]) -> Result<Lines, String>;

/// So many records of one answer are kept.
const MOST: usize = 20;

/// What a service has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The records.
    pub records: Vec<Record>,
    /// When it said so, in seconds since 1970.
    pub asked: u64,
}

/// The services that may be asked.
pub struct Services {
    consent: Consent,
    asked: Vec<Service>,
    client: Client,
    cache: Cache,
    queues: BTreeMap<Service, Queue>,
    log: Log,
    clock: Box<dyn Clock>,
    requests: AtomicUsize,
    /// Whether nobody waits for answers any more.
    pub stop: AtomicBool,
}

impl Services {
    /// Those of `asked`, as the user allows.
    pub fn new(consent: Consent, asked: Vec<Service>, cache: Cache) -> Self {
        let client = Client::new(consent.allowed());
        Self::with(consent, asked, cache, client, Box::new(RealClock::default()))
    }

    /// The same with a client and a clock of one's own.
    pub fn with(
        consent: Consent,
        asked: Vec<Service>,
        cache: Cache,
        client: Client,
        clock: Box<dyn Clock>,
    ) -> Self {
        let is_polite = consent.mailto.is_some();
        let seed = cache::now() ^ u64::from(std::process::id()) << 32;
        let queue = |it: &Service| {
            (*it, Queue::new(Pace::new(it.pause(is_polite), it.at_once(is_polite), seed + *it as u64)))
        };
        let queues = asked.iter().map(queue).collect();
        let log = Log::new(consent.request_log.clone());
        let (requests, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        Self { consent, asked, client, cache, queues, log, clock, requests, stop }
    }

    /// Which are asked, in order.
    pub fn asked(&self) -> &[Service] {
        &self.asked
    }

    /// How many requests may be under way at a service.
    pub fn at_once(&self, service: Service) -> usize {
        service.at_once(self.consent.mailto.is_some())
    }

    /// How many requests were sent.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// Which services are not asked any more, and why, a sentence for each: `OpenAlex was not asked any more after 100
    /// requests: its budget is spent`.
    pub fn left_alone(&self) -> Vec<String> {
        let told = |service: &Service| {
            let LeftAlone { why, declines, requests } = self.queues.get(service)?.left_alone()?;
            let plural = if requests == 1 { "" } else { "s" };
            let so_far = if declines { format!(" after {requests} request{plural}") } else { String::new() };
            Some(format!("{} was not asked any more{so_far}: {why}", self.name(*service)))
        };
        self.asked.iter().filter_map(told).collect()
    }

    /// The name of a service for people: of the user's index, its own.
    pub fn name(&self, service: Service) -> String {
        match (service, &self.consent.index) {
            (Service::Index, Some(mapping)) => mapping.name.clone(),
            _ => service.name().to_owned(),
        }
    }

    /// What a service has of these identifiers, in their order.
    pub fn by_ids(&self, service: Service, ids: &[Id]) -> Result<Vec<Found>, Failure> {
        self.identified(service, ids, &|answer, ids| {
            let records = known::records(service, answer, self.consent.index.as_ref())?;
            let of = |id: &Id| {
                let own = records.iter().filter(|it| id.is_of(it)).take(MOST);
                Some(own.map(packed).collect())
            };
            Ok(ids.iter().map(of).collect())
        })
        .map(|kept| kept.into_iter().map(|it| it.map(found).unwrap_or_default()).collect())
    }

    /// The agency of each DOI, in their order; nothing of one of which the registry says nothing.
    pub fn agencies(&self, ids: &[Id]) -> Result<Vec<Option<String>>, Failure> {
        let kept = self.identified(Service::Doi, ids, &|answer, ids| {
            let agencies = known::doi::read(answer)?;
            let of = |id: &Id| {
                let agency = agencies.iter().find(|it| matches!(id, Id::Doi(doi) if *doi == it.0))?;
                Some(vec![agency.1.clone()])
            };
            Ok(ids.iter().map(of).collect())
        })?;
        Ok(kept.into_iter().map(|it| it?.lines.into_iter().next()).collect())
    }

    /// What a service finds by the words of a reference; nothing where it cannot be searched for that.
    pub fn search(&self, service: Service, reference: &Reference) -> Result<Option<Found>, Failure> {
        let mapping = self.consent.index.as_ref();
        let Some(request) = known::search(service, reference, mapping) else { return Ok(None) };
        let body = request.body.as_deref().unwrap_or_default();
        let question = format!("search {}{}{body}", self.base(service), request.path);
        if let Some(kept) = self.cache.get(service, &question, cache::now()) {
            return Ok(Some(found(kept)));
        }
        let records = self.ask(service, &request, &|it| known::records(service, it, mapping))?;
        let records = records.unwrap_or_default();
        let now = cache::now();
        self.cache.put(service, &question, records.iter().take(MOST).map(packed).collect(), now);
        Ok(Some(Found { records, asked: now }))
    }

    fn base(&self, service: Service) -> &str {
        self.consent.address(service).unwrap_or_default()
    }

    /// What is kept of each identifier, or else is asked, all at once.
    fn identified(
        &self,
        service: Service,
        ids: &[Id],
        read: ReadLines<'_>,
    ) -> Result<Vec<Option<Kept>>, Failure> {
        let now = cache::now();
        // What a stand-in or a mirror said is none of the service's own words.
        let question = |id: &Id| format!("{} {}", id.question(), self.base(service));
        let mut kept: Vec<Option<Kept>> =
            ids.iter().map(|it| self.cache.get(service, &question(it), now)).collect();
        let missing: Vec<usize> = (0..ids.len()).filter(|it| kept[*it].is_none()).collect();
        let asked: Vec<Id> = missing.iter().map(|it| ids[*it].clone()).collect();
        let Some(request) = known::by_ids(service, &asked, self.consent.index.as_ref()) else {
            return Ok(kept);
        };
        let answers = self.ask(service, &request, &|it| read(it, &asked))?;
        let answers = answers.unwrap_or_else(|| vec![Some(Vec::new()); asked.len()]);
        for ((at, id), lines) in missing.into_iter().zip(&asked).zip(answers) {
            let Some(lines) = lines else { continue };
            self.cache.put(service, &question(id), lines.clone(), now);
            kept[at] = Some(Kept::new(&question(id), lines, now));
        }
        Ok(kept)
    }

    /// Sends a request when it is its turn, again if it fails in passing; nothing where there is nothing.
    fn ask<T>(
        &self,
        service: Service,
        request: &Request,
        read: &dyn Fn(&[u8]) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        let queue = self.queues.get(&service);
        let queue = queue.ok_or_else(|| Failure::Off("it is not to be asked".to_owned()))?;
        let mut last = Failure::Off("it was not asked".to_owned());
        for at in 0..TRIES {
            queue.wait(self.clock.as_ref(), &self.stop)?;
            match self.send(service, request, queue) {
                Ok(answer) => {
                    let came = read(&answer).map_err(Failure::Malformed);
                    queue.understood(self.clock.as_ref(), came.as_ref().err());
                    match came {
                        Ok(it) => return Ok(Some(it)),
                        Err(failure) => last = failure,
                    }
                }
                Err(Failure::NotFound) => return Ok(None),
                Err(failure) => last = failure,
            }
            // An answer that was cut off may be whole the next time; one that is so twice will stay so.
            let again = last.is_passing() || (at == 0 && matches!(last, Failure::Malformed(_)));
            if !again {
                break;
            }
        }
        Err(last)
    }

    fn send(&self, service: Service, request: &Request, queue: &Queue) -> Result<Vec<u8>, Failure> {
        let (base, began) = (self.base(service), Instant::now());
        let sent = self.sent(service);
        self.requests.fetch_add(1, Ordering::Relaxed);
        let (answer, heard) = self.client.ask(base, request, &sent);
        queue.ended(self.clock.as_ref(), answer.as_ref().err(), &heard);
        let method = if request.body.is_some() { "POST" } else { "GET" };
        let body = request.body.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
        let asked = format!("{method} {base}{}{body} ({})", request.path, sent.agent);
        let came = match &answer {
            Ok(bytes) => format!("{} bytes", bytes.len()),
            Err(failure) => failure.to_string(),
        };
        self.log.tell(cache::now(), service, &asked, &came, began.elapsed());
        answer
    }

    /// The name of the product with its version and address; where a service asks for it, and the user gave one, an
    /// address by which they are reached.
    fn sent(&self, service: Service) -> Sent {
        let mail = self.consent.mailto.as_ref();
        let mail = mail.filter(|_| matches!(service, Service::Crossref | Service::Datacite));
        let mail = mail.map(|it| format!("; mailto:{it}")).unwrap_or_default();
        let (version, home) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"));
        let agent = format!("Lacuna/{version} ({home}{mail})");
        let key = key(service).map(|it| match service {
            Service::SemanticScholar => ("x-api-key", it),
            Service::Index => ("authorization", format!("ApiKey {it}")),
            _ => ("authorization", format!("Bearer {it}")),
        });
        Sent { agent, key }
    }
}

fn packed(record: &Record) -> String {
    let mut text = String::new();
    pack(record, &mut text);
    text
}

fn found(kept: Kept) -> Found {
    Found { records: kept.lines.iter().map(|it| unpack(it)).collect(), asked: kept.asked }
}
