//! Which diagnostics to send, and when.
//!
//! A list is sent only if it differs from the last one sent for its file, and at once; a list in which
//! ranges alone have moved, as on every key typed above them, at most every 100 ms. Findings of an
//! older revision than the last are dropped; a file that leaves gets an empty list.

use std::collections::HashMap;
use std::future::Future;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::lsp_types::{Diagnostic, PublishDiagnosticsParams, Range, Url};

/// Between two lists for one file that differ in ranges alone.
const PAUSE: Duration = Duration::from_millis(100);

/// All diagnostics of one revision.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Grows with every change of state.
    pub revision: u64,
    /// Every file that has been judged, also where nothing was found; each once. A file that is absent
    /// has left.
    pub files: Vec<FileFindings>,
}

/// The diagnostics of one file.
#[derive(Clone, Debug)]
pub struct FileFindings {
    /// As the client spells it, if it does.
    pub uri: Url,
    /// The version of the document they are for; `None` for a file that is not open.
    pub version: Option<i32>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// What the client has been sent, and what it is to be sent next.
#[derive(Debug, Default)]
pub struct Publisher {
    revision: u64,
    sent: HashMap<Url, Sent>,
    /// Lists in which ranges alone have moved, until their time has come.
    held: HashMap<Url, FileFindings>,
}

#[derive(Debug)]
struct Sent {
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
    at: Instant,
}

impl Sent {
    /// Whether the document has been opened or closed since; Neovim then forgets its diagnostics.
    fn is_stale(&self, version: Option<i32>) -> bool {
        !self.diagnostics.is_empty()
            && (self.version.is_some() != version.is_some() || version < self.version)
    }
}

impl Publisher {
    /// Takes `findings` in and returns what is to be sent now.
    pub fn offer(&mut self, findings: Findings, now: Instant) -> Vec<PublishDiagnosticsParams> {
        if findings.revision < self.revision {
            return Vec::new();
        }
        self.revision = findings.revision;
        let mut left = std::mem::take(&mut self.sent);
        let mut due = Vec::new();
        self.held.clear();
        for file in findings.files {
            match left.remove(&file.uri) {
                Some(sent) if sent.is_stale(file.version) => due.push(self.send(file, now)),
                Some(sent) if sent.diagnostics == file.diagnostics => {
                    self.sent.insert(file.uri, Sent { version: file.version, ..sent });
                }
                Some(sent)
                    if now < sent.at + PAUSE && same_but_for_ranges(&sent.diagnostics, &file.diagnostics) =>
                {
                    self.sent.insert(file.uri.clone(), sent);
                    self.held.insert(file.uri.clone(), file);
                }
                None if file.diagnostics.is_empty() => self.note(&file, now),
                _ => due.push(self.send(file, now)),
            }
        }
        let cleared = left.into_iter().filter(|(_, sent)| !sent.diagnostics.is_empty());
        due.extend(cleared.map(|(uri, _)| PublishDiagnosticsParams::new(uri, Vec::new(), None)));
        due
    }

    /// When [`Publisher::due`] should be asked.
    pub fn next_due(&self) -> Option<Instant> {
        self.held.keys().filter_map(|uri| self.sent.get(uri)).map(|sent| sent.at + PAUSE).min()
    }

    /// What has been held back long enough.
    pub fn due(&mut self, now: Instant) -> Vec<PublishDiagnosticsParams> {
        let sent = &self.sent;
        let ripe = self.held.extract_if(|uri, _| sent.get(uri).is_none_or(|sent| sent.at + PAUSE <= now));
        let ripe: Vec<_> = ripe.map(|(_, file)| file).collect();
        ripe.into_iter().map(|file| self.send(file, now)).collect()
    }

    fn send(&mut self, file: FileFindings, now: Instant) -> PublishDiagnosticsParams {
        self.note(&file, now);
        PublishDiagnosticsParams::new(file.uri, file.diagnostics, file.version)
    }

    fn note(&mut self, file: &FileFindings, now: Instant) {
        let sent = Sent { version: file.version, diagnostics: file.diagnostics.clone(), at: now };
        self.sent.insert(file.uri.clone(), sent);
    }
}

/// Whether the two lists say the same, perhaps elsewhere in the text.
fn same_but_for_ranges(old: &[Diagnostic], new: &[Diagnostic]) -> bool {
    let placeless = |diagnostic: &Diagnostic| {
        let mut diagnostic = diagnostic.clone();
        diagnostic.range = Range::default();
        for related in diagnostic.related_information.iter_mut().flatten() {
            related.location.range = Range::default();
        }
        diagnostic
    };
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| placeless(old) == placeless(new))
}

/// Starts publishing to `client`; must be called within the runtime.
pub fn start(client: Client) -> UnboundedSender<Findings> {
    let (sender, findings) = unbounded_channel();
    tokio::spawn(run(findings, move |params| {
        let client = client.clone();
        async move { client.publish_diagnostics(params.uri, params.diagnostics, params.version).await }
    }));
    sender
}

/// Sends what `findings` ask for, until their channel ends.
async fn run<F: Future<Output = ()>>(
    mut findings: UnboundedReceiver<Findings>,
    send: impl Fn(PublishDiagnosticsParams) -> F,
) {
    let mut publisher = Publisher::default();
    loop {
        let newest = match publisher.next_due() {
            Some(due) => tokio::time::timeout_at(due.into(), findings.recv()).await,
            None => Ok(findings.recv().await),
        };
        let due = match newest {
            Ok(Some(newest)) => publisher.offer(newest, Instant::now()),
            Ok(None) => return,
            Err(_elapsed) => publisher.due(Instant::now()),
        };
        for params in due {
            send(params).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use tower_lsp::lsp_types::{DiagnosticRelatedInformation, Location, Position};

    use super::*;

    fn uri(name: &str) -> Url {
        Url::parse(&format!("file:///{name}")).unwrap()
    }

    /// Diagnostics written `line:message`, in a file written `name@version`.
    fn file(name: &str, diagnostics: &[&str]) -> FileFindings {
        let (name, version) = name.split_once('@').unwrap_or((name, ""));
        let diagnostic = |written: &&str| {
            let (line, message) = written.split_once(':').unwrap();
            let at = Position::new(line.parse().unwrap(), 0);
            Diagnostic::new_simple(Range::new(at, at), message.to_owned())
        };
        let diagnostics = diagnostics.iter().map(diagnostic).collect();
        FileFindings { uri: uri(name), version: version.parse().ok(), diagnostics }
    }

    fn shown(sent: Vec<PublishDiagnosticsParams>) -> Vec<String> {
        let mut shown: Vec<_> = sent
            .into_iter()
            .map(|params| {
                let version = params.version.map_or(String::new(), |version| format!("@{version}"));
                let list =
                    params.diagnostics.iter().map(|it| format!(" {}:{}", it.range.start.line, it.message));
                format!("{}{version}{}", &params.uri.path()[1..], list.collect::<String>())
            })
            .collect();
        shown.sort();
        shown
    }

    /// A publisher with a clock that the test moves.
    struct Bench {
        publisher: Publisher,
        now: Instant,
        revision: u64,
    }

    impl Bench {
        fn new() -> Self {
            Self { publisher: Publisher::default(), now: Instant::now(), revision: 0 }
        }

        #[track_caller]
        fn offer(&mut self, files: &[FileFindings], expected: &[&str]) {
            self.revision += 1;
            let findings = Findings { revision: self.revision, files: files.to_vec() };
            assert_eq!(shown(self.publisher.offer(findings, self.now)), expected);
        }

        #[track_caller]
        fn after(&mut self, milliseconds: u64, expected: &[&str]) {
            self.now += Duration::from_millis(milliseconds);
            assert_eq!(shown(self.publisher.due(self.now)), expected);
        }
    }

    #[test]
    fn a_list_is_sent_with_its_version_when_it_differs() {
        let mut bench = Bench::new();
        bench.offer(&[file("a@1", &["1:x"]), file("b", &["2:y"])], &["a@1 1:x", "b 2:y"]);
        bench.offer(&[file("a@2", &["1:x"]), file("b", &["2:y"])], &[]);
        bench.offer(&[file("a@3", &["1:x", "4:z"]), file("b", &["2:y"])], &["a@3 1:x 4:z"]);
        bench.offer(&[file("a@4", &[]), file("b", &["2:y"])], &["a@4"]);
        assert_eq!(bench.publisher.next_due(), None);
    }

    #[test]
    fn a_file_without_a_finding_is_not_mentioned() {
        let mut bench = Bench::new();
        bench.offer(&[file("a@1", &[])], &[]);
        bench.offer(&[file("a@2", &["1:x"])], &["a@2 1:x"]);
    }

    #[test]
    fn a_file_that_leaves_is_cleared_once() {
        let mut bench = Bench::new();
        bench.offer(&[file("a@1", &["1:x"]), file("b", &[])], &["a@1 1:x"]);
        bench.offer(&[], &["a"]);
        bench.offer(&[], &[]);
        bench.offer(&[file("a@1", &["1:x"])], &["a@1 1:x"]);
    }

    #[test]
    fn a_file_that_is_opened_or_closed_is_sent_afresh() {
        let mut bench = Bench::new();
        bench.offer(&[file("a", &["1:x"]), file("b", &[])], &["a 1:x"]);
        bench.offer(&[file("a@1", &["1:x"]), file("b@1", &[])], &["a@1 1:x"]);
        bench.offer(&[file("a@2", &["1:x"])], &[]);
        bench.offer(&[file("a@1", &["1:x"])], &["a@1 1:x"]);
        bench.offer(&[file("a", &["1:x"])], &["a 1:x"]);
    }

    #[test]
    fn findings_of_an_older_revision_are_dropped() {
        let mut bench = Bench::new();
        bench.offer(&[file("a@1", &[])], &[]);
        bench.offer(&[file("a@2", &["1:new"])], &["a@2 1:new"]);
        let stale = Findings { revision: 1, files: vec![file("a@1", &["1:stale"])] };
        assert_eq!(shown(bench.publisher.offer(stale, bench.now)), [""; 0]);
    }

    #[test]
    fn ranges_that_move_are_sent_at_intervals_and_the_last_is_never_lost() {
        let mut bench = Bench::new();
        bench.offer(&[file("a@1", &["1:x"])], &["a@1 1:x"]);
        bench.offer(&[file("a@2", &["2:x"])], &[]);
        bench.after(60, &[]);
        bench.offer(&[file("a@3", &["3:x"])], &[]);
        bench.after(39, &[]);
        bench.after(1, &["a@3 3:x"]);
        bench.offer(&[file("a@4", &["4:x"])], &[]);
        bench.after(100, &["a@4 4:x"]);
        bench.after(1000, &[]);
        bench.offer(&[file("a@5", &["5:x"])], &["a@5 5:x"]);
    }

    #[test]
    fn a_list_held_back_gives_way_to_what_comes_after_it() {
        let mut bench = Bench::new();
        bench.offer(&[file("a@1", &["1:x"])], &["a@1 1:x"]);
        bench.offer(&[file("a@2", &["2:x"])], &[]);
        bench.offer(&[file("a@3", &["2:x", "3:y"])], &["a@3 2:x 3:y"]);
        bench.after(100, &[]);

        bench.offer(&[file("a@4", &["3:x", "4:y"])], &["a@4 3:x 4:y"]);
        bench.offer(&[file("a@5", &["4:x", "5:y"])], &[]);
        bench.offer(&[file("a@6", &["3:x", "4:y"])], &[]);
        bench.after(100, &[]);

        bench.offer(&[file("a@7", &["4:x", "5:y"])], &["a@7 4:x 5:y"]);
        bench.offer(&[file("a@8", &["5:x", "6:y"])], &[]);
        bench.offer(&[], &["a"]);
        bench.after(100, &[]);
    }

    #[test]
    fn a_second_place_that_moves_counts_as_a_range() {
        let with_related = |line| {
            let at = Position::new(line, 0);
            let mut file = file("a@1", &["1:x"]);
            file.diagnostics[0].related_information = Some(vec![DiagnosticRelatedInformation {
                location: Location::new(uri("b"), Range::new(at, at)),
                message: "first defined here".to_owned(),
            }]);
            file
        };
        let mut bench = Bench::new();
        bench.offer(&[with_related(1)], &["a@1 1:x"]);
        bench.offer(&[with_related(2)], &[]);
        bench.after(100, &["a@1 1:x"]);
    }

    #[tokio::test]
    async fn what_was_held_back_is_sent_by_itself() {
        let (offers, findings) = unbounded_channel();
        let (sender, mut sent) = unbounded_channel();
        let running = tokio::spawn(run(findings, move |params| {
            let _ = sender.send(params);
            std::future::ready(())
        }));
        for revision in 0..3 {
            let files = vec![file("a", &[&format!("{revision}:x")])];
            offers.send(Findings { revision, files }).unwrap();
        }
        assert_eq!(shown(vec![sent.recv().await.unwrap()]), ["a 0:x"]);
        assert_eq!(shown(vec![sent.recv().await.unwrap()]), ["a 2:x"]);
        drop(offers);
        running.await.unwrap();
        assert!(sent.recv().await.is_none());
    }
}
