//! `placeholder-key`: a key that no entry defines stands for a citation still to be found.

use super::citing::is_citing;
use crate::model::citations::{Citation, separators};
use crate::model::project::Project;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::citation_notes::{asks_to_verify, is_placeholder, without_mark};
use crate::syntax::placeholders::is_stand_in;

/// The rule.
pub const RULE: Rule = Rule {
    code: "placeholder-key",
    level: Level::Warning,
    verdicts: &[],
    is_gap: true,
    explanation: "A key stands for a citation still to be found or checked.\n\n\
         Example: `\\cite{TODO}`, `\\cite{?}`, `\\cite{xxx}`, `\\cite{citation_needed}`, `\\cite{author2020title}`, `\\cite{smith2020_VERIFY}`, several words of prose; a key whose entry is no work (`title = {Reference Needed}`); a comment behind it, `% verify this citation`.\n\n\
         Fix: replace it by the key of an entry.",
};

/// Reports keys of a paragraph that are none.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let start = paragraph.start;
    for citation in &paragraph.cited.citations {
        for group in &citation.groups {
            let is_prose = group.prose.is_some() && !group.keys.iter().any(|key| report.defines(&key.text));
            let is_open = !group.closed && report.has_cursor(group.range.shift(start));
            if is_prose || is_open || !is_citing(report, citation, group) {
                continue;
            }
            for key in &group.keys {
                let range = key.range.shift(start);
                if !key.is_whole() || !report.speaks_of_cites(RULE, range.start) {
                    continue;
                }
                let shown = key.text.split_whitespace().collect::<Vec<_>>().join(" ");
                if report.defines(&key.text) {
                    let told = stands_in(paragraph.project, &key.text)
                        .then(|| format!("The entry `{shown}` is no work; replace it by the key of one"))
                        .or_else(|| {
                            let comment = comment(paragraph, citation)?;
                            Some(format!(
                                "`{shown}` is still to be checked, says the comment behind it: `{comment}`"
                            ))
                        });
                    if let Some(message) = told {
                        report.add(RULE, range, message);
                    }
                } else if !report.is_sought(range, &key.text)
                    && (is_placeholder(&key.text) || comment(paragraph, citation).is_some())
                {
                    if separators::keys_in(&key.text, &|it| report.defines(it)).is_some() {
                        continue;
                    }
                    if are_keys(report, paragraph.project, &key.text) {
                        // What reads as a key is told of as an undefined one.
                        if is_placeholder(&key.text) {
                            let parts = separators::parts(&key.text);
                            let message = match parts.iter().any(|it| report.defines(it)) {
                                true => format!(
                                    "No entry has the key `{shown}`; LaTeX parts keys by commas alone: write `{}`",
                                    parts.join(",")
                                ),
                                false => {
                                    format!("No entry has the key `{shown}`; write it without the blank")
                                }
                            };
                            report.add(RULE, range, message);
                        }
                        continue;
                    }
                    let meant = without_mark(&key.text).filter(|it| report.defines(it));
                    let message = match &meant {
                        Some(key) => format!(
                            "`{shown}` is marked as unchecked; the bibliography has `{key}`: check it"
                        ),
                        None => format!(
                            "`{shown}` stands for a key still to be found; replace it by the key of an entry"
                        ),
                    };
                    report.add(RULE, range, message).data.candidates.extend(meant);
                }
            }
        }
    }
}

/// Whether words between blanks are keys that want a comma, or are a key that wants no blank.
fn are_keys(report: &Report, project: &Project, words: &str) -> bool {
    let parts = separators::parts(words);
    parts.len() > 1
        && (parts.iter().any(|it| report.defines(it))
            || !project.library.differing_in_case(&parts.concat()).is_empty()
            || report.defines(&parts.concat()))
}

/// So short (bytes) a key is looked up whatever it says.
const SHORT: usize = 8;

/// Whether the key is that of an entry that keeps it defined until a work is found. Only such keys are looked up: the
/// others are those of works.
fn stands_in(project: &Project, key: &str) -> bool {
    let may_be = key.len() <= 40
        && (key.len() <= SHORT
            || !key.contains(|c: char| c.is_ascii_digit())
            || key.to_lowercase().contains("placeholder"));
    // A key of somebody's making for such an entry is short: `cn`.
    may_be
        && (is_placeholder(key) || key.len() <= SHORT)
        && project.library.get(key).is_some_and(|id| is_stand_in(&project.library.raw_entry(id)))
}

/// The comment behind a citation, on its line, if it says that the citation is to be checked.
fn comment(paragraph: &Paragraph, citation: &Citation) -> Option<String> {
    let text = &paragraph.chunk.text;
    let next = paragraph.chunk.not_text.partition_point(|it| it.start < citation.range.end);
    let comment = paragraph.chunk.not_text.get(next)?;
    let between = text.get(citation.range.end..comment.start)?;
    let said = text[comment.std()]
        .strip_prefix('%')
        .filter(|_| between.len() < 80 && !between.contains(['\n', '\\']))?;
    let said = said.trim_start_matches('%').trim();
    let is_ours = said.starts_with("lacuna");
    (!is_ours && asks_to_verify(&said.to_lowercase())).then(|| said.to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn the_entry_tells_that_it_is_none() {
        check(
            r"
%- main.tex
So \cite{cn} and \cite{alder} say.
%- refs.bib
@misc{cn, title = {Citation Needed}}
@misc{alder, title = {Hedges}}
",
            expect![[r#"
                So \cite{cn} and \cite{alder} say.
                         ^^ placeholder-key: The entry `cn` is no work; replace it by the key of one
            "#]],
        );
    }

    #[test]
    fn names_with_blanks_and_keys_with_blanks() {
        check(
            r"
%- main.tex
\cite{Van Valen} \cite{hill moor dale} \cite{Dale Fen}
%- refs.bib
@misc{hill, title = {A}}
@misc{moor, title = {B}}
@misc{dale, title = {D}}
@misc{dalefen, title = {C}}
",
            expect![[r#"
                \cite{Van Valen} \cite{hill moor dale} \cite{Dale Fen}
                      ^^^^^^^^^ placeholder-key: `Van Valen` stands for a key still to be found; replace it by the key of an entry
                                       ^^^^^^^^^^^^^^ undefined-citation: No entry has the key `hill moor dale` (searched 4 entries in 1 bibliography); LaTeX parts keys by commas alone: write `hill,moor,dale`
                                                             ^^^^^^^^ placeholder-key: No entry has the key `Dale Fen`; write it without the blank
            "#]],
        );
    }

    #[test]
    fn placeholder_keys() {
        check(
            r"
%- main.tex
\cite{TODO} \cite{a, ?} \citep{citation_needed} \cite{todorov} \cite{TODOa}
%- refs.bib
@misc{a, title = {A}}
@misc{todorov, title = {B}}
@misc{TODOa, title = {C}}
",
            expect![[r#"
            \cite{TODO} \cite{a, ?} \citep{citation_needed} \cite{todorov} \cite{TODOa}
                  ^^^^ placeholder-key: `TODO` stands for a key still to be found; replace it by the key of an entry
                                 ^ placeholder-key: `?` stands for a key still to be found; replace it by the key of an entry
                                           ^^^^^^^^^^^^^^^ placeholder-key: `citation_needed` stands for a key still to be found; replace it by the key of an entry
        "#]],
        );
    }

    #[test]
    fn keys_and_entries_that_are_still_to_be_checked() {
        check(
            r"
%- main.tex
\cite{a_VERIFY} \cite{b_VERIFY} \cite{needed} \cite{a} % TODO: verify this citation
%- refs.bib
@misc{a, title = {A}}
@misc{needed, title = {Reference Needed}}
",
            expect![[r#"
                \cite{a_VERIFY} \cite{b_VERIFY} \cite{needed} \cite{a} % TODO: verify this citation
                      ^^^^^^^^ placeholder-key: `a_VERIFY` is marked as unchecked; the bibliography has `a`: check it
                                      ^^^^^^^^ placeholder-key: `b_VERIFY` stands for a key still to be found; replace it by the key of an entry
                                                      ^^^^^^ placeholder-key: The entry `needed` is no work; replace it by the key of one
                                                                    ^ placeholder-key: `a` is still to be checked, says the comment behind it: `TODO: verify this citation`
            "#]],
        );
    }

    #[test]
    fn a_command_that_is_only_named_like_a_cite_command_is_judged_by_its_content() {
        check(
            r#"
%- main.tex
\IEEEcompsocitemizethanks{\IEEEcompsocthanksitem A. Shell is with the Institute of Technology, Atlanta, GA.}
\INGUDsetciteinfo{Cite this paper as: Author, F., Author, J., The Title, 2015} \howtocite{Roe et al., "A Title of Ours", 2020}
\capacite{} \mycite{TODO} \mycitep{Roe et al., "A Title of Theirs"} \mycite{a, nokey} \othercite{b, c}
%- refs.bib
@misc{a, title = {A}}
"#,
            expect![[r#"
            \capacite{} \mycite{TODO} \mycitep{Roe et al., "A Title of Theirs"} \mycite{a, nokey} \othercite{b, c}
                                ^^^^ placeholder-key: `TODO` stands for a key still to be found; replace it by the key of an entry
                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prose-citation.not-found: Not found: no entry has these authors and this title (searched 1 entry in 1 bibliography); check that the work exists, then add it
                                                                                           ^^^^^ placeholder-key: `nokey` stands for a key still to be found; replace it by the key of an entry
        "#]],
        );
    }
}
