//! The outline of a document: sections with what is open in them; entries with their fields.

use super::kind::Kind;
use crate::gaps::open_citations;
use crate::gaps::section_counts::Counts;
use crate::gaps::section_counts::counted;
use crate::model::bibliography::Bibliography;
use crate::model::document::{Content, Document, DocumentId};
use crate::model::sections::{Section, sections};
use crate::model::snapshot::Snapshot;
use crate::syntax::bib::{Field, Piece};
use crate::syntax::latex_text::to_unicode;
use crate::text::ByteRange;

/// One line of an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called.
    pub name: String,
    /// More about it.
    pub detail: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// All of it (bytes of the document).
    pub range: ByteRange,
    /// Its name, within `range`.
    pub selection: ByteRange,
    /// What lies in it, in order.
    pub children: Vec<Symbol>,
}

/// Of a .bib file with more entries the first are outlined, by keys alone, and the rest counted: editors
/// stall over longer outlines, and the workspace's symbols find every entry.
const OUTLINED: usize = 5_000;

/// Characters of a value or sentence that are shown.
const SHOWN: usize = 80;

/// The outline of a document.
pub fn symbols(snapshot: &Snapshot, id: &DocumentId) -> Vec<Symbol> {
    let Some(document) = snapshot.document(id) else { return Vec::new() };
    match &document.content {
        Content::Tex(_) => of_tex(snapshot, document),
        Content::Bib(bib) => of_bib(bib),
        Content::Settings(_) => Vec::new(),
    }
}

fn of_tex(snapshot: &Snapshot, document: &Document) -> Vec<Symbol> {
    let open = open_citations::of_document(snapshot, &document.id);
    let counts = Counts::of(snapshot, &document.id, ByteRange::new(0, document.text.len()));
    let gaps = open.iter().map(|it| Symbol {
        name: format!("? {}", shortened(&document.text.slice(it.range))),
        detail: Some(it.rule.code.to_owned()),
        kind: Kind::Open,
        range: it.range,
        selection: it.range,
        children: Vec::new(),
    });
    let sections = sections(snapshot, &document.id);
    let mut all: Vec<Symbol> = sections.iter().map(|it| section(it, &counts)).chain(gaps).collect();
    all.sort_by_key(|it| (it.range.start, std::cmp::Reverse(it.range.end)));
    nested(all)
}

fn section(section: &Section, counts: &Counts) -> Symbol {
    let (cited, open) = (counts.citations(section.range), counts.open(section.range));
    let mut detail = Vec::new();
    if cited > 0 {
        detail.push(counted(cited, "citation", "citations"));
    }
    if open > 0 {
        detail.push(format!("{open} open"));
    }
    Symbol {
        // Clients drop symbols without a name.
        name: if section.title.is_empty() { "(no title)".to_owned() } else { section.title.clone() },
        detail: (!detail.is_empty()).then(|| detail.join(", ")),
        kind: Kind::Section,
        range: section.range,
        selection: section.heading,
        children: Vec::new(),
    }
}

/// Puts each symbol into the one before it that holds it; they come in the order of their beginnings.
fn nested(symbols: Vec<Symbol>) -> Vec<Symbol> {
    let mut roots: Vec<Symbol> = Vec::new();
    let mut open: Vec<Symbol> = Vec::new();
    let close = |open: &mut Vec<Symbol>, roots: &mut Vec<Symbol>| {
        if let Some(done) = open.pop() {
            match open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => roots.push(done),
            }
        }
    };
    for symbol in symbols {
        while open.last().is_some_and(|it| !it.range.covers(symbol.range)) {
            close(&mut open, &mut roots);
        }
        open.push(symbol);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

/// So many fields of an entry are shown; people write dozens.
const FIELDS: usize = 200;

fn of_bib(bib: &Bibliography) -> Vec<Symbol> {
    if bib.len() > OUTLINED {
        let keys = (0..).zip(bib.keys()).take(OUTLINED);
        let mut symbols: Vec<Symbol> = keys.map(|(number, key)| bare(key, bib.range(number))).collect();
        let rest = format!("… and {} more", bib.len() - OUTLINED);
        symbols.push(bare(&rest, bib.range(OUTLINED as u32)));
        return symbols;
    }
    let entries = (0..bib.len() as u32).map(|number| {
        let entry = bib.entry(number);
        let value = |name| entry.field(name).map(value).filter(|it| !it.is_empty());
        let title = value("title").unwrap_or_else(|| format!("@{}", entry.kind));
        let selection = if entry.key_range.is_empty() { entry.range } else { entry.key_range };
        let children = entry.fields.iter().take(FIELDS).map(|it| field(it, Kind::Field)).collect();
        let detail = Some(shortened(&title));
        Symbol { detail, selection, children, ..bare(&entry.key, entry.range) }
    });
    let strings = bib.strings().into_iter().map(|it| field(&it, Kind::String));
    let mut all: Vec<Symbol> = entries.chain(strings).collect();
    all.sort_by_key(|it| it.range.start);
    all
}

fn bare(key: &str, range: ByteRange) -> Symbol {
    Symbol {
        name: if key.is_empty() { "(no key)".to_owned() } else { key.to_owned() },
        detail: None,
        kind: Kind::Entry,
        range,
        selection: range,
        children: Vec::new(),
    }
}

fn field(field: &Field, kind: Kind) -> Symbol {
    Symbol {
        name: field.name.clone(),
        detail: Some(shortened(&value(field))).filter(|it| !it.is_empty()),
        kind,
        range: field.name_range.join(field.value_range),
        selection: field.name_range,
        children: Vec::new(),
    }
}

fn value(field: &Field) -> String {
    let pieces: Vec<&str> = field.pieces.iter().map(Piece::text).collect();
    to_unicode(&pieces.join("")).into_owned()
}

/// The first words of a text, on one line.
pub fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    fn draw(symbols: &[Symbol], depth: usize, text: &str, drawn: &mut String) {
        for it in symbols {
            assert!(it.range.covers(it.selection), "{it:?}");
            let detail = it.detail.as_deref().unwrap_or("-");
            let selected = &text[it.selection.std()];
            let _ =
                writeln!(drawn, "{}{:?} {} | {detail} | {selected}", "  ".repeat(depth), it.kind, it.name);
            draw(&it.children, depth + 1, text, drawn);
        }
    }

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let mut drawn = String::new();
        draw(&symbols(&fixture.snapshot, &fixture.id), 0, &fixture.text(), &mut drawn);
        expected.assert_eq(&drawn);
    }

    #[test]
    fn sections_count_what_is_cited_and_open_in_them() {
        check(
            r"
%- main.tex
\begin{document}
\section{One}
Word \cite{a} \cite{b,c}.

\subsection{Two}
Word \cite{} and ____ here \nocite{a}.

\section{Three}
Nothing. \cite{a}
\end{document}
",
            expect![[r#"
                Section One | 2 citations, 2 open | \section{One}
                  Section Two | 2 open | \subsection{Two}
                    Open ? {} | empty-citation | {}
                    Open ? ____ | masked-citation | ____
                Section Three | 1 citation | \section{Three}
            "#]],
        );
    }

    #[test]
    fn of_a_long_bibliography_the_first_entries_are_shown_and_the_rest_counted() {
        let entries: String = (0..OUTLINED + 7).map(|number| format!("@a{{k{number},}}\n")).collect();
        let fixture = Fixture::new(&format!("%- refs.bib\n{entries}"));
        let found = symbols(&fixture.snapshot, &fixture.id);
        assert_eq!(found.len(), OUTLINED + 1);
        assert_eq!(found[OUTLINED - 1].name, "k4999");
        assert_eq!(found[OUTLINED].name, "… and 7 more");
    }

    #[test]
    fn entries_show_their_titles_and_fields() {
        check(
            "%- refs.bib\n@string{acm = \"ACM\"}\n@book{k, title = {The {Art} of \\'Etudes}, publisher = acm,}\n@misc{l,}\n",
            expect![[r#"
                String acm | ACM | acm
                Entry k | The Art of Études | k
                  Field title | The Art of Études | title
                  Field publisher | acm | publisher
                Entry l | @misc | l
            "#]],
        );
    }
}
