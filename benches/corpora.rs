//! Corpora: an import, a verdict, a list for completion.

#![allow(clippy::unwrap_used, missing_docs, clippy::print_stdout)]

use std::path::PathBuf;
use std::sync::OnceLock;

use divan::Bencher;
use lacuna::corpus::import::import;
use lacuna::corpus::{Corpora, Source, verify};
use lacuna::model::record::Reference;
use tempfile::TempDir;

fn main() {
    divan::main();
}

const WORDS: [&str; 24] = [
    "deep", "shallow", "rivers", "networks", "learning", "of", "the", "graphs", "trees", "robust", "sparse",
    "neural", "forests", "language", "models", "for", "words", "images", "speech", "planning", "search",
    "proofs", "games", "markets",
];

/// Titles of eight words: no two of them are the same.
fn title(n: usize) -> String {
    let words = (0..7).map(|at| WORDS[(n / 24_usize.pow(at % 4) + n * 7 + at as usize * 5) % WORDS.len()]);
    format!("{} {n}", words.collect::<Vec<_>>().join(" "))
}

fn dump(records: usize) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let record = |n: usize| {
        format!(
            "<inproceedings key=\"conf/made/{n}\"><author>Ida Blum{n}</author><author>Petra Moss</author><title>{}.</title>\
             <year>2020</year><booktitle>ICML</booktitle><ee>https://doi.org/10.1000/{n}</ee></inproceedings>\n",
            title(n)
        )
    };
    let text: String = (0..records).map(record).collect();
    let file = folder.path().join("dump.xml");
    std::fs::write(&file, format!("<dblp>\n{text}</dblp>\n")).unwrap();
    (folder, file)
}

#[divan::bench(args = [10_000, 100_000], sample_count = 3)]
fn read_a_dump(bencher: Bencher, records: usize) {
    let (folder, file) = dump(records);
    let sources = Source::at(&file).unwrap();
    bencher.bench_local(|| import(folder.path(), Some("made"), &sources, 0, &mut |_| {}).unwrap());
}

fn corpora() -> &'static Corpora {
    static MADE: OnceLock<(TempDir, Corpora)> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let (folder, file) = dump(200_000);
        import(folder.path(), Some("made"), &Source::at(&file).unwrap(), 0, &mut |_| {}).unwrap();
        let corpora = Corpora::open(folder.path(), Some(&["made".to_owned()]));
        (folder, corpora)
    });
    &made.1
}

#[divan::bench]
fn verdict(bencher: Bencher) {
    let corpora = corpora();
    let mut n = 0;
    bencher.bench_local(|| {
        n = (n + 7919) % 200_000;
        let mut reference = Reference::default();
        "article".clone_into(&mut reference.work.kind);
        reference.work.title = title(n);
        verify(corpora, &reference)
    });
}

#[divan::bench]
fn list_for_completion(bencher: Bencher) {
    let corpora = corpora();
    bencher.bench_local(|| corpora.search("robust networks mos", 8));
}
