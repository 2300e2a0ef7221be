//! Where settings come from: the client's `initializationOptions`, its `workspace/configuration`, and a
//! `lacuna.toml` in a workspace folder or above it, which wins.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tower_lsp::Client;
use tower_lsp::lsp_types::request::WorkspaceConfiguration;
use tower_lsp::lsp_types::{ConfigurationItem, ConfigurationParams, InitializeParams, MessageType};

use super::client::{PATIENCE, ask};
use super::convert::incoming;
use super::shared_session::SharedSession;
use crate::rules::catalogue;
use crate::rules::document::bad_setting;
use crate::server::abilities::Abilities;
use crate::settings::Settings;
use crate::workspace::config;
use crate::workspace::loader;
use crate::workspace::services::zotero;
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
    /// Where a `lacuna.toml` may lie.
    files: Vec<PathBuf>,
    /// The library of a running Zotero, if the user wants it searched.
    zotero: Option<PathBuf>,
    options: Value,
    settings: Value,
    /// What the user was told already.
    told: BTreeSet<String>,
}

impl Configuration {
    /// Takes in what `initialize` says.
    pub fn begin(&self, params: &InitializeParams, session: &SharedSession) {
        let mut heard = self.heard();
        let folders = params.workspace_folders.iter().flatten().map(|it| it.uri.clone());
        let mut uris: Vec<_> = folders.collect();
        #[allow(deprecated, reason = "older clients send nothing else")]
        if uris.is_empty() {
            uris.extend(params.root_uri.clone());
        }
        let paths = uris.iter().filter_map(|it| incoming::document_id(it).path().map(Path::to_owned));
        heard.folders = paths.collect();
        heard.options = params.initialization_options.clone().unwrap_or_default();
        heard.zotero = zotero::wanted();
        let is_trusted = take_trust(&mut heard.options);
        session.apply(loader::entered(&heard.folders, is_trusted));
        session.apply(heard.configured());
        for folder in heard.folders.clone() {
            heard.add_files(&folder, session);
        }
    }

    /// Walks the workspace's folders and asks the client for its settings.
    pub fn initialized(&self, client: &Client, abilities: &Abilities, session: &Arc<SharedSession>) {
        let home = session.snapshot().world.home.clone();
        for folder in self.heard().folders.clone() {
            if loader::is_shared(&folder, home.as_deref()) {
                let (client, text) = (client.clone(), only_open(&folder));
                tokio::spawn(async move { client.show_message(MessageType::INFO, text).await });
            } else {
                session.walk(folder);
            }
        }
        self.pull(client, abilities, session);
        self.heard().tell(client, session);
    }

    /// The client's settings changed; `pushed` holds them if the client cannot be asked.
    pub fn changed(
        &self,
        pushed: Value,
        client: &Client,
        abilities: &Abilities,
        session: &Arc<SharedSession>,
    ) {
        if abilities.configuration {
            return self.pull(client, abilities, session);
        }
        let mut heard = self.heard();
        // Without our section the object is another server's.
        if let Some(own) = pushed.get("lacuna") {
            heard.settings = own.clone();
        }
        session.apply(heard.configured());
        heard.tell(client, session);
    }

    /// The workspace's folders and those of documents opened outside them.
    pub fn folders(&self) -> Vec<PathBuf> {
        let heard = self.heard();
        heard.folders.iter().chain(&heard.walked).cloned().collect()
    }

    /// The folder that has to be walked for a document opened outside the workspace's folders; once. Its
    /// settings count where the workspace has none.
    pub fn folder_to_walk(&self, document: &Path, session: &SharedSession) -> Option<PathBuf> {
        let world = Arc::clone(&session.snapshot().world);
        let home = world.home.clone();
        let mut heard = self.heard();
        if world.confined && !heard.folders.iter().any(|it| document.starts_with(it)) {
            return None;
        }
        let walked = heard.folders.iter().filter(|it| !loader::is_shared(it, home.as_deref()));
        if walked.chain(&heard.walked).any(|it| document.starts_with(it)) {
            return None;
        }
        let folder = loader::folder_of(document, home.as_deref())?;
        heard.walked.push(folder.clone());
        heard.add_files(&folder, session);
        Some(folder)
    }

    fn pull(&self, client: &Client, abilities: &Abilities, session: &Arc<SharedSession>) {
        if !abilities.configuration {
            return;
        }
        let (heard, client, session) = (Arc::clone(&self.heard), client.clone(), Arc::clone(session));
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some("lacuna".to_owned()) };
            let params = ConfigurationParams { items: vec![item] };
            let Some(answer) = ask::<WorkspaceConfiguration>(&client, params, PATIENCE).await else { return };
            // Clients may answer `null`, or with fewer items than were asked for.
            let Some(own) = answer.into_iter().next().filter(|it| !it.is_null()) else { return };
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.settings = own;
            session.apply(heard.configured());
            heard.tell(&client, &session);
        });
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said where the workspace is a folder of which not all is read.
fn only_open(folder: &Path) -> String {
    let name = folder.display();
    format!(
        "{name} holds more than papers: Lacuna reads the folders of the files that are open and what these need; \
         open the folder of a paper to have all of it read"
    )
}

/// Whether the client trusts the workspace: its option `trusted`, which is no setting and is taken out. It does
/// where it says nothing of it, and where all that it says is `true`. In one that is not trusted no program is
/// run, and nothing outside is read.
fn take_trust(options: &mut Value) -> bool {
    let taken = |it: &mut Value| it.as_object_mut().and_then(|it| it.remove("trusted"));
    let nested = options.get_mut("lacuna").and_then(taken);
    [nested, taken(options)].iter().flatten().all(|it| *it == Value::Bool(true))
}

impl Heard {
    /// The settings from now on.
    fn configured(&self) -> Event {
        Event::Configured(self.editors().0, self.files.clone())
    }

    /// Adds where a folder's `lacuna.toml` may lie, and reads it at once: what it turns off must not show
    /// up at first.
    fn add_files(&mut self, folder: &Path, session: &SharedSession) {
        let files = config::files(folder, session.snapshot().world.home.as_deref());
        self.files.extend(files.iter().cloned());
        session.apply(self.configured());
        let world = Arc::clone(&session.snapshot().world);
        let read = files.into_iter().map(|it| {
            let file = loader::read(&world, &it, u64::MAX);
            (it, file)
        });
        session.apply(Event::Read(read.collect()));
    }

    /// The editor's settings, and what of them was not understood.
    fn editors(&self) -> (Settings, Vec<String>) {
        let mut settings = Settings::default();
        let mut problems = Vec::new();
        for source in [&self.options, &self.settings] {
            problems.extend(settings.merge(source));
        }
        settings.libraries.extend(self.zotero.as_ref().map(|it| it.display().to_string()));
        let problems = bad_setting::of_editor(&settings, &problems, catalogue::rules());
        let problems = problems.into_iter().map(|it| format!("Lacuna's settings: {it}")).collect();
        (settings, problems)
    }

    /// Tells the user, once, of settings that were not understood.
    fn tell(&mut self, client: &Client, session: &SharedSession) {
        let snapshot = session.snapshot();
        let file = snapshot.settings_file.as_ref().and_then(|it| snapshot.document(it));
        let misread = file.and_then(|it| Some((it.id.as_str(), it.settings()?)));
        let in_file = misread.into_iter().flat_map(|(path, file)| {
            let faults = bad_setting::faults(file, catalogue::rules());
            faults.into_iter().map(move |(_, message)| format!("{path}: {message}"))
        });
        let mut problems: Vec<String> = self.editors().1.into_iter().chain(in_file).collect();
        problems.retain(|it| self.told.insert(it.clone()));
        if problems.is_empty() {
            return;
        }
        let client = client.clone();
        tokio::spawn(async move {
            for problem in problems {
                client.show_message(MessageType::WARNING, problem).await;
            }
        });
    }
}
