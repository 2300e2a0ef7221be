//! What grows faster than its input: pieces of texts, nested and repeated n, 2n and 4n times, and everything that is
//! done to a document. Prints what takes more than six times as long for four times as much, with the exponent.
//!
//! `cargo bench --bench growth` looks at each piece by itself and some pairs; `-- 1000 7` at 1,000 pairs from seed 7,
//! `-- '\\cite{'` at that piece.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use lacuna::features::code_actions::code_actions;
use lacuna::features::symbols::document::symbols;
use lacuna::features::{completion, definition, document_links, folding, hover, inlay_hints, lenses};
use lacuna::features::{references, rename, selection, semantic_tokens, status};
use lacuna::model::card::Format;
use lacuna::model::document::{DocumentId, Kind};
use lacuna::model::project::{Absence, World};
use lacuna::model::snapshot::Snapshot;
use lacuna::rules::diagnostics;
use lacuna::text::{ByteRange, TextEdit};
use lacuna::workspace::loader;
use lacuna::workspace::session::{Edit, Event, Session};

const TEX: [&str; 84] = [
    "{",
    "}",
    "[",
    "]",
    "$",
    "$$",
    "\\[",
    "\\(",
    "%",
    "% a\n",
    "\n",
    "\n\n",
    "\\",
    "\\\\",
    "&",
    "~",
    "_",
    "^",
    "(",
    ")",
    "\"",
    "'",
    "``",
    ",",
    ".",
    "-",
    "a",
    "a ",
    "Word ",
    "Word, ",
    "é",
    "@",
    "#1",
    "\\cite{",
    "\\cite{a}",
    "\\cite{a,",
    "\\cite[",
    "\\cites{a}{",
    "\\cites(",
    "\\citep{ }",
    "a,",
    "nokey,",
    "\\cite{x1y}\n\n",
    "____ ",
    "[?] ",
    "[1] ",
    "[1, 2]",
    "(cite) ",
    "[cite] ",
    "TODO ",
    "TODO: cite ",
    "\\todo{",
    "\\todo{cite} ",
    "[citation needed] ",
    "\\begin{a}",
    "\\begin{a}\n\n",
    "\\end{a}",
    "\\begin{comment}",
    "\\begin{verbatim}",
    "\\verb|",
    "\\iffalse ",
    "\\ifx ",
    "\\fi ",
    "\\else ",
    "\\section{A}\n",
    "\\section{",
    "\\item ",
    "\\newcommand{\\x}{",
    "\\newcommand{\\x}[1]{\\cite{#1}}\n",
    "\\x{a}",
    "\\def\\x#1{",
    "\\def\\x{\\x}",
    "\\input{part}\n",
    "\\bibliography{refs}",
    "\\bibitem{a} ",
    "__**",
    "**__",
    "__**A et al., \"B\"**__ ",
    "A et al. (2019) ",
    "(A, 2019; ",
    "**a** ",
    "\\url{",
    "% lacuna: off\n",
    "\\footnote{",
];

const BIB: [&str; 44] = [
    "@",
    "@a{",
    "@a{\n",
    "@a{k,}\n",
    "@a{k, t = {x}}\n",
    "@a{k, t = {",
    "@a(",
    "}",
    "{",
    "\"",
    "#",
    "=",
    ",",
    " = ",
    "a",
    "a ",
    "\\",
    "\\\"",
    "\n",
    "@string{a = {b}}\n",
    "@string{a = a # a}\n",
    "@comment{",
    "@comment",
    "@preamble{",
    "@xdata{a, xdata = {a}}\n",
    "crossref = {k},\n",
    "xdata = {a,b,c},\n",
    "ids = {a,b},\n",
    "a,",
    "author = {A and ",
    " and ",
    "title = {A b c},\n",
    "@misc{a, title = {A b c}}\n",
    "@misc{k, author = {A, B}, title = {T}}\n",
    "% a\n",
    "% lacuna: ignore\n",
    "year = 2000,\n",
    "doi = {10.1000/a},\n",
    "http://",
    "file = {a:b:c;",
    "$",
    "{\\ss}",
    "10.1000/",
    "é",
];

/// A text of a paper: a piece, or two, so many times.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Repeated,
    Lines,
    Paragraphs,
    Nested,
}

const SHAPES: [Shape; 4] = [Shape::Repeated, Shape::Lines, Shape::Paragraphs, Shape::Nested];

fn text(shape: Shape, [a, b]: [&str; 2], n: usize) -> String {
    match shape {
        Shape::Repeated => format!("{a}{b}").repeat(n),
        Shape::Lines => format!("{a}{b}\n").repeat(n),
        Shape::Paragraphs => format!("{a}{b}\n\n").repeat(n),
        Shape::Nested => a.repeat(n) + &b.repeat(n),
    }
}

struct Paper {
    session: Session,
    id: DocumentId,
    length: usize,
}

impl Paper {
    fn open(is_bib: bool, ugly: &str) -> Self {
        let [main, refs] =
            ["/project/main.tex", "/project/refs.bib"].map(|it| DocumentId::of_path(&PathBuf::from(it)));
        let (tex, bib) = match is_bib {
            true => (
                "\\cite{k} \\cite{a} ____\n\\bibliography{refs}\n".to_owned(),
                format!("@misc{{first, title = {{T}}}}\n{ugly}\n"),
            ),
            false => (
                format!("\\bibliography{{refs}} \\cite{{a}}\n\n{ugly}\n\n\\cite{{b}}\n"),
                "@misc{a, title = {A}}\n".to_owned(),
            ),
        };
        let mut session = Session::new(World::default());
        session.apply(Event::Walked(vec![main.path().unwrap().to_owned(), refs.path().unwrap().to_owned()]));
        let (id, length) = if is_bib { (refs.clone(), bib.len()) } else { (main.clone(), tex.len()) };
        session.apply(Event::Opened { id: main, kind: Kind::Tex, version: 1, text: tex });
        session.apply(Event::Opened { id: refs, kind: Kind::Bib, version: 1, text: bib });
        loader::load_with(&mut session, |_| Err(Absence::NotFound));
        let paper = Self { session, id, length };
        paper.judge();
        paper
    }

    fn judge(&self) {
        let snapshot = self.session.snapshot();
        for id in snapshot.documents.keys() {
            diagnostics(&snapshot, id);
        }
    }

    fn key(&mut self) {
        let at = self.session.snapshot().document(&self.id).unwrap().text.floor_char(self.length / 2);
        let edit = Edit::Part(TextEdit { range: ByteRange::empty(at), new: "x".to_owned() });
        self.session.apply(Event::Changed { id: self.id.clone(), version: 2, edits: vec![edit] });
        self.judge();
    }
}

type Asked = fn(&Snapshot, &DocumentId, usize);

/// What is asked of a document, at its middle or as a whole.
const ASKED: [(&str, Asked); 15] = [
    ("hover", |it, id, at| drop(hover::hover(it, id, at, Format::Markdown, None))),
    ("completion", |it, id, at| drop(completion::completion(it, id, at))),
    ("definition", |it, id, at| drop(definition::definition(it, id, at))),
    ("references", |it, id, at| drop(references::references(it, id, at, true))),
    ("rename", |it, id, at| drop(rename::rename(it, id, at, "new", &[]))),
    ("selection", |it, id, at| drop(selection::selection(it, id, at))),
    ("symbols", |it, id, _| drop(symbols(it, id))),
    ("folds", |it, id, _| drop(folding::folds(it, id))),
    ("links", |it, id, _| drop(document_links::links(it, id))),
    ("lenses", |it, id, _| drop(lenses::lenses(it, id))),
    ("hints", |it, id, at| drop(inlay_hints::inlay_hints(it, id, ByteRange::new(0, at * 2)))),
    ("tokens", |it, id, at| drop(semantic_tokens::tokens(it, id, ByteRange::new(0, at * 2)))),
    ("actions", |it, id, at| drop(code_actions(it, id, ByteRange::empty(at), &|_| true))),
    ("actions on all", |it, id, at| drop(code_actions(it, id, ByteRange::new(0, at * 2), &|_| true))),
    ("status", |it, id, _| drop(status::status(it, id))),
];

fn timed(mut work: impl FnMut()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// How long each thing takes in a text of this shape.
fn times(is_bib: bool, ugly: &str) -> Vec<(&'static str, Duration)> {
    let mut paper = None;
    let mut all = vec![("open", timed(|| paper = Some(Paper::open(is_bib, ugly))))];
    let mut paper = paper.unwrap();
    all.push(("key", timed(|| paper.key())));
    let snapshot = paper.session.snapshot();
    let at = snapshot.document(&paper.id).unwrap().text.floor_char(paper.length / 2);
    for (name, ask) in ASKED {
        all.push((name, timed(|| ask(&snapshot, &paper.id, at))));
    }
    all
}

/// Less (pieces) tells nothing, and what takes less long may grow as it likes.
const SMALL: usize = 1_500;
const LEAST: Duration = Duration::from_millis(8);

fn look(is_bib: bool, shape: Shape, pieces: [&str; 2]) {
    let at = |n: usize| times(is_bib, &text(shape, pieces, n));
    let most = at(4 * SMALL);
    if most.iter().all(|it| it.1 < LEAST) {
        return;
    }
    // Twice, as other work disturbs it.
    let (few, again, more) = (at(SMALL), at(SMALL), at(4 * SMALL));
    for (it, (name, large)) in most.iter().enumerate() {
        let large = (*large).min(more[it].1);
        let small = few[it].1.max(again[it].1);
        let exponent = (large.as_secs_f64() / small.as_secs_f64().max(1e-6)).log(4.0);
        if large >= LEAST && exponent > 1.29 {
            println!("{name:15} n^{exponent:.2} {large:>10.2?} at {} of {pieces:?} {shape:?}", 4 * SMALL);
        }
    }
}

fn main() {
    let told: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    if let Some(piece) = told.first().filter(|it| it.parse::<usize>().is_err()) {
        let piece = piece.replace("\\n", "\n");
        return SHAPES[..3].iter().for_each(|shape| look(BIB.contains(&&*piece), *shape, [&piece, ""]));
    }
    let mut arguments = told.iter().filter_map(|it| it.parse::<usize>().ok());
    let (pairs, seed) = (arguments.next(), arguments.next().unwrap_or(1));
    if pairs.is_none() {
        for (is_bib, all) in [(false, &TEX[..]), (true, &BIB[..])] {
            for piece in all {
                SHAPES[..3].iter().for_each(|shape| look(is_bib, *shape, [piece, ""]));
            }
        }
    }
    let mut state = seed as u64 * 0x9E37_79B9 + 1;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % limit
    };
    for _ in 0..pairs.unwrap_or(200) {
        let is_bib = below(3) == 0;
        let all = if is_bib { &BIB[..] } else { &TEX[..] };
        look(is_bib, SHAPES[below(4)], [all[below(all.len())], all[below(all.len())]]);
    }
}
