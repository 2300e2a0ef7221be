//! The methods of the protocol: each reads the client's words, hands them to the session or asks a snapshot, and
//! puts the answer into the client's words. Bodies of notifications never await, so that they take effect in the
//! order of their arrival (see `connection::guard`).

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::task::{JoinHandle, spawn_blocking};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::*;
use tower_lsp::{Client, LanguageServer};

use super::abilities::Abilities;
use super::asked::Asked;
use super::capabilities::server_capabilities;
use super::convert::incoming;
use super::look_up::{Desk, LOOK_UP};
use super::reports::{deliver, pull, refresh};
use super::requests::{
    code_actions, completion, definition, document_links, folding, hover, inlay_hints, lenses, references,
    rename, semantic_tokens, symbols,
};
use super::shared_session::{Inbox, SharedSession, Working};
use super::{commands, configure, edit_queue, progress, register, threads};
use crate::faults;
use crate::model::document::Kind;
use crate::workspace::session::Event;

/// The protocol's methods, over the session.
pub(super) struct Server {
    client: Client,
    session: Arc<SharedSession>,
    inbox: Mutex<Option<Inbox>>,
    /// Empty before `initialize`.
    abilities: OnceLock<Abilities>,
    configuration: configure::Configuration,
    told: Arc<refresh::Told>,
    turns: edit_queue::Turns,
}

/// What the server holds a document to be: for reports of a client and a server out of step.
#[derive(Serialize)]
pub(super) struct DocumentState {
    version: Option<i32>,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentStateParams {
    text_document: TextDocumentIdentifier,
}

/// What the user is told once where something of ours has failed.
const TROUBLE: &str =
    "Lacuna met a fault of its own, passed it over and goes on. Its log says where; please report it.";

impl Server {
    /// A server that has not been asked anything yet; its threads drop `working` when they end.
    pub fn new(client: Client, working: Working) -> Self {
        let (session, inbox) = SharedSession::new(working);
        Self {
            client,
            session,
            inbox: Mutex::new(Some(inbox)),
            abilities: OnceLock::new(),
            configuration: configure::Configuration::default(),
            told: Arc::default(),
            turns: edit_queue::Turns::default(),
        }
    }

    fn abilities(&self) -> Abilities {
        self.abilities.get().cloned().unwrap_or_default()
    }

    /// Lets `work` answer from the state at the request's arrival, on a thread of its own.
    ///
    /// Work that has not begun when its request is cancelled is not begun.
    async fn answer<T: Send + 'static>(&self, work: impl FnOnce(&Asked) -> T + Send + 'static) -> Result<T> {
        let asked = Asked {
            snapshot: self.session.snapshot(),
            session: Arc::clone(&self.session),
            client: self.abilities(),
        };
        let mut work = AbortOnDrop(spawn_blocking(move || {
            faults::provoke(std::any::type_name_of_val(&work));
            work(&asked)
        }));
        (&mut work.0).await.map_err(|error| match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Error::request_cancelled(),
        })
    }

    /// What looks works up in services.
    fn desk(&self) -> Desk {
        let (client, session) = (self.client.clone(), Arc::clone(&self.session));
        Desk { client, session, abilities: self.abilities(), turns: self.turns.clone() }
    }

    /// `lacuna/document`: what the server holds a document to be.
    pub async fn document(&self, params: DocumentStateParams) -> Result<Option<DocumentState>> {
        let id = incoming::document_id(&params.text_document.uri);
        self.answer(move |asked| {
            let document = asked.snapshot.document(&id)?;
            document.version?;
            Some(DocumentState { version: document.version, text: document.text.all().into_owned() })
        })
        .await
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client = self.abilities.get_or_init(|| Abilities::new(&params.capabilities));
        self.configuration.begin(&params, &self.session);
        Ok(InitializeResult {
            capabilities: server_capabilities(client),
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        // The folders first: what is not known yet must not look absent.
        self.configuration.initialized(&self.client, &self.abilities(), &self.session);
        let inbox = self.inbox.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(inbox) = inbox {
            let findings = deliver::start(&self.client, &self.abilities(), &self.told);
            let progress = || progress::reporter(self.client.clone(), &self.abilities());
            let progress = [progress(), progress()];
            let (client, runtime) = (self.client.clone(), tokio::runtime::Handle::current());
            let told = std::sync::Once::new();
            let trouble = move || {
                let client = client.clone();
                told.call_once(|| {
                    runtime.spawn(async move { client.show_message(MessageType::WARNING, TROUBLE).await });
                });
            };
            threads::start(&self.session, inbox, self.abilities(), findings, progress, trouble);
        }
        register::start(&self.client, &self.abilities());
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let id = incoming::document_id(&document.uri);
        let bib = matches!(document.language_id.as_str(), "bibtex" | "bib" | "biblatex");
        let kind = match id.path().and_then(Kind::of_path) {
            Some(kind) => kind,
            None if bib => Kind::Bib,
            None => Kind::Tex,
        };
        let folder = id.path().and_then(|it| self.configuration.folder_to_walk(it, &self.session));
        self.session.spelling.note(&id, Some(document.uri));
        self.session.apply(Event::Opened {
            id: id.clone(),
            kind,
            version: document.version,
            text: document.text,
        });
        if let Some(folder) = folder {
            self.session.walk(folder);
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let (id, version) = (incoming::document_id(&params.text_document.uri), params.text_document.version);
        let snapshot = self.session.snapshot();
        let Some(document) = snapshot.document(&id) else { return };
        let edits = incoming::edits(&document.text, params.content_changes, self.abilities().encoding);
        self.session.apply(Event::Changed { id: id.clone(), version, edits: edits.clone() });
        self.desk().pasted(&id, &edits);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let id = incoming::document_id(&params.text_document.uri);
        self.session.apply(Event::Closed(id.clone()));
        self.session.spelling.note(&id, None);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let ids = params.changes.iter().map(|it| incoming::document_id(&it.uri));
        self.session.changed(ids.filter_map(|it| it.path().map(std::path::Path::to_owned)).collect());
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.configuration.changed(params.settings, &self.client, &self.abilities(), &self.session);
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.answer(move |asked| hover::answer(asked, &params)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.answer(move |asked| completion::answer(asked, &params).map(CompletionResponse::List)).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        self.answer(move |asked| completion::resolve(asked, item)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.answer(move |asked| definition::answer(asked, &params)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.answer(move |asked| references::answer(asked, &params)).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        self.answer(move |asked| references::highlight(asked, &params)).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        self.answer(move |asked| rename::prepare(asked, &params)).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let folders = self.configuration.folders();
        self.answer(move |asked| rename::answer(asked, &params, &folders)).await?
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.answer(move |asked| symbols::answer(asked, &params)).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<Vec<SymbolInformation>>> {
        self.answer(move |asked| symbols::workspace(asked, &params)).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.answer(move |asked| folding::answer(asked, &params)).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        self.answer(move |asked| folding::select(asked, &params)).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.answer(move |asked| document_links::answer(asked, &params)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.answer(move |asked| inlay_hints::answer(asked, &params)).await
    }

    async fn inlay_hint_resolve(&self, hint: InlayHint) -> Result<InlayHint> {
        self.answer(move |asked| inlay_hints::resolve(asked, hint)).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.answer(move |asked| lenses::answer(asked, &params)).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        self.answer(move |asked| semantic_tokens::full(asked, &params).map(SemanticTokensResult::Tokens))
            .await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        self.answer(move |asked| {
            semantic_tokens::in_range(asked, &params).map(SemanticTokensRangeResult::Tokens)
        })
        .await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let told = Arc::clone(&self.told);
        self.answer(move |asked| pull::document(asked, &params, &told)).await
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let folders = self.configuration.folders();
        self.answer(move |asked| pull::workspace(asked, &params, &folders)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.answer(move |asked| code_actions::answer(asked, &params)).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<serde_json::Value>> {
        if params.command == LOOK_UP {
            let argument = params.arguments.into_iter().next().unwrap_or_default();
            let at = serde_json::from_value(argument)
                .map_err(|error| Error::invalid_params(format!("The argument of the command: {error}")))?;
            self.desk().start(&at);
            return Ok(None);
        }
        let arrived = self.session.snapshot();
        let turn = match commands::edits(&params.command) {
            true => Some(self.turns.take().await),
            false => None,
        };
        let (answer, request) = self
            .answer(move |asked| match commands::is_outdated(&params, &arrived, &asked.snapshot) {
                false => commands::answer(asked, params),
                true => Err(Error::content_modified()),
            })
            .await??;
        request.send(&self.client, &self.session, turn);
        Ok(Some(answer))
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

/// Work that is not begun any more once this is dropped.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
