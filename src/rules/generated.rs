//! `generated-text`: what a language model left behind.

use super::paragraphs::Paragraph;
use super::{Diagnostic, Report};
use crate::settings::Rule;
use crate::syntax::generated_text::LeftoverKind;
use crate::syntax::tex::{Silence, TexFile};

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

/// Takes back what was said of words that are shown, not said: in a quotation, a prompt, a transcript.
pub(super) fn settle(report: &mut Report) {
    let is_left = |it: &Diagnostic| it.rule == Rule::GeneratedText;
    let Some(tex) = report.document.tex().filter(|_| report.found.iter().any(is_left)) else { return };
    let shown = |it: &Diagnostic| {
        let Some((start, chunk)) = tex.chunk_at(it.range.start) else { return false };
        let mut leftovers = chunk.leftovers.iter().filter(|left| left.range.shift(start) == it.range);
        leftovers.any(|left| is_shown(tex, it.range.start, left.kind))
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
