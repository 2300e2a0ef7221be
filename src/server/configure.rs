//! Where settings come from: the client's `initializationOptions`, its `workspace/configuration`, and a
//! `lacuna.toml` in a workspace folder, which wins.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tower_lsp::Client;
use tower_lsp::lsp_types::request::WorkspaceConfiguration;
use tower_lsp::lsp_types::{ConfigurationItem, ConfigurationParams, InitializeParams, MessageType};

use super::capabilities::Abilities;
use super::client::{PATIENCE, ask};
use super::workbench::Workbench;
use super::{convert, loader};
use crate::settings::Settings;
use crate::workspace::config;
use crate::workspace::session::Event;

/// What the client has said of settings and folders.
#[derive(Clone, Default)]
pub struct Configuration {
    heard: Arc<Mutex<Heard>>,
}

#[derive(Default)]
struct Heard {
    folders: Vec<PathBuf>,
    /// Folders of lone documents, walked already.
    walked: Vec<PathBuf>,
    options: Value,
    settings: Value,
    /// What was not understood, as told last.
    told: Vec<String>,
}

impl Configuration {
    /// Takes in what `initialize` says.
    pub fn begin(&self, params: &InitializeParams, bench: &Workbench) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let folders = params.workspace_folders.iter().flatten().map(|it| it.uri.clone());
        let mut uris: Vec<_> = folders.collect();
        #[allow(deprecated, reason = "older clients send nothing else")]
        if uris.is_empty() {
            uris.extend(params.root_uri.clone());
        }
        let paths = uris.iter().filter_map(|it| convert::document_id(it).path().map(Path::to_owned));
        heard.folders = paths.collect();
        heard.options = params.initialization_options.clone().unwrap_or_default();
        let (settings, _) = heard.settings();
        drop(heard);
        bench.apply(Event::Configured(settings));
    }

    /// Walks the workspace's folders and asks the client for its settings.
    pub fn initialized(&self, client: &Client, abilities: &Abilities, bench: &Arc<Workbench>) {
        let folders = self.heard.lock().unwrap_or_else(PoisonError::into_inner).folders.clone();
        for folder in folders {
            bench.walk(folder);
        }
        self.pull(client, abilities, bench);
        self.tell(client);
    }

    /// The client's settings changed; `pushed` holds them if the client cannot be asked.
    pub fn changed(&self, pushed: Value, client: &Client, abilities: &Abilities, bench: &Arc<Workbench>) {
        if abilities.configuration {
            return self.pull(client, abilities, bench);
        }
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        // Without our section the object is another server's.
        if let Some(own) = pushed.get("lacuna") {
            heard.settings = own.clone();
        }
        let (settings, _) = heard.settings();
        drop(heard);
        bench.apply(Event::Configured(settings));
        self.tell(client);
    }

    /// A `lacuna.toml` was written, or removed; must be called within the runtime.
    pub fn reread(&self, client: &Client, bench: &Workbench) {
        let (settings, _) = self.heard.lock().unwrap_or_else(PoisonError::into_inner).settings();
        if *bench.snapshot().settings != settings {
            bench.apply(Event::Configured(settings));
        }
        self.tell(client);
    }

    /// The workspace's folders and those of documents opened outside them.
    pub fn folders(&self) -> Vec<PathBuf> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.folders.iter().chain(&heard.walked).cloned().collect()
    }

    /// The folder that has to be walked for a document opened outside the workspace's folders; once.
    pub fn folder_to_walk(&self, document: &Path) -> Option<PathBuf> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.folders.iter().chain(&heard.walked).any(|it| document.starts_with(it)) {
            return None;
        }
        let (_, home) = loader::environment();
        let folder = loader::folder_of(document, home.as_deref())?;
        heard.walked.push(folder.clone());
        Some(folder)
    }

    fn pull(&self, client: &Client, abilities: &Abilities, bench: &Arc<Workbench>) {
        if !abilities.configuration {
            return;
        }
        let (heard, client, bench) = (Arc::clone(&self.heard), client.clone(), Arc::clone(bench));
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some("lacuna".to_owned()) };
            let params = ConfigurationParams { items: vec![item] };
            let Some(answer) = ask::<WorkspaceConfiguration>(&client, params, PATIENCE).await else { return };
            // Clients may answer `null`, or with fewer items than were asked for.
            let Some(own) = answer.into_iter().next().filter(|it| !it.is_null()) else { return };
            let settings = {
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                heard.settings = own;
                heard.settings().0
            };
            bench.apply(Event::Configured(settings));
        });
    }

    /// Tells the user of settings that were not understood, unless that was told last.
    fn tell(&self, client: &Client) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let problems = heard.settings().1;
        let known = std::mem::replace(&mut heard.told, problems.clone());
        drop(heard);
        let client = client.clone();
        if problems != known {
            tokio::spawn(async move {
                for problem in problems {
                    client.show_message(MessageType::WARNING, problem).await;
                }
            });
        }
    }
}

impl Heard {
    /// The settings in force, and what was not understood.
    fn settings(&self) -> (Settings, Vec<String>) {
        let mut settings = Settings::default();
        let mut problems = Vec::new();
        for source in [&self.options, &self.settings] {
            problems.extend(
                settings.merge(source).into_iter().map(|it| format!("Lacuna's settings: {}", it.message)),
            );
        }
        for folder in &self.folders {
            if let Some(found) = config::merge(folder, &mut settings) {
                problems.extend(found.into_iter().map(|it| format!("{}: {}", it.path.display(), it.message)));
                break;
            }
        }
        (settings, problems)
    }
}
