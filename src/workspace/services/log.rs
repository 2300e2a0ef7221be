//! The log of requests that a user may keep: one line each, with all that was sent.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use super::service::Service;
use crate::corpus::store::date;

/// The log; without a file, nothing is written.
#[derive(Default)]
pub struct Log {
    file: Option<PathBuf>,
    writing: Mutex<()>,
}

impl Log {
    /// Into this file.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self { file, writing: Mutex::default() }
    }

    /// Adds a line: `2026-11-27T10:00:00Z crossref GET https://... -> 1234 bytes in 40 ms`. Keys stand in no address.
    pub fn tell(&self, now: u64, service: Service, sent: &str, came: &str, took: Duration) {
        let Some(file) = &self.file else { return };
        let line = format!("{} {} {sent} -> {came} in {} ms\n", time(now), service.id(), took.as_millis());
        let _writing = self.writing.lock();
        if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(file) {
            let _ = file.write_all(line.as_bytes());
        }
    }
}

/// `2026-11-27T10:00:00Z` of seconds since 1970.
fn time(seconds: u64) -> String {
    let of_day = seconds % 86_400;
    format!("{}T{:02}:{:02}:{:02}Z", date(seconds), of_day / 3600, of_day / 60 % 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_was_sent_where_and_what_came() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("requests.log");
        let log = Log::new(Some(file.clone()));
        let took = Duration::from_millis(40);
        log.tell(
            951_782_461,
            Service::Crossref,
            "GET https://api.crossref.org/works?rows=5",
            "99 bytes",
            took,
        );
        Log::default().tell(0, Service::Crossref, "GET", "", took);
        assert_eq!(
            std::fs::read_to_string(file).unwrap(),
            "2000-02-29T00:01:01Z crossref GET https://api.crossref.org/works?rows=5 -> 99 bytes in 40 ms\n"
        );
    }
}
