//! `generated-text`: what a language model left behind.

use super::Report;
use crate::settings::Rule;
use crate::syntax::leftovers::LeftoverKind;
use crate::syntax::tex::{Silence, TexFile};

pub(super) fn report(report: &mut Report) {
    let Some(tex) = report.document.tex() else { return };
    for (start, chunk) in &tex.chunks {
        for leftover in &chunk.leftovers {
            let range = leftover.range.shift(*start);
            let silence = tex.silence_at(range.start);
            // An address is no text where it stands in `\url`.
            let speaks = match leftover.kind {
                LeftoverKind::Address => tex.silences.iter().all(|it| !it.0.contains(range.start)),
                LeftoverKind::Token => silence < Some(Silence::Template),
                kind => silence < Some(Silence::Template) && !is_shown(tex, range.start, kind),
            };
            if speaks {
                let shown = report.document.text.slice(range).into_owned();
                report.add(Rule::GeneratedText, range, message(leftover.kind, &shown));
            }
        }
    }
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
