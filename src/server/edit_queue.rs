//! What the client is asked to do behind a command's answer, and that bibliographies are changed in turns.
//!
//! What a command adds to a bibliography, and where, depends on what is there already. From the moment an
//! edit is sent to the moment the client reports it (or the file on disk shows it), nobody here knows what is
//! there: an entry that is accepted twice would be added twice. So each command that makes edits takes its
//! turn, and the turn of one that adds entries lasts until they are seen, the client has refused, or time is
//! up. A command that waits for its turn holds nothing else back.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tower_lsp::Client;
use tower_lsp::lsp_types::request::{ApplyWorkspaceEdit, ShowDocument};
use tower_lsp::lsp_types::{ApplyWorkspaceEditParams, ShowDocumentParams, Url, WorkspaceEdit};

use super::client::{PATIENCE, ask};
use super::shared_session::SharedSession;
use crate::edits::change::Change;
use crate::model::bibliography::Bibliography;
use crate::model::document::{DocumentId, Kind};
use crate::model::snapshot::Snapshot;
use crate::text::Text;

/// For an edit to be seen: longer than a change on disk takes, too short to be taken for a fault.
const LIMIT: Duration = Duration::from_secs(5);

/// So long after a command it is answered for certain.
const ANSWERED: Duration = Duration::from_millis(50);

/// Waits until the command that is being handled is answered. Emacs 30 drops a question that is put to its user when
/// the answer of a command comes behind it: it leaves all that it began while it waited.
pub(super) async fn answered() {
    tokio::time::sleep(ANSWERED).await;
}

/// Whose turn it is to change bibliographies: the first that asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns(Arc<Mutex<()>>);

/// A turn; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "is held, not read")] OwnedMutexGuard<()>);

impl Turns {
    /// Waits for the turn.
    pub(super) async fn take(&self) -> Turn {
        Turn(Arc::clone(&self.0).lock_owned().await)
    }
}

/// What the client is asked to do besides taking the answer.
pub(super) enum Request {
    Nothing,
    Apply { label: String, edit: WorkspaceEdit, additions: Additions },
    Open(Url),
}

impl Request {
    /// Asks in a task of its own: the client may wait for our answer before it gives its own.
    pub(super) fn send(self, client: &Client, session: &Arc<SharedSession>, turn: Option<Turn>) {
        let (client, session) = (client.clone(), Arc::clone(session));
        match self {
            Self::Nothing => {}
            Self::Apply { label, edit, additions } => {
                let params = ApplyWorkspaceEditParams { label: Some(label), edit };
                tokio::spawn(async move {
                    answered().await;
                    let asked = ask::<ApplyWorkspaceEdit>(&client, params, PATIENCE);
                    // An answer alone does not say what is in the file now, but a refusal does.
                    let refused = async {
                        if asked.await.is_some_and(|it| it.applied) {
                            std::future::pending::<()>().await;
                        }
                    };
                    // In this order: the question must be put before anything can end the turn.
                    tokio::select! {
                        biased;
                        () = refused => {}
                        () = session.until(|snapshot| additions.are_in(snapshot)) => {}
                        () = tokio::time::sleep(LIMIT) => {}
                    }
                    drop(turn);
                });
            }
            Self::Open(uri) => {
                let params =
                    ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
                tokio::spawn(async move {
                    answered().await;
                    ask::<ShowDocument>(&client, params, PATIENCE).await
                });
            }
        }
    }
}

/// The entries and `@string`s that a change adds, each with its bibliography.
#[derive(Debug, Default)]
pub(super) struct Additions(Vec<(DocumentId, Bibliography)>);

impl Additions {
    /// Those of `change`.
    pub(super) fn of(change: &Change) -> Self {
        let edits = change.edits.iter().flat_map(|(id, edits)| edits.iter().map(move |it| (id, &it.new)));
        let texts = change.create.iter().map(|(id, text)| (id, text)).chain(edits);
        let bibs = texts.filter(|(id, _)| id.path().and_then(Kind::of_path) == Some(Kind::Bib));
        Self(bibs.map(|(id, text)| (id.clone(), Bibliography::parse(Text::plain(text.clone())))).collect())
    }

    /// Whether all of them are where they belong.
    fn are_in(&self, snapshot: &Snapshot) -> bool {
        self.0.iter().all(|(id, added)| {
            let strings = added.strings();
            if added.is_empty() && strings.is_empty() {
                return true;
            }
            let Some(bib) = snapshot.document(id).and_then(|it| it.bib()) else { return false };
            added.keys().all(|key| bib.first_with_key(key).is_some())
                && strings.iter().all(|it| bib.defines_string(&it.name))
        })
    }
}
