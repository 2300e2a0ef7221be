//! Who is given the findings of a revision: the publisher, and who tells the client to ask again.

use std::sync::Arc;

use tower_lsp::Client;

use super::publish::Findings;
use super::{publish, refresh};
use crate::server::abilities::Abilities;
use crate::settings::file;

/// What takes the findings of each revision; must be called within the runtime.
///
/// Who asks for diagnostics is sent none, but those of our settings: one file's must come one way only.
pub fn start(
    client: &Client,
    abilities: &Abilities,
    told: &Arc<refresh::Told>,
) -> impl Fn(Findings) + Send + 'static + use<> {
    let refresher = refresh::start(client.clone(), abilities, Arc::clone(told));
    let publisher = publish::start(client.clone());
    let pulls = abilities.pull_diagnostics;
    move |mut findings: Findings| {
        let _ = refresher.send(findings.clone());
        findings.files.retain(|it| !pulls || it.uri.path().ends_with(file::NAME));
        let _ = publisher.send(findings);
    }
}
