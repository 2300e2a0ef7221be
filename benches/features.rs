//! What an editor asks for while one writes: a text of 1 MB beside 100,000 entries, each answer right after
//! a letter was typed, so that nothing is at hand but what earlier states have left behind.
//!
//! ```text
//! LACUNA_BIB=library.bib cargo bench --bench features
//! ```
//!
//! Without a path the bibliography is made up.

#![allow(clippy::unwrap_used, missing_docs)]

mod paper;

use std::cell::RefCell;
use std::sync::Arc;

use divan::Bencher;
use lacuna::features::symbols::document as symbols;
use lacuna::features::symbols::workspace as workspace_symbols;
use lacuna::features::{
    definition, document_links, folding, hover, inlay_hints, lenses, references, rename, selection,
    semantic_tokens,
};
use lacuna::model::bibliography::Bibliography;
use lacuna::model::card::Format;
use lacuna::model::document::DocumentId;
use lacuna::model::snapshot::Snapshot;
use lacuna::rules::diagnostics;
use lacuna::text::{ByteRange, Text};
use paper::Paper;

fn main() {
    divan::main();
}

const ENTRIES: usize = 100_000;
/// Bytes of the .tex file.
const LENGTH: usize = 1 << 20;
/// What an editor shows at once, in bytes.
const WINDOW: usize = 5_000;

thread_local! {
    static PAPER: RefCell<Option<(Paper, Places)>> = const { RefCell::new(None) };
}

/// Where things stand in the text.
#[derive(Clone, Copy)]
struct Places {
    /// In the middle of a word in the middle of the text.
    typed: usize,
    /// In a key that every other paragraph cites: thousands of uses.
    key: usize,
    /// In a key that is cited as often as most are.
    rarer: usize,
}

/// A sentence with citations, now and then one that is still open, over and over in sections.
fn tex(bib: &Bibliography) -> String {
    let key = |n: usize| bib.key((n * 37 % bib.len()) as u32);
    let title = |n: usize| {
        let entry = bib.entry((n * 37 % bib.len()) as u32);
        entry.field("title").map_or(String::new(), |it| it.pieces.iter().map(|it| it.text()).collect())
    };
    let mut text = "\\documentclass{article}\n\\begin{document}\n".to_owned();
    for n in 0.. {
        if n % 25 == 0 {
            text += &format!("\\section{{The {n}th Topic}}\n\n");
        }
        text += &match n % 20 {
            3 => format!("An open claim \\cite{{}} beside \\citep{{{}}} and ____ in it.\n", key(n)),
            7 => "This is said to be so [citation needed] in the field.\n".to_owned(),
            11 => format!("As __**Doe et al., \"{}\"**__ show, it is so.\n", title(n)),
            13 => "% A comment\n% of two lines\n\\begin{itemize}\n\\item One.\n\\end{itemize}\n".to_owned(),
            17 if n % 400 == 17 => format!("Misspelt in \\citep{{{}x}}.\n", key(n)),
            _ => format!(
                "Methods~\\citep{{{}, {}}} differ; \\citet{{{}}} says more.\n",
                key(n),
                key(n + 1),
                key(7)
            ),
        };
        text += "The text goes on for a while, with formulas like $p(x \\mid y)$ and with \\emph{words} in it, so that \
                 the paragraph has some length.\n\n";
        if text.len() >= LENGTH {
            break;
        }
    }
    text + "\\bibliography{refs}\n\\end{document}\n"
}

fn made() -> (Paper, Places) {
    let bib = match std::env::var("LACUNA_BIB") {
        Ok(path) => std::fs::read_to_string(path).unwrap(),
        Err(_) => paper::bibliography(ENTRIES),
    };
    let read = Bibliography::parse(Text::plain(bib.clone()));
    let tex = tex(&read);
    let middle = tex.len() / 2;
    let places = Places {
        typed: middle + tex[middle..].find("goes on").unwrap() + 2,
        key: middle + tex[middle..].find("\\citet{").unwrap() + "\\citet{".len() + 1,
        rarer: middle + tex[middle..].find("\\citep{").unwrap() + "\\citep{".len() + 1,
    };
    (Paper::new(&tex, &bib, false), places)
}

/// Measures `ask` of the .tex file right after a letter was typed into it.
fn after_typing<T>(bencher: Bencher, ask: impl Fn(&Snapshot, &DocumentId, Places) -> T) {
    PAPER.with_borrow_mut(|paper| {
        let (paper, places) = paper.get_or_insert_with(made);
        let (paper, places, tex) =
            (RefCell::new(paper), *places, DocumentId::of_path("/project/main.tex".as_ref()));
        let typed = || paper.borrow_mut().typed(&tex, places.typed);
        ask(&typed(), &tex, places);
        bencher
            .with_inputs(typed)
            .bench_local_refs(|snapshot: &mut Arc<Snapshot>| ask(snapshot, &tex, places));
    });
}

macro_rules! benches {
    ($($name:ident: $ask:expr;)*) => {$(
        #[divan::bench(sample_count = 40, sample_size = 1)]
        fn $name(bencher: Bencher) {
            after_typing(bencher, $ask);
        }
    )*};
}

/// What stands on the screen around the place that was typed at.
fn window(places: Places) -> ByteRange {
    ByteRange::new(places.typed - WINDOW / 2, places.typed + WINDOW / 2)
}

benches! {
    // Under 1 ms.
    of_hover: |it, tex, at| hover::hover(it, tex, at.key, Format::Markdown, None).unwrap();
    of_hover_on_a_rarer_key: |it, tex, at| hover::hover(it, tex, at.rarer, Format::Markdown, None).unwrap();
    of_highlights_of_a_rarer_key: |it, tex, at| references::highlights(it, tex, at.rarer).unwrap();
    of_definition: |it, tex, at| definition::definition(it, tex, at.key).unwrap();
    of_highlights: |it, tex, at| references::highlights(it, tex, at.key).unwrap();
    of_prepare_rename: |it, tex, at| rename::prepare(it, tex, at.key).unwrap();
    // Under 20 ms.
    of_references: |it, tex, at| references::references(it, tex, at.key, true).unwrap();
    of_rename: |it, tex, at| rename::rename(it, tex, at.key, "fresh", &[]).unwrap();
    of_symbols: |it, tex, _| symbols::symbols(it, tex);
    of_workspace_symbols: |it, _, _| workspace_symbols::workspace_symbols(it, "method parsing");
    of_workspace_symbols_without_words: |it, _, _| workspace_symbols::workspace_symbols(it, "");
    of_open_citations: |it, _, _| workspace_symbols::workspace_symbols(it, "?");
    of_open_citations_with_words: |it, _, _| workspace_symbols::workspace_symbols(it, "? claim");
    of_folds: |it, tex, _| folding::folds(it, tex);
    of_selection: |it, tex, at| selection::selection(it, tex, at.key);
    of_links: |it, tex, _| document_links::links(it, tex);
    of_hints_on_the_screen: |it, tex, at| inlay_hints::inlay_hints(it, tex, window(at));
    of_hints: |it, tex, _| inlay_hints::inlay_hints(it, tex, ByteRange::new(0, LENGTH));
    of_lenses: |it, tex, _| lenses::lenses(it, tex);
    of_tokens: |it, tex, _| semantic_tokens::tokens(it, tex, ByteRange::new(0, LENGTH));
    of_tokens_on_the_screen: |it, tex, at| semantic_tokens::tokens(it, tex, window(at));
    of_diagnostics: diagnostics_of;
}

fn diagnostics_of(snapshot: &Snapshot, id: &DocumentId, _: Places) -> usize {
    diagnostics(snapshot, id).len()
}

/// The same of the bibliography, which is not open.
mod of_the_bibliography {
    use super::*;

    macro_rules! benches {
        ($($name:ident: $ask:expr;)*) => {$(
            #[divan::bench(sample_count = 40, sample_size = 1)]
            fn $name(bencher: Bencher) {
                after_typing(bencher, |it, _, _| $ask(it, &DocumentId::of_path("/project/refs.bib".as_ref())));
            }
        )*};
    }

    /// In the key of an entry that is cited often.
    fn key(snapshot: &Snapshot, id: &DocumentId) -> usize {
        let bib = snapshot.document(id).unwrap().bib().unwrap();
        bib.key_range((12 * 37 % bib.len()) as u32).start
    }

    benches! {
        hover: |it, id| hover::hover(it, id, key(it, id), Format::Markdown, None).unwrap();
        definition: |it, id| definition::definition(it, id, key(it, id)).unwrap();
        highlights: |it, id| references::highlights(it, id, key(it, id)).unwrap();
        references: |it, id| references::references(it, id, key(it, id), true).unwrap();
        rename: |it, id| rename::rename(it, id, key(it, id), "fresh", &[]).unwrap();
        symbols: symbols::symbols;
        folds: folding::folds;
        selection: |it, id| selection::selection(it, id, key(it, id));
        links: document_links::links;
        lenses: lenses::lenses;
    }
}
