//! Finding entries, sections and open citations in the whole workspace.

use rustc_hash::FxHashSet;

use super::kind::Kind;
use crate::gaps::open_citations;
use crate::model::card;
use crate::model::document::{DocumentId, file_name};
use crate::model::sections::sections;
use crate::model::snapshot::Snapshot;
use crate::syntax::latex_text::fold_words;
use crate::text::ByteRange;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is called; holds the words that were asked for, since clients filter by it.
    pub name: String,
    /// Where it belongs: a file or a section.
    pub container: String,
    /// What it is.
    pub kind: Kind,
    /// The document.
    pub document: DocumentId,
    /// Where it stands.
    pub range: ByteRange,
}

/// The most of one answer.
pub const MOST: usize = 200;

/// What `query` finds: sections by their titles, entries by key, title, authors; behind a `?` the open
/// citations whose sentences hold the words. At most [`MOST`].
pub fn workspace_symbols(snapshot: &Snapshot, query: &str) -> Vec<Found> {
    let query = query.trim();
    let mut found = match query.strip_prefix('?') {
        Some(words) => open(snapshot, words),
        None => {
            let mut found = headings(snapshot, query);
            found.truncate(MOST);
            let left = MOST - found.len();
            found.extend(entries(snapshot, query, left));
            found
        }
    };
    found.truncate(MOST);
    found
}

fn open(snapshot: &Snapshot, words: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    for project in &snapshot.projects {
        for it in open_citations::of_project(snapshot, project, 0) {
            if !has(&it.sentence, words) || !seen.insert((it.document.clone(), it.range)) {
                continue;
            }
            found.push(Found {
                name: format!("? {}", it.sentence),
                container: it.section.unwrap_or_else(|| file_name(&it.document).to_owned()),
                kind: Kind::Open,
                document: it.document,
                range: it.range,
            });
            if found.len() == MOST {
                return found;
            }
        }
    }
    found
}

fn headings(snapshot: &Snapshot, query: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    for id in snapshot.projects.iter().flat_map(|it| &it.files).filter(|it| seen.insert(*it)) {
        for it in sections(snapshot, id).iter().filter(|it| has(&it.title, query)) {
            found.push(Found {
                name: it.title.clone(),
                container: file_name(id).to_owned(),
                kind: Kind::Section,
                document: id.clone(),
                range: it.heading,
            });
        }
    }
    found
}

fn entries(snapshot: &Snapshot, query: &str, limit: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    for project in &snapshot.projects {
        let library = &project.library;
        // Without words every entry is as good as the other: the first ones.
        let ids = match query.is_empty() {
            true => library.keys().map(|it| it.0).take(limit).collect(),
            false => library.search(query, limit),
        };
        for id in ids {
            let Some(document) = project.sources.get(id.bibliography as usize) else { continue };
            if found.len() == limit || !seen.insert((document, id.entry)) {
                continue;
            }
            let work = library.work(id);
            found.push(Found {
                name: format!("{}: {}, {}", work.key, card::short(&work), work.title),
                container: file_name(document).to_owned(),
                kind: Kind::Entry,
                document: document.clone(),
                range: library.raw_entry(id).key_range,
            });
        }
    }
    found
}

/// Whether each word of `query` begins a word of `text`.
fn has(text: &str, query: &str) -> bool {
    let (text, query) = (fold_words(text), fold_words(query));
    query.iter().all(|wanted| text.iter().any(|word| word.starts_with(wanted.as_str())))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    const PAPER: &str = r"
%- main.tex
\documentclass{article}\bibliography{refs}
\begin{document}
\section{Dense Retrieval}
Passages are encoded \cite{}. Rerankers help [?].
\section{Attention}
\end{document}
%- other.tex
\documentclass{article}\bibliography{refs}
\section{Retrieval of Other Things}
%- refs.bib
@article{vaswani2017, author = {Vaswani, Ashish and Shazeer, Noam}, title = {Attention Is All You Need}, year = 2017}
@book{knuth, author = {Knuth, Donald}, title = {The Art of Computer Programming}}
";

    #[track_caller]
    fn check(query: &str, expected: Expect) {
        let fixture = Fixture::new(PAPER);
        let found = workspace_symbols(&fixture.snapshot, query).into_iter().map(|it| {
            let text = &fixture.snapshot.document(&it.document).unwrap().text;
            format!("{:?} {} ({}) at {}\n", it.kind, it.name, it.container, text.slice(it.range))
        });
        expected.assert_eq(&found.collect::<String>());
    }

    #[test]
    fn entries_are_found_by_key_title_and_author_once_though_two_papers_have_them() {
        for query in ["shazeer", "all you need", "vaswani2017"] {
            check(
                query,
                expect![[r#"
                    Entry vaswani2017: Vaswani and Shazeer (2017), Attention Is All You Need (refs.bib) at vaswani2017
                "#]],
            );
        }
    }

    #[test]
    fn sections_are_found_by_their_titles() {
        check(
            "retr",
            expect![[r#"
            Section Dense Retrieval (main.tex) at \section{Dense Retrieval}
            Section Retrieval of Other Things (other.tex) at \section{Retrieval of Other Things}
        "#]],
        );
    }

    #[test]
    fn a_question_mark_finds_all_open_citations_or_those_with_the_words() {
        check(
            "?",
            expect![[r#"
            Open ? Passages are encoded ____. (Dense Retrieval) at {}
            Open ? Rerankers help ____. (Dense Retrieval) at [?]
        "#]],
        );
        check(
            "? rerank",
            expect![[r#"
            Open ? Rerankers help ____. (Dense Retrieval) at [?]
        "#]],
        );
    }

    #[test]
    fn without_words_all_is_found() {
        check(
            "",
            expect![[r#"
            Section Dense Retrieval (main.tex) at \section{Dense Retrieval}
            Section Attention (main.tex) at \section{Attention}
            Section Retrieval of Other Things (other.tex) at \section{Retrieval of Other Things}
            Entry vaswani2017: Vaswani and Shazeer (2017), Attention Is All You Need (refs.bib) at vaswani2017
            Entry knuth: Knuth, The Art of Computer Programming (refs.bib) at knuth
        "#]],
        );
    }
}
