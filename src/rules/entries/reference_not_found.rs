//! `reference-not-found`: an entry that none of the corpora asked has.

use super::scope::Scope;
use crate::model::verified::Verdict;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "reference-not-found",
    level: Level::Information,
    verdicts: &[],
    is_gap: false,
    explanation: "None of the corpora that were asked has a record of the work. That does not mean that it does not \
         exist: each corpus has its field and its date, which the report names. Books, web pages, software and the \
         like are not looked for where no corpus has them.\n\n\
         Example: `title = {Deep Rivers of Shallow Trees}` where DBLP has no such title by these authors.\n\n\
         Fix: check the work against its source; add a corpus of its field; or ignore the report.",
};

/// Reports the entries that were looked for and not found.
pub(in crate::rules) fn check(report: &mut Report, scope: &Scope) {
    for judged in &scope.judged {
        let Some(verified) = judged.verified(report.snapshot) else { continue };
        if verified.verdict != Verdict::NotFound {
            continue;
        }
        let nearest =
            verified.record.as_ref().map(|it| format!("; nearest: {}", it.citation())).unwrap_or_default();
        let key = &judged.entry.key;
        let message = format!(
            "`{key}` was not found in {}{nearest}; check the work against its source",
            verified.told()
        );
        report.add(RULE, judged.entry.key_range, message);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check_verified;

    #[test]
    fn what_was_not_found_is_told_with_where_it_was_looked_for() {
        check_verified(
            r"
%- refs.bib
@article{a, author = {Ann Hill}, title = {Hills of the South and their Goats}, journal = {Hills}, year = 2011}
@misc{b, title = {Weather}, howpublished = {\url{https://weather.example}}}
%- main.tex
\bibliography{refs} \cite{a} \cite{b}
",
            "@article{r, author = {Ida Blum}, title = {Rivers of the North}, journal = {Rivers}, year = 2019}",
            expect![[r#"
                @article{a, author = {Ann Hill}, title = {Hills of the South and their Goats}, journal = {Hills}, year = 2011}
                         ^ reference-not-found: `a` was not found in made (1 record of 2026-01-01); check the work against its source
            "#]],
        );
    }
}
