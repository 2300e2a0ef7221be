//! A survey with its citations blanked one after the other, read as the server reads it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use lacuna::gaps::context::{Surroundings, features, use_contexts};
use lacuna::model::bibliography::Bibliography;
use lacuna::model::document::{DocumentId, Kind};
use lacuna::model::library::{EntryId, Library};
use lacuna::model::project::World;
use lacuna::resolve::context::Features;
use lacuna::text::{ByteRange, Text};
use lacuna::workspace::loader;
use lacuna::workspace::session::{Edit, Event, Session};

use crate::baseline::Bm25;
use crate::scan::{Span, commented, sentence, spans};

/// One citation is blank, or all of its file.
pub const MODES: [&str; 2] = ["one", "all"];

/// A blanked citation with the figures of every candidate.
pub struct Site {
    /// Which of the [`MODES`].
    pub mode: usize,
    /// The figures of each candidate.
    pub rows: Vec<Features>,
    /// Which rows are right.
    pub right: Vec<usize>,
    /// The place that the baseline gives to the right entry, from 0.
    pub baseline: usize,
    /// Of the ranking, in milliseconds.
    pub time: f64,
}

impl Site {
    /// The place of the right entry, from 0.
    pub fn rank(&self, weights: &Features) -> usize {
        let score = |row: &usize| self.rows[*row].iter().zip(weights).map(|(a, b)| a * b).sum::<f32>();
        let ahead = |right: &usize| {
            let score_of_right = score(right);
            // Of equals the first in the library stands first, as in the server's answer.
            let before = |row: &usize| (score(row), right) >= (score_of_right, row) && row != right;
            (0..self.rows.len()).filter(before).count()
        };
        self.right.iter().map(ahead).min().unwrap_or(1_000_000)
    }
}

/// A project of many citations.
pub struct Survey {
    session: Session,
    library: Library,
    baseline: Bm25,
    texts: Vec<(PathBuf, String, Vec<Span>)>,
}

impl Survey {
    /// Reads the project in a folder.
    pub fn read(folder: &Path) -> Self {
        let read = |path: &PathBuf| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let mut session = Session::new(World::default());
        for event in loader::walk(folder, &World::default()) {
            session.apply(event);
        }
        loader::load_all(&mut session);
        let bibliographies = files(folder, "bib")
            .iter()
            .map(|path| Arc::new(Bibliography::parse(Text::plain(read(path))).indexed()))
            .collect();
        let library = Library::new(bibliographies, 0);
        let baseline = Bm25::new(&library);
        let texts = files(folder, "tex").into_iter().map(|path| {
            let text = read(&path);
            let found = spans(&text);
            (path, text, found)
        });
        Self { session, library, baseline, texts: texts.collect() }
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.library.len()
    }

    /// At most `count` citations, drawn at random, each in both modes.
    pub fn sites(&mut self, count: usize, seed: u64) -> Vec<Site> {
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (file, (_, text, spans)) in self.texts.iter().enumerate() {
            for (at, span) in spans.iter().enumerate() {
                let known = span.keys.iter().any(|key| self.library.get(key).is_some());
                let silent = commented(text, span.start) || text[span.start..].starts_with("\\nocite");
                if known && !silent {
                    order.push((file, at));
                }
            }
        }
        let mut random = seed | 1;
        for at in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(at, (random >> 20) as usize % (at + 1));
        }
        order.truncate(count);
        order.sort_unstable();
        let mut found = Vec::new();
        for same in order.chunk_by(|a, b| a.0 == b.0) {
            let Self { session, baseline, texts, .. } = self;
            let (path, text, spans) = &texts[same[0].0];
            let id = DocumentId::of_path(path);
            let open = Event::Opened { id: id.clone(), kind: Kind::Tex, version: 1, text: text.clone() };
            session.apply(open);
            for (mode, (_, at)) in (0..2).flat_map(|mode| same.iter().map(move |it| (mode, it))) {
                let (masked, gap) = masked(text, spans, *at, mode);
                let edits = vec![Edit::Whole(masked)];
                let snapshot = session.apply(Event::Changed { id: id.clone(), version: 1, edits });
                let project = snapshot.project(&id).unwrap();
                let start = Instant::now();
                let around = Surroundings::of(&snapshot, &id, gap);
                let rows = features(project, &use_contexts(&snapshot, project), &around);
                let time = start.elapsed().as_secs_f64() * 1000.0;
                let span = &spans[*at];
                let answers: Vec<EntryId> =
                    span.keys.iter().filter_map(|key| project.library.get(key)).collect();
                let (before, after) = sentence(text, span);
                found.push(Site {
                    mode,
                    right: (0..rows.len()).filter(|row| answers.contains(&rows[*row].0)).collect(),
                    rows: rows.into_iter().map(|(_, row)| row).collect(),
                    baseline: baseline.rank(&before, &after, &span.keys),
                    time,
                });
            }
            session.apply(Event::Closed(id));
            loader::load_all(session);
        }
        found
    }
}

/// The text with one citation blank or all, and where its braces are.
fn masked(text: &str, spans: &[Span], at: usize, mode: usize) -> (String, ByteRange) {
    let (mut out, mut last, mut gap) = (String::new(), 0, ByteRange::default());
    for (other, span) in spans.iter().enumerate().filter(|(other, _)| mode == 1 || *other == at) {
        out.push_str(&text[last..span.brace]);
        if other == at {
            gap = ByteRange::new(out.len(), out.len() + 2);
        }
        out.push_str("{}");
        last = span.end;
    }
    out.push_str(&text[last..]);
    (out, gap)
}

/// Files below a folder with an extension, in the order of their names.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|other| other == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}
