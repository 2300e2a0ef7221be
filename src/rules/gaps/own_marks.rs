//! `citation-todo` for the macros of an author's own that print a mark: `\newcommand{\citex}{\textcolor{red}{(CITE)}}`.

use super::citation_todo::RULE;
use super::own_macros::own_macros;
use crate::model::project::Project;
use crate::rules::report::Report;
use crate::syntax::citation_notes::{asks, asks_in_parentheses};
use crate::syntax::latex_text::to_unicode;
use crate::syntax::tex::Definition;

/// A longer body is text.
const LONGEST: usize = 80;

/// Reports each use of a macro that prints nothing but a request for a citation.
pub(in crate::rules) fn check(report: &mut Report, project: &Project) {
    let asking = |it: &Definition, body: &str| !it.takes_arguments && body.len() <= LONGEST && is_mark(body);
    let names = own_macros(report.snapshot, project, asking);
    let Some(tex) = report.document.tex().filter(|_| !names.is_empty()) else { return };
    for (start, call, _) in tex.calls().filter(|(_, call, _)| names.contains(call.name.as_str())) {
        let range = call.command.shift(start);
        if report.speaks(RULE, range.start) {
            report.add(
                RULE,
                range,
                format!("`\\{}` prints a request for a citation; replace it by a cite command", call.name),
            );
        }
    }
}

/// Whether the body of a macro is a mark in brackets, whatever its colour.
fn is_mark(body: &str) -> bool {
    if !body.contains(['[', '(']) || body.contains("\\cite") {
        return false;
    }
    let text = to_unicode(body).to_lowercase();
    let inner = |open: char, close: char| {
        let (_, rest) = text.split_once(open)?;
        Some(rest.rsplit_once(close)?.0.trim().to_owned())
    };
    inner('(', ')').is_some_and(|it| asks_in_parentheses(&it) || it == "cite" || it == "ref")
        || inner('[', ']').is_some_and(|it| asks(&it) || (!it.is_empty() && it.bytes().all(|it| it == b'?')))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn macros_that_print_a_mark() {
        check(
            r"
%- main.tex
\newcommand{\citex}{\textcolor{red}{\bf (CITE)\,}} \newcommand{\who}{[?]} \newcommand{\lim}{(limit)} \def\old{\cite{a}}
Rivers bend \citex and flow \who, says \lim, \old.
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
                Rivers bend \citex and flow \who, says \lim, \old.
                            ^^^^^^ citation-todo: `\citex` prints a request for a citation; replace it by a cite command
                                            ^^^^ citation-todo: `\who` prints a request for a citation; replace it by a cite command
            "#]],
        );
    }
}
