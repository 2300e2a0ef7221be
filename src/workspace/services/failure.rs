//! Why a service could not be asked. Never that it has no record: an empty answer is one.

use std::fmt;
use std::time::Duration;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no record of a DOI at this address, or none of the kind asked for (404, 406, 410): an answer. Where
    /// services are searched, they say so with an empty list; a page that is missing there says nothing.
    NotFound,
    /// Too many requests (429, 503 with a time): to be asked again after this time, if it says one.
    Busy(Option<Duration>),
    /// No connection, no answer in time, or a fault of its own (5xx): how it showed.
    Down(String),
    /// It answers no more of ours for long, and says so: a budget is spent (429 with a long time), it wants a key (401,
    /// 403) or a proof that we are people. That is no fault, and says nothing of any work: as if it were not there.
    Declined(String),
    /// It leads where we do not go.
    Refused(String),
    /// It answers with something else than it should: too long, cut off, of another kind.
    Malformed(String),
    /// It is not asked any more, or not for a while, since it failed before: why.
    Off(String),
}

impl Failure {
    /// Whether the same request may succeed a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Down(_))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => write!(f, "it has no such page"),
            Self::Busy(Some(time)) => write!(f, "it is busy for {}", told(*time)),
            Self::Busy(None) => write!(f, "it is busy"),
            Self::Down(how)
            | Self::Declined(how)
            | Self::Refused(how)
            | Self::Malformed(how)
            | Self::Off(how) => write!(f, "{how}"),
        }
    }
}

/// A time in words: `40 seconds`, `15 hours`.
pub fn told(time: Duration) -> String {
    let seconds = time.as_secs();
    let (count, unit) = match seconds {
        0..120 => (seconds.max(1), "second"),
        120..7200 => (seconds / 60, "minute"),
        _ => (seconds / 3600, "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_words() {
        let words = [0, 1, 40, 300, 53_578].map(|it| told(Duration::from_secs(it)));
        assert_eq!(words, ["1 second", "1 second", "40 seconds", "5 minutes", "14 hours"]);
    }
}
