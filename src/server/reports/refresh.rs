//! Telling the client to ask again, when what it was told has changed for reasons that it cannot know: a
//! bibliography was read, the settings changed.
//!
//! A client asks again by itself after each edit of its own; so only what reads differently at the same
//! versions is a reason.

use std::collections::HashMap;
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustc_hash::FxHasher;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::lsp_types::request::{
    CodeLensRefresh, InlayHintRefreshRequest, SemanticTokensRefresh, WorkspaceDiagnosticRefresh,
};
use tower_lsp::lsp_types::{Diagnostic, Url};

use super::publish::Findings;
use crate::server::abilities::Abilities;
use crate::server::client::{PATIENCE, ask};

/// Reasons within this time are one.
const PAUSE: Duration = Duration::from_millis(150);

/// What the client should ask for again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stale {
    diagnostics: bool,
    /// Hints, lenses, colours.
    views: bool,
}

/// What a client that asks for diagnostics was last told of each document: its version, and what was said.
#[derive(Debug, Default)]
pub struct Told(Mutex<HashMap<Url, (Option<i32>, String)>>);

impl Told {
    /// Remembers what was told.
    pub fn note(&self, uri: Url, version: Option<i32>, says: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(uri, (version, says));
    }

    /// Whether something else than this was told of the same version. It then counts as taken back.
    fn is_outdated(&self, uri: &Url, version: Option<i32>, diagnostics: &[Diagnostic]) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let differs = told.get(uri).is_some_and(|it| it.0 == version && it.1 != says(diagnostics));
        differs && told.remove(uri).is_some()
    }
}

/// A short name for what a list of reports says.
pub fn says(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = FxHasher::default();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// The open documents and their versions, as last seen.
#[derive(Debug, Default)]
struct Judged {
    versions: HashMap<Url, Option<i32>>,
}

impl Judged {
    fn update(&mut self, findings: &Findings, told: &Told) -> Stale {
        let versions: HashMap<_, _> = findings.files.iter().map(|it| (it.uri.clone(), it.version)).collect();
        let former = std::mem::replace(&mut self.versions, versions);
        let mut stale = Stale { diagnostics: false, views: !former.is_empty() && former == self.versions };
        for file in &findings.files {
            stale.diagnostics |= told.is_outdated(&file.uri, file.version, &file.diagnostics);
        }
        stale
    }
}

/// Starts watching the findings for `client`; must be called within the runtime.
pub fn start(client: Client, abilities: &Abilities, told: Arc<Told>) -> UnboundedSender<Findings> {
    let (sender, findings) = unbounded_channel();
    let abilities = abilities.clone();
    tokio::spawn(run(findings, told, move |stale: Stale| {
        let (client, abilities) = (client.clone(), abilities.clone());
        async move {
            if stale.diagnostics && abilities.pull_diagnostics {
                ask::<WorkspaceDiagnosticRefresh>(&client, (), PATIENCE).await;
            }
            if stale.views && abilities.inlay_hint_refresh {
                ask::<InlayHintRefreshRequest>(&client, (), PATIENCE).await;
            }
            if stale.views && abilities.code_lens_refresh {
                ask::<CodeLensRefresh>(&client, (), PATIENCE).await;
            }
            if stale.views && abilities.semantic_tokens_refresh {
                ask::<SemanticTokensRefresh>(&client, (), PATIENCE).await;
            }
        }
    }));
    sender
}

/// Asks for what becomes stale, until the channel ends.
async fn run<F: Future<Output = ()>>(
    mut findings: UnboundedReceiver<Findings>,
    told: Arc<Told>,
    ask: impl Fn(Stale) -> F,
) {
    let mut judged = Judged::default();
    while let Some(first) = findings.recv().await {
        let mut stale = judged.update(&first, &told);
        if stale == Stale::default() {
            continue;
        }
        tokio::time::sleep(PAUSE).await;
        while let Ok(next) = findings.try_recv() {
            let more = judged.update(&next, &told);
            stale.diagnostics |= more.diagnostics;
            stale.views |= more.views;
        }
        ask(stale).await;
    }
}

#[cfg(test)]
mod tests {
    use tower_lsp::lsp_types::Range;

    use super::*;
    use crate::server::reports::publish::FileFindings;

    /// Files written `name@version`, each with one message.
    fn findings(files: &[(&str, &str)]) -> Findings {
        let files = files.iter().map(|(name, message)| {
            let (name, version) = name.split_once('@').unwrap();
            FileFindings {
                uri: Url::parse(&format!("file:///{name}")).unwrap(),
                version: version.parse().ok(),
                diagnostics: vec![Diagnostic::new_simple(Range::default(), (*message).to_owned())],
            }
        });
        Findings { revision: 0, files: files.collect() }
    }

    fn told(told: &Told, findings: &Findings) {
        for it in &findings.files {
            told.note(it.uri.clone(), it.version, says(&it.diagnostics));
        }
    }

    #[test]
    fn only_what_was_told_of_the_same_version_is_outdated() {
        let (mut judged, known) = (Judged::default(), Told::default());
        let mut outdated = |files: &[(&str, &str)]| judged.update(&findings(files), &known).diagnostics;
        assert!(!outdated(&[("a@1", "x")]), "nothing was told before");
        told(&known, &findings(&[("a@1", "x")]));
        assert!(!outdated(&[("a@1", "x")]), "it still reads the same");
        assert!(!outdated(&[("a@2", "y")]), "the client asks after its own edit");
        assert!(outdated(&[("a@1", "z"), ("b@1", "x")]));
        assert!(!outdated(&[("a@1", "z")]), "the client was told to ask already");
    }

    #[test]
    fn views_are_stale_when_something_changed_without_an_edit() {
        let (mut judged, known) = (Judged::default(), Told::default());
        let mut stale = |files: &[(&str, &str)]| judged.update(&findings(files), &known).views;
        assert!(!stale(&[("a@1", "x")]));
        assert!(stale(&[("a@1", "x")]), "a bibliography was read");
        assert!(!stale(&[("a@2", "x")]));
        assert!(!stale(&[("a@2", "x"), ("b@1", "x")]));
    }
}
