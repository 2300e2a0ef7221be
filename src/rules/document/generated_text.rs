//! `generated-text`: what a language model left behind.

use crate::model::project::{Project, RootReason};
use crate::rules::diagnostic::Diagnostic;
use crate::rules::entries::scope::Scope;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::generated_text::{LeftoverKind, in_field};
use crate::syntax::tex::{Silence, TexFile};

/// The rule.
pub const RULE: Rule = Rule {
    code: "generated-text",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "Something that a language model left in the text or in an entry.\n\n\
         Example: `Certainly! Here is ...`, `:contentReference[oaicite:0]`, `turn0search1`, `utm_source=chatgpt.com`, `**bold**` or `### Heading` in running text.\n\n\
         Silent where it is quoted: in quotation marks, quotations, boxes and listings.\n\n\
         Fix: remove it; where it points at a source, cite that source.",
};

/// Reports what stands in a paragraph; [`settle`] has the last word.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let Some(tex) = report.document.tex() else { return };
    for leftover in &paragraph.chunk.leftovers {
        let range = leftover.range.shift(paragraph.start);
        // An address is no text where it stands in `\url`.
        let speaks = match leftover.kind {
            LeftoverKind::Address => tex.silences.iter().all(|it| !it.0.contains(range.start)),
            LeftoverKind::Token => tex.silence_at(range.start) < Some(Silence::Template),
            LeftoverKind::Phrase | LeftoverKind::Markdown => {
                tex.silence_at(range.start) < Some(Silence::Template)
                    && !is_code(report)
                    && !is_defined(paragraph, leftover.range.start)
            }
        };
        if speaks {
            let shown = report.document.text.slice(range).into_owned();
            report.add(RULE, range, message(leftover.kind, &shown));
        }
    }
}

/// Whether a file holds code: a class, a package, a picture.
fn is_code(report: &Report) -> bool {
    report.is_code() || report.document.id.as_str().ends_with(".tikz")
}

/// Whether the byte at `offset` of the paragraph stands in the body of a macro.
fn is_defined(paragraph: &Paragraph, offset: usize) -> bool {
    paragraph.chunk.definitions.iter().flat_map(|it| &it.bodies).any(|it| it.contains(offset))
}

/// Takes back what was said of words that are shown, not said: in a quotation, a prompt, a transcript.
/// So is Markdown in a file of notes beside a paper: nothing includes it, and no command of LaTeX stands in it.
pub(crate) fn settle(report: &mut Report, project: &Project) {
    let is_left = |it: &Diagnostic| it.rule == RULE;
    let Some(tex) = report.document.tex().filter(|_| report.found.iter().any(is_left)) else { return };
    let has_paper = || report.snapshot.projects.iter().any(|it| it.reason != RootReason::Alone);
    let are_notes = project.reason == RootReason::Alone && tex.calls().next().is_none() && has_paper();
    let shown = |it: &Diagnostic| {
        let Some((start, chunk)) = tex.chunk_at(it.range.start) else { return false };
        let mut leftovers = chunk.leftovers.iter().filter(|left| left.range.shift(start) == it.range);
        leftovers.any(|left| {
            (are_notes && left.kind == LeftoverKind::Markdown) || is_shown(tex, it.range.start, left.kind)
        })
    };
    report.found.retain(|it| !is_left(it) || !shown(it));
}

/// Parts of the names of environments whose content is shown, not said: quotations, prompts, transcripts.
const SHOWING: [&str; 13] = [
    "quot",
    "verse",
    "box",
    "framed",
    "shaded",
    "dialog",
    "chat",
    "conversation",
    "prompt",
    "response",
    "transcript",
    "example",
    "listing",
];

/// Environments in which a phrase is an example, and Markdown still a left-over.
const FLOATS: [&str; 6] = ["figure", "table", "tabular", "tabularx", "longtable", "tabularray"];

/// Whether `offset` stands in an environment that shows what others said. Environments are walked only where
/// something was found, which is seldom.
fn is_shown(tex: &TexFile, offset: usize, kind: LeftoverKind) -> bool {
    let marks =
        tex.chunks.iter().flat_map(|(start, chunk)| chunk.environments.iter().map(move |it| (*start, it)));
    if matches!(kind, LeftoverKind::Token | LeftoverKind::Address) {
        return false;
    }
    let mut depth = 0_usize;
    for (_, mark) in marks.take_while(|(start, mark)| start + mark.range.start < offset) {
        let name = mark.name.trim_end_matches('*').to_ascii_lowercase();
        let shows = SHOWING.iter().any(|it| name.contains(it))
            || (kind == LeftoverKind::Phrase && FLOATS.contains(&name.as_str()));
        if shows {
            depth = if mark.begins { depth + 1 } else { depth.saturating_sub(1) };
        }
    }
    depth > 0
}

/// What a left-over is and what to do.
fn message(kind: LeftoverKind, shown: &str) -> String {
    match kind {
        LeftoverKind::Phrase => format!("`{shown}` is what an assistant says in a chat; remove it"),
        LeftoverKind::Token => {
            format!("`{shown}` is a chat tool's mark of a source; cite the source instead")
        }
        LeftoverKind::Address => {
            format!("`{shown}` tells that a chat tool gave the address; check it and remove this")
        }
        LeftoverKind::Markdown => format!("`{shown}` is Markdown; write it in LaTeX"),
    }
}

/// Reports what stands in the fields of entries.
pub(crate) fn check_fields(report: &mut Report, scope: &Scope) {
    for judged in scope.judged.iter().filter(|it| !it.is_no_work()) {
        for field in judged.entry.fields.iter().filter(|it| it.name != "abstract") {
            for piece in &field.pieces {
                for leftover in in_field(piece.text()) {
                    let shown = &piece.text()[leftover.range.std()];
                    let range = leftover.range.shift(piece.range().start);
                    report.add(RULE, range, message(leftover.kind, shown));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::{BIB, check};

    #[test]
    fn what_a_language_model_left() {
        check(
        &(r"
%- main.tex
As an AI language model, I know. Certainly! Here is the text :contentReference[oaicite:0]. It refuses: ``As an AI language model''.
### Results
The **main point** \url{https://a.org/?utm_source=chatgpt.com} is __**Devlin et al., \enquote{BERT}**__ turn0search1.
% **not** \url{x?utm_source=chatgpt.com}
\begin{verbatim}
**not** turn0search1
\end{verbatim}
"
        .to_owned()
            + BIB),
        expect![[r#"
            As an AI language model, I know. Certainly! Here is the text :contentReference[oaicite:0]. It refuses: ``As an AI language model''.
            ^^^^^^^^^^^^^^^^^^^^^^^ generated-text: `As an AI language model` is what an assistant says in a chat; remove it
                                             ^^^^^^^^^^^^^^^ generated-text: `Certainly! Here` is what an assistant says in a chat; remove it
                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ generated-text: `:contentReference[oaicite:0]` is a chat tool's mark of a source; cite the source instead
            ### Results
            ^^^^^^^^^^^ generated-text: `### Results` is Markdown; write it in LaTeX
            The **main point** \url{https://a.org/?utm_source=chatgpt.com} is __**Devlin et al., \enquote{BERT}**__ turn0search1.
                ^^^^^^^^^^^^^^ generated-text: `**main point**` is Markdown; write it in LaTeX
                                                   ^^^^^^^^^^^^^^^^^^^^^^ generated-text: `utm_source=chatgpt.com` tells that a chat tool gave the address; check it and remove this
                                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.match: Match: Devlin and Chang (2019) is in the bibliography as `devlin`; replace the words by a cite command
                                                                                                                    ^^^^^^^^^^^^ generated-text: `turn0search1` is a chat tool's mark of a source; cite the source instead
        "#]],
    );
    }

    #[test]
    fn what_a_model_said_may_be_shown() {
        check(
        &(r"
%- main.tex
\begin{quote} As an AI language model, I cannot. \end{quote}
\begin{tcolorbox}[title=Prompt] Sure! Here is it. **Answer:** 42 \end{tcolorbox} \textbf{Assistant:} Certainly! Here is it.
Phrases such as As an AI language model are common; \texttt{**x**}; « Certainly! Here is ».

In Markdown, one writes **bold**.
"
        .to_owned()
            + BIB),
        expect![[""]],
    );
    }
}
