//! `placeholder-key`: a key that no entry defines stands for a citation still to be found.

use super::citing::is_citing;
use super::placeholder::is_placeholder;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "placeholder-key",
    level: Level::Warning,
    verdicts: &[],
    is_gap: true,
    explanation: "A key that no entry defines stands for a citation still to be found.\n\n\
         Example: `\\cite{TODO}`, `\\cite{?}`, `\\cite{xxx}`, `\\cite{citation_needed}`, `\\cite{author2020title}`, several words of prose.\n\n\
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
                if key.is_whole()
                    && !report.defines(&key.text)
                    && is_placeholder(&key.text)
                    && !report.is_sought(range, &key.text)
                    && report.speaks(RULE, range.start)
                {
                    let shown = key.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    let message = format!(
                        "`{shown}` stands for a key still to be found; replace it by the key of an entry"
                    );
                    report.add(RULE, range, message);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

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
