//! Code actions in the protocol's words.

use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams,
    CodeActionProviderCapability, Command, Diagnostic, NumberOrString, Url,
};

use crate::features::code_actions::{Action, ActionKind, Effect, code_actions};
use crate::model::document::DocumentId;
use crate::server::asked::Asked;
use crate::server::commands::{APPLY, COPY, OPEN_URL};
use crate::server::convert::{incoming, outgoing};
use crate::server::edits::workspace_edit;
use crate::server::look_up::LOOK_UP;
use crate::server::reports::report;

/// What is announced: the kinds, so that we are not asked on every save.
pub(in crate::server) fn capability() -> CodeActionProviderCapability {
    CodeActionProviderCapability::Options(CodeActionOptions {
        code_action_kinds: Some(ActionKind::ALL.iter().map(|it| CodeActionKind::new(it.name())).collect()),
        ..CodeActionOptions::default()
    })
}

pub(in crate::server) fn answer(
    asked: &Asked,
    params: &CodeActionParams,
) -> Option<Vec<CodeActionOrCommand>> {
    let id = incoming::document_id(&params.text_document.uri);
    let document = asked.snapshot.document(&id)?;
    let range = incoming::byte_range(&document.text, params.range, asked.client.encoding);
    asked.session.cursor_at(&id, range.end);
    let only = params.context.only.as_deref();
    let wanted = |kind: ActionKind| match only {
        Some(only) => only.iter().any(|it| kind.is_within(it.as_str())),
        // A fix of everything is for those who ask for it.
        None => kind != ActionKind::FixAll,
    };
    let actions = code_actions(&asked.snapshot, &id, range, &wanted);
    let spelt = |id: &DocumentId| asked.session.spelling.uri(id);
    let own = |action: &Action| -> Vec<Diagnostic> {
        let found =
            report::diagnostics(&asked.snapshot, document, &action.fixes, &asked.client, &spelt).into_iter();
        found.map(|it| sent(&params.context.diagnostics, it)).collect()
    };
    let offered = actions.iter().filter_map(|it| offer(asked, &id, &params.text_document.uri, it, own(it)));
    Some(offered.collect())
}

/// The report as the client sent it, if it did.
fn sent(context: &[Diagnostic], own: Diagnostic) -> Diagnostic {
    let code = |it: &Diagnostic| match &it.code {
        Some(NumberOrString::String(code)) => Some(code.clone()),
        _ => None,
    };
    let same = |it: &&Diagnostic| it.range == own.range && code(it) == code(&own);
    context.iter().find(same).cloned().unwrap_or(own)
}

/// The action as this client can take it; `None` if it cannot.
///
/// An entry of a master library is copied by a command where that is possible: an edit of a file that is not
/// open carries no version, so nothing would keep the client from applying it twice.
fn offer(
    asked: &Asked,
    id: &DocumentId,
    uri: &Url,
    action: &Action,
    diagnostics: Vec<Diagnostic>,
) -> Option<CodeActionOrCommand> {
    let mut edit = None;
    let mut command = None;
    let by_command = asked.client.apply_edit && asked.client.code_action_literals;
    match (&action.effect, action.copies.as_ref().filter(|_| by_command)) {
        (Effect::Change(change), Some(key)) => {
            let mut rest = change.clone();
            rest.edits.retain(|it| it.0 == *id);
            if !rest.is_empty() {
                edit = Some(workspace_edit(asked, &rest, &action.title)?);
            }
            command = Some(called(&action.title, COPY, json!({"uri": uri, "key": key})));
        }
        (Effect::Change(change), None) => edit = Some(workspace_edit(asked, change, &action.title)?),
        (Effect::Open(url), _) if asked.client.show_document => {
            command = Some(called(&action.title, OPEN_URL, json!({"url": url})));
        }
        (Effect::Open(_), _) => return None,
        (Effect::LookUp(range), _) if asked.client.apply_edit => {
            let text = &asked.snapshot.document(id)?.text;
            let range = outgoing::range(text, *range, asked.client.encoding);
            command = Some(called(&action.title, LOOK_UP, json!({"uri": uri, "range": range})));
        }
        (Effect::LookUp(_), _) => return None,
    }
    if !asked.client.code_action_literals {
        // An edit is applied by way of the server.
        if let Some(edit) = edit.filter(|_| asked.client.apply_edit) {
            asked.session.offered.note(&edit);
            command = Some(called(&action.title, APPLY, json!({"label": action.title, "edit": edit})));
        }
        return command.map(CodeActionOrCommand::Command);
    }
    Some(CodeActionOrCommand::CodeAction(CodeAction {
        title: action.title.clone(),
        kind: Some(CodeActionKind::new(action.kind.name())),
        diagnostics: (!diagnostics.is_empty()).then_some(diagnostics),
        edit,
        command,
        is_preferred: (action.preferred && asked.client.code_action_preferred).then_some(true),
        disabled: None,
        data: None,
    }))
}

fn called(title: &str, command: &str, argument: Value) -> Command {
    Command::new(title.to_owned(), command.to_owned(), Some(vec![argument]))
}
