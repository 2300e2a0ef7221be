//! A paper of 1,000 files: reading it whole, and a letter typed in its text, its preamble, its bibliography.

#![allow(clippy::unwrap_used, reason = "a bench on texts it makes itself")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use divan::Bencher;
use lacuna::model::document::{DocumentId, Kind};
use lacuna::model::project::{Absence, World};
use lacuna::text::decode::Decoding;
use lacuna::text::{ByteRange, TextEdit};
use lacuna::workspace::session::{Edit, Event, FileText, Session};

const FILES: usize = 1_000;

fn main() {
    divan::main();
}

/// The files of the paper.
fn files() -> Vec<(PathBuf, String)> {
    let mut main = String::from(
        "\\documentclass{book}\n\\newcommand{\\see}[1]{\\cite{#1}}\n\n\\begin{document}\nWords.\n\n",
    );
    let mut bib = String::new();
    let mut files = Vec::new();
    for number in 0..FILES {
        let _ = writeln!(main, "\\include{{ch/c{number}}}");
        let _ = writeln!(bib, "@misc{{key{number}, title = {{Title {number}}}, year = 2020}}");
        let text = format!("\\section{{S}}\n\nWords and \\see{{key{number}}} more of them.\n\n").repeat(10);
        files.push((PathBuf::from(format!("/p/ch/c{number}.tex")), text));
    }
    main += "\\bibliography{refs}\n\\end{document}\n";
    files.push(("/p/main.tex".into(), main));
    files.push(("/p/refs.bib".into(), bib));
    files
}

/// The paper read, with its root and bibliography open.
fn session(files: &[(PathBuf, String)]) -> Session {
    let mut session = Session::new(World::default());
    session.apply(Event::Walked(files.iter().map(|it| it.0.clone()).collect()));
    for (path, text) in &files[FILES..] {
        let (id, kind) = (DocumentId::of_path(path), Kind::of_path(path).unwrap());
        session.apply(Event::Opened { id, kind, version: 1, text: text.clone() });
    }
    loop {
        let wants = session.take_wants();
        if wants.is_empty() {
            return session;
        }
        let read = wants.into_iter().map(|path| {
            let found = files.iter().find(|it| it.0 == path);
            let text = found.map(|it| FileText { text: it.1.clone(), decoding: Decoding::Utf8 });
            (path, text.ok_or(Absence::NotFound))
        });
        session.apply(Event::Read(read.collect()));
    }
}

#[divan::bench(sample_count = 5)]
fn read_whole(bencher: Bencher) {
    let files = files();
    bencher.bench_local(|| session(&files));
}

/// A letter typed behind `mark` in the file of this name.
fn type_letters(bencher: Bencher, name: &str, mark: &str) {
    let files = files();
    let mut session = session(&files);
    let path = Path::new("/p").join(name);
    let text = &files.iter().find(|it| it.0 == path).unwrap().1;
    let at = text.find(mark).unwrap() + mark.len();
    let mut version = 1;
    bencher.bench_local(|| {
        version += 1;
        let edit = TextEdit { range: ByteRange::empty(at), new: "x".to_owned() };
        let edits = vec![Edit::Part(edit)];
        session.apply(Event::Changed { id: DocumentId::of_path(&path), version, edits })
    });
}

#[divan::bench]
fn letter_in_the_text(bencher: Bencher) {
    type_letters(bencher, "main.tex", "Words");
}

#[divan::bench]
fn letter_in_the_preamble(bencher: Bencher) {
    type_letters(bencher, "main.tex", "\\newcommand{\\see");
}

#[divan::bench]
fn letter_among_the_includes(bencher: Bencher) {
    type_letters(bencher, "main.tex", "\\include{ch/c7");
}

#[divan::bench]
fn letter_in_the_bibliography(bencher: Bencher) {
    type_letters(bencher, "refs.bib", "{Title 7");
}
