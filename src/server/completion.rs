//! Completion lists in the protocol's words.
//!
//! Clients filter what they get by what they take for the word at the cursor; `filterText` is therefore
//! exactly what was typed, so that none of them drops what was chosen here, and the list is always
//! incomplete, so that they ask again (LSP 3.17, "Completion Request").
//!
//! An item's own edits may touch no other document (`additionalTextEdits`), so one of a master library
//! brings a command, which the client runs once the key stands there, and which has the entry copied. A
//! client that runs no commands of items is left with an undefined key, whose first fix copies the entry.

use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::lsp_types::{
    Command, CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionList,
    CompletionParams, CompletionTextEdit, Documentation, InsertReplaceEdit, MarkupContent, MarkupKind, Range,
    TextEdit, Url,
};

use super::{Asked, commands, convert};
use crate::features::cards::{self, Format, card};
use crate::features::completion::{Completions, Item, completion};
use crate::model::document::{DocumentId, file_name};
use crate::model::library::Work;
use crate::model::project::Project;

/// What an item carries for `completionItem/resolve`.
#[derive(Serialize, Deserialize)]
struct Data {
    uri: Url,
    key: String,
}

pub(super) fn answer(asked: &Asked, params: &CompletionParams) -> Option<CompletionList> {
    let place = &params.text_document_position;
    let uri = &place.text_document.uri;
    let id = convert::document_id(uri);
    let text = &asked.snapshot.document(&id)?.text;
    let offset = convert::offset(text, place.position, asked.client.encoding);
    let found = completion(&asked.snapshot, &id, offset)?;
    let project = asked.snapshot.project(&id)?;
    let replace = convert::range(text, found.range, asked.client.encoding);
    let insert = Range::new(replace.start, convert::position(text, offset, asked.client.encoding));
    let items = found.items.iter().enumerate();
    let items =
        items.map(|(rank, it)| item(asked, project, uri, &found, it, rank, insert, replace)).collect();
    Some(CompletionList { is_incomplete: true, items })
}

#[allow(clippy::too_many_arguments, reason = "one item from all that is known of it")]
fn item(
    asked: &Asked,
    project: &Project,
    uri: &Url,
    found: &Completions,
    it: &Item,
    rank: usize,
    insert: Range,
    replace: Range,
) -> CompletionItem {
    let client = &asked.client;
    let work = project.library.work(it.entry);
    let source = it.master.then(|| project.sources.get(it.entry.bibliography as usize)).flatten();
    let short = match source {
        Some(source) => format!("{} in {}", cards::short(&work), file_name(source)),
        None => cards::short(&work),
    };
    let edit = match client.insert_replace {
        true => CompletionTextEdit::InsertAndReplace(InsertReplaceEdit {
            new_text: it.text.clone(),
            insert,
            replace,
        }),
        false => CompletionTextEdit::Edit(TextEdit::new(replace, it.text.clone())),
    };
    CompletionItem {
        label: it.key.clone(),
        label_details: client
            .label_details
            .then(|| CompletionItemLabelDetails { detail: None, description: Some(short.clone()) }),
        kind: Some(CompletionItemKind::REFERENCE),
        detail: Some(format!("{short}: {}", work.title)),
        documentation: (!client.completion_resolve_documentation).then(|| documentation(asked, &work)),
        sort_text: Some(format!("{rank:05}")),
        filter_text: (!found.typed.is_empty()).then(|| found.typed.clone()),
        text_edit: Some(edit),
        command: source.filter(|_| client.apply_edit).map(|source| Command {
            title: format!("Copy `{}` from {}", it.key, file_name(source)),
            command: commands::COPY.to_owned(),
            arguments: Some(vec![json!({"uri": uri, "key": it.key})]),
        }),
        data: serde_json::to_value(Data { uri: uri.clone(), key: it.key.clone() }).ok(),
        ..CompletionItem::default()
    }
}

fn documentation(asked: &Asked, work: &Work) -> Documentation {
    let lines = asked.snapshot.settings.abstract_lines;
    let (format, kind) = match asked.client.completion_markdown {
        true => (Format::Markdown, MarkupKind::Markdown),
        false => (Format::Plain, MarkupKind::PlainText),
    };
    Documentation::MarkupContent(MarkupContent { kind, value: card(work, lines, format) })
}

/// Adds the card to an item.
pub(super) fn resolve(asked: &Asked, mut item: CompletionItem) -> CompletionItem {
    let data: Option<Data> = item.data.clone().and_then(|it| serde_json::from_value(it).ok());
    let work = data.and_then(|data| {
        let id: DocumentId = convert::document_id(&data.uri);
        let library = &asked.snapshot.project(&id)?.library;
        let entry = library.get(&data.key).or_else(|| library.in_masters(&data.key))?;
        Some(library.work(entry))
    });
    if let Some(work) = work {
        item.documentation = Some(documentation(asked, &work));
    }
    item
}
