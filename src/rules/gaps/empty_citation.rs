//! `empty-citation`: a cite command without a key, or an empty place in its list.

use super::citing::is_citing;
use crate::model::citations::Citation;
use crate::model::cite_commands::Role;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::tex::{Argument, Chunk, Delimiter};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "empty-citation",
    level: Level::Warning,
    verdicts: &[],
    is_gap: true,
    explanation: "A cite command has no key, or its list has an empty place.\n\n\
         Example: `\\cite{}`, `\\citep[p. 3]{ }`, `\\cite{a,,b}`.\n\n\
         Fix: fill in the key of an entry (completion offers those that fit the sentence), or remove the place.",
};

/// Reports the empty places of a paragraph's cite commands.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let start = paragraph.start;
    // An empty place in a list that prints no citation is passed over by LaTeX.
    for citation in paragraph.cited.citations.iter().filter(|it| it.role != Role::Silent) {
        if let Some(place) = lacks_group(paragraph.chunk, citation).map(|it| it.shift(start))
            && report.speaks_of_cites(RULE, place.start)
            && !report.is_typed(place)
        {
            let message = format!("`\\{}` has no key; fill in the key of an entry", citation.name);
            report.add(RULE, place, message);
        }
        for group in &citation.groups {
            // One prose citation, not several keys.
            let is_prose = group.prose.is_some() && !group.keys.iter().any(|key| report.defines(&key.text));
            // An empty place in a list of a command that is not known to cite says little.
            let is_list = citation.role == Role::Perhaps && !group.is_empty();
            if is_prose || is_list || !is_citing(report, citation, group) {
                continue;
            }
            for hole in &group.holes {
                let hole = hole.shift(start);
                if !report.speaks_of_cites(RULE, hole.start) || report.is_typed(hole) {
                    continue;
                }
                let message = if group.is_empty() {
                    format!("`\\{}` has no key; fill in the key of an entry", citation.name)
                } else {
                    format!("An empty place among the keys of `\\{}`; fill it or remove it", citation.name)
                };
                report.add(RULE, hole, message);
            }
        }
    }
}

/// `as shown in \cite[p. 4].`: a cite command with a note and without any key.
fn lacks_group(chunk: &Chunk, citation: &Citation) -> Option<ByteRange> {
    if !citation.groups.is_empty() || !matches!(citation.role, Role::Cite | Role::Textual) {
        return None;
    }
    let at = chunk.calls.binary_search_by_key(&citation.command.start, |it| it.command.start).ok()?;
    let call = &chunk.calls[at];
    let is_note = |it: &Argument| it.delimiter == Delimiter::Bracket && it.closed && !it.spaced;
    let behind = &chunk.text[call.range().end..];
    let ends = behind.trim_end().is_empty() || behind.starts_with(['.', ',', ';', ')', ' ', '\n']);
    let goes_on = behind.trim_start().starts_with(['{', '[', '\\', '(']);
    (!call.arguments.is_empty() && call.arguments.iter().all(is_note) && ends && !goes_on)
        .then(|| call.range())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixture::Fixture;
    use crate::rules::diagnostics;
    use crate::rules::tests::check;

    #[test]
    fn empty_citations() {
        check(
            r"
%- main.tex
\cite{} \citep[p.~3]{ } \cite{a,,b} \cites{a}{} \verb|\cite{}| % \cite{}
As shown in \cite[p.~4]. Not \cite[p.~4] {a} or \cite[p]\foo, \cite.
%- refs.bib
@misc{a, title = {A}}
@misc{b, title = {B}}
",
            expect![[r#"
                \cite{} \citep[p.~3]{ } \cite{a,,b} \cites{a}{} \verb|\cite{}| % \cite{}
                     ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                                    ^^^ empty-citation: `\citep` has no key; fill in the key of an entry
                                               ^^ empty-citation: An empty place among the keys of `\cite`; fill it or remove it
                                                             ^^ empty-citation: `\cites` has no key; fill in the key of an entry
                As shown in \cite[p.~4]. Not \cite[p.~4] {a} or \cite[p]\foo, \cite.
                            ^^^^^^^^^^^ empty-citation: `\cite` has no key; fill in the key of an entry
            "#]],
        );
    }

    #[test]
    fn an_empty_place_is_not_reported_while_one_types_in_it() {
        let mut fixture =
            Fixture::new("\n%- main.tex\n\\cite{} \\cite{br} \\cite{xyz}\n%- refs.bib\n@misc{brown,}\n");
        let codes = |fixture: &Fixture| -> Vec<&str> {
            let snapshot = fixture.session.snapshot();
            diagnostics(&snapshot, &fixture.id).iter().map(|it| it.rule.code).collect()
        };
        assert_eq!(codes(&fixture), ["empty-citation", "undefined-citation", "undefined-citation"]);
        let mut version = 1;
        let mut type_at = |fixture: &mut Fixture, offset: usize, text: &str| {
            version += 1;
            let edit =
                crate::text::TextEdit { range: crate::text::ByteRange::empty(offset), new: text.to_owned() };
            let edits = vec![crate::workspace::session::Edit::Part(edit)];
            fixture.session.apply(crate::workspace::session::Event::Changed {
                id: fixture.id.clone(),
                version,
                edits,
            });
        };
        // A letter in the second key: it is a prefix of a key, the others are as before.
        type_at(&mut fixture, 16, "o");
        assert_eq!(codes(&fixture), ["empty-citation", "undefined-citation"]);
        fixture.session.apply(crate::workspace::session::Event::TypingPaused);
        assert_eq!(codes(&fixture), ["empty-citation", "undefined-citation", "undefined-citation"]);
        // A blank in the empty braces.
        type_at(&mut fixture, 6, " ");
        assert_eq!(codes(&fixture), ["undefined-citation", "undefined-citation"]);
    }
}
