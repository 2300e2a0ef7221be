//! `bib-syntax`: malformed entries.

use super::scope::Scope;
use crate::model::document::Document;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::bib::{Fault, FaultKind};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "bib-syntax",
    level: Level::Error,
    verdicts: &[],
    is_gap: false,
    explanation: "An entry is malformed: unbalanced braces, a missing comma, no key, a field without `=`.\n\n\
         Example: `@article{knuth1984, title = {The {TeX}book, year = 1984}`.\n\n\
         The neighbouring entries are read as if it were not there. What BibTeX passes over in silence, an entry without a key and strange blanks, is a warning.\n\n\
         Fix: mend the entry where the report stands.",
};

/// Reports each fault where it stands.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
    let level = RULE.level_in(&report.snapshot.settings, None);
    for fault in scope.bib.faults() {
        let message = match fault.kind {
            FaultKind::Unclosed => {
                "The braces of this entry do not balance, so it was read up to the next entry; balance them"
            }
            FaultKind::NoKey => "This entry has no key; write one behind the opening brace",
            FaultKind::MissingComma => "A comma is missing here; write one",
            FaultKind::StrangeBlank => {
                "No-break or invisible spaces, which BibTeX takes for a part of a name; write plain spaces"
            }
            FaultKind::NoValue => "A field without `=` and a value; write them or remove it",
        };
        let most = if is_passed_over(report.document, &fault) { Level::Warning } else { Level::Error };
        report.add_at(RULE, level.min(most), fault.range, message.to_owned());
    }
}

/// Whether BibTeX says nothing of it (bibtex.web: a key may be empty, and its names hold any byte above 127).
fn is_passed_over(document: &Document, fault: &Fault) -> bool {
    let behind = ByteRange::new(fault.range.end, fault.range.end + 1);
    match fault.kind {
        FaultKind::StrangeBlank => true,
        FaultKind::NoKey => matches!(&*document.text.slice(behind), "," | "}" | ")"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::RULE;
    use crate::fixture::Fixture;
    use crate::rules::diagnostics;
    use crate::rules::tests::check;

    #[test]
    fn malformed_and_doubled_entries() {
        check(
            r"
%- refs.bib
@article{a, title = {A}, year 2020}
@article{b, title = {B
@article{a, title = {C}}
@misc{, title = {D}}
@misc{e, title = {E}, note = {UNVERIFIED: from the text}‸}
%- main.tex
\cite{a}
",
            expect![[r#"
                @article{a, title = {A}, year 2020}
                                         ^^^^^^^^^ bib-syntax: A field without `=` and a value; write them or remove it
                @article{b, title = {B
                ^^^^^^^^^ bib-syntax: The braces of this entry do not balance, so it was read up to the next entry; balance them
                @article{a, title = {C}}
                         ^ duplicate-key: `a` is defined twice and this later entry is not used; its title is another one: rename one
                @misc{, title = {D}}
                     ^ bib-syntax: This entry has no key; write one behind the opening brace
                @misc{e, title = {E}, note = {UNVERIFIED: from the text}}
                      ^ unverified-entry: `e` is marked UNVERIFIED; check that the work exists, then remove the mark
            "#]],
        );
    }

    #[test]
    fn what_bibtex_passes_over_is_no_error() {
        let fixture = Fixture::new(
            "\n%- refs.bib\n‸@misc{, title = {A}}\n@misc{title = {A}}\n@misc{b,\u{a0}title = {B}}\n@misc{c, title = {C}.}\n",
        );
        let faults: Vec<_> = diagnostics(&fixture.snapshot, &fixture.id)
            .into_iter()
            .filter(|it| it.rule == RULE)
            .map(|it| (it.level, it.message))
            .collect();
        expect![[r#"
            [
                (
                    Warning,
                    "This entry has no key; write one behind the opening brace",
                ),
                (
                    Error,
                    "This entry has no key; write one behind the opening brace",
                ),
                (
                    Warning,
                    "No-break or invisible spaces, which BibTeX takes for a part of a name; write plain spaces",
                ),
                (
                    Error,
                    "A field without `=` and a value; write them or remove it",
                ),
            ]
        "#]]
        .assert_debug_eq(&faults);
    }
}
