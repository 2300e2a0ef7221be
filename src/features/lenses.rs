//! Lines above entries and sections: where it is cited, how much is cited and open.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::gaps::section_counts::Counts;
use crate::gaps::section_counts::summary;
use crate::model::bibliography::Bibliography;
use crate::model::document::{Content, DocumentId, file_name};
use crate::model::project::Project;
use crate::model::sections::{listed, sections};
use crate::model::snapshot::Snapshot;
use crate::text::ByteRange;

/// A line above something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// What it is about (bytes of the document).
    pub range: ByteRange,
    /// The line.
    pub title: String,
    /// Where it leads, if there is anything to see.
    pub target: Option<Target>,
}

/// What a line leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The places where the entry is cited.
    References,
    /// The open citations of the paper.
    OpenCitations,
}

/// In a .bib file with more entries only those that are cited get a line.
const ALL: usize = 5_000;

/// The lines of a document, in order.
pub fn lenses(snapshot: &Snapshot, id: &DocumentId) -> Vec<Lens> {
    let Some(document) = snapshot.document(id) else { return Vec::new() };
    match &document.content {
        Content::Tex(_) => {
            let counts = Counts::of(snapshot, id, ByteRange::new(0, document.text.len()));
            let sections = sections(snapshot, id);
            let lines = sections.iter().filter_map(|it| {
                let target = (counts.open(it.range) > 0).then_some(Target::OpenCitations);
                Some(Lens { range: it.heading, title: summary(&counts, it.range)?, target })
            });
            lines.collect()
        }
        Content::Bib(bib) => of_entries(snapshot, id, bib),
        Content::Settings(_) => Vec::new(),
    }
}

/// Where a key is cited: how often, and in which sections.
#[derive(Default)]
struct Cited {
    times: usize,
    sections: Vec<usize>,
}

fn of_entries(snapshot: &Snapshot, id: &DocumentId, bib: &Bibliography) -> Vec<Lens> {
    // What no project reads cannot be said to be cited or not.
    if snapshot.projects_with(id).next().is_none() {
        return Vec::new();
    }
    let (cited, names) = citations(snapshot, id);
    let line = |all: &[&Cited]| {
        let times = all.iter().map(|it| it.times).sum::<usize>();
        if times == 0 {
            return "not cited".to_owned();
        }
        let mut sections: Vec<&str> = Vec::new();
        for name in all.iter().flat_map(|it| &it.sections).map(|it| names[*it].as_str()) {
            if !sections.contains(&name) {
                sections.push(name);
            }
        }
        format!("cited {times}×: {}", listed(&sections))
    };
    let lens = |range: ByteRange, all: &[&Cited]| {
        let target = all.iter().any(|it| it.times > 0).then_some(Target::References);
        Lens { range, title: line(all), target }
    };
    if bib.len() <= ALL {
        let entries = (0..bib.len() as u32).map(|number| bib.entry(number)).filter(|it| !it.key.is_empty());
        let lenses = entries.map(|entry| {
            let aliases = crate::model::bibliography::named_keys(&entry);
            let aliases = aliases.iter().filter(|it| it.is_alias).map(|it| it.key.as_str());
            let keys = std::iter::once(entry.key.as_str()).chain(aliases);
            let all: Vec<&Cited> = keys.filter_map(|it| cited.get(it)).collect();
            lens(entry.key_range, &all)
        });
        return lenses.collect();
    }
    let mut numbers: Vec<(u32, &Cited)> = Vec::with_capacity(cited.len());
    for (key, it) in &cited {
        numbers.extend(bib.with_key(key).into_iter().map(|number| (number, it)));
        numbers.extend(bib.with_alias(key).into_iter().map(|number| (number, it)));
    }
    numbers.sort_unstable_by_key(|it| it.0);
    let lenses = numbers.chunk_by(|a, b| a.0 == b.0).map(|same| {
        let all: Vec<&Cited> = same.iter().map(|it| it.1).collect();
        lens(bib.key_range(same[0].0), &all)
    });
    lenses.collect()
}

/// All keys that the projects of a bibliography cite, and the names of the sections.
fn citations<'a>(snapshot: &'a Snapshot, id: &DocumentId) -> (FxHashMap<&'a str, Cited>, Vec<String>) {
    let mut cited: FxHashMap<&str, Cited> = FxHashMap::default();
    let mut names: Vec<String> = Vec::new();
    let mut seen = FxHashSet::default();
    let files =
        snapshot.projects_with(id).flat_map(|project| project.files.iter().map(move |it| (project, it)));
    for (project, file) in files.filter(|it| seen.insert(it.1)) {
        let Some(citations) = snapshot.citations(file) else { continue };
        let sections = sections(snapshot, file);
        let first = names.len();
        names.push(file_name(file).to_owned());
        names.extend(sections.iter().map(|it| it.title.clone()));
        for (start, citation) in citations.iter() {
            let at = start + citation.command.start;
            // The nearest heading above; the file's name before the first.
            let section = first + sections.partition_point(|it| it.heading.start <= at);
            for key in citation.groups.iter().flat_map(|it| &it.keys) {
                let known = cited.entry(as_defined(project, &key.text)).or_default();
                known.times += 1;
                if known.sections.last() != Some(&section) {
                    known.sections.push(section);
                }
            }
        }
    }
    (cited, names)
}

/// A key as the entry has it that it means, perhaps in another case.
fn as_defined<'a>(project: &'a Project, key: &'a str) -> &'a str {
    if project.defines(key) {
        return key;
    }
    let entry = project.meant(key).first().copied();
    let found = entry.and_then(|it| Some(project.library.own().get(it.bibliography as usize)?.key(it.entry)));
    found.unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let text = fixture.text();
        let lenses = lenses(&fixture.snapshot, &fixture.id).into_iter();
        let shown = lenses.map(|it| format!("{}: {}\n", &text[it.range.std()], it.title));
        expected.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn entries_say_where_they_are_cited() {
        check(
            r"
%- refs.bib
@a{k, ids = {old}}
@a{l,}
@a{m,}
%- main.tex
\documentclass{article}\bibliography{refs}\nocite{m}
\section{Introduction}
\cite{k} \cite{k, z} % \cite{l}
\input{part}
%- part.tex
\section{Retrieval}
\citep{old}
",
            expect![[r#"
                k: cited 3×: Introduction, Retrieval
                l: not cited
                m: cited 1×: main.tex
            "#]],
        );
    }

    #[test]
    fn a_work_cited_in_another_case_is_cited_as_bibtex_reads_it() {
        let paper =
            "\n%- main.tex\n\\usepackage[backend=biber]{biblatex}\\bibliography{refs}\\cite{knuth,KNUTH,Two}";
        let refs = "%- refs.bib\n@a{Knuth,}\n@a{two,}\n@a{TWO,}";
        check(
            &(refs.to_owned() + &paper.replace("\\usepackage[backend=biber]{biblatex}", "")),
            expect![[r#"
                Knuth: cited 2×: main.tex
                two: cited 1×: main.tex
                TWO: not cited
            "#]],
        );
        check(
            &(refs.to_owned() + paper),
            expect![[r#"
                Knuth: not cited
                two: not cited
                TWO: not cited
            "#]],
        );
    }

    #[test]
    fn a_bibliography_that_nothing_reads_says_nothing() {
        check("%- refs.bib\n@a{k,}\n", expect![""]);
    }

    #[test]
    fn sections_count_works_and_open_citations() {
        check(
            r"
%- main.tex
\section{One}
\cite{a,b} \cite{a} \cite{}
\subsection{Two}
[?] ____
\section{Three}
Nothing.
",
            expect![[r#"
                \section{One}: 2 works, 3 open citations
                \subsection{Two}: 2 open citations
            "#]],
        );
    }
}
