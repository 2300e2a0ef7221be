//! `no-bibliography`: a document that cites, or has gaps, without any bibliography.

use crate::model::project::Project;
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

/// Once a project: at the root's `\begin{document}`, else at the first citation or gap.
pub(crate) fn check(report: &mut Report, project: &Project) {
    if !project.has_no_bibliography()
        || !project.is_complete()
        || report.snapshot.loading
        || project.root != report.document.id
    {
        return;
    }
    let cites = report.snapshot.project_citations(project).map(|it| it.2).any(|it| {
        it.role != crate::model::cite_commands::Role::Perhaps
            && it.groups.iter().any(|group| !group.keys.is_empty())
    });
    let gap = report.found.iter().find(|it| it.rule.is_gap).map(|it| it.range);
    if !cites && gap.is_none() {
        return;
    }
    let first_citation = report.snapshot.citations(&report.document.id).and_then(|citations| {
        let first = citations.iter().find(|(_, it)| !it.groups.is_empty());
        first.map(|(start, it)| it.command.shift(start))
    });
    // A gap has its own report; the document's beginning is free for this one.
    let place = report.document.links.begins.or(first_citation).unwrap_or(ByteRange::empty(0));
    let message = "The document cites and has no bibliography; declare one with `\\bibliography{...}` or \
                   `\\addbibresource{...}`, or put a .bib file beside it";
    report.add(RULE, place, message.to_owned());
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
}
