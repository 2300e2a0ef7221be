//! `generated-text`: what a language model left behind.

use super::Report;
use super::paragraphs::Paragraph;
use crate::settings::Rule;
use crate::syntax::leftovers::LeftoverKind;
use crate::syntax::tex::Silence;

pub(super) fn report(report: &mut Report, paragraph: &Paragraph) {
    let Some(tex) = report.document.tex() else { return };
    for leftover in &paragraph.chunk.leftovers {
        let range = leftover.range.shift(paragraph.start);
        // An address is no text where it stands in `\url`.
        let speaks = match leftover.kind {
            LeftoverKind::Address => tex.silences.iter().all(|it| !it.0.contains(range.start)),
            _ => tex.silence_at(range.start) < Some(Silence::Template),
        };
        if speaks {
            let shown = report.document.text.slice(range).into_owned();
            report.add(Rule::GeneratedText, range, message(leftover.kind, &shown));
        }
    }
}

/// What a left-over is and what to do.
pub(super) fn message(kind: LeftoverKind, shown: &str) -> String {
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
