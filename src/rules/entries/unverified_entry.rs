//! `unverified-entry`: an entry whose note says that nobody has checked it.

use super::scope::Scope;
use crate::rules::keys::cited_keys::cited_keys;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "unverified-entry",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "The note of an entry says UNVERIFIED: nobody has checked that the work exists.\n\n\
         Example: `note = {UNVERIFIED: added from the text}`, and each citation of that entry.\n\n\
         Fix: check the work against its source, then remove the mark.",
};

/// Reports the marked entries of a bibliography.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
    for number in scope.bib.unverified() {
        let entry = scope.bib.entry(number);
        report.add(RULE, entry.key_range, message(&entry.key));
    }
}

/// Reports each citation of a marked entry.
pub(crate) fn check_citations(report: &mut Report, paragraph: &Paragraph) {
    let library = &paragraph.project.library;
    for it in cited_keys(report, paragraph).iter().filter(|it| !it.is_repeated) {
        let key = &it.key.text;
        if report.defines(key) && library.get(key).is_some_and(|id| library.is_unverified(id)) {
            report.add(RULE, it.key.range.shift(paragraph.start), message(key));
        }
    }
}

fn message(key: &str) -> String {
    format!("`{key}` is marked UNVERIFIED; check that the work exists, then remove the mark")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn a_citation_of_an_unverified_entry_stays_reported() {
        check(
            r"
%- main.tex
\cite{a} \cite{b}
%- refs.bib
@misc{a, title = {A}, note = {UNVERIFIED: from the text}}
@misc{b, title = {UNVERIFIED claims}}
",
            expect![[r#"
            \cite{a} \cite{b}
                  ^ unverified-entry: `a` is marked UNVERIFIED; check that the work exists, then remove the mark
        "#]],
        );
    }
}
