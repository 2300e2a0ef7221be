//! Judging a document at each change: a .tex with many citations, and a large .bib, closed and open.

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use divan::Bencher;
use lacuna::features::diagnostics::diagnostics;
use lacuna::model::document::{DocumentId, Kind};
use lacuna::model::project::{Absence, World};
use lacuna::model::snapshot::Snapshot;
use lacuna::text::decode::Decoding;
use lacuna::workspace::session::{Event, FileText, Session};

fn main() {
    divan::main();
}

/// So many entries the .tex cites.
const CITED: usize = 500;

fn bib(entries: usize) -> String {
    let entry = |n: usize| {
        format!(
            "@article{{key{n},\n  author = {{Author{n}, Jane and M{{\\\"u}}ller{m}, Hans and Third, A. B.}},\n  title = {{A {{Study}} of the {n}th Method for Parsing Natural Language}},\n  journal = {{Journal of Things}},\n  volume = {{{m}}},\n  pages = {{{m}--{last}}},\n  year = {{{year}}},\n  doi = {{10.1000/x.{n}}},\n  abstract = {{{text}}}\n}}\n\n",
            m = n % 97,
            last = n % 97 + 12,
            year = 1990 + n % 30,
            text = "We describe a method and measure it on several tasks. ".repeat(5),
        )
    };
    (0..entries).map(entry).collect()
}

fn tex() -> String {
    let paragraph = |n: usize| {
        format!(
            "As Author{n} et al.~\\citep{{key{n}}} show (Li et al., 2020), the range [1, 2] of methods in [12] is **wide**. Text goes on for a while so that the paragraph has some length.\n\n"
        )
    };
    let body: String = (0..CITED).map(paragraph).collect();
    format!("\\documentclass{{article}}\\begin{{document}}\n{body}\\bibliography{{refs}}\\end{{document}}\n")
}

/// The snapshot, the .tex and the .bib.
fn project(entries: usize, is_open: bool) -> (Arc<Snapshot>, DocumentId, DocumentId) {
    let files: [(PathBuf, String); 2] = [
        (Path::new("/project/main.tex").into(), tex()),
        (Path::new("/project/refs.bib").into(), bib(entries)),
    ];
    let mut session = Session::new(World::default());
    session.apply(Event::Walked(files.iter().map(|it| it.0.clone()).collect()));
    for (path, text) in &files {
        if is_open || Kind::of_path(path) == Some(Kind::Tex) {
            let (id, kind) = (DocumentId::of_path(path), Kind::of_path(path).unwrap());
            session.apply(Event::Opened { id, kind, version: 1, text: text.clone() });
        }
    }
    loop {
        let wants = session.take_wants();
        if wants.is_empty() {
            break;
        }
        let read = |path: PathBuf| {
            let found = files.iter().find(|it| it.0 == path).map(|it| it.1.clone());
            let file = found.map(|text| FileText { text, decoding: Decoding::Utf8 }).ok_or(Absence::NotFound);
            (path, file)
        };
        session.apply(Event::Read(wants.into_iter().map(read).collect()));
    }
    for (id, bib) in session.unindexed() {
        let indexed = Arc::new(bib.indexed());
        session.apply(Event::Indexed(id, bib, indexed));
    }
    let [tex, bib] = files.map(|it| DocumentId::of_path(&it.0));
    (session.snapshot(), tex, bib)
}

const SIZES: [usize; 3] = [1000, 10_000, 100_000];

#[divan::bench(args = SIZES)]
fn tex_document(bencher: Bencher, entries: usize) {
    let (snapshot, tex, _) = project(entries, false);
    bencher.bench(|| diagnostics(&snapshot, &tex));
}

#[divan::bench(args = SIZES)]
fn bib_closed(bencher: Bencher, entries: usize) {
    let (snapshot, _, bib) = project(entries, false);
    bencher.bench(|| diagnostics(&snapshot, &bib));
}

#[divan::bench(args = SIZES)]
fn bib_open(bencher: Bencher, entries: usize) {
    let (snapshot, _, bib) = project(entries, true);
    bencher.bench(|| diagnostics(&snapshot, &bib));
}
