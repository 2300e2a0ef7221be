//! Commands (`workspace/executeCommand`); each takes one object as its argument.
//!
//! - `lacuna.openCitations` `{uri?}`: the open citations of the document's project, else of all, in
//!   reading order: `[{uri, range, section, sentence, rule, verdict, message, named, candidates: [{key, label,
//!   title, venue, master, why}]}]`; behind the first hundred blanks without candidates.
//! - `lacuna.nextOpenCitation`, `lacuna.previousOpenCitation` `{uri, position}`: `{uri, range}` or `null`;
//!   behind the last one comes the first.
//! - `lacuna.candidates` `{uri, position, limit?}`: what may be meant at the position: `[{key, label, title,
//!   venue, master, why}]`.
//! - `lacuna.search` `{uri?, query, limit?}`: `[{key, label, title, authors, year, venue, library, master,
//!   partly, why, card}]`; the card is markdown; `why` says of an entry of a master library that it is copied
//!   when it is cited, of a copy which entry stands for its work, and which words an entry lacks: where none has
//!   all, those that have most are `partly` found.
//! - `lacuna.searched` `{uri?}`: what is searched, for those who found nothing: `{text}`.
//! - `lacuna.insertCitation` `{uri, position, keys, apply?}`: fills the gap at the position, adds the keys
//!   to the cite command there, or inserts one: `{edit}`.
//! - `lacuna.pasteBibtex` `{uri, position?, text, apply?}`: adds to the project's bibliography what of the
//!   BibTeX in `text` it does not have, and cites all of it at the position: `{edit, keys, added}`.
//! - `lacuna.copyEntry` `{uri, key, apply?}`: copies the entry with this key from a master library to the
//!   bibliography of the document's project, unless it is there: `{edit}`.
//! - `lacuna.addRecord` `{uri, corpus, record, key, apply?}`: adds a record of a corpus under this key to the
//!   bibliography of the document's project, unless the key is there: `{edit}`.
//! - `lacuna.lookUp` `{uri, range}`: see `look_up`.
//! - `lacuna.fillAllCertain` `{uri?, apply?}`: fixes all that is certain in the project: `{edit}`.
//! - `lacuna.suppress` `{uri, position, apply?}`: turns the report at the position off: `{edit}`.
//! - `lacuna.status` `{uri?}`: why the product sees what it sees, of a document or of every project:
//!   `{text, documents}`.
//! - `lacuna.report` `{uri?}`: the state of the document's paper, or of the first there is, as a page for a panel:
//!   `{title, html}`.
//! - `lacuna.openUrl` `{url}`: has the client open a page in the user's browser.
//! - `lacuna.applyEdit` `{label, edit}`: has the client apply an edit; for clients whose code actions are
//!   commands.
//!
//! An edit is applied by the client at our request (`workspace/applyEdit`) if it can do so and `apply` is
//! not `false`; the answer holds it in any case. A command that makes edits waits until what the one before
//! it added to a bibliography is seen there (see `edit_queue`).

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{ExecuteCommandOptions, ExecuteCommandParams, Position, Url, WorkspaceEdit};

use super::asked::Asked;
use super::convert::{incoming, outgoing};
use super::edit_queue::{Additions, Request};
use super::edits::workspace_edit;
use super::look_up::LOOK_UP;
use super::survey;
use crate::edits::change::Change;
use crate::edits::records::add;
use crate::edits::{copy_entry, fix_all, insert_citation, paste_bibtex, suppress};
use crate::features::status;
use crate::gaps::at_cursor;
use crate::gaps::candidates;
use crate::gaps::candidates::Candidate;
use crate::gaps::context::Surroundings;
use crate::gaps::open_citations;
use crate::model::card;
use crate::model::card::Format;
use crate::model::document::{Document, DocumentId, file_name};
use crate::model::library::EntryId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::model::uses;
use crate::resolve::copies::{Listed, arrange};
use crate::rules::diagnostics;
use crate::rules::report;
use crate::text::ByteRange;

/// The command that has a page opened.
pub(super) const OPEN_URL: &str = "lacuna.openUrl";
/// The command that has an entry of a master library copied.
pub(super) const COPY: &str = "lacuna.copyEntry";
/// The command that has a record of a corpus added.
pub(super) const ADD: &str = "lacuna.addRecord";
/// The command that cites entries.
pub(super) const INSERT: &str = "lacuna.insertCitation";
/// The command that has an edit applied.
pub(super) const APPLY: &str = "lacuna.applyEdit";

const ALL: [&str; 17] = [
    "lacuna.openCitations",
    "lacuna.nextOpenCitation",
    "lacuna.previousOpenCitation",
    "lacuna.candidates",
    "lacuna.search",
    "lacuna.searched",
    INSERT,
    "lacuna.pasteBibtex",
    COPY,
    ADD,
    "lacuna.fillAllCertain",
    "lacuna.suppress",
    "lacuna.status",
    "lacuna.report",
    OPEN_URL,
    APPLY,
    LOOK_UP,
];

/// Whether a command makes edits, and so takes its turn.
pub(super) fn edits(command: &str) -> bool {
    matches!(
        command,
        INSERT | "lacuna.pasteBibtex" | COPY | ADD | "lacuna.fillAllCertain" | "lacuna.suppress" | APPLY
    )
}

/// Whether a command names a position in a document that was edited while the command waited for its turn.
pub(super) fn is_outdated(params: &ExecuteCommandParams, arrived: &Snapshot, now: &Snapshot) -> bool {
    let Some(argument) = params.arguments.first().filter(|it| it.get("position").is_some()) else {
        return false;
    };
    let uri = argument["uri"].as_str().and_then(|it| Url::parse(it).ok());
    let version = |snapshot: &Snapshot| {
        let id = uri.as_ref().map(incoming::document_id)?;
        snapshot.document(&id)?.version
    };
    version(arrived) != version(now)
}

/// Answers hold no more than this, whatever the limit asked for.
const MOST: usize = 500;
/// And this much where no limit is named.
const USUAL: usize = 20;

/// What is announced.
pub(super) fn capability() -> ExecuteCommandOptions {
    ExecuteCommandOptions { commands: ALL.map(str::to_owned).to_vec(), ..ExecuteCommandOptions::default() }
}

#[derive(Deserialize)]
struct Somewhere {
    uri: Option<Url>,
    apply: Option<bool>,
}

#[derive(Deserialize)]
struct At {
    uri: Url,
    position: Position,
    limit: Option<usize>,
    apply: Option<bool>,
    #[serde(default)]
    keys: Vec<String>,
}

#[derive(Deserialize)]
struct Add {
    uri: Url,
    corpus: String,
    record: String,
    key: String,
    apply: Option<bool>,
}

#[derive(Deserialize)]
struct Copy {
    uri: Url,
    key: String,
    apply: Option<bool>,
}

#[derive(Deserialize)]
struct Search {
    uri: Option<Url>,
    query: String,
    limit: Option<usize>,
}

#[derive(Deserialize)]
struct Paste {
    uri: Url,
    position: Option<Position>,
    text: String,
    apply: Option<bool>,
}

#[derive(Deserialize)]
struct Open {
    url: Url,
}

#[derive(Deserialize)]
struct Apply {
    label: Option<String>,
    edit: WorkspaceEdit,
}

/// Carries a command out; the answer, and what the client is to be asked.
pub(super) fn answer(asked: &Asked, params: ExecuteCommandParams) -> Result<(Value, Request)> {
    let ExecuteCommandParams { command, arguments, .. } = params;
    let argument = arguments.into_iter().next().unwrap_or_else(|| json!({}));
    let only = |value| Ok((value, Request::Nothing));
    match command.as_str() {
        "lacuna.openCitations" => only(open(asked, &read(argument)?)?),
        "lacuna.nextOpenCitation" => only(step(asked, &read(argument)?, open_citations::next)?),
        "lacuna.previousOpenCitation" => only(step(asked, &read(argument)?, open_citations::previous)?),
        "lacuna.candidates" => only(offered(asked, &read(argument)?)?),
        "lacuna.search" => only(search(asked, &read(argument)?)?),
        "lacuna.searched" => only(searched(asked, &read(argument)?)?),
        INSERT => {
            let at: At = read(argument)?;
            let (id, _, offset) = place(asked, &at)?;
            let change = insert_citation::cite(&asked.snapshot, &id, offset, &at.keys)
                .map_err(Error::invalid_params)?;
            changed(asked, &change, "Cite", at.apply)
        }
        "lacuna.pasteBibtex" => {
            let Paste { uri, position, text, apply } = read(argument)?;
            let id = incoming::document_id(&uri);
            let document = asked.snapshot.document(&id).ok_or_else(|| unknown(&uri))?;
            let offset = position.map(|it| incoming::offset(&document.text, it, asked.client.encoding));
            let pasted =
                paste_bibtex::paste(&asked.snapshot, &id, offset, &text).map_err(Error::invalid_params)?;
            let (mut answer, request) = changed(asked, &pasted.change, "Paste BibTeX", apply)?;
            answer["keys"] = json!(pasted.keys);
            answer["added"] = json!(pasted.added);
            Ok((answer, request))
        }
        COPY => {
            let copy: Copy = read(argument)?;
            let id = incoming::document_id(&copy.uri);
            let change = copy_entry::copy(&asked.snapshot, &id, &copy.key).map_err(Error::invalid_params)?;
            changed(asked, &change, "Copy the entry", copy.apply)
        }
        ADD => {
            let it: Add = read(argument)?;
            let id = incoming::document_id(&it.uri);
            let record = asked.session.shelf.corpora().record(&it.corpus, &it.record);
            let record = record.ok_or_else(|| Error::invalid_params("The corpus has no such record"))?;
            let change = add::add(&asked.snapshot, &id, &record, &it.key).map_err(Error::invalid_params)?;
            changed(asked, &change, "Add the record", it.apply)
        }
        "lacuna.fillAllCertain" => {
            let somewhere: Somewhere = read(argument)?;
            let mut change = Change::default();
            for project in projects(asked, somewhere.uri.as_ref())? {
                for (id, edits) in fix_all::of_project(&asked.snapshot, &project).edits {
                    if !change.edits.iter().any(|it| it.0 == id) {
                        change.edits.push((id, edits));
                    }
                }
            }
            changed(asked, &change, "Fix all that is certain", somewhere.apply)
        }
        "lacuna.suppress" => {
            let at: At = read(argument)?;
            let (id, document, offset) = place(asked, &at)?;
            let found = diagnostics(&asked.snapshot, &id);
            let here = found.iter().filter(|it| it.range.touches(offset));
            let report = here.min_by_key(|it| it.range.len());
            let report =
                report.ok_or_else(|| Error::invalid_params("Nothing is reported at this position"))?;
            let edit = suppress::suppress(&document, report);
            let edit = edit.ok_or_else(|| Error::invalid_params("No comment can stand here"))?;
            changed(asked, &Change::of(&id, edit), "Ignore this report", at.apply)
        }
        "lacuna.status" => only(status(asked, &read(argument)?)),
        "lacuna.report" => {
            let Somewhere { uri, .. } = read(argument)?;
            only(survey::page(asked, &projects(asked, uri.as_ref())?)?)
        }
        OPEN_URL => {
            let Open { url } = read(argument)?;
            if !matches!(url.scheme(), "https" | "http") {
                return Err(Error::invalid_params("Only pages of the web are opened"));
            }
            let able = asked.client.show_document;
            Ok((json!({"url": url}), if able { Request::Open(url) } else { Request::Nothing }))
        }
        APPLY => {
            let Apply { label, edit } = read(argument)?;
            if !asked.session.offered.holds(&edit) {
                return Err(Error::invalid_params("Only edits that were offered as an action are applied"));
            }
            let label = label.unwrap_or_else(|| "Lacuna".to_owned());
            Ok((
                Value::Null,
                match asked.client.apply_edit {
                    true => Request::Apply { label, edit, additions: Additions::default() },
                    false => Request::Nothing,
                },
            ))
        }
        _ => Err(Error::invalid_params(format!("There is no command `{command}`"))),
    }
}

fn read<T: DeserializeOwned>(argument: Value) -> Result<T> {
    serde_json::from_value(argument)
        .map_err(|error| Error::invalid_params(format!("The argument of the command: {error}")))
}

fn unknown(uri: &Url) -> Error {
    Error::invalid_params(format!("No document {uri} is known"))
}

fn place(asked: &Asked, at: &At) -> Result<(DocumentId, std::sync::Arc<Document>, usize)> {
    let id = incoming::document_id(&at.uri);
    let document = asked.snapshot.document(&id).ok_or_else(|| unknown(&at.uri))?;
    let offset = incoming::offset(&document.text, at.position, asked.client.encoding);
    Ok((id, std::sync::Arc::clone(document), offset))
}

/// The project of a document, a bibliography's first one; all without one.
fn projects(asked: &Asked, uri: Option<&Url>) -> Result<Vec<std::sync::Arc<Project>>> {
    let Some(uri) = uri else { return Ok(asked.snapshot.projects.clone()) };
    let id = incoming::document_id(uri);
    if asked.snapshot.document(&id).is_none() {
        return Err(unknown(uri));
    }
    let project = asked.snapshot.project(&id).or_else(|| asked.snapshot.projects_with(&id).next());
    Ok(project.into_iter().cloned().collect())
}

/// A range of a document, with its URI.
fn location(asked: &Asked, id: &DocumentId, range: ByteRange) -> Option<(Url, Value)> {
    let text = &asked.snapshot.document(id)?.text;
    Some((asked.session.spelling.uri(id)?, json!(outgoing::range(text, range, asked.client.encoding))))
}

fn open(asked: &Asked, somewhere: &Somewhere) -> Result<Value> {
    let mut rows: Vec<Value> = Vec::new();
    let mut seen: Vec<(DocumentId, ByteRange)> = Vec::new();
    for project in projects(asked, somewhere.uri.as_ref())? {
        for it in open_citations::of_project(&asked.snapshot, &project, 5) {
            let place = (it.document.clone(), it.range);
            let Some((uri, range)) =
                location(asked, &it.document, it.range).filter(|_| !seen.contains(&place))
            else {
                continue;
            };
            seen.push(place);
            let candidates: Vec<Value> = it.candidates.iter().map(|it| shown(&project, it)).collect();
            rows.push(json!({
                "uri": uri,
                "range": range,
                "section": it.section,
                "sentence": it.sentence,
                "rule": it.rule.code,
                "verdict": it.verdict,
                "message": it.message,
                "named": it.named,
                "candidates": candidates,
            }));
        }
    }
    Ok(Value::Array(rows))
}

fn status(asked: &Asked, somewhere: &Somewhere) -> Value {
    let ids = match &somewhere.uri {
        Some(uri) => vec![incoming::document_id(uri)],
        None => asked.snapshot.projects.iter().map(|it| it.root.clone()).collect(),
    };
    let folder = |id: &DocumentId| id.path().and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
    let told: Vec<_> = ids.iter().map(|id| status::status(&asked.snapshot, id)).collect();
    let text: Vec<_> = told.iter().zip(&ids).map(|(it, id)| it.text(&folder(id))).collect();
    json!({"text": text.join("\n"), "documents": told.iter().map(|it| it.json()).collect::<Vec<_>>()})
}

type Step = fn(&Snapshot, &DocumentId, usize) -> Option<(DocumentId, ByteRange)>;

fn step(asked: &Asked, at: &At, step: Step) -> Result<Value> {
    let (id, _, offset) = place(asked, at)?;
    let found = step(&asked.snapshot, &id, offset);
    let found = found.and_then(|(id, range)| location(asked, &id, range));
    Ok(found.map_or(Value::Null, |(uri, range)| json!({"uri": uri, "range": range})))
}

fn shown(project: &Project, candidate: &Candidate) -> Value {
    let work = project.library.work(candidate.id);
    json!({
        "key": work.key,
        "label": card::short(&work),
        "title": work.title,
        "venue": work.venue,
        "master": project.library.is_master(candidate.id),
        "why": match copied_from(project, candidate.id) {
            Some(from) => format!("{}; {from}", candidate.why),
            None => candidate.why.clone(),
        },
    })
}

/// That an entry of a master library is copied when it is cited, and from where.
fn copied_from(project: &Project, id: EntryId) -> Option<String> {
    let source = project.sources.get(id.bibliography as usize).filter(|_| project.library.is_master(id));
    source.map(|it| format!("is copied from {}", file_name(it)))
}

fn offered(asked: &Asked, at: &At) -> Result<Value> {
    let (id, _, offset) = place(asked, at)?;
    let limit = at.limit.unwrap_or(USUAL).min(MOST);
    let snapshot = &asked.snapshot;
    let Some(project) = snapshot.project(&id) else { return Ok(json!([])) };
    let found = match at_cursor::gap_at(snapshot, &id, offset) {
        Some(gap) => candidates::of_gap(snapshot, project, &id, &gap, limit),
        // Where nothing is missing something may yet be added.
        None => {
            let around = Surroundings::of(snapshot, &id, ByteRange::empty(offset));
            candidates::around_gap(snapshot, project, &id, &around, limit)
        }
    };
    Ok(found.iter().map(|it| shown(project, it)).collect())
}

fn search(asked: &Asked, params: &Search) -> Result<Value> {
    let limit = params.limit.unwrap_or(USUAL).min(MOST);
    let mut rows: Vec<Value> = Vec::new();
    let mut seen: Vec<(DocumentId, u32)> = Vec::new();
    for project in projects(asked, params.uri.as_ref())? {
        let mut found = project.library.search(&params.query, limit);
        let mut partly: FxHashMap<EntryId, String> = FxHashMap::default();
        if found.is_empty() {
            let most = project.library.search_most(&params.query, limit);
            found = most.iter().map(|it| it.0).collect();
            partly = most.into_iter().collect();
        }
        let times = |key: &str| uses::of_key(&asked.snapshot, &project, key).len();
        for it in arrange(&project.library, &found, &times) {
            let Some(source) = project.sources.get(it.id.bibliography as usize) else { continue };
            let place = (source.clone(), it.id.entry);
            if rows.len() < limit && !seen.contains(&place) {
                seen.push(place);
                rows.push(row(asked, &project, &it, partly.get(&it.id), source));
            }
        }
    }
    Ok(Value::Array(rows))
}

/// What is searched, in words.
fn searched(asked: &Asked, somewhere: &Somewhere) -> Result<Value> {
    let projects = projects(asked, somewhere.uri.as_ref())?;
    let projects: Vec<&Project> = projects.iter().map(|it| &**it).collect();
    Ok(json!({"text": report::searched(&projects)}))
}

fn row(
    asked: &Asked,
    project: &Project,
    listed: &Listed,
    lacks: Option<&String>,
    source: &DocumentId,
) -> Value {
    let id = listed.id;
    let work = project.library.work(id);
    let why = [
        lacks.map(|it| format!("without “{it}”")),
        listed.copy_of.as_ref().map(|it| format!("same work as {it}")),
        copied_from(project, id),
    ];
    let why: Vec<String> = why.into_iter().flatten().collect();
    let authors: Vec<String> = work.authors.iter().map(|it| it.full()).collect();
    json!({
        "key": work.key,
        "label": card::short(&work),
        "title": work.title,
        "authors": authors,
        "year": work.year,
        "venue": work.venue,
        "library": file_name(source),
        "master": project.library.is_master(id),
        "partly": lacks.is_some(),
        "why": (!why.is_empty()).then(|| why.join("; ")),
        "card": card::card(&work, asked.snapshot.settings.abstract_lines, Format::Markdown),
    })
}

/// The answer that holds a change, and the request to apply it.
fn changed(asked: &Asked, change: &Change, label: &str, apply: Option<bool>) -> Result<(Value, Request)> {
    let edit = workspace_edit(asked, change, label);
    let edit = edit.ok_or_else(|| {
        Error::invalid_params("The client cannot apply this change, or a file of it is not in UTF-8")
    })?;
    let answer = json!({"edit": edit});
    let asks = apply != Some(false) && asked.client.apply_edit && !change.is_empty();
    let request = match asks {
        true => Request::Apply { label: label.to_owned(), edit, additions: Additions::of(change) },
        false => Request::Nothing,
    };
    Ok((answer, request))
}
