//! Judging a document at each change: a .tex with many citations, and a large .bib, closed and open.

#![allow(clippy::unwrap_used, missing_docs)]

mod paper;

use std::sync::Arc;

use divan::Bencher;
use lacuna::model::document::DocumentId;
use lacuna::model::snapshot::Snapshot;
use lacuna::rules::diagnostics;
use paper::Paper;

fn main() {
    divan::main();
}

/// So many entries the .tex cites.
const CITED: usize = 500;

fn tex() -> String {
    let paragraph = |n: usize| {
        format!(
            "As Author{n} et al.~\\citep{{key{n}}} show (Li et al., 2020), the range [1, 2] of methods in [12] is **wide**. Text goes on for a while so that the paragraph has some length.\n\n"
        )
    };
    let body: String = (0..CITED).map(paragraph).collect();
    format!("\\documentclass{{article}}\\begin{{document}}\n{body}\\bibliography{{refs}}\\end{{document}}\n")
}

const SIZES: [usize; 3] = [1000, 10_000, 100_000];

/// Judges one of the documents of [`Paper`] at a revision of which nothing was derived yet.
fn judge(bencher: Bencher, entries: usize, bib_is_open: bool, which: fn(&Paper) -> &DocumentId) {
    let paper = Paper::new(&tex(), &paper::bibliography(entries), bib_is_open);
    let snapshot = paper.snapshot();
    let fresh = || Snapshot { memo: Arc::default(), ..(*snapshot).clone() };
    bencher.with_inputs(fresh).bench_refs(|it| diagnostics(it, which(&paper)));
}

#[divan::bench(args = SIZES)]
fn tex_document(bencher: Bencher, entries: usize) {
    judge(bencher, entries, false, |it| &it.tex);
}

#[divan::bench(args = SIZES)]
fn bib_closed(bencher: Bencher, entries: usize) {
    judge(bencher, entries, false, |it| &it.bib);
}

#[divan::bench(args = SIZES)]
fn bib_open(bencher: Bencher, entries: usize) {
    judge(bencher, entries, true, |it| &it.bib);
}
