//! `lacuna.lookUp` `{uri, range}`: what stands at a range, a citation in prose or an identifier, is looked up in
//! services, added to the bibliography and cited; `null` at once, the edit when it is found. An identifier that is
//! pasted as a key is looked up by itself.
//!
//! Where the user was not asked yet whether services may be asked, they are asked first, once.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::lsp_types::request::ShowMessageRequest;
use tower_lsp::lsp_types::{MessageActionItem, MessageType, Range, ShowMessageRequestParams, Url};

use super::abilities::Abilities;
use super::asked::Asked;
use super::client::ask;
use super::convert::incoming;
use super::edit_queue::{Additions, Request, Turns, answered};
use super::edits::workspace_edit;
use super::progress;
use super::shared_session::{SharedSession, Step};
use crate::edits::change::Change;
use crate::edits::cite_command::cite_at;
use crate::edits::cite_style::CiteStyle;
use crate::edits::records::add;
use crate::features::code_actions::{Effect, from_record};
use crate::model::document::DocumentId;
use crate::model::online::May;
use crate::model::record::{Record, Reference};
use crate::resolve::identifiers::identifier;
use crate::resolve::verify::prose_references;
use crate::text::{ByteRange, TextEdit};
use crate::workspace::services::asked::Services;
use crate::workspace::services::background::Answer;
use crate::workspace::services::fetch::{Outcome, Wanted, fetch};
use crate::workspace::services::verify::verify;
use crate::workspace::session::{Edit, Event};

/// The command.
pub(super) const LOOK_UP: &str = "lacuna.lookUp";

/// How long the user may think about whether services may be asked.
const THINKING: Duration = Duration::from_secs(600);

/// Its argument.
#[derive(Deserialize)]
pub(super) struct At {
    uri: Url,
    range: Range,
}

/// What a task of its own needs.
#[derive(Clone)]
pub(super) struct Desk {
    pub client: Client,
    pub session: Arc<SharedSession>,
    pub abilities: Abilities,
    pub turns: Turns,
}

/// What is looked up, as it was when it was asked for.
#[derive(Clone, Debug)]
struct Sought {
    id: DocumentId,
    range: ByteRange,
    written: String,
}

impl Desk {
    /// Looks up what stands at a place, in a task of its own.
    pub(super) fn start(self, at: &At) {
        let snapshot = self.session.snapshot();
        let id = incoming::document_id(&at.uri);
        let Some(document) = snapshot.document(&id) else { return };
        let range = incoming::byte_range(&document.text, at.range, self.abilities.encoding);
        let written = document.text.slice(range).into_owned();
        self.spawn(Sought { id, range, written });
    }

    /// Looks up what was pasted, if it is an identifier that stands as a key now.
    pub(super) fn pasted(self, id: &DocumentId, edits: &[Edit]) {
        let [Edit::Part(edit)] = edits else { return };
        // Nobody types these at once.
        if edit.new.len() < 7 || identifier(&edit.new).is_none() || !self.abilities.apply_edit {
            return;
        }
        let snapshot = self.session.snapshot();
        if snapshot.online.may == May::No {
            return;
        }
        let Some((start, citation)) = snapshot.citations(id).and_then(|it| it.at(edit.range.start)) else {
            return;
        };
        let keys = citation.groups.iter().flat_map(|it| &it.keys);
        let mut keys = keys.map(|it| (it.range.shift(start), &it.text));
        let Some((range, text)) = keys.find(|it| it.1.trim() == edit.new.trim()) else { return };
        let is_defined = snapshot.project(id).is_none_or(|it| it.defines(text));
        if !is_defined {
            self.spawn(Sought { id: id.clone(), range, written: text.clone() });
        }
    }

    fn spawn(self, sought: Sought) {
        tokio::spawn(async move {
            answered().await;
            if let Err(why) = self.look_up(sought).await {
                self.client.show_message(MessageType::INFO, why).await;
            }
        });
    }

    /// The error says what came in between, for the user.
    async fn look_up(&self, sought: Sought) -> Result<(), String> {
        let services = self.allowed().await?;
        let (session, at) = (Arc::clone(&self.session), sought.clone());
        let progress = progress::reporter(self.client.clone(), &self.abilities);
        progress(Some(Step::Asking { references: 0, of: 1 }));
        let found = spawn_blocking(move || find(&session, &services, &at)).await;
        progress(None);
        let record = found.map_err(|_| "Lacuna failed at a look-up".to_owned())??;
        // From here on nobody else adds entries.
        let turn = self.turns.take().await;
        let asked = Asked {
            snapshot: self.session.snapshot(),
            session: Arc::clone(&self.session),
            client: self.abilities.clone(),
        };
        let (label, change) = change(&asked, &sought, record.as_ref())?;
        let edit = workspace_edit(&asked, &change, &label);
        let edit = edit.ok_or("The client cannot apply this change, or a file of it is not in UTF-8")?;
        let additions = Additions::of(&change);
        Request::Apply { label, edit, additions }.send(&self.client, &self.session, Some(turn));
        Ok(())
    }

    /// The services that may be asked, after the user was asked, if they were not yet.
    async fn allowed(&self) -> Result<Arc<Services>, String> {
        let snapshot = self.session.snapshot();
        let online = self.session.services.look(&snapshot);
        if online.may == May::Ask {
            let message = format!(
                "May Lacuna ask bibliographic services about references that you look up, and in the background about \
                 those that are cited? Sent is {}; to {}. The answer is kept in your own settings.",
                online.sent,
                online.names()
            );
            let action = |it: &(Answer, &str)| MessageActionItem {
                title: it.1.to_owned(),
                properties: Default::default(),
            };
            let actions = Some(Answer::ALL.iter().map(action).collect());
            let params = ShowMessageRequestParams { typ: MessageType::INFO, message, actions };
            let chosen = ask::<ShowMessageRequest>(&self.client, params, THINKING).await.flatten();
            let answer = chosen.and_then(|it| Answer::named(&it.title)).ok_or("No service was asked")?;
            self.session.services.answer(&snapshot, answer)?;
        }
        let online = self.session.services.look(&snapshot);
        let state = format!("Services are {}", online.state);
        self.session.apply(Event::Online(online));
        self.session.services.services(&snapshot).ok_or(state)
    }
}

/// Looks up what is sought: the record of an identifier; of a citation in prose nothing, since its verdict is told to
/// the session.
fn find(session: &SharedSession, services: &Services, sought: &Sought) -> Result<Option<Record>, String> {
    let corpora = session.shelf.corpora();
    if let Some(id) = identifier(&sought.written) {
        return match fetch(Some(services), &corpora, &Wanted::Work(id)) {
            Outcome::One(found) => Ok(Some(found.record)),
            Outcome::Several(_) => Err(format!("{} is several works", sought.written)),
            Outcome::None { looked, failed } => Err(not_found(&sought.written, &looked, &failed)),
        };
    }
    let snapshot = session.snapshot();
    let prose = prose_references(&snapshot, std::slice::from_ref(&sought.id)).into_iter();
    let reference: Option<Reference> =
        prose.filter(|it| it.range == sought.range).map(|it| it.reference).next();
    let reference = reference.ok_or("What was looked up has changed meanwhile")?;
    let fingerprint = reference.fingerprint();
    let told = std::sync::Mutex::new(None);
    verify(services, &corpora, &[reference], &|_, verified| {
        if let Ok(mut told) = told.lock() {
            *told = Some(verified);
        }
    });
    let verified = told.into_inner().ok().flatten().ok_or("Nothing could be looked up")?;
    let (names, reason) = (verified.names(), verified.reason.to_string());
    session.apply(Event::Verified(vec![(fingerprint, Arc::new(verified.clone()))]));
    match (verified.record.is_some(), reason.is_empty()) {
        (true, _) => Ok(None),
        (_, true) => Err(not_found(&sought.written, &[names], &[])),
        (_, false) => Err(format!("{}: {reason}", sought.written)),
    }
}

fn not_found(what: &str, looked: &[String], failed: &[String]) -> String {
    let mut told = format!("{what} was not found");
    if !looked.is_empty() {
        told += &format!(" in {}", looked.join(", "));
    }
    for it in failed {
        told += &format!("; could not be asked: {it}");
    }
    told
}

/// The entry added, unless it is there, and cited in the place of what was looked up.
fn change(asked: &Asked, sought: &Sought, record: Option<&Record>) -> Result<(String, Change), String> {
    let snapshot = &asked.snapshot;
    let moved = || "What was looked up has changed meanwhile".to_owned();
    let document = snapshot.document(&sought.id).ok_or_else(moved)?;
    let is_there =
        sought.range.end <= document.text.len() && document.text.slice(sought.range) == sought.written;
    if !is_there {
        return Err(moved());
    }
    let Some(record) = record else {
        let action = from_record(snapshot, &sought.id, sought.range);
        let action =
            action.ok_or("Only works that come near were found; the report on it names the nearest")?;
        return match action.effect {
            Effect::Change(change) => Ok((action.title, change)),
            _ => Err(moved()),
        };
    };
    let project = snapshot.project(&sought.id).ok_or("The document belongs to no paper")?;
    let key = add::key(project, record);
    let mut change = add::add(snapshot, &sought.id, record, &key)?;
    let cited = snapshot.citations(&sought.id).and_then(|it| it.at(sought.range.start));
    let is_key = cited.is_some_and(|(start, it)| {
        it.groups.iter().flat_map(|it| &it.keys).any(|it| it.range.shift(start) == sought.range)
    });
    let edit = match is_key {
        true => TextEdit { range: sought.range, new: key.clone() },
        false => {
            let style = CiteStyle::of(snapshot, &sought.id);
            cite_at(snapshot, &sought.id, &document.text, sought.range, &style, std::slice::from_ref(&key))
        }
    };
    change.add(&sought.id, edit);
    Ok((format!("Add {} as `{key}` and cite it", record.citation()), change))
}
