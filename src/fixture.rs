//! Inline projects for tests of features: several files in one text, a cursor, drawn ranges.
//!
//! `%- main.tex` begins a file; `‸` is the cursor and is taken out. Every file is open or on disk as
//! far as a feature can tell; the first file with the cursor, else the first file, is the one asked about.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::bibliography::Bibliography;
use crate::model::document::{DocumentId, Kind};
use crate::model::library::{EntryId, Library};
use crate::model::project::{Absence, World};
use crate::model::record::Record;
use crate::model::snapshot::Snapshot;
use crate::model::verified::{Source, Verified};
use crate::resolve::verify::{Candidate, Scope, judge, prose_references, references};
use crate::settings::Settings;
use crate::text::decode::Decoding;
use crate::text::{ByteRange, Text, TextEdit};
use crate::workspace::loader;
use crate::workspace::session::{Event, FileText, Session};

/// A project for a test.
pub struct Fixture {
    /// The project, loaded and indexed.
    pub snapshot: Arc<Snapshot>,
    /// The document with the cursor, else the first.
    pub id: DocumentId,
    /// Where the cursor is (bytes); 0 without one.
    pub offset: usize,
    /// The session, for further events.
    pub session: Session,
}

impl Fixture {
    /// Reads a fixture; see the module.
    #[track_caller]
    pub fn new(text: &str) -> Self {
        Self::with_settings(text, Settings::default())
    }

    /// The same under these settings.
    #[track_caller]
    pub fn with_settings(text: &str, settings: Settings) -> Self {
        let mut files: Vec<(PathBuf, String)> = Vec::new();
        for line in text.trim_start_matches('\n').split_inclusive('\n') {
            match line.strip_prefix("%- ") {
                Some(name) => files.push((Path::new("/project").join(name.trim()), String::new())),
                None if files.is_empty() => files.push((PathBuf::from("/project/main.tex"), line.to_owned())),
                None => files.last_mut().unwrap().1.push_str(line),
            }
        }
        let mut cursor: Option<(DocumentId, usize)> = None;
        for (path, content) in &mut files {
            if let Some(at) = content.find('‸') {
                content.remove(at);
                cursor = Some((DocumentId::of_path(path), at));
            }
        }
        let first = DocumentId::of_path(&files[0].0);
        let (id, offset) = cursor.unwrap_or((first, 0));
        let mut session = Session::new(World::default());
        session.apply(Event::Configured(settings, Vec::new()));
        session.apply(Event::Walked(files.iter().map(|it| it.0.clone()).collect()));
        let asked = id.clone();
        for (path, content) in &files {
            if DocumentId::of_path(path) == asked {
                let kind = Kind::of_path(path).unwrap_or(Kind::Tex);
                session.apply(Event::Opened { id: asked.clone(), kind, version: 1, text: content.clone() });
            }
        }
        loader::load_with(&mut session, |path| {
            let found = files.iter().find(|it| it.0 == path).map(|it| it.1.clone());
            found.map(|text| FileText { text, decoding: Decoding::Utf8 }).ok_or(Absence::NotFound)
        });
        for path in session.alone() {
            session.apply(Event::LookedAbove(path));
        }
        Self { snapshot: session.snapshot(), id, offset, session }
    }

    /// The same, its references looked up among the entries of `records`, a bibliography that is a corpus `made`.
    #[track_caller]
    pub fn with_records(text: &str, records: &str) -> Self {
        let mut fixture = Self::new(text);
        let source =
            Source { name: "made".to_owned(), records: Some(1), size: 1, date: "2026-01-01".to_owned() };
        let records = Bibliography::parse(Text::plain(records.to_owned()));
        let library = Library::new(vec![Arc::new(records)], 0);
        let work = |entry| library.work(EntryId { bibliography: 0, entry });
        let record = |entry| Record { work: work(entry), ..Record::default() };
        let candidates: Vec<Candidate> =
            (0..library.len() as u32).map(|it| Candidate { source: 0, record: record(it) }).collect();
        let documents: Vec<DocumentId> = fixture.snapshot.documents.keys().cloned().collect();
        let scope = Scope { sources: 1, ..Scope::default() };
        let all = references(&fixture.snapshot, &documents, true).into_iter();
        let all = all.chain(prose_references(&fixture.snapshot, &documents));
        let found = all.map(|it| {
            let judgement = judge(&it.reference, &candidates, &scope);
            let record = |at: Option<usize>| at.map(|at| candidates[at].record.clone());
            let verified = Verified {
                verdict: judgement.verdict,
                record: record(judgement.record),
                source: source.name.clone(),
                sources: vec![source.clone()],
                withdrawn: None,
                published: record(judgement.published),
                is_unregistered: judgement.is_unregistered,
                reason: judgement.reason.into(),
                differences: judgement.differences,
            };
            (it.reference.fingerprint(), Arc::new(verified))
        });
        let found = found.collect();
        fixture.session.apply(Event::Corpora(vec![source.clone()]));
        fixture.snapshot = fixture.session.apply(Event::Verified(found));
        fixture
    }

    /// The text of the document asked about.
    pub fn text(&self) -> String {
        self.snapshot.document(&self.id).unwrap().text.all().into_owned()
    }

    /// The text of a file after `edits`, which must not overlap.
    pub fn edited(&self, id: &DocumentId, edits: &[TextEdit]) -> String {
        let mut text = self.snapshot.document(id).unwrap().text.all().into_owned();
        let mut edits = edits.to_vec();
        edits.sort_by_key(|it| std::cmp::Reverse(it.range.start));
        for edit in edits {
            text.replace_range(edit.range.std(), &edit.new);
        }
        text
    }

    /// The lines of the document asked about, with each range underlined below its line and labelled.
    pub fn draw(&self, ranges: &[(ByteRange, String)]) -> String {
        let text = self.text();
        let mut drawn = String::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let shown = line.trim_end_matches('\n');
            let end = start + shown.len();
            let mut here: Vec<_> = ranges.iter().filter(|it| (start..=end).contains(&it.0.start)).collect();
            here.sort_by_key(|it| (it.0.start, it.0.end));
            if !here.is_empty() {
                drawn += &format!("{shown}\n");
            }
            for (range, label) in here {
                let before = text[start..range.start].chars().count();
                let width = text[range.start..range.end.min(end)].chars().count();
                drawn += &format!("{}{} {label}\n", " ".repeat(before), "^".repeat(width));
            }
            start += line.len();
        }
        drawn
    }
}
