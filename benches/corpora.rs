//! Corpora: an import, a verdict, a list for completion.
//!
//! ```text
//! cargo bench --bench corpora
//! cargo bench --bench corpora -- percentiles [FOLDER-OF-CORPORA REFS.bib]
//! ```
//!
//! The latter prints what one verdict, and the list for one letter, take: by default in a made corpus of 200,000
//! records, half of the references in it and half of them altered.

#![allow(clippy::unwrap_used, missing_docs, clippy::print_stdout)]

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use divan::Bencher;
use lacuna::corpus::import::import;
use lacuna::corpus::{Corpora, Source, verify};
use lacuna::model::bibliography::Bibliography;
use lacuna::model::library::{EntryId, Library};
use lacuna::model::record::Reference;
use lacuna::text::Text;
use tempfile::TempDir;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    match arguments.iter().position(|it| it == "percentiles") {
        Some(at) => percentiles(&arguments[at + 1..]),
        None => divan::main(),
    }
}

/// References of a made paper: works of the corpus, and such as nobody wrote.
fn made_references() -> Vec<Reference> {
    let reference = |n: usize| {
        let mut reference = Reference::default();
        "article".clone_into(&mut reference.work.kind);
        let title = title(n * 79 % 200_000);
        reference.work.title = if n.is_multiple_of(2) { title } else { title.replacen(' ', " unheard ", 2) };
        reference
    };
    (0..2000).map(reference).collect()
}

fn read_references(path: &str) -> Vec<Reference> {
    let text = Text::plain(std::fs::read_to_string(path).unwrap());
    let library = Library::new(vec![Arc::new(Bibliography::parse(text))], 0);
    let ids = (0..library.len() as u32).map(|entry| EntryId { bibliography: 0, entry });
    let reference = |id: EntryId| {
        let entry = library.raw_entry(id);
        Reference::of(entry.key, entry.kind, &library.fields(id))
    };
    ids.map(reference).collect()
}

fn percentiles(given: &[String]) {
    let (folder, references) = match given {
        [folder, bib, ..] => (Some(PathBuf::from(folder)), read_references(bib)),
        _ => (None, made_references()),
    };
    let opened = folder.map(|it| Corpora::open(&it, None));
    let corpora = opened.as_ref().unwrap_or_else(|| corpora());
    // Warm: each was asked for once before.
    for round in ["cold", "warm"] {
        let times = references.iter().map(|it| timed(|| verify(corpora, it)));
        print(&format!("verdict, {round}"), times.collect());
    }
    let words = references.iter().map(|it| it.work.title.to_lowercase());
    let typed =
        words.flat_map(|it| (3..it.len().min(24)).filter_map(move |at| it.get(..at).map(str::to_owned)));
    let typed: Vec<String> = typed.step_by(7).take(2000).collect();
    print("list for completion", typed.iter().map(|it| timed(|| corpora.search(it, 8))).collect());
}

/// Milliseconds.
fn timed<T>(run: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    divan::black_box(run());
    start.elapsed().as_secs_f64() * 1000.0
}

fn print(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let (median, most, all) = (at(0.5), at(0.99), times.len());
    println!("{what}: p50 {median:.2} ms, p99 {most:.2} ms, longest {:.2} ms, of {all}", at(1.0));
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
