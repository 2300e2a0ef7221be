//! A small stand-in for the services, over loopback: what it answers is made of a few works, how it fails is said.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A work that the services know.
#[derive(Clone, Debug)]
pub struct Work {
    pub title: &'static str,
    pub given: &'static str,
    pub family: &'static str,
    pub year: i32,
    pub venue: &'static str,
    pub doi: &'static str,
    pub arxiv: &'static str,
}

/// The works.
pub const WORKS: [Work; 3] = [
    Work {
        title: "Rivers of the Northern Valleys and their Fish",
        given: "Ida",
        family: "Blum",
        year: 2019,
        venue: "Journal of Rivers",
        doi: "10.1000/rivers.1",
        arxiv: "1901.00001",
    },
    Work {
        title: "Learning to Read Maps without Supervision",
        given: "Petra",
        family: "Moss",
        year: 2021,
        venue: "Annual Meeting of Map Makers",
        doi: "10.1000/maps.2",
        arxiv: "2101.00002",
    },
    Work {
        title: "Bridges that Sing in the Wind",
        given: "Ann",
        family: "Hill",
        year: 2015,
        venue: "Journal of Bridges",
        doi: "10.1000/bridges.3",
        arxiv: "1501.00003",
    },
];

/// How it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// 429; with this `Retry-After` in seconds.
    Busy(Option<u64>),
    Status(u16),
    Silent,
    Cut,
    Short,
    Kind(&'static str),
    Page,
    Endless,
    Loop,
    Down,
    /// Records with fields missing, of odd types, empty.
    Odd,
    /// To a host in a private network.
    Private,
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Came {
    pub at: Instant,
    pub service: String,
    pub path: String,
    pub agent: String,
    pub headers: Vec<String>,
    pub body: String,
}

/// The stand-in.
pub struct StandIn {
    pub address: String,
    pub log: Arc<Mutex<Vec<Came>>>,
    pub fault: Arc<Mutex<(Fault, usize, &'static str)>>,
    /// More requests than this within a second are refused; 0 for no limit.
    pub rate: Arc<Mutex<usize>>,
    /// The documents of an index.
    pub documents: Arc<Mutex<Vec<Value>>>,
    end: Arc<AtomicBool>,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
    }
}

impl StandIn {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (log, fault, rate) = (Arc::default(), Arc::new(Mutex::new((Fault::None, 0, ""))), Arc::default());
        let documents = Arc::default();
        let end = Arc::new(AtomicBool::new(false));
        let it = Self { address, log, fault, rate, documents, end };
        let (log, fault, rate, documents, end) = (
            Arc::clone(&it.log),
            Arc::clone(&it.fault),
            Arc::clone(&it.rate),
            Arc::clone(&it.documents),
            Arc::clone(&it.end),
        );
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if end.load(Ordering::Relaxed) {
                    return;
                }
                let (log, fault, rate) = (Arc::clone(&log), Arc::clone(&fault), Arc::clone(&rate));
                let documents = Arc::clone(&documents);
                thread::spawn(move || while serve(&stream, &log, &fault, &rate, &documents).is_some() {});
            }
        });
        it
    }

    /// Fails so from now on; `times` times, then no more (0: always).
    pub fn fail(&self, fault: Fault, times: usize) {
        *self.fault.lock().unwrap() = (fault, times, "");
    }

    /// The same of one service alone.
    pub fn fail_at(&self, service: &'static str, fault: Fault, times: usize) {
        *self.fault.lock().unwrap() = (fault, times, service);
    }

    pub fn came(&self) -> Vec<Came> {
        self.log.lock().unwrap().clone()
    }

    /// The user's file that leads here.
    pub fn settings(&self) -> String {
        let services =
            ["doi", "crossref", "arxiv", "dblp", "datacite", "openalex", "semantic-scholar"].iter();
        let lines: Vec<String> = services.map(|it| format!("{it} = \"{}/{it}\"", self.address)).collect();
        format!("[addresses]\n{}\n", lines.join("\n"))
    }
}

fn serve(
    stream: &TcpStream,
    log: &Mutex<Vec<Came>>,
    fault: &Mutex<(Fault, usize, &'static str)>,
    rate: &Mutex<usize>,
    documents: &Mutex<Vec<Value>>,
) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|it| *it > 0)?;
    let mut parts = line.split_whitespace();
    let (_, path) = (parts.next()?, parts.next()?.to_owned());
    let mut headers: Vec<String> = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        headers.push(line.trim().to_owned());
    }
    let header = |name: &str| {
        let found =
            headers.iter().find_map(|it| it.split_once(':').filter(|it| it.0.eq_ignore_ascii_case(name)));
        found.map(|it| it.1.trim().to_owned()).unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let (service, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((&path, ""));
    let recent = {
        let mut log = log.lock().unwrap();
        let agent = header("user-agent");
        let (service, at) = (service.to_owned(), Instant::now());
        log.push(Came {
            at,
            service,
            path: path.clone(),
            agent,
            headers: headers.clone(),
            body: body.clone(),
        });
        let second = Duration::from_secs(1);
        log.iter().filter(|it| it.service == log[log.len() - 1].service && at - it.at <= second).count()
    };
    let now = {
        let mut fault = fault.lock().unwrap();
        if fault.2.is_empty() || fault.2 == service {
            let now = fault.0;
            if fault.1 == 1 {
                *fault = (Fault::None, 0, "");
            }
            fault.1 = fault.1.saturating_sub(1);
            now
        } else {
            Fault::None
        }
    };
    let limit = *rate.lock().unwrap();
    let now = if limit > 0 && recent > limit { Fault::Busy(Some(1)) } else { now };
    let mut out = stream;
    let mut send = |status: u16, kind: &str, more: &str, text: &str, said: usize| -> Option<()> {
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {said}\r\n{more}\r\n");
        out.write_all(head.as_bytes()).ok()?;
        out.write_all(text.as_bytes()).ok()
    };
    let limits = if limit > 0 {
        format!("x-rate-limit-limit: {limit}\r\nx-rate-limit-interval: 1s\r\n")
    } else {
        String::new()
    };
    let (kind, text, status) = match service {
        "index" => ("application/json", hits(&documents.lock().unwrap(), &body), 200),
        _ => answer(service, rest, &body, now == Fault::Odd),
    };
    match now {
        Fault::Down => return None,
        Fault::Silent => {
            thread::sleep(Duration::from_secs(3));
            return None;
        }
        Fault::Busy(after) => {
            let after = after.map(|it| format!("Retry-After: {it}\r\n")).unwrap_or_default();
            send(429, "text/html", &after, "busy", 4)?;
        }
        Fault::Status(status) => send(status, "text/html", "", "no", 2)?,
        Fault::Cut => {
            let half = &text[..text.len() / 2];
            send(200, kind, "", half, half.len())?;
        }
        Fault::Short => {
            send(200, kind, "", &text[..text.len() / 2], text.len())?;
            return None;
        }
        Fault::Kind(kind) => send(200, kind, "", &text, text.len())?,
        Fault::Page => send(200, "text/html", "", "<html>Are you a person?</html>", 30)?,
        Fault::Loop => send(302, "text/html", &format!("Location: {path}\r\n"), "", 0)?,
        Fault::Private => send(302, "text/html", "Location: https://10.0.0.1/\r\n", "", 0)?,
        Fault::Endless => {
            out.write_all(format!("HTTP/1.1 200 X\r\nContent-Type: {kind}\r\n\r\n").as_bytes()).ok()?;
            for _ in 0..10_000 {
                out.write_all(&[b' '; 4096]).ok()?;
            }
            return None;
        }
        Fault::None | Fault::Odd => send(status, kind, &limits, &text, text.len())?,
    }
    Some(())
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex: Vec<u8> = if byte == b'%' { rest.by_ref().take(2).collect() } else { Vec::new() };
        let code = std::str::from_utf8(&hex).ok().and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(code.unwrap_or(if byte == b'+' { b' ' } else { byte }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The works that a request means: by an identifier in it, or by three words of a title.
fn meant(request: &str) -> Vec<&'static Work> {
    let request = request.to_lowercase();
    let has_words = |it: &Work| {
        let title = it.title.to_lowercase();
        title.split(' ').filter(|it| it.len() > 3).filter(|it| request.contains(*it)).count() >= 3
    };
    let fits = |it: &&Work| request.contains(it.doi) || request.contains(it.arxiv) || has_words(it);
    WORKS.iter().filter(fits).collect()
}

/// The documents of an index that have an identifier of the query, or three words of its title.
fn hits(documents: &[Value], query: &str) -> String {
    let query = query.to_lowercase();
    let fits = |it: &&Value| {
        let title = it["title"].as_str().unwrap_or_default().to_lowercase();
        let known = title.split(' ').filter(|it| it.len() > 3 && query.contains(*it)).count();
        known >= 3 || it["doi"].as_str().is_some_and(|it| query.contains(it))
    };
    let hits: Vec<Value> = documents.iter().filter(fits).map(|it| json!({ "_source": it })).collect();
    json!({"took": 1, "hits": {"total": {"value": hits.len()}, "hits": hits}}).to_string()
}

fn answer(service: &str, rest: &str, body: &str, odd: bool) -> (&'static str, String, u16) {
    let request = decoded(rest) + body;
    let works = meant(&request);
    let oddities = || {
        if odd {
            vec![json!({}), json!(null), json!({"title": 7, "DOI": "10.1/x"}), json!([])]
        } else {
            Vec::new()
        }
    };
    let listed = |one: &dyn Fn(&Work) -> Value| -> Vec<Value> {
        oddities().into_iter().chain(works.iter().map(|it| one(it))).collect()
    };
    let name = |it: &Work| format!("{} {}", it.given, it.family);
    let json_kind = "application/json";
    match service {
        "crossref" => {
            let items = listed(&|it| {
                json!({"DOI": it.doi, "type": "journal-article", "title": [it.title], "container-title": [it.venue],
                       "author": [{"given": it.given, "family": it.family}], "issued": {"date-parts": [[it.year]]}})
            });
            (json_kind, json!({"status": "ok", "message": {"items": items}}).to_string(), 200)
        }
        "openalex" => {
            let results = listed(&|it| {
                json!({"id": "https://openalex.org/W1", "doi": format!("https://doi.org/{}", it.doi), "title": it.title,
                       "publication_year": it.year, "type": "article", "authorships": [{"raw_author_name": name(it)}],
                       "primary_location": {"source": {"display_name": it.venue, "type": "journal"}}})
            });
            (json_kind, json!({"meta": {}, "results": results}).to_string(), 200)
        }
        "dblp" => {
            let hits = listed(&|it| {
                json!({"info": {"authors": {"author": {"text": name(it)}}, "title": format!("{}.", it.title),
                       "venue": it.venue, "year": it.year.to_string(), "type": "Journal Articles", "doi": it.doi}})
            });
            let hits =
                if hits.is_empty() { json!({"@total": "0"}) } else { json!({"@total": "1", "hit": hits}) };
            (json_kind, json!({"result": {"hits": hits}}).to_string(), 200)
        }
        "arxiv" => {
            let entry = |it: &&Work| {
                format!(
                    "<entry><id>http://arxiv.org/abs/{}v1</id><title>{}</title><published>{}-01-01T00:00:00Z</published>\
                     <author><name>{}</name></author></entry>",
                    it.arxiv,
                    it.title,
                    it.year,
                    name(it)
                )
            };
            let odd =
                if odd { "<entry/><entry><title>Error</title></entry><entry><id>x</id></entry>" } else { "" };
            let entries: String = works.iter().map(entry).collect();
            let feed = format!(
                "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>{odd}{entries}</feed>"
            );
            ("application/atom+xml; charset=utf-8", feed, 200)
        }
        "semantic-scholar" => {
            let found = listed(&|it| {
                json!({"paperId": "p", "title": it.title, "year": it.year, "venue": it.venue,
                       "externalIds": {"DOI": it.doi, "ArXiv": it.arxiv}, "authors": [{"name": name(it)}]})
            });
            let whole = if body.is_empty() { json!({"total": 1, "data": found}) } else { json!(found) };
            (json_kind, whole.to_string(), 200)
        }
        // A running Zotero: the library as Better BibTeX exports it.
        "zotero" => {
            let entry = |it: &Work| {
                format!(
                    "@article{{zot{year}, author = {{{family}, {given}}}, title = {{{title}}}, date = {{{year}}}}}\n",
                    year = it.year,
                    family = it.family,
                    given = it.given,
                    title = it.title
                )
            };
            ("text/plain; charset=utf-8", WORKS.iter().map(entry).collect(), 200)
        }
        "datacite" => {
            let data = listed(&|it| {
                json!({"attributes": {"doi": it.doi, "titles": [{"title": it.title}], "publicationYear": it.year,
                       "creators": [{"givenName": it.given, "familyName": it.family}], "publisher": it.venue,
                       "container": {"title": it.venue}, "types": {"resourceTypeGeneral": "JournalArticle"}}})
            });
            ("application/vnd.api+json", json!({"data": data}).to_string(), 200)
        }
        "doi" if request.starts_with("doiRA/") => {
            let dois = request.trim_start_matches("doiRA/").split(',');
            // It knows registrants, too.
            let is_known =
                |doi: &str| WORKS.iter().any(|it| it.doi == doi || it.doi.split('/').next() == Some(doi));
            let one = |doi: &str| match is_known(doi) {
                true => json!({"DOI": doi, "RA": "Crossref"}),
                false => json!({"DOI": doi, "status": "DOI does not exist"}),
            };
            (json_kind, json!(dois.map(one).collect::<Vec<_>>()).to_string(), 200)
        }
        "doi" => match works.first() {
            Some(it) => {
                let record = json!({"DOI": it.doi, "type": "article-journal", "title": it.title,
                    "author": [{"given": it.given, "family": it.family}], "issued": {"date-parts": [[it.year]]},
                    "container-title": it.venue});
                ("application/vnd.citationstyles.csl+json", record.to_string(), 200)
            }
            None => ("text/html", "<html>not found</html>".to_owned(), 404),
        },
        _ => ("text/plain", "no such service".to_owned(), 404),
    }
}
