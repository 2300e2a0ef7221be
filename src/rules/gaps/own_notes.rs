//! `citation-todo` in the macros of an author's own that hold notes: `\newcommand{\anna}[1]{\textcolor{red}{[AB: #1]}}`.

use super::citation_todo::RULE;
use super::note_macros::shows_others;
use super::note_text::note_to_oneself_asks;
use super::own_macros::own_macros;
use crate::model::project::Project;
use crate::rules::report::Report;
use crate::syntax::tex::{Definition, Delimiter};

/// A longer body (bytes) does more than to mark a note.
const LONGEST: usize = 200;

/// Reports each note that asks for a citation in a macro that the document defines for notes.
pub(in crate::rules) fn check(report: &mut Report, project: &Project) {
    let holds = |it: &Definition, body: &str| {
        it.takes_arguments
            && body.len() <= LONGEST
            && !shows_others(&it.name.to_ascii_lowercase())
            && marks_note(body)
    };
    let names = own_macros(report.snapshot, project, holds);
    let Some(tex) = report.document.tex().filter(|_| !names.is_empty()) else { return };
    for (start, call, chunk) in tex.calls().filter(|(_, call, _)| names.contains(call.name.as_str())) {
        let mut braces = call.arguments.iter().filter(|it| it.delimiter == Delimiter::Brace && it.closed);
        let Some(note) = braces.next_back() else { continue };
        let range = call.range().shift(start);
        let is_told = report.found.iter().any(|it| it.rule == RULE && range.covers(it.range));
        let speaks = report.speaks(RULE, range.start) && report.speaks(RULE, range.end.saturating_sub(2));
        if speaks && !is_told && note_to_oneself_asks(chunk, call, note.inner()) {
            let message =
                format!("A note in `\\{}` asks for a citation; replace it by a cite command", call.name);
            report.add(RULE, range, message);
        }
    }
}

/// Whether the body of a macro sets its argument apart as a note: in the margin, or in colour behind a label or in
/// brackets.
fn marks_note(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|it| lower.contains(it));
    let is_aside = has(&["\\todo", "\\marginpar", "\\marginnote", "\\pdfcomment", "\\fxnote"]);
    // `\mynote{cy}{#1}{purple}`; a footnote is text.
    let passes_on = ["note{", "comment{"].iter().any(|it| {
        lower
            .match_indices(it)
            .any(|(at, _)| !["foot", "end", "side"].iter().any(|it| lower[..at].ends_with(it)))
    });
    let is_coloured = has(&["color", "\\hl{", "\\red"]);
    let is_labelled = has(&["#1]", "#2]", ": #", ":#", ":} #", ":}#", ":~#", "todo", "note", "comment"]);
    lower.contains('#') && (is_aside || passes_on || (is_coloured && is_labelled))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn notes_in_macros_of_the_document() {
        check(
            r"
%- main.tex
\newcommand{\cy}[1]{\textcolor{blue}{[CY: #1]}} \newcommand{\aside}[1]{\marginpar{#1}} \newcommand{\new}[1]{\textcolor{blue}{#1}} \newcommand{\cm}[1]{\mynote{cm}{#1}{purple}}
Rivers bend \cy{find somewhere to cite these two \cite{a}}. So \aside{Source for that}, \new{Source for rivers}, \cy{a new plot}, \cm{what to cite here}.
%- refs.bib
@misc{a, title = {A}}
",
            expect![[r#"
                Rivers bend \cy{find somewhere to cite these two \cite{a}}. So \aside{Source for that}, \new{Source for rivers}, \cy{a new plot}, \cm{what to cite here}.
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: A note in `\cy` asks for a citation; replace it by a cite command
                                                                               ^^^^^^^^^^^^^^^^^^^^^^^ citation-todo: A note in `\aside` asks for a citation; replace it by a cite command
                                                                                                                                                  ^^^^^^^^^^^^^^^^^^^^^^ citation-todo: A note in `\cm` asks for a citation; replace it by a cite command
            "#]],
        );
    }
}
