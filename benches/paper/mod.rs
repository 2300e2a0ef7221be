//! A paper with its bibliography for benches, and the session that holds it.

#![allow(dead_code, reason = "no bench needs all of it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lacuna::model::document::{DocumentId, Kind};
use lacuna::model::project::Absence;
use lacuna::model::snapshot::Snapshot;
use lacuna::text::decode::Decoding;
use lacuna::text::{ByteRange, TextEdit};
use lacuna::workspace::loader;
use lacuna::workspace::session::{Edit, Event, FileText, Session};

/// `main.tex` and `refs.bib`.
pub struct Paper {
    session: Session,
    /// The .tex file, which is open.
    pub tex: DocumentId,
    /// The .bib file.
    pub bib: DocumentId,
    version: i32,
}

impl Paper {
    /// Reads and indexes both.
    pub fn new(tex: &str, bib: &str, bib_is_open: bool) -> Self {
        let files: [(PathBuf, &str); 2] =
            [(Path::new("/project/main.tex").into(), tex), (Path::new("/project/refs.bib").into(), bib)];
        let mut session = Session::new(Vec::new(), None);
        session.apply(Event::Walked(files.iter().map(|it| it.0.clone()).collect()));
        for (path, text) in &files {
            let kind = Kind::of_path(path).unwrap();
            if bib_is_open || kind == Kind::Tex {
                let id = DocumentId::of_path(path);
                session.apply(Event::Opened { id, kind, version: 1, text: (*text).to_owned() });
            }
        }
        loader::load_with(&mut session, |path| {
            let found = files.iter().find(|it| it.0 == path).map(|it| it.1.to_owned());
            found.map(|text| FileText { text, decoding: Decoding::Utf8 }).ok_or(Absence::NotFound)
        });
        let [tex, bib] = files.map(|it| DocumentId::of_path(&it.0));
        Self { session, tex, bib, version: 1 }
    }

    /// The present state.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.session.snapshot()
    }

    /// The state right after a letter was typed at `offset` of a document, or deleted again.
    pub fn typed(&mut self, id: &DocumentId, offset: usize) -> Arc<Snapshot> {
        self.version += 1;
        let (range, new) = match self.version % 2 {
            0 => (ByteRange::empty(offset), "x"),
            _ => (ByteRange::new(offset, offset + 1), ""),
        };
        let edit = Edit::Part(TextEdit { range, new: new.to_owned() });
        self.session.apply(Event::Changed { id: id.clone(), version: self.version, edits: vec![edit] })
    }
}

/// So many entries of about 550 bytes, with keys `key0`, `key1`, ...
pub fn bibliography(entries: usize) -> String {
    let entry = |n: usize| {
        format!(
            "@article{{key{n},\n  author = {{Author{n}, Jane and M{{\\\"u}}ller{m}, Hans and Third, A. B.}},\n  title = {{{title}}},\n  journal = {{Journal of Things}},\n  volume = {{{m}}},\n  pages = {{{m}--{last}}},\n  year = {{{year}}},\n  doi = {{10.1000/x.{n}}},\n  abstract = {{{text}}}\n}}\n\n",
            title = title(n),
            m = n % 97,
            last = n % 97 + 12,
            year = 1990 + n % 30,
            text = "We describe a method and measure it on several tasks. ".repeat(5),
        )
    };
    (0..entries).map(entry).collect()
}

/// The title of the entry `key{n}`.
pub fn title(n: usize) -> String {
    format!("A {{Study}} of the {n}th Method for Parsing Natural Language")
}
