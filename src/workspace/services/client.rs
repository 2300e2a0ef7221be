//! The HTTP client: one request and its answer, within limits.
//!
//! At most five redirects, each to where requests may go; no cookies; an answer of the wrong kind, one that is too
//! long, is cut off or takes too long is a failure. Keys go to the service that they are for, not to where it leads.

use std::io::Read as _;
use std::time::{Duration, Instant};

use ureq::http::{Method, Request as HttpRequest, Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, AsSendBody, Body, Error};

use super::addresses::{Allowed, Origin, PRIVATE};
use super::failure::Failure;
use super::pace::{Heard, LONGEST_WAIT, spent};
use super::request::{Content, Request};

/// So long may one request take, redirects and all.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// An answer is no longer, in bytes.
pub const LONGEST: u64 = 5 << 20;
/// So often an answer may lead elsewhere.
const REDIRECTS: usize = 5;
/// The heads of an answer are no longer, in bytes.
const LONGEST_HEAD: usize = 1 << 16;

/// The client. Cheap to share; it keeps connections open for a while.
pub struct Client {
    agent: Agent,
    allowed: Allowed,
    patience: Duration,
    longest: u64,
}

/// What is sent besides the request.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// The name of the product, perhaps with an address by which the user is reached.
    pub agent: String,
    /// The header with the user's key.
    pub key: Option<(&'static str, String)>,
}

impl Client {
    /// A client for these addresses.
    pub fn new(allowed: Allowed) -> Self {
        Self::within(allowed, PATIENCE, LONGEST)
    }

    /// The same with other limits.
    pub fn within(allowed: Allowed, patience: Duration, longest: u64) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            // We follow ourselves: each address is looked at.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(LONGEST_HEAD)
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), allowed.clone());
        Self { agent, allowed, patience, longest }
    }

    /// Sends a request to a service's address; its answer, of the kind that the request names.
    pub fn ask(&self, base: &str, request: &Request, sent: &Sent) -> (Result<Vec<u8>, Failure>, Heard) {
        let mut heard = Heard::default();
        let done = self.follow(base, request, sent, &mut heard);
        (done, heard)
    }

    fn follow(
        &self,
        base: &str,
        request: &Request,
        sent: &Sent,
        heard: &mut Heard,
    ) -> Result<Vec<u8>, Failure> {
        let refused = |why: &str| Failure::Refused(why.to_owned());
        let end = Instant::now() + self.patience;
        let address = format!("{}{}", base.trim_end_matches('/'), request.path);
        let mut address: Uri = address.parse().map_err(|_| refused("its address is none"))?;
        let first = Origin::of(&address).ok_or_else(|| refused("its address is none"))?;
        let mut body = request.body.clone();
        for _ in 0..=REDIRECTS {
            let origin = Origin::of(&address).ok_or_else(|| refused("it leads to something else"))?;
            if let Some(why) = self.allowed.refusal(&origin) {
                return Err(refused(why));
            }
            let key = sent.key.as_ref().filter(|_| origin == first);
            let left = end.saturating_duration_since(Instant::now());
            let mut response = self.send(&address, request, body.as_deref(), (&sent.agent, key), left)?;
            // Where it leads has a rate of its own.
            if origin == first {
                heard.read(response.headers());
            }
            if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return self.read(&mut response, request);
            }
            let target = response.headers().get("location").and_then(|it| it.to_str().ok());
            let target = target.ok_or_else(|| Failure::Malformed("it leads nowhere".to_owned()))?;
            if response.status().as_u16() < 307 {
                body = None;
            }
            address = resolved(&address, target).ok_or_else(|| refused("it leads to something else"))?;
        }
        Err(refused("it leads from one page to the next without end"))
    }

    fn send(
        &self,
        address: &Uri,
        request: &Request,
        body: Option<&str>,
        (agent, key): (&str, Option<&(&'static str, String)>),
        left: Duration,
    ) -> Result<Response<Body>, Failure> {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut builder = HttpRequest::builder().method(method).uri(address);
        builder = builder.header("accept", request.answer.accept()).header("user-agent", agent);
        if let Some((name, value)) = key {
            builder = builder.header(*name, value);
        }
        // A page that is fetched has no body, not even an empty one.
        match body {
            Some(body) => self.run(
                builder.header("content-type", "application/json").body(body.to_owned()),
                address,
                left,
            ),
            None => self.run(builder.body(()), address, left),
        }
    }

    fn run<B: AsSendBody>(
        &self,
        asked: Result<HttpRequest<B>, ureq::http::Error>,
        address: &Uri,
        left: Duration,
    ) -> Result<Response<Body>, Failure> {
        let asked = asked.map_err(|_| Failure::Refused("its address is none".to_owned()))?;
        let is_own = Origin::of(address).is_some_and(|it| self.allowed.is_own(&it));
        let mut config = self.agent.configure_request(asked).timeout_global(Some(left));
        // What the user has on this machine or in their network is not behind the proxy.
        if is_own {
            config = config.proxy(None);
        }
        self.agent.run(config.build()).map_err(failure)
    }

    fn read(&self, response: &mut Response<Body>, request: &Request) -> Result<Vec<u8>, Failure> {
        let header = |name: &str| response.headers().get(name).and_then(|it| it.to_str().ok());
        let kind = header("content-type").unwrap_or_default().to_owned();
        let after = header("retry-after").and_then(seconds);
        let status = response.status().as_u16();
        match status {
            200..=299 => {}
            404 | 406 | 410 if request.answer == Content::Csl => return Err(Failure::NotFound),
            404 | 410 => return Err(Failure::Malformed(format!("it has no such page ({status})"))),
            429 if after.is_some_and(|it| it > LONGEST_WAIT) => {
                return Err(Failure::Declined(spent(after.unwrap_or_default())));
            }
            429 => return Err(Failure::Busy(after)),
            503 if after.is_some() => return Err(Failure::Busy(after)),
            401 | 403 | 451 => return Err(Failure::Declined(format!("it refuses to answer ({status})"))),
            407 => return Err(Failure::Refused("the proxy wants a name and a password (407)".to_owned())),
            400..=499 => return Err(Failure::Malformed(format!("it does not take the request ({status})"))),
            _ => return Err(Failure::Down(format!("it has a fault ({status})"))),
        }
        if !request.answer.is(&kind) {
            let page = kind.starts_with("text/html");
            return Err(match page {
                // A page for people in place of data: it asks for a proof that we are one.
                true => Failure::Declined("it answers with a page for people".to_owned()),
                false => Failure::Malformed(format!("it answers with `{}`", shortened(&kind))),
            });
        }
        let mut bytes = Vec::new();
        let mut reader =
            response.body_mut().with_config().limit(self.longest + 1).reader().take(self.longest + 1);
        reader.read_to_end(&mut bytes).map_err(|it| match it.kind() {
            std::io::ErrorKind::TimedOut => Failure::Down("its answer takes too long".to_owned()),
            _ => Failure::Down("its answer breaks off".to_owned()),
        })?;
        if bytes.len() as u64 > self.longest {
            return Err(Failure::Malformed(format!("its answer is longer than {} bytes", self.longest)));
        }
        Ok(bytes)
    }
}

fn shortened(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(100).collect()
}

/// The address to which an answer leads: absolute, or of the same host.
fn resolved(from: &Uri, target: &str) -> Option<Uri> {
    if target.starts_with('/') && !target.starts_with("//") {
        let host = format!("{}://{}", from.scheme_str()?, from.authority()?);
        return format!("{host}{target}").parse().ok();
    }
    let target: Uri = target.parse().ok()?;
    target.scheme().is_some().then_some(target)
}

/// `Retry-After` in seconds, or as a date (RFC 9110, section 10.2.3).
fn seconds(header: &str) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Duration::from_secs(date(header)?).saturating_sub(now))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` in seconds since 1970 (RFC 9110, section 5.6.7).
fn date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts: Vec<&str> = text.split([' ', ',']).filter(|it| !it.is_empty()).collect();
    let [_, day, month, year, time, _] = parts.as_slice() else { return None };
    let month = MONTHS.iter().position(|it| it == month)? as u64 + 1;
    let (day, year) = (day.parse::<u64>().ok()?, year.parse::<u64>().ok()?);
    let mut clock = time.split(':').map(|it| it.parse::<u64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    if !(1970..10_000).contains(&year) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60
    {
        return None;
    }
    // Days of the civil calendar (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    let (year, shifted) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_era = year % 400;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let days = year / 400 * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    Some(days.checked_sub(719_468)? * 86_400 + hour * 3600 + minute * 60 + second)
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Timeout(_) => Failure::Down("it does not answer in time".to_owned()),
        Error::HostNotFound => Failure::Down("its host is not found".to_owned()),
        Error::Other(it) if it.to_string() == PRIVATE => Failure::Refused(PRIVATE.to_owned()),
        Error::Io(it) if it.kind() == std::io::ErrorKind::TimedOut => {
            Failure::Down("it does not answer in time".to_owned())
        }
        // So rustls tells of a certificate that nobody we trust has signed, or that is another host's.
        Error::Io(it) if it.kind() == std::io::ErrorKind::InvalidData => {
            Failure::Refused(format!("there is no safe connection: {}", shortened(&it.to_string())))
        }
        Error::Io(_) | Error::ConnectionFailed => Failure::Down("there is no connection".to_owned()),
        Error::Protocol(_) | Error::LargeResponseHeader(..) => {
            Failure::Malformed("its answer is not HTTP".to_owned())
        }
        other => Failure::Down(shortened(&other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_to_wait_are_seconds_or_dates() {
        assert_eq!(seconds(" 120 "), Some(Duration::from_secs(120)));
        assert_eq!(date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        for bad in ["", "soon", "Sun, 06 Nov 1994", "x, 99 Foo 1 2:3:4 GMT", "-1"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn redirects_lead_to_whole_addresses_or_pages_of_the_same_host() {
        let from: Uri = "https://doi.org/10.1/x".parse().unwrap();
        let to = |target: &str| resolved(&from, target).map(|it| it.to_string());
        assert_eq!(to("/y?z").as_deref(), Some("https://doi.org/y?z"));
        assert_eq!(to("https://api.crossref.org/v1").as_deref(), Some("https://api.crossref.org/v1"));
        assert_eq!([to("//evil.example/x"), to("x"), to("")], [None, None, None]);
    }
}
