//! `missing-bibliography`: a declared bibliography that cannot be found or read.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use super::absence::message;
use crate::model::document::file_name;
use crate::model::project::{LinkState, Project};
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "missing-bibliography",
    level: Level::Error,
    verdicts: &[],
    is_gap: false,
    explanation: "A declared bibliography cannot be found or read.\n\n\
         Example: `\\bibliography{refs}` where there is no `refs.bib`.\n\n\
         One that the build makes (a `.gitignore` or a makefile names it) or that a submodule brings is told as information.\n\n\
         Fix: correct the name, or create the file; the message says where it was looked for.",
};

/// Reports each bibliography that is not there, where it is declared first.
pub(crate) fn check(report: &mut Report, project: &Project) {
    let documents = &report.snapshot.documents;
    let world = &report.snapshot.world;
    let id = &report.document.id;
    let mut named: FxHashSet<(&str, &[PathBuf])> = FxHashSet::default();
    for declared in &project.bibliographies {
        let Some(place) = declared.place.as_ref() else { continue };
        if !named.insert((&declared.name, &declared.tried)) || place.document != *id {
            continue;
        }
        let Some(range) = place.range(documents).filter(|it| report.speaks(RULE, it.start)) else { continue };
        let Some(mut message) =
            message(world, &declared.state, "bibliography", &declared.name, &declared.tried)
        else {
            continue;
        };
        let mut level = RULE.level_in(&report.snapshot.settings, None);
        if matches!(declared.state, LinkState::Awaited(_)) {
            level = level.min(Level::Information);
        }
        if let Some(compiled) = project.compiled() {
            level = level.min(Level::Information);
            message += &format!("; the compiled {} stands for it", file_name(compiled));
        }
        report.add_at(RULE, level, range, message);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn a_missing_bibliography_is_one_report_and_near_misses_are_still_told() {
        check(
            r"
%- main.tex
\documentclass{article}
\begin{document}
\cite{brown2002language} \cite{whatever}
\bibliography{refs,gone}
\include{chapter}
\end{document}
%- refs.bib
@misc{brown2020language, title = {A}}
",
            expect![[r#"
            \bibliography{refs,gone}
                               ^^^^ missing-bibliography: The bibliography `gone` was not found; looked for `/project/gone.bib`; correct the name or add the file
            \include{chapter}
                     ^^^^^^^ missing-file: The file `chapter` was not found; looked for `/project/chapter.tex`; correct the name or add the file
        "#]],
        );
    }

    #[test]
    fn a_name_that_another_macro_will_give_is_not_judged() {
        check(
            r"
%- main.tex
\documentclass{article}
\newcommand{\setReferences}[1]{\edef\references{#1}}
\begin{document}
\setReferences{refs} \cite{anything}
\bibliography{\references}
\end{document}
%- refs.bib
@misc{brown2020language, title = {A}}
",
            expect![[r#""#]],
        );
    }
}
