//! The manners of one service, as a state without a clock of its own: how often it may be asked, how long to wait
//! after it was busy or failed, and when to leave it alone.

use std::time::Duration;

use ureq::http::HeaderMap;

use super::failure::{Failure, told};

/// A wait that a service asks for is obeyed up to here; beyond, it is left alone for the session.
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// No budget is for longer, in seconds: a week.
const LONGEST_BUDGET: u64 = 7 * 86_400;
/// After so many failures in a row it is left alone for a while.
const STRIKES: u32 = 5;
/// So long.
const REST: Duration = Duration::from_secs(300);
/// The first wait after a failure; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// Requests are a little further apart than the rate has it: on the way they come nearer to each other.
const SPARE: u32 = 60;

/// What an answer's headers say of the rate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The pause between two requests (Crossref: `x-rate-limit-limit`, `x-rate-limit-interval`).
    pub pause: Option<Duration>,
    /// How many requests may be under way (Crossref: `x-concurrency-limit`).
    pub at_once: Option<usize>,
    /// For so long nothing is left of a budget (OpenAlex: `x-ratelimit-remaining: 0`, `x-ratelimit-reset` in seconds).
    pub spent: Option<Duration>,
}

impl Heard {
    /// Reads the headers.
    pub fn read(&mut self, headers: &HeaderMap) {
        let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
        let number = |name: &str| text(name)?.trim().parse::<u64>().ok();
        if let Some(limit) = number("x-rate-limit-limit").filter(|it| (1..=1000).contains(it)) {
            let interval = text("x-rate-limit-interval").and_then(|it| it.trim().strip_suffix('s'));
            let interval = interval.and_then(|it| it.parse::<u64>().ok()).filter(|it| (1..=600).contains(it));
            self.pause = Some(Duration::from_secs(interval.unwrap_or(1)) / u32::try_from(limit).unwrap_or(1));
        }
        if let Some(limit) = number("x-concurrency-limit").filter(|it| *it > 0) {
            self.at_once = usize::try_from(limit).ok();
        }
        // Others write a date in seconds there, or the end of a window that is soon over.
        let reset =
            number("x-ratelimit-reset").filter(|it| (LONGEST_WAIT.as_secs()..=LONGEST_BUDGET).contains(it));
        let is_spent = number("x-ratelimit-remaining") == Some(0);
        self.spent = reset.filter(|_| is_spent).map(Duration::from_secs);
    }
}

/// Whether a request may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Now: it counts as sent.
    Now,
    /// At this time.
    At(Duration),
    /// When another is answered.
    Later,
    /// Not for a while, since it fails: why.
    Off(String),
    /// Not any more, since it declines: why.
    Declined(String),
}

/// A service that is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftAlone {
    /// Why.
    pub why: String,
    /// Whether it declines, and does not fail.
    pub declines: bool,
    /// How many requests were sent to it until then.
    pub requests: usize,
}

/// The state of one service's queue. Times are since any moment, the same for all.
#[derive(Clone, Debug)]
pub struct Pace {
    pause: Duration,
    at_once: usize,
    running: usize,
    next: Duration,
    strikes: u32,
    /// So many answers in a row could not be read.
    unread: u32,
    off: Option<Off>,
    requests: usize,
    seed: u64,
}

/// Why a service is left alone, and for how long.
#[derive(Clone, Debug)]
struct Off {
    why: String,
    /// Until when; for the session where nothing stands.
    until: Option<Duration>,
    declines: bool,
}

impl Pace {
    /// Of a service that may be asked with this pause, and so many at once.
    pub fn new(pause: Duration, at_once: usize, seed: u64) -> Self {
        let next = Duration::ZERO;
        Self {
            pause,
            at_once: at_once.max(1),
            running: 0,
            next,
            strikes: 0,
            unread: 0,
            off: None,
            requests: 0,
            seed: seed | 1,
        }
    }

    /// Whether a request may be sent at this time; if so, it counts as sent.
    pub fn turn(&mut self, now: Duration) -> Turn {
        match &self.off {
            Some(Off { until: Some(until), .. }) if *until <= now => {
                // One try: if that fails, too, it is left alone again.
                self.off = None;
                (self.strikes, self.unread) = (STRIKES - 1, STRIKES - 1);
            }
            Some(Off { why, declines: true, .. }) => return Turn::Declined(why.clone()),
            Some(Off { why, .. }) => return Turn::Off(why.clone()),
            None => {}
        }
        if self.running >= self.at_once {
            return Turn::Later;
        }
        if now < self.next {
            return Turn::At(self.next);
        }
        self.running += 1;
        self.requests += 1;
        self.next = now + self.pause + self.pause * SPARE / 1000;
        Turn::Now
    }

    /// Takes in how a request ended.
    pub fn ended(&mut self, now: Duration, failure: Option<&Failure>, heard: &Heard) {
        self.running = self.running.saturating_sub(1);
        if let Some(pause) = heard.pause {
            // A request that was sent at the former pause counts at the new one.
            self.next = self.next.max((now + pause).saturating_sub(self.pause));
            self.pause = pause;
        }
        if let Some(at_once) = heard.at_once {
            self.at_once = at_once.clamp(1, 4);
        }
        match failure {
            None | Some(Failure::NotFound) => self.strikes = 0,
            Some(Failure::Busy(Some(wait))) if *wait > LONGEST_WAIT => {
                self.end(not_again(*wait), false);
            }
            Some(Failure::Busy(Some(wait))) => self.strike(now, *wait, "it stays busy"),
            Some(Failure::Busy(None)) => self.strike(now, Duration::ZERO, "it stays busy"),
            Some(Failure::Down(why)) => {
                let why = why.clone();
                self.strike(now, Duration::ZERO, &why);
            }
            Some(Failure::Declined(why)) => self.end(why.clone(), true),
            Some(Failure::Refused(why)) => self.end(why.clone(), false),
            Some(Failure::Malformed(_)) => self.understood(now, failure),
            Some(Failure::Off(_)) => {}
        }
        if let Some(time) = heard.spent {
            self.end(spent(time), true);
        }
    }

    /// Takes in whether an answer could be read. It may be one request that is not understood; but not each.
    pub fn understood(&mut self, now: Duration, failure: Option<&Failure>) {
        let Some(failure) = failure else {
            self.unread = 0;
            return;
        };
        self.unread += 1;
        if self.unread >= STRIKES {
            self.rest(now, failure.to_string());
        }
    }

    /// Leaves it alone for a while.
    fn rest(&mut self, now: Duration, why: String) {
        self.off = Some(Off { why, until: Some(now + REST), declines: false });
    }

    /// Leaves it alone for the session; what was said first stands.
    fn end(&mut self, why: String, declines: bool) {
        if self.off.as_ref().is_none_or(|it| it.until.is_some()) {
            self.off = Some(Off { why, until: None, declines });
        }
    }

    /// Exponential back-off with jitter: 2 s, 4 s, 8 s, each a little longer, but no shorter than `least`.
    fn strike(&mut self, now: Duration, least: Duration, why: &str) {
        self.strikes += 1;
        if self.strikes >= STRIKES {
            return self.rest(now, why.to_owned());
        }
        let wait = FIRST_WAIT * (1 << (self.strikes - 1));
        let wait = wait + wait * self.jitter() / 1000;
        let wait = if least.is_zero() { wait } else { least };
        self.next = self.next.max(now + wait);
    }

    /// 0 to 249: so many thousandths are added to a wait, so that not all come back at once (xorshift; Marsaglia 2003).
    fn jitter(&mut self) -> u32 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        u32::try_from(self.seed % 250).unwrap_or_default()
    }

    /// Whether and why it is left alone.
    pub fn left_alone(&self) -> Option<LeftAlone> {
        let Off { why, declines, .. } = self.off.clone()?;
        Some(LeftAlone { why, declines, requests: self.requests })
    }
}

/// Why a service is left alone that wants to be for so long.
fn not_again(time: Duration) -> String {
    format!("it is not to be asked again for {}", told(time))
}

/// Why a service is left alone of which a budget is spent.
pub fn spent(time: Duration) -> String {
    format!("its budget is spent, {}", not_again(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn ms(thousandths: u64) -> Duration {
        Duration::from_millis(thousandths)
    }

    fn down() -> Failure {
        Failure::Down("it has a fault (500)".to_owned())
    }

    #[test]
    fn five_hundred_requests_at_five_a_second_are_never_idle_and_never_above_the_rate() {
        let mut pace = Pace::new(ms(200), 1, 7);
        let (mut now, mut sent) = (Duration::ZERO, Vec::new());
        while sent.len() < 500 {
            match pace.turn(now) {
                Turn::Now => {
                    sent.push(now);
                    now += ms(90);
                    pace.ended(now, None, &Heard::default());
                }
                Turn::At(next) => now = next,
                other => panic!("{other:?}"),
            }
        }
        for (at, it) in sent.iter().enumerate() {
            let within = sent[at..].iter().take_while(|other| **other - *it <= SECOND).count();
            assert!(within <= 5, "{within} within a second");
        }
        let took = *sent.last().unwrap();
        assert!(took < SECOND * 107, "{took:?}");
    }

    #[test]
    fn what_a_service_says_of_its_rate_is_obeyed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-rate-limit-limit", "10".parse().unwrap());
        headers.insert("x-rate-limit-interval", "1s".parse().unwrap());
        headers.insert("x-concurrency-limit", "3".parse().unwrap());
        let mut heard = Heard::default();
        heard.read(&headers);
        let expected = Heard { pause: Some(ms(100)), at_once: Some(3), spent: None };
        assert_eq!(heard, expected);
        let mut pace = Pace::new(SECOND, 1, 7);
        assert_eq!(pace.turn(ms(0)), Turn::Now);
        assert_eq!(pace.turn(ms(5000)), Turn::Later);
        pace.ended(ms(5000), None, &heard);
        assert_eq!((pace.turn(ms(5000)), pace.turn(ms(5106))), (Turn::Now, Turn::Now));
        for odd in ["0", "x", "-1", "99999999999"] {
            headers.insert("x-rate-limit-limit", odd.parse().unwrap());
            let mut heard = Heard::default();
            heard.read(&headers);
            assert_eq!(heard.pause, None, "{odd}");
        }
    }

    #[test]
    fn a_wait_is_obeyed_but_never_for_hours() {
        let mut pace = Pace::new(ms(200), 1, 7);
        pace.turn(ms(0));
        pace.ended(ms(10), Some(&Failure::Busy(Some(SECOND * 30))), &Heard::default());
        assert_eq!(pace.turn(ms(20)), Turn::At(ms(30_010)));
        assert_eq!(pace.turn(ms(30_010)), Turn::Now);
        let long = Failure::Busy(Some(SECOND * 53_578));
        pace.ended(ms(30_020), Some(&long), &Heard::default());
        assert_eq!(
            pace.turn(SECOND * 9000),
            Turn::Off("it is not to be asked again for 14 hours".to_owned())
        );
    }

    #[test]
    fn waits_grow_and_a_service_that_stays_down_is_left_alone_and_tried_again() {
        let mut pace = Pace::new(ms(200), 1, 7);
        let mut now = Duration::ZERO;
        let mut waits = Vec::new();
        for _ in 0..STRIKES {
            assert_eq!(pace.turn(now), Turn::Now);
            pace.ended(now, Some(&down()), &Heard::default());
            if let Turn::At(next) = pace.turn(now) {
                waits.push((next - now).as_secs_f64());
                now = next;
            }
        }
        let bounds = [(2.0, 2.5), (4.0, 5.0), (8.0, 10.0), (16.0, 20.0)];
        assert_eq!(waits.len(), 4);
        assert!(waits.iter().zip(bounds).all(|(it, (low, high))| *it >= low && *it <= high), "{waits:?}");
        assert_eq!(pace.turn(now), Turn::Off("it has a fault (500)".to_owned()));
        now += REST;
        assert_eq!(pace.turn(now), Turn::Now);
        pace.ended(now, Some(&down()), &Heard::default());
        assert!(matches!(pace.turn(now), Turn::Off(_)));
        now += REST;
        assert_eq!(pace.turn(now), Turn::Now);
        pace.ended(now, None, &Heard::default());
        assert_eq!(pace.left_alone(), None);
        assert_eq!(pace.turn(now + SECOND), Turn::Now);
    }

    #[test]
    fn who_wants_no_requests_gets_none() {
        let mut pace = Pace::new(ms(200), 1, 7);
        pace.turn(ms(0));
        pace.ended(ms(10), Some(&Failure::Declined("no".to_owned())), &Heard::default());
        assert_eq!(pace.turn(SECOND * 100_000), Turn::Declined("no".to_owned()));
        let told = LeftAlone { why: "no".to_owned(), declines: true, requests: 1 };
        assert_eq!(pace.left_alone(), Some(told));
    }

    #[test]
    fn a_budget_that_is_spent_ends_the_session_with_the_answer_that_says_so() {
        let heard = |remaining: &str, reset: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-ratelimit-remaining", remaining.parse().unwrap());
            headers.insert("x-ratelimit-reset", reset.parse().unwrap());
            let mut heard = Heard::default();
            heard.read(&headers);
            heard
        };
        let mut pace = Pace::new(ms(200), 1, 7);
        pace.turn(ms(0));
        pace.ended(ms(10), None, &heard("10", "53578"));
        // A window of a minute, and a date in seconds, are no budgets of a day.
        pace.ended(ms(10), None, &heard("0", "30"));
        pace.ended(ms(10), None, &heard("0", "1795000000"));
        assert_eq!(pace.turn(SECOND), Turn::Now);
        pace.ended(SECOND, None, &heard("0", "53578"));
        let why = "its budget is spent, it is not to be asked again for 14 hours";
        assert_eq!(pace.turn(SECOND * 9000), Turn::Declined(why.to_owned()));
        assert_eq!(pace.left_alone().map(|it| it.requests), Some(2));
    }
}
