//! Each service, sound and with each fault: the right verdict, or that it could not be asked.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use lacuna::corpus::Corpora;
use lacuna::model::library::Work;
use lacuna::model::record::Reference;
use lacuna::model::verified::{Verdict, Verified};
use lacuna::syntax::names::Name;
use lacuna::workspace::services::asked::Services;
use lacuna::workspace::services::cache::Cache;
use lacuna::workspace::services::client::Client;
use lacuna::workspace::services::consent::Consent;
use lacuna::workspace::services::queue::Clock;
use lacuna::workspace::services::service::Service;
use lacuna::workspace::services::verify::verify;

use crate::stand_in::{Fault, StandIn, WORKS};

/// Time passes when somebody rests, and at no other time.
#[derive(Default)]
struct MadeClock(Mutex<Duration>);

impl Clock for MadeClock {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn rest(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

/// Services that lead to the stand-in, with little patience and a clock that needs no time.
fn services(at: &StandIn, asked: &[Service]) -> Services {
    let consent: Consent = toml::from_str(&at.settings()).unwrap();
    let client = Client::within(consent.allowed(), Duration::from_millis(700), 100_000);
    Services::with(consent, asked.to_vec(), Cache::new(None, 0), client, Box::<MadeClock>::default())
}

/// A reference to a work of the stand-in: `change` makes it another.
fn reference(at: usize, change: impl Fn(&mut Work)) -> Reference {
    let known = &WORKS[at];
    let mut work = Work {
        key: format!("work{at}"),
        kind: "article".to_owned(),
        title: known.title.to_owned(),
        authors: vec![Name::read(&format!("{} {}", known.given, known.family))],
        year: Some(known.year),
        venue: known.venue.to_owned(),
        ..Work::default()
    };
    change(&mut work);
    let venues = vec![work.venue.clone()];
    Reference { work, venues, pmid: None }
}

fn looked_up(services: &Services, references: &[Reference]) -> Vec<Verified> {
    let found = Mutex::new(vec![None; references.len()]);
    verify(services, &Corpora::default(), references, &|at, verified| {
        let former = found.lock().unwrap()[at].replace(verified);
        assert!(former.is_none(), "told twice");
    });
    found.into_inner().unwrap().into_iter().map(Option::unwrap).collect()
}

fn unknown(work: &mut Work) {
    work.title = "Harbours that Nobody has Ever Charted Before".to_owned();
    work.authors = vec![Name::read("Nobody Known")];
}

/// Services by which works are found; the registry of DOIs finds none.
const FINDING: [Service; 6] = [
    Service::Crossref,
    Service::Arxiv,
    Service::Dblp,
    Service::Datacite,
    Service::Openalex,
    Service::SemanticScholar,
];

#[test]
fn every_service_confirms_tells_differences_and_finds_nothing_where_there_is_nothing() {
    for service in FINDING {
        let at = StandIn::new();
        let found = looked_up(
            &services(&at, &[service]),
            &[
                reference(0, |_| {}),
                reference(1, |it| it.authors = vec![Name::read("Xaver Quint"), Name::read("Olga Brandt")]),
                reference(2, unknown),
                reference(0, |it| it.doi = Some(WORKS[0].doi.to_owned())),
                reference(1, |it| it.arxiv = Some(WORKS[1].arxiv.to_owned())),
            ],
        );
        let verdicts: Vec<Verdict> = found.iter().map(|it| it.verdict).collect();
        let expected =
            [Verdict::Confirmed, Verdict::Differs, Verdict::NotFound, Verdict::Confirmed, Verdict::Confirmed];
        assert_eq!(verdicts, expected, "{service:?}");
        assert_eq!(found[1].differences[0].field, "author", "{service:?}");
        assert_eq!(found[1].source, service.name());
        assert!(found[2].told().starts_with(&format!("{} (asked 2", service.name())), "{}", found[2].told());
    }
}

#[test]
fn no_fault_of_a_service_is_taken_for_its_having_nothing() {
    let faults = [
        (Fault::Busy(Some(60_000)), "not to be asked again for 16 hours"),
        (Fault::Busy(Some(1)), "busy"),
        (Fault::Busy(None), "busy"),
        (Fault::Status(500), "has a fault (500)"),
        (Fault::Status(403), "refuses to answer (403)"),
        (Fault::Status(404), "has no such page (404)"),
        (Fault::Status(400), "does not take the request (400)"),
        (Fault::Silent, "does not answer in time"),
        (Fault::Cut, "is cut off"),
        (Fault::Short, "breaks off"),
        (Fault::Kind("text/plain"), "answers with `text/plain`"),
        (Fault::Page, "a page for people"),
        (Fault::Endless, "longer than 100000 bytes"),
        (Fault::Loop, "without end"),
        (Fault::Private, "a private network"),
        (Fault::Down, "could not be asked"),
    ];
    for service in FINDING {
        for (fault, told) in faults {
            let at = StandIn::new();
            at.fail(fault, 0);
            let references = [reference(0, |_| {}), reference(2, unknown)];
            let began = Instant::now();
            let found = looked_up(&services(&at, &[service]), &references);
            for it in &found {
                assert_eq!(it.verdict, Verdict::Unchecked, "{service:?} {fault:?}");
                assert!(it.reason.contains(service.name()), "{service:?} {fault:?}: {}", it.reason);
                assert!(it.reason.contains(told), "{service:?} {fault:?}: {}", it.reason);
            }
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "{service:?} {fault:?}: {:?}",
                began.elapsed()
            );
            assert!(at.came().len() <= 12, "{service:?} {fault:?}: {}", at.came().len());
        }
    }
}

#[test]
fn what_a_service_was_not_asked_since_it_declines_is_judged_by_the_others() {
    let declines = [Fault::Busy(Some(53_578)), Fault::Status(401), Fault::Status(403), Fault::Page];
    let asked = [Service::Crossref, Service::Dblp, Service::Openalex];
    for fault in declines {
        let at = StandIn::new();
        at.fail_at("openalex", fault, 0);
        let services = services(&at, &asked);
        let differing =
            |it: &mut Work| it.authors = vec![Name::read("Xaver Quint"), Name::read("Olga Brandt")];
        let found =
            looked_up(&services, &[reference(0, |_| {}), reference(1, differing), reference(2, unknown)]);
        let verdicts: Vec<Verdict> = found.iter().map(|it| it.verdict).collect();
        assert_eq!(verdicts, [Verdict::Confirmed, Verdict::Differs, Verdict::NotFound], "{fault:?}");
        assert_eq!(found[2].names(), "Crossref and DBLP", "{fault:?}");
        let told = services.left_alone();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("OpenAlex was not asked any more after 1 request: "), "{told:?}");
    }
    // But a service of one field alone does not stand for one of all.
    let at = StandIn::new();
    at.fail_at("openalex", Fault::Status(403), 0);
    let found = looked_up(&services(&at, &[Service::Dblp, Service::Openalex]), &[reference(2, unknown)]);
    assert_eq!(found[0].verdict, Verdict::Unchecked);
    assert!(found[0].reason.contains("OpenAlex could not be asked: it refuses"), "{}", found[0].reason);
    // Nor does what fails: it may have the work.
    for fault in [Fault::Status(500), Fault::Silent, Fault::Cut, Fault::Loop, Fault::Busy(None)] {
        let at = StandIn::new();
        at.fail_at("dblp", fault, 0);
        let found = looked_up(&services(&at, &asked), &[reference(2, unknown)]);
        assert_eq!(found[0].verdict, Verdict::Unchecked, "{fault:?}");
        assert!(found[0].reason.starts_with("DBLP could not be asked"), "{fault:?}: {}", found[0].reason);
    }
}

#[test]
fn a_service_that_answers_with_nothing_readable_is_left_alone_after_a_while() {
    for fault in [Fault::Endless, Fault::Kind("text/plain"), Fault::Cut] {
        let at = StandIn::new();
        at.fail(fault, 0);
        let references: Vec<Reference> = (0..30)
            .map(|at| reference(2, |it| it.title = format!("Harbours that nobody charted {at}")))
            .collect();
        looked_up(&services(&at, &[Service::Crossref]), &references);
        assert!(at.came().len() <= 8, "{fault:?}: {}", at.came().len());
    }
}

#[test]
fn a_fault_that_passes_is_overcome() {
    for fault in [Fault::Busy(Some(2)), Fault::Busy(None), Fault::Status(503), Fault::Down, Fault::Cut] {
        for service in FINDING {
            let at = StandIn::new();
            at.fail(fault, 1);
            let found = looked_up(&services(&at, &[service]), &[reference(0, |_| {})]);
            assert_eq!(found[0].verdict, Verdict::Confirmed, "{service:?} {fault:?}: {}", found[0].reason);
        }
    }
}

#[test]
fn odd_records_are_passed_over() {
    for service in FINDING {
        let at = StandIn::new();
        at.fail(Fault::Odd, 0);
        let found = looked_up(&services(&at, &[service]), &[reference(0, |_| {}), reference(2, unknown)]);
        assert_eq!(found[0].verdict, Verdict::Confirmed, "{service:?}");
        assert_eq!(found[1].verdict, Verdict::NotFound, "{service:?}");
    }
}

#[test]
fn a_doi_that_nobody_registered_is_told_of_and_a_registry_that_is_down_accuses_nobody() {
    let at = StandIn::new();
    let asked = [Service::Doi, Service::Crossref];
    let invented = reference(0, |it| it.doi = Some("10.9999/invented".to_owned()));
    let found = looked_up(&services(&at, &asked), std::slice::from_ref(&invented));
    assert_eq!(found[0].verdict, Verdict::Differs);
    assert_eq!((found[0].differences[0].field, found[0].differences[0].there.as_str()), ("doi", ""));
    // The DOI of a registrant may be registered some day: then only another DOI of the work says something.
    let late = reference(0, |it| it.doi = Some("10.1000/not.yet".to_owned()));
    let found = looked_up(&services(&at, &asked), std::slice::from_ref(&late));
    assert_eq!(found[0].verdict, Verdict::Differs);
    assert_eq!(found[0].differences[0].there, WORKS[0].doi);
    let found = looked_up(&services(&at, &[Service::Doi, Service::Arxiv]), &[late]);
    assert_eq!(found[0].verdict, Verdict::Unchecked);
    assert!(found[0].is_unregistered && found[0].record.is_some(), "{:?}", found[0]);
    assert!(found[0].reason.contains("not registered yet"), "{}", found[0].reason);
    // That another service is down makes no DOI exist.
    at.fail_at("dblp", Fault::Status(403), 0);
    let found = looked_up(&services(&at, &[Service::Doi, Service::Dblp]), std::slice::from_ref(&invented));
    assert!(found[0].is_unregistered, "{:?}", found[0]);
    at.fail(Fault::Status(500), 3);
    let found = looked_up(&services(&at, &asked), &[invented]);
    assert_ne!(found[0].verdict, Verdict::NotFound);
    assert!(found[0].differences.iter().all(|it| !it.there.is_empty()), "{:?}", found[0].differences);
}

#[test]
fn what_one_confirms_the_others_are_not_asked_and_identifiers_go_many_at_a_time() {
    let at = StandIn::new();
    let services = services(&at, &[Service::Doi, Service::Crossref, Service::Dblp, Service::Openalex]);
    let references: Vec<Reference> =
        (0..3).map(|at| reference(at, |it| it.doi = Some(WORKS[at].doi.to_owned()))).collect();
    let found = looked_up(&services, &references);
    assert!(found.iter().all(|it| it.verdict == Verdict::Confirmed));
    let asked: Vec<String> = at.came().iter().map(|it| it.service.clone()).collect();
    assert_eq!(asked, ["doi", "crossref"]);
}

#[test]
fn what_is_sent_is_title_first_author_year_and_identifiers_and_our_name() {
    let at = StandIn::new();
    let mut consent: Consent = toml::from_str(&at.settings()).unwrap();
    consent.mailto = Some("ida@example.org".to_owned());
    let all: Vec<Service> = Service::ALL.into_iter().filter(|it| *it != Service::Index).collect();
    let client = Client::within(consent.allowed(), Duration::from_secs(5), 100_000);
    let services = Services::with(consent, all, Cache::new(None, 0), client, Box::<MadeClock>::default());
    let secret = reference(2, |it| {
        unknown(it);
        it.authors.push(Name::read("Second Secretauthor"));
        it.abstract_text = Some("SECRETABSTRACT".to_owned());
        it.keywords = Some("SECRETKEYWORD".to_owned());
        it.url = Some("https://secret.example/".to_owned());
        it.key = "secretkey".to_owned();
        it.venue = "Secret Venue".to_owned();
        it.doi = Some("10.1000/unknown".to_owned());
    });
    looked_up(&services, &[secret]);
    let came = at.came();
    assert!(came.len() >= 6, "{}", came.len());
    for it in &came {
        let sent = format!("{} {} {}", it.path, it.body, it.headers.join(" ")).to_lowercase();
        assert!(!sent.contains("secret"), "{sent}");
        let version = env!("CARGO_PKG_VERSION");
        assert!(it.agent.starts_with(&format!("Lacuna/{version} (https://")), "{}", it.agent);
        let is_polite = matches!(it.service.as_str(), "crossref" | "datacite");
        assert_eq!(it.agent.contains("mailto:ida@example.org"), is_polite, "{}", it.service);
        assert!(!sent.contains("cookie"), "{sent}");
        assert!(!it.body.is_empty() || !sent.contains("content-length"), "{sent}");
    }
}

#[test]
fn a_service_at_five_a_second_is_never_idle_and_never_asked_above_its_rate() {
    let at = StandIn::new();
    *at.rate.lock().unwrap() = 5;
    let consent: Consent = toml::from_str(&at.settings()).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let cache = Cache::new(Some(cache.path().to_owned()), 1 << 20);
    let services = Services::new(consent, vec![Service::Crossref], cache);
    let references: Vec<Reference> = (0..30)
        .map(|at| reference(2, |it| it.title = format!("Harbours that nobody charted {at}")))
        .collect();
    let began = Instant::now();
    looked_up(&services, &references);
    let (took, came) = (began.elapsed(), at.came());
    assert_eq!(came.len(), 30);
    for (first, it) in came.iter().enumerate() {
        let within = came[first..].iter().filter(|other| other.at - it.at <= Duration::from_secs(1)).count();
        assert!(within <= 5, "{within} requests within a second");
    }
    assert!(took < Duration::from_secs(9), "{took:?}");
}
