//! Lacuna in a page of the web: two texts in, one JSON value out. Nothing leaves the page.
//!
//! The page writes UTF-8 where [`allocate`] says and calls [`check`], which answers with the address of four bytes that
//! say how long (little-endian) the JSON behind them is. [`release`] takes both back.

use std::path::Path;

use lacuna::edits::change::Change;
use lacuna::features::code_actions::{self, Effect};
use lacuna::features::hover;
use lacuna::model::card::Format;
use lacuna::model::document::{DocumentId, Kind};
use lacuna::model::project::{Absence, World};
use lacuna::model::snapshot::Snapshot;
use lacuna::rules::judge;
use lacuna::settings::Settings;
use lacuna::text::TextEdit;
use lacuna::text::decode::Decoding;
use lacuna::workspace::session::{Event, FileText, Session};
use serde_json::{Value, json};

/// Where a text of so many bytes may be written.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Gives back what [`allocate`] or [`check`] gave.
///
/// # Safety
/// `address` and `length` are those that were given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(address: *mut u8, length: usize) {
    // SAFETY: as said.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(address, length)) });
}

/// What is reported on a document and its bibliography.
///
/// # Safety
/// Both are texts that were written where [`allocate`] said.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn check(
    tex: *const u8,
    tex_length: usize,
    bib: *const u8,
    bib_length: usize,
) -> *mut u8 {
    // SAFETY: as said.
    let text = |address, length| unsafe {
        String::from_utf8_lossy(std::slice::from_raw_parts(address, length)).into_owned()
    };
    let answer = checked(text(tex, tex_length), text(bib, bib_length)).to_string();
    let mut out = (answer.len() as u32).to_le_bytes().to_vec();
    out.extend(answer.into_bytes());
    Box::into_raw(out.into_boxed_slice()).cast()
}

/// `{"reports": [{"start", "end", "line", "rule", "level", "message", "verdict", "card", "fixes"}]}`: `start` and `end`
/// in UTF-16 code units, as a page counts; `fixes` are `{"title", "why", "tex", "bib"}`, the last two edits of
/// `{"start", "end", "new"}` of either text.
fn checked(tex: String, bib: String) -> Value {
    let (paper, refs) = (Path::new("/paper/main.tex"), Path::new("/paper/refs.bib"));
    let id = DocumentId::of_path(paper);
    // What has no bibliography of its own has the one that lies beside it.
    let settings = Settings { bibliographies: vec!["refs.bib".to_owned()], ..Settings::default() };
    let mut session = Session::new(World::default());
    session.apply(Event::Configured(settings, Vec::new()));
    session.apply(Event::Walked(vec![paper.to_owned(), refs.to_owned()]));
    session.apply(Event::CannotSearch);
    session.apply(Event::Opened { id: id.clone(), kind: Kind::Tex, version: 1, text: tex });
    loop {
        let wants = session.take_wants();
        if wants.is_empty() {
            break;
        }
        let read = |path: &Path| {
            // Whatever the document calls its bibliography, this is it.
            let known = path.extension().is_some_and(|it| it == "bib");
            known.then(|| FileText { text: bib.clone(), decoding: Decoding::Utf8 }).ok_or(Absence::NotFound)
        };
        let files = wants.into_iter().map(|path| (path.clone(), read(&path)));
        session.apply(Event::Read(files.collect()));
    }
    for path in session.alone() {
        session.apply(Event::LookedAbove(path));
    }
    for (id, bib) in session.unindexed() {
        let indexed = std::sync::Arc::new(bib.indexed());
        session.apply(Event::Indexed(id, bib, indexed));
    }
    let snapshot = session.snapshot();
    let Some(document) = snapshot.document(&id) else { return json!({"reports": []}) };
    let bibliography = DocumentId::of_path(refs);
    let text = document.text.all();
    let found = judge::diagnostics(&snapshot, &id);
    let reports = found.iter().map(|report| {
        let fixes = code_actions::fixes(&snapshot, &id, &found, report).into_iter().filter_map(|it| {
            let Effect::Change(change) = it.effect else { return None };
            // What would make another file has no place here.
            let known = change.edits.iter().all(|(at, _)| *at == id || *at == bibliography);
            (known && change.create.is_none()).then(|| {
                let edits = |at: &DocumentId| edits(&snapshot, at, &change);
                json!({"title": it.title, "why": it.why, "tex": edits(&id), "bib": edits(&bibliography)})
            })
        });
        let card = hover::hover(&snapshot, &id, report.range.start, Format::Plain, None);
        json!({
            "start": units(&text, report.range.start), "end": units(&text, report.range.end),
            "line": text[..report.range.start].matches('\n').count() + 1,
            "rule": report.rule.code, "level": report.level.name(), "message": report.message,
            "verdict": report.data.verdict, "card": card.map(|it| it.text), "fixes": fixes.collect::<Vec<_>>(),
        })
    });
    json!({"reports": reports.collect::<Vec<_>>()})
}

/// The edits of one document, the last first, so that each finds its place as it was.
fn edits(snapshot: &Snapshot, id: &DocumentId, change: &Change) -> Vec<Value> {
    let Some(document) = snapshot.document(id) else { return Vec::new() };
    let text = document.text.all();
    let own = change.edits.iter().filter(|it| it.0 == *id).flat_map(|it| &it.1);
    let mut own: Vec<&TextEdit> = own.collect();
    own.sort_by_key(|it| std::cmp::Reverse(it.range.start));
    let told = own.into_iter().map(
        |it| json!({"start": units(&text, it.range.start), "end": units(&text, it.range.end), "new": it.new}),
    );
    told.collect()
}

/// An offset as a page counts it.
fn units(text: &str, offset: usize) -> usize {
    text[..offset].encode_utf16().count()
}
