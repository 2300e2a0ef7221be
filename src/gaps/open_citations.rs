//! The open citations of a project: every place that should cite something and does not yet.

use super::candidates;
use super::candidates::Candidate;
use super::context::Surroundings;
use super::prose_group::ProseGroup;
use super::reading_order::ReadingOrder;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::rules::gaps::{citation_todo, empty_citation, masked_citation, placeholder_key, prose_citation};
use crate::rules::{Diagnostic, Rule, diagnostics};
use crate::syntax::latex_text::to_unicode;
use crate::text::ByteRange;

/// One place that should cite something and does not yet.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenCitation {
    /// The document.
    pub document: DocumentId,
    /// Where in it; the diagnostic's range.
    pub range: ByteRange,
    /// The rule that reports it.
    pub rule: Rule,
    /// Of a prose citation: the verdict.
    pub verdict: Option<&'static str>,
    /// The nearest heading above it in its file, TeX removed.
    pub section: Option<String>,
    /// Its sentence, TeX removed, the gap as `____`.
    pub sentence: String,
    /// What is reported.
    pub message: String,
    /// Of a prose citation: authors, title and year that it names, TeX removed.
    pub named: Option<String>,
    /// Entries that may be meant, best first.
    pub candidates: Vec<Candidate>,
}

/// Whether a rule reports open citations.
pub fn is_open(rule: Rule) -> bool {
    matches!(
        rule,
        prose_citation::RULE
            | citation_todo::RULE
            | empty_citation::RULE
            | placeholder_key::RULE
            | masked_citation::RULE
    )
}

/// The reports on the open citations of one document, in the order of the text.
pub fn of_document(snapshot: &Snapshot, id: &DocumentId) -> Vec<Diagnostic> {
    let mut found = diagnostics(snapshot, id);
    found.retain(|it| is_open(it.rule));
    found
}

/// Ranking a large library takes milliseconds a gap: so many gaps that say nothing themselves get
/// candidates in one answer. For the others they are asked for one by one.
const RANKED: usize = 100;

/// The open citations of a project in reading order, each with at most `limit` candidates.
pub fn of_project(
    snapshot: &Snapshot,
    project: &Project,
    limit: usize,
) -> impl Iterator<Item = OpenCitation> {
    let mut ranked = 0;
    let open = in_order(snapshot, project, &ReadingOrder::of(snapshot, project));
    open.into_iter().map(move |(id, found)| {
        let around = Surroundings::in_sentence(snapshot, &id, found.range);
        ranked += usize::from(found.rule != prose_citation::RULE);
        let offers = found.rule == prose_citation::RULE || ranked <= RANKED;
        let candidates = match limit > 0 && offers {
            true => candidates::of_gap(snapshot, project, &id, &found, limit),
            false => Vec::new(),
        };
        OpenCitation {
            document: id.clone(),
            range: found.range,
            rule: found.rule,
            verdict: found.data.verdict,
            section: around.section().map(str::to_owned),
            sentence: around.sentence(),
            named: named(snapshot, &id, &found),
            message: found.message,
            candidates,
        }
    })
}

/// `Devlin et al., “BERT: ...”, 2019`.
fn named(snapshot: &Snapshot, id: &DocumentId, found: &Diagnostic) -> Option<String> {
    let group = ProseGroup::of(snapshot, id, found.range).filter(|_| found.rule == prose_citation::RULE)?;
    let work = group.works.into_iter().find(|it| it.range == found.range)?;
    let authors = work.authors.join(", ") + if work.et_al { " et al." } else { "" };
    let title = work.title.map(|it| format!("“{}”", to_unicode(&it)));
    let year = work.year.map(|it| it.to_string());
    let parts = [Some(authors).filter(|it| !it.is_empty()), title, year];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", ")).filter(|it| !it.is_empty())
}

/// The open citation behind `offset` of a document, in the reading order of its project; behind the last
/// one the first.
pub fn next(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<(DocumentId, ByteRange)> {
    let (order, places) = places(snapshot, id)?;
    let here = order.place(id, offset);
    let behind = places.iter().find(|(id, range)| order.place(id, range.start) > here);
    behind.or(places.first()).cloned()
}

/// The open citation before `offset` of a document; before the first one the last.
pub fn previous(snapshot: &Snapshot, id: &DocumentId, offset: usize) -> Option<(DocumentId, ByteRange)> {
    let (order, places) = places(snapshot, id)?;
    let here = order.place(id, offset);
    let before = places.iter().rev().find(|(id, range)| order.place(id, range.end) < here);
    before.or(places.last()).cloned()
}

fn places(snapshot: &Snapshot, id: &DocumentId) -> Option<(ReadingOrder, Vec<(DocumentId, ByteRange)>)> {
    let project = snapshot.project(id)?;
    let order = ReadingOrder::of(snapshot, project);
    let open = in_order(snapshot, project, &order);
    Some((order, open.into_iter().map(|(id, it)| (id, it.range)).collect()))
}

fn in_order(snapshot: &Snapshot, project: &Project, order: &ReadingOrder) -> Vec<(DocumentId, Diagnostic)> {
    let of_file = |id: &DocumentId| -> Vec<_> {
        of_document(snapshot, id).into_iter().map(|it| (id.clone(), it)).collect()
    };
    let mut open: Vec<_> = project.files.iter().flat_map(of_file).collect();
    open.sort_by_key(|(id, it)| order.place(id, it.range.start));
    open
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;
    use crate::model::document::file_name;

    const PAPER: &str = r#"
%- main.tex
\documentclass{article}
\begin{document}
\section{Introduction}
Language models~\cite{b} are pre-trained ____. More.
\input{parts/related}
\section{The \emph{end}}
At last \cite{TODO}.
\bibliography{refs}
\end{document}
%- parts/related.tex
\section{Related}
\subsection{Transformers}
Attention is all you need [citation needed]; also (Devlin et al., "BERT: Pre-training of Transformers").
%- refs.bib
@misc{a, author = {Vaswani, Ashish}, title = {Attention Is All You Need}, year = 2017}
@misc{b, author = {Devlin, Jacob}, title = {{BERT}: Pre-training of Transformers}, year = 2019}
"#;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(text);
        let project = fixture.snapshot.project(&fixture.id).unwrap();
        let mut out = String::new();
        for it in of_project(&fixture.snapshot, project, 1) {
            let keys: Vec<_> = it.candidates.iter().map(|it| project.library.key(it.id)).collect();
            out += &format!(
                "{} {}{} in {}: {} {keys:?}\n",
                file_name(&it.document),
                it.rule.code,
                it.verdict.map(|it| format!(".{it}")).unwrap_or_default(),
                it.section.unwrap_or_default(),
                it.sentence,
            );
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn open_citations_stand_in_reading_order_with_their_sentence() {
        check(
            PAPER,
            expect![[r#"
            main.tex masked-citation in Introduction: Language models are pre-trained ____. ["b"]
            related.tex citation-todo in Transformers: Attention is all you need ____; also. ["a"]
            related.tex prose-citation.match in Transformers: Attention is all you need; also ____. ["b"]
            main.tex placeholder-key in The end: At last ____. ["a"]
        "#]],
        );
    }

    #[test]
    fn one_steps_through_them_over_files_and_round_the_ends() {
        let fixture = Fixture::new(PAPER);
        let snapshot = &fixture.snapshot;
        let step = |by: fn(&Snapshot, &DocumentId, usize) -> Option<(DocumentId, ByteRange)>| {
            let mut at = (fixture.id.clone(), 0);
            let mut texts = Vec::new();
            for _ in 0..5 {
                let (id, range) = by(snapshot, &at.0, at.1).unwrap();
                texts.push(snapshot.document(&id).unwrap().text.slice(range).into_owned());
                at = (id, range.start);
            }
            texts.join(" | ")
        };
        expect![[
            r#"____ | [citation needed] | Devlin et al., "BERT: Pre-training of Transformers" | TODO | ____"#
        ]]
        .assert_eq(&step(next));
        expect![[
            r#"TODO | Devlin et al., "BERT: Pre-training of Transformers" | [citation needed] | ____ | TODO"#
        ]]
        .assert_eq(&step(previous));
    }
}
