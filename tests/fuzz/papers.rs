//! Whole papers: after any edits and changes on disk, what is known of a paper is what a fresh look finds, and
//! everything that can be asked at any place answers within the text, with edits that apply.

use std::path::PathBuf;
use std::sync::Arc;

use lacuna::faults;
use lacuna::features::code_actions::{Effect, code_actions};
use lacuna::features::symbols::{document, workspace};
use lacuna::features::{completion, definition, folding, hover, inlay_hints, lenses, references, rename};
use lacuna::features::{document_links, selection, semantic_tokens, status};
use lacuna::model::card::Format;
use lacuna::model::document::{DocumentId, Kind};
use lacuna::model::project::{Absence, World};
use lacuna::model::snapshot::Snapshot;
use lacuna::rules::{Diagnostic, every_diagnostic};
use lacuna::syntax::tex::TexFile;
use lacuna::text::{ByteRange, Text, TextEdit};
use lacuna::workspace::loader;
use lacuna::workspace::session::{Edit, Event, Session};

use crate::bibliographies;
use crate::ugly::{Random, assert_within, floor, run};

const SEEDS: [&str; 6] = [
    "\\documentclass{article}\n\\usepackage{natbib}\n\\begin{document}\n\\section{One}\nAs \\citet{k1} and \\citep[see][p.~3]{k2, nokey} show ____, \\cite{} is [?] open.\n\n\\input{part}\n\\bibliography{refs,more}\n\\end{document}\n",
    "So __**Knuth et al., \"The Art of x\"**__ and Knuth et al. (1968) say [citation needed]. \\cite{TODO}\n\n\\newcommand{\\mycite}[2][]{\\citep[#1]{#2}}\\mycite{k3} \\def\\y#1{\\cite{#1}}\\y{k1}\n",
    "\\begin{thebibliography}{9}\n\\bibitem{b1} D. Knuth. The Art. 1968.\n\\bibitem[Wu(2019)]{b2} K. Wu\n\\end{thebibliography}\n\\cite{b1, b2,} [12], [3, 7]\n",
    "\\iffalse \\cite{no} \\fi \\verb|%{| \\url{http://a.b/c%20d} $x_1 \\cite{k1}$ \\begin{comment}\n____\n\\end{comment}\n% lacuna: ignore\n\\cite{undefined}\n",
    "\\begin{filecontents}{more.bib}\n@misc{m1, title = {More}}\n\\end{filecontents}\n\\addbibresource{refs.bib}\\autocites(a)(b)[c]{k1}{m1}\\nocite{*}\\todo{cite Knuth}\n",
    "\\section{Größe}\r\nZeile \\cite{k1}\r\n\r\n— 中文 [引用] \u{1F600} As an AI language model, **bold** \\footnote{\\textcite{k5}}\r\n\\include{part}\\bibliographystyle{plain}\n",
];

const PIECES: [&str; 52] = [
    "\\",
    "{",
    "}",
    "[",
    "]",
    "%",
    "\n",
    "\n\n",
    "\r\n",
    "$",
    "&",
    "~",
    ",",
    " ",
    "\\cite{",
    "\\citep[",
    "\\cites{",
    "k1",
    "k2",
    "b1",
    "____",
    "[?]",
    "(cite)",
    "\\section{",
    "\\begin{comment}",
    "\\end{comment}",
    "\\begin{verbatim}",
    "\\end{verbatim}",
    "\\iffalse",
    "\\fi",
    "\\newcommand{\\x}[1]{",
    "\\x{k1}",
    "#1",
    "\\def\\z",
    "\\input{part}",
    "\\input{main}",
    "\\bibliography{refs}",
    "\\bibitem{",
    "\\end{document}",
    "__**",
    "**__",
    "Knuth et al., \"",
    "et al. (2019)",
    "[citation needed]",
    "\\todo{",
    "\\nocite{*}",
    "% lacuna: off\n",
    "% lacuna: ignore[",
    "\\begin{filecontents}{refs.bib}",
    "\\end{filecontents}",
    "é",
    "😀",
];

const FILES: [&str; 4] = ["/project/main.tex", "/project/part.tex", "/project/refs.bib", "/project/more.bib"];

/// A paper that is worked at, and what its files hold.
struct Paper {
    session: Session,
    files: Vec<(DocumentId, Option<String>)>,
    version: i32,
}

fn kind(id: &DocumentId) -> Kind {
    id.path().and_then(Kind::of_path).unwrap()
}

impl Paper {
    fn new(random: &mut Random) -> Self {
        let files = FILES.map(|it| {
            let id = DocumentId::of_path(&PathBuf::from(it));
            let text = match kind(&id) {
                Kind::Bib => random.text(&bibliographies::SEEDS, &bibliographies::PIECES),
                _ => random.text(&SEEDS, &PIECES),
            };
            (id, Some(text))
        });
        let files = files.to_vec();
        let mut paper = Self { session: session(&files), files, version: 1 };
        paper.load();
        paper
    }

    fn load(&mut self) {
        load(&mut self.session);
    }

    /// One edit of an open file, or what happens to one on disk.
    fn step(&mut self, random: &mut Random) {
        let at = random.below(self.files.len());
        let (id, text) = self.files[at].clone();
        self.version += 1;
        let pieces: &[&str] = if kind(&id) == Kind::Bib { &bibliographies::PIECES } else { &PIECES };
        match text {
            Some(mut text) if random.below(12) > 0 => {
                let start = random.boundary(&text);
                let end = floor(&text, (start + random.below(12)).min(text.len())).max(start);
                let edit =
                    TextEdit { range: ByteRange::new(start, end), new: random.piece(pieces).to_owned() };
                text.replace_range(start..end, &edit.new);
                let edits = vec![Edit::Part(edit)];
                self.session.apply(Event::Changed { id, version: self.version, edits });
                self.files[at].1 = Some(text);
            }
            Some(_) => {
                self.session.apply(Event::Closed(id.clone()));
                let path = id.path().unwrap().to_owned();
                self.session.apply(Event::Read(vec![(path, Err(Absence::NotFound))]));
                self.files[at].1 = None;
            }
            None => {
                let text = random.text(&SEEDS, pieces);
                self.session.apply(Event::Opened {
                    id: id.clone(),
                    kind: kind(&id),
                    version: 1,
                    text: text.clone(),
                });
                self.files[at].1 = Some(text);
            }
        }
        self.load();
    }
}

/// A session in which these files are open.
fn session(files: &[(DocumentId, Option<String>)]) -> Session {
    let mut session = Session::new(World::default());
    session.apply(Event::Walked(FILES.iter().map(PathBuf::from).collect()));
    for (id, text) in files {
        if let Some(text) = text.clone() {
            session.apply(Event::Opened { id: id.clone(), kind: kind(id), version: 1, text });
        }
    }
    session
}

fn load(session: &mut Session) {
    loader::load_with(session, |_| Err(Absence::NotFound));
    for path in session.alone() {
        session.apply(Event::LookedAbove(path));
    }
    session.apply(Event::TypingPaused);
    session.apply(Event::TypingLeft);
}

fn reports(snapshot: &Snapshot, id: &DocumentId) -> Vec<Diagnostic> {
    every_diagnostic(snapshot, id)
}

#[test]
fn a_paper_that_was_worked_at_is_known_as_one_that_was_just_opened() {
    run(
        60,
        |random| random.below(1 << 40),
        |random, _| {
            let mut paper = Paper::new(random);
            for _ in 0..8 {
                paper.step(random);
            }
            let mut fresh = session(&paper.files);
            load(&mut fresh);
            let (old, new) = (paper.session.snapshot(), fresh.snapshot());
            for (id, text) in &paper.files {
                let Some(text) = text else { continue };
                assert_eq!(*old.document(id).unwrap().text.all(), *text);
                assert_eq!(reports(&old, id), reports(&new, id), "{}\n{:#?}", id.as_str(), paper.files);
                assert_eq!(document::symbols(&old, id), document::symbols(&new, id));
                assert_eq!(
                    inlay_hints::inlay_hints(&old, id, ByteRange::new(0, text.len())),
                    inlay_hints::inlay_hints(&new, id, ByteRange::new(0, text.len()))
                );
                if let (Some(old), Some(new)) = (old.tex(id), new.tex(id)) {
                    assert_eq!((&old.chunks, &old.silences), (&new.chunks, &new.silences));
                }
            }
            assert_eq!(faults::met(), 0, "a fault was passed over");
        },
    );
}

#[test]
fn whatever_is_asked_anywhere_is_answered_within_the_text() {
    run(
        40,
        |random| random.below(1 << 40),
        |random, _| {
            let mut paper = Paper::new(random);
            for _ in 0..3 {
                paper.step(random);
            }
            let snapshot = paper.session.snapshot();
            for (id, text) in &paper.files {
                let Some(text) = text else { continue };
                whole(&snapshot, id, text);
                for _ in 0..6 {
                    let offset = random.boundary(text);
                    at(&snapshot, id, text, offset, random);
                }
            }
            workspace::workspace_symbols(&snapshot, random.piece(&PIECES));
            assert_eq!(faults::met(), 0, "a fault was passed over");
        },
    );
}

/// What is asked of a document as a whole.
fn whole(snapshot: &Snapshot, id: &DocumentId, text: &str) {
    let all = ByteRange::new(0, text.len());
    for report in reports(snapshot, id) {
        assert_within(text, report.range);
        for it in report.related {
            assert_within(&snapshot.document(&it.document).unwrap().text.all(), it.range);
        }
    }
    folding::folds(snapshot, id).iter().for_each(|it| assert_within(text, it.range));
    document_links::links(snapshot, id).iter().for_each(|it| assert_within(text, it.range));
    lenses::lenses(snapshot, id).iter().for_each(|it| assert_within(text, it.range));
    semantic_tokens::tokens(snapshot, id, all).iter().for_each(|it| assert_within(text, it.range));
    document::symbols(snapshot, id).iter().for_each(|it| assert_within(text, it.range));
    status::status(snapshot, id);
    if let Some(tex) = snapshot.tex(id) {
        let fresh = TexFile::parse(&Text::plain(text.to_owned()));
        assert_eq!(tex.chunks.len(), fresh.chunks.len());
    }
}

/// What is asked at a place.
fn at(snapshot: &Arc<Snapshot>, id: &DocumentId, text: &str, offset: usize, random: &mut Random) {
    for format in [Format::Markdown, Format::Plain] {
        if let Some(card) = hover::hover(snapshot, id, offset, format, None) {
            assert_within(text, card.range);
        }
    }
    if let Some(found) = completion::completion(snapshot, id, offset) {
        assert_within(text, found.range);
        assert!(found.range.start <= offset && offset <= found.range.end);
    }
    definition::definition(snapshot, id, offset);
    references::references(snapshot, id, offset, true);
    for range in selection::selection(snapshot, id, offset) {
        assert_within(text, range);
    }
    if let Some(range) = rename::prepare(snapshot, id, offset) {
        assert_within(text, range);
    }
    if let Ok(edits) = rename::rename(snapshot, id, offset, "renamed", &[]) {
        edits.iter().for_each(|(id, edits)| apply(snapshot, id, edits, "rename"));
    }
    let range = ByteRange::new(offset, floor(text, (offset + random.below(30)).min(text.len())).max(offset));
    for action in code_actions(snapshot, id, range, &|_| true) {
        if let Effect::Change(change) = action.effect {
            change.edits.iter().for_each(|(id, edits)| apply(snapshot, id, edits, &action.title));
        }
    }
}

/// The edits lie in their document and do not overlap.
#[track_caller]
fn apply(snapshot: &Snapshot, id: &DocumentId, edits: &[TextEdit], what: &str) {
    let text = snapshot.document(id).unwrap_or_else(|| panic!("{} is edited", id.as_str())).text.all();
    let mut ranges: Vec<ByteRange> = edits.iter().map(|it| it.range).collect();
    ranges.sort_by_key(|it| (it.start, it.end));
    for range in &ranges {
        assert!(
            text.get(range.start..range.end).is_some(),
            "{what}: {edits:?} of {}:\n{text:?}",
            id.as_str()
        );
    }
    for pair in ranges.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{what}: {edits:?} overlap");
    }
}
