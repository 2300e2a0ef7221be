//! `no-bibliography`: a document that cites, or has gaps, without any bibliography.

use std::path::Path;
use std::sync::Arc;

use crate::model::document::DocumentId;
use crate::model::project::{Project, RootReason};
use crate::model::snapshot::Snapshot;
use crate::rules::gaps::{empty_citation, masked_citation, placeholder_key, prose_citation};
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "no-bibliography",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "The document cites, or has gaps, and its project has no bibliography at all.\n\n\
         Example: `\\cite{knuth1984}` in a document without `\\bibliography`.\n\n\
         Fix: declare one with `\\bibliography{refs}` or `\\addbibresource{refs.bib}`, or name it in the setting `bibliographies`.",
};

/// Gaps that are written where a citation is to stand, as opposed to notes and numbers that speak of one.
const GAPS: [Rule; 4] =
    [empty_citation::RULE, masked_citation::RULE, placeholder_key::RULE, prose_citation::RULE];

/// Once a project, of the parts of a paper that is not here once a folder: at the root's `\begin{document}`, else at the first citation or gap.
pub(crate) fn check(report: &mut Report, project: &Project) {
    if !project.has_no_bibliography()
        || !project.is_complete()
        || report.snapshot.loading
        || project.root != report.document.id
        // An untitled document has no folder to look in.
        || report.document.id.path().is_none()
    {
        return;
    }
    let cites = cites(report.snapshot, project);
    if !cites && !report.found.iter().any(|it| GAPS.contains(&it.rule)) {
        return;
    }
    let first_citation = report.snapshot.citations(&report.document.id).and_then(|citations| {
        let first = citations.iter().find(|(_, it)| !it.groups.is_empty());
        first.map(|(start, it)| it.command.shift(start))
    });
    // A gap has its own report; the document's beginning is free for this one.
    let place = report.document.links.begins.or(first_citation).unwrap_or(ByteRange::empty(0));
    let others = match is_fragment(project) {
        // It is likely a part of a paper that is here, in another folder.
        true if has_paper(report.snapshot) => return,
        true => match other_fragments(report, project) {
            Some(others) => others,
            None => return,
        },
        false => 0,
    };
    let others = match others {
        0 => String::new(),
        1 => ", nor has another part in its folder".to_owned(),
        many => format!(", nor have {many} other parts in its folder"),
    };
    let cites = if cites { "cites" } else { "has open citations" };
    let message = format!(
        "The document {cites} and has no bibliography{others}; declare one with `\\bibliography{{...}}` or \
         `\\addbibresource{{...}}`, or put a .bib file beside it"
    );
    report.add(RULE, place, message);
}

fn cites(snapshot: &Snapshot, project: &Project) -> bool {
    snapshot.project_citations(project).map(|it| it.2).any(|it| {
        it.role != crate::model::cite_commands::Role::Perhaps
            && it.groups.iter().any(|group| !group.keys.is_empty())
    })
}

/// Whether the document is a part of a paper that is not here.
fn is_fragment(project: &Project) -> bool {
    project.reason == RootReason::Alone
}

/// Whether there is a paper with a bibliography, to which parts may belong that it does not include just now.
fn has_paper(snapshot: &Snapshot) -> bool {
    snapshot.projects.iter().any(|it| !is_fragment(it) && !it.has_no_bibliography())
}

/// How many other parts of a paper lie in the document's folder or below it, without any bibliography; `None` where
/// one of them is told for all: the first, one that is open before the others.
fn other_fragments(report: &Report, project: &Project) -> Option<usize> {
    let snapshot = report.snapshot;
    let folder = |id: &DocumentId| id.path().and_then(Path::parent).map(Path::to_owned);
    let rank = |id: &DocumentId| {
        let depth = id.path().map_or(0, |it| it.components().count());
        (snapshot.document(id).is_none_or(|it| it.version.is_none()), depth, id.clone())
    };
    let own = (folder(&project.root)?, rank(&project.root));
    let mut others = 0;
    let is_one = |it: &&Arc<Project>| is_fragment(it) && it.root != project.root && it.has_no_bibliography();
    for other in snapshot.projects.iter().filter(is_one) {
        let there = folder(&other.root)?;
        if !(there.starts_with(&own.0) || own.0.starts_with(&there)) || !cites(snapshot, other) {
            continue;
        }
        if rank(&other.root) < own.1 {
            return None;
        }
        others += 1;
    }
    Some(others)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn a_document_without_any_bibliography_is_told_so_once() {
        check(
            r#"
%- main.tex
\documentclass{article}
\begin{document}
\cite{a} \cite{b} __**Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"**__
\end{document}
"#,
            expect![[r#"
            \begin{document}
            ^^^^^^^^^^^^^^^^ no-bibliography: The document cites and has no bibliography; declare one with `\bibliography{...}` or `\addbibresource{...}`, or put a .bib file beside it
            \cite{a} \cite{b} __**Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"**__
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation: Authors and a title in place of a citation key; replace them by a cite command
        "#]],
        );
    }

    #[test]
    fn the_parts_of_a_paper_that_is_not_here_are_told_once_a_folder() {
        let files = "%- b.tex\nRivers \\cite{a}.\n%- a.tex\nRivers \\cite{a}.\n%- deep/c.tex\nRivers \\cite{a}.\n%- d.tex\nNone.\n";
        let found: Vec<String> = ["a.tex", "b.tex", "deep/c.tex", "d.tex"]
            .iter()
            .map(|name| {
                // The one that is asked about is open.
                let fixture =
                    crate::fixture::Fixture::new(&files.replace(&format!("{name}\n"), &format!("{name}\n‸")));
                crate::rules::diagnostics(&fixture.snapshot, &fixture.id)
                    .into_iter()
                    .map(|it| it.message)
                    .collect()
            })
            .collect();
        assert!(found[..3].iter().all(|it| it.contains("nor have 2 other parts")), "{found:#?}");
        assert_eq!(found[3], "");
        let fixture = crate::fixture::Fixture::new(files);
        let told = fixture.snapshot.documents.keys();
        assert_eq!(told.filter(|it| !crate::rules::diagnostics(&fixture.snapshot, it).is_empty()).count(), 1);
    }

    #[test]
    fn a_part_is_told_nothing_where_a_paper_is_that_may_include_it() {
        check(
            "\n%- table.tex\nRivers \\cite{a}.\n%- paper/main.tex\n\\documentclass{article}\\bibliography{gone}\n",
            expect![[""]],
        );
        check(
            "\n%- table.tex\nRivers \\cite{a}.\n%- paper/main.tex\n\\documentclass{article}\n",
            expect![[r#"
                Rivers \cite{a}.
                       ^^^^^ no-bibliography: The document cites and has no bibliography; declare one with `\bibliography{...}` or `\addbibresource{...}`, or put a .bib file beside it
            "#]],
        );
    }
}
