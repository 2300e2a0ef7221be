//! Completion lists in the protocol's words.
//!
//! Clients filter what they get by what they take for the word at the cursor; `filterText` therefore begins
//! with exactly what was typed, so that none of them drops what was chosen here, and the list is always
//! incomplete, so that they ask again (LSP 3.17, "Completion Request"). Behind it stand the entry's own words:
//! by them the list holds while letters run ahead of our answers.
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

use crate::edits::new_entries::KeyHabit;
use crate::edits::records::add;
use crate::features::completion::{Completions, Item, Printed, completion, why_offered};
use crate::gaps::reasons::why;
use crate::model::card;
use crate::model::card::{Format, card};
use crate::model::document::{DocumentId, file_name};
use crate::model::library::Work;
use crate::model::project::Project;
use crate::model::project_bibitems;
use crate::server::asked::Asked;
use crate::server::commands;
use crate::server::convert::{incoming, outgoing};
use crate::text::ByteRange;
use crate::workspace::offers::Offer;

/// What an item carries for `completionItem/resolve`.
#[derive(Serialize, Deserialize)]
struct Data {
    uri: Url,
    key: String,
    /// Where it is offered for what stands around: the bytes of the gap, and the version of the document.
    gap: Option<(usize, usize, Option<i32>)>,
}

/// Of so many items the card says why they are offered, where a client wants all cards at once.
const TOLD: usize = 5;
/// Characters of a title in a row.
const ROW: usize = 60;
/// Authors by whom a client may go on filtering.
const FILTERED: usize = 3;
/// Characters of a text to filter by: VS Code compares no more.
const FILTER_LENGTH: usize = 128;
/// Fewer letters than this find everything.
const LEAST: usize = 3;

/// What the items of a list have in common.
struct List<'a> {
    asked: &'a Asked,
    project: &'a Project,
    uri: &'a Url,
    id: &'a DocumentId,
    found: &'a Completions,
    /// What an item replaces up to the cursor, and in all.
    insert: Range,
    replace: Range,
}

pub(in crate::server) fn answer(asked: &Asked, params: &CompletionParams) -> Option<CompletionList> {
    let place = &params.text_document_position;
    let uri = &place.text_document.uri;
    let id = &incoming::document_id(uri);
    let text = &asked.snapshot.document(id)?.text;
    let offset = incoming::offset(text, place.position, asked.client.encoding);
    let found = &completion(&asked.snapshot, id, offset)?;
    let project = asked.snapshot.project(id)?;
    let replace = outgoing::range(text, found.range, asked.client.encoding);
    let insert = Range::new(replace.start, outgoing::position(text, offset, asked.client.encoding));
    let list = List { asked, project, uri, id, found, insert, replace };
    let mut items: Vec<CompletionItem> =
        found.items.iter().enumerate().map(|(rank, it)| list.item(it, rank)).collect();
    items.extend(list.of_corpora(items.len()));
    for it in &found.printed {
        items.push(list.printed(it, items.len()));
    }
    Some(CompletionList { is_incomplete: true, items })
}

impl List<'_> {
    /// An entry.
    fn item(&self, it: &Item, rank: usize) -> CompletionItem {
        let Self { asked, project, uri, id, found, .. } = *self;
        let client = &asked.client;
        let work = project.library.work(it.entry);
        let source = it.master.then(|| project.sources.get(it.entry.bibliography as usize)).flatten();
        let mut short = card::short(&work);
        if let Some(source) = source {
            short += &format!(" in {}", file_name(source));
        }
        let title = shortened(&work.title);
        let mut row = match title.is_empty() {
            true => short,
            false => format!("{short}: {title}"),
        };
        if let Some(lacks) = &it.lacks {
            row = format!("without “{lacks}” · {row}");
        }
        if let Some(main) = &it.copy_of {
            row = format!("same work as {main} · {row}");
        }
        let version = asked.snapshot.document(id).and_then(|it| it.version);
        let data = Data {
            uri: uri.clone(),
            key: it.key.clone(),
            gap: found.gap.as_ref().map(|(gap, _)| (gap.start, gap.end, version)),
        };
        // All at once only the first few are told why: the others are seldom looked at.
        let whole = !client.completion_resolve_documentation;
        let documentation = whole.then(|| {
            let told = found.gap.as_ref().zip(it.ranked.as_ref()).filter(|_| rank < TOLD);
            let why = told.map(|((_, around), ranked)| why(&asked.snapshot, project, id, around, ranked));
            documentation(asked, &work, why)
        });
        CompletionItem {
            label: it.key.clone(),
            label_details: client
                .label_details
                .then(|| CompletionItemLabelDetails { detail: None, description: Some(row.clone()) }),
            kind: Some(CompletionItemKind::REFERENCE),
            // Where the row has it, the card below need not repeat it.
            detail: (!client.label_details).then_some(row),
            documentation,
            sort_text: Some(format!("{rank:05}")),
            filter_text: (!found.typed.is_empty()).then(|| filter_text(&found.typed, &it.key, &work)),
            text_edit: Some(self.edit(&it.text)),
            command: source.filter(|_| client.apply_edit).map(|source| Command {
                title: format!("Copy `{}` from {}", it.key, file_name(source)),
                command: commands::COPY.to_owned(),
                arguments: Some(vec![json!({"uri": uri, "key": it.key})]),
            }),
            data: serde_json::to_value(data).ok(),
            ..CompletionItem::default()
        }
    }

    /// Works of the corpora that the library lacks, behind the library's own, as far as they are found by now.
    /// Accepting one brings a command that adds its entry.
    fn of_corpora(&self, rank: usize) -> Vec<CompletionItem> {
        let Self { asked, project, uri, found, .. } = *self;
        let typed = found.typed.trim();
        let is_search =
            found.gap.is_none() && typed.chars().filter(|it| it.is_alphanumeric()).count() >= LEAST;
        if asked.session.shelf.is_empty() || !is_search || !asked.client.apply_edit {
            return Vec::new();
        }
        let habit = KeyHabit::of(&project.library);
        let works = asked.session.offers.of(&asked.session.shelf.corpora(), typed).into_iter();
        let works = works.filter(|it| add::under_its_title(&project.library, &it.record).is_none());
        let item = |(at, it): (usize, Offer)| {
            let Offer { corpus, record } = &it;
            let key = add::key_of_new(project, record, habit);
            let short = format!("{} in {corpus}", card::short(&record.work));
            CompletionItem {
                label: key.clone(),
                label_details: asked
                    .client
                    .label_details
                    .then(|| CompletionItemLabelDetails { detail: None, description: Some(short.clone()) }),
                kind: Some(CompletionItemKind::REFERENCE),
                detail: Some(format!("{short}: {}", record.work.title)),
                documentation: Some(documentation(asked, &record.work, None)),
                sort_text: Some(format!("{:05}", rank + at)),
                filter_text: Some(found.typed.clone()),
                text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(self.replace, key.clone()))),
                command: Some(Command {
                    title: format!("Add `{key}` from {corpus}"),
                    command: commands::ADD.to_owned(),
                    arguments: Some(vec![
                        json!({"uri": uri, "corpus": corpus, "record": record.work.key, "key": key}),
                    ]),
                }),
                ..CompletionItem::default()
            }
        };
        works.enumerate().map(item).collect()
    }

    /// A `\bibitem`, with its text beside it.
    fn printed(&self, it: &Printed, rank: usize) -> CompletionItem {
        let Self { asked, uri, found, .. } = *self;
        let (client, typed) = (&asked.client, &found.typed);
        let row = shortened(&it.words);
        let data = Data { uri: uri.clone(), key: it.key.clone(), gap: None };
        CompletionItem {
            label: it.key.clone(),
            label_details: client
                .label_details
                .then(|| CompletionItemLabelDetails { detail: None, description: Some(row.clone()) }),
            kind: Some(CompletionItemKind::REFERENCE),
            detail: (!client.label_details).then_some(row),
            documentation: (!client.completion_resolve_documentation).then(|| words(asked, &it.words)),
            sort_text: Some(format!("{rank:05}")),
            filter_text: (!typed.is_empty()).then(|| format!("{typed} {} {}", it.key, shortened(&it.words))),
            text_edit: Some(self.edit(&it.key)),
            data: serde_json::to_value(data).ok(),
            ..CompletionItem::default()
        }
    }

    /// What is written where the item is taken.
    fn edit(&self, text: &str) -> CompletionTextEdit {
        let (insert, replace) = (self.insert, self.replace);
        let new_text = text.to_owned();
        match self.asked.client.insert_replace {
            true => CompletionTextEdit::InsertAndReplace(InsertReplaceEdit { new_text, insert, replace }),
            false => CompletionTextEdit::Edit(TextEdit::new(replace, new_text)),
        }
    }
}

/// The words of a printed reference as documentation.
fn words(asked: &Asked, words: &str) -> Documentation {
    let (format, kind) = match asked.client.completion_markdown {
        true => (Format::Markdown, MarkupKind::Markdown),
        false => (Format::Plain, MarkupKind::PlainText),
    };
    Documentation::MarkupContent(MarkupContent { kind, value: card::text(words, format) })
}

/// What a client compares with what is typed by now: what was typed, then what an author may go on with.
fn filter_text(typed: &str, key: &str, work: &Work) -> String {
    let year = work.year.map(|it| it.to_string()).unwrap_or_default();
    let families: Vec<String> = work.authors.iter().take(FILTERED).map(card::family).collect();
    let text = format!("{typed} {key} {} {year} {} {year}", families.join(" "), work.title);
    let end = text.char_indices().nth(FILTER_LENGTH.max(typed.chars().count())).map_or(text.len(), |it| it.0);
    text[..end].to_owned()
}

/// A title as a row has room for it, cut at a blank.
fn shortened(title: &str) -> String {
    let Some((most, _)) = title.char_indices().nth(ROW) else { return title.to_owned() };
    let end = title[..most].rfind(' ').unwrap_or(most);
    format!("{}…", title[..end].trim_end_matches([' ', ',', ':', ';', '.']))
}

/// The card, with what speaks for the entry below it, if it was offered for what stands around.
fn documentation(asked: &Asked, work: &Work, why: Option<String>) -> Documentation {
    let lines = asked.snapshot.settings.abstract_lines;
    let (format, kind) = match asked.client.completion_markdown {
        true => (Format::Markdown, MarkupKind::Markdown),
        false => (Format::Plain, MarkupKind::PlainText),
    };
    let card = card(work, lines, format);
    let value = match why {
        Some(why) => format!("{card}\n\n{}", card::text(&why, format)),
        None => card,
    };
    Documentation::MarkupContent(MarkupContent { kind, value })
}

/// Adds the card to an item.
pub(in crate::server) fn resolve(asked: &Asked, mut item: CompletionItem) -> CompletionItem {
    let data: Option<Data> = item.data.clone().and_then(|it| serde_json::from_value(it).ok());
    let Some(data) = data else { return item };
    let id: DocumentId = incoming::document_id(&data.uri);
    let found = || {
        let library = &asked.snapshot.project(&id)?.library;
        let entry = library.get(&data.key).or_else(|| library.in_masters(&data.key))?;
        Some(library.work(entry))
    };
    if let Some(work) = found() {
        // What stood around it is still there as long as the document is what it was.
        let version = asked.snapshot.document(&id).and_then(|it| it.version);
        let gap = data.gap.filter(|(.., of)| *of == version);
        let why = gap.and_then(|(start, end, _)| {
            why_offered(&asked.snapshot, &id, ByteRange::new(start, end), &data.key)
        });
        item.documentation = Some(documentation(asked, &work, why));
    } else if let Some(project) = asked.snapshot.project(&id)
        && let Some(it) = project_bibitems::of_key(&asked.snapshot, project, &data.key)
    {
        item.documentation = Some(words(asked, &project_bibitems::shown(&it)));
    }
    item
}
