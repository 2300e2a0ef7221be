//! Every rule, one line each: its file, and when its check runs. All else that lists rules (`lacuna explain`, the
//! settings' names, their schema, the pages on rules, the editors' settings) follows from here.

use std::sync::LazyLock;

use self::Check::{Bibliography, Document, Paragraph};
use super::document::{
    bad_setting, bad_suppression, empty_bibliography, generated_text, missing_bibliography, missing_file,
    no_bibliography, written_reference,
};
use super::entries::scope::Scope;
use super::entries::{
    bib_syntax, duplicate_key, duplicate_work, implausible_entry, missing_field, reference_differs,
    reference_not_found, retracted_work, superseded_preprint, undefined_string, unused_entry,
    unverified_entry,
};
use super::gaps::{
    author_year_text, citation_todo, empty_citation, identifier_text, masked_citation, numeric_citation,
    own_marks, own_notes, placeholder_key, prose_citation,
};
use super::keys::{key_case, repeated_key, text_mismatch, undefined_citation};
use super::paragraph;
use super::report::Report;
use super::rule::Rule;
use crate::model::project::Project;

/// When a check runs, and what it is given.
#[derive(Clone, Copy)]
pub(super) enum Check {
    /// For each paragraph of a LaTeX file, by itself.
    Paragraph(fn(&mut Report, &paragraph::Paragraph)),
    /// Once for a LaTeX file, behind all its paragraphs, in the order of the rules.
    Document(fn(&mut Report, &Project)),
    /// Once for a bibliography.
    Bibliography(fn(&mut Report, &Scope)),
}

/// The rules in the order in which they claim a stretch of text: of two reports on one stretch the one of the
/// rule that comes first stays. Settings and suppressions are read apart, by the files of their rules.
const CATALOGUE: &[(Rule, &[Check])] = &[
    (prose_citation::RULE, &[Paragraph(prose_citation::check)]),
    (
        citation_todo::RULE,
        &[Paragraph(citation_todo::check), Document(own_marks::check), Document(own_notes::check)],
    ),
    (empty_citation::RULE, &[Paragraph(empty_citation::check)]),
    (placeholder_key::RULE, &[Paragraph(placeholder_key::check)]),
    (key_case::RULE, &[Paragraph(key_case::check)]),
    (undefined_citation::RULE, &[Paragraph(undefined_citation::check), Document(undefined_citation::settle)]),
    (masked_citation::RULE, &[Paragraph(masked_citation::check)]),
    (
        generated_text::RULE,
        &[
            Paragraph(generated_text::check),
            Document(generated_text::settle),
            Bibliography(generated_text::check_fields),
        ],
    ),
    (no_bibliography::RULE, &[Document(no_bibliography::check)]),
    (missing_bibliography::RULE, &[Document(missing_bibliography::check)]),
    (
        empty_bibliography::RULE,
        &[Document(empty_bibliography::check), Bibliography(empty_bibliography::check_file)],
    ),
    (missing_file::RULE, &[Document(missing_file::check)]),
    (repeated_key::RULE, &[Paragraph(repeated_key::check)]),
    (text_mismatch::RULE, &[Paragraph(text_mismatch::check)]),
    (
        unverified_entry::RULE,
        &[Paragraph(unverified_entry::check_citations), Bibliography(unverified_entry::check)],
    ),
    (bib_syntax::RULE, &[Bibliography(bib_syntax::check)]),
    (duplicate_key::RULE, &[Bibliography(duplicate_key::check)]),
    (duplicate_work::RULE, &[Bibliography(duplicate_work::check)]),
    (superseded_preprint::RULE, &[Bibliography(superseded_preprint::check)]),
    (
        retracted_work::RULE,
        &[Paragraph(retracted_work::check_citations), Bibliography(retracted_work::check)],
    ),
    (
        reference_differs::RULE,
        &[Paragraph(reference_differs::check_citations), Bibliography(reference_differs::check)],
    ),
    (reference_not_found::RULE, &[Bibliography(reference_not_found::check)]),
    (missing_field::RULE, &[Bibliography(missing_field::check)]),
    (undefined_string::RULE, &[Bibliography(undefined_string::check)]),
    (implausible_entry::RULE, &[Bibliography(implausible_entry::check)]),
    (unused_entry::RULE, &[Bibliography(unused_entry::check)]),
    (author_year_text::RULE, &[Paragraph(author_year_text::check), Document(author_year_text::settle)]),
    (identifier_text::RULE, &[Paragraph(identifier_text::check)]),
    (written_reference::RULE, &[Document(written_reference::check)]),
    (numeric_citation::RULE, &[Paragraph(numeric_citation::check), Document(numeric_citation::settle)]),
    (bad_suppression::RULE, &[]),
    (bad_setting::RULE, &[]),
];

/// Every rule, in the order of the catalogue.
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| CATALOGUE.iter().map(|it| it.0).collect());
    &RULES
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<Rule> {
    rules().iter().copied().find(|it| it.code == code)
}

/// The place of a rule in the catalogue.
pub fn rank(rule: Rule) -> usize {
    rules().iter().position(|it| it.code == rule.code).unwrap_or(usize::MAX)
}

/// Every check.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    CATALOGUE.iter().flat_map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::rules;

    #[test]
    fn every_explanation_has_an_example_and_a_fix() {
        for rule in rules() {
            let parts: Vec<&str> = rule.explanation.split("\n\n").collect();
            assert!(!parts[0].contains('\n') && parts[0].ends_with('.'), "{rule:?}");
            assert!(parts.iter().any(|it| it.starts_with("Example: ")), "{rule:?}");
            assert!(parts.iter().any(|it| it.starts_with("Fix: ")), "{rule:?}");
        }
    }
}
