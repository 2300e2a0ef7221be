//! `retracted-work`: a work that is retracted or withdrawn, by its title or by a corpus.

use super::scope::Scope;
use crate::model::verified::Verified;
use crate::resolve::verify::marked;
use crate::rules::keys::cited_keys::cited_keys;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "retracted-work",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "A work is marked as retracted or withdrawn: by its title, as publishers mark it, or by a corpus (a \
         list of retractions, a withdrawn preprint). At a citation it is information.\n\n\
         Example: `title = {RETRACTED: Rivers of the North}`.\n\n\
         Fix: cite another work, or say in the text that it was retracted.",
};

/// Reports the entries of works that are retracted.
pub(in crate::rules) fn check(report: &mut Report, scope: &Scope) {
    for judged in &scope.judged {
        let by_corpus = judged.verified(report.snapshot).and_then(told);
        let by_title = marked(&judged.work.title).map(|it| format!("its title says “{}”", it.0));
        if let Some(why) = by_corpus.or(by_title) {
            let message = message(&judged.entry.key, &why);
            report.add(RULE, judged.entry.key_range, message);
        }
    }
}

/// Reports citations of retracted works, as information.
pub(in crate::rules) fn check_citations(report: &mut Report, paragraph: &Paragraph) {
    let level = RULE.level_in(&report.snapshot.settings, None).min(Level::Information);
    let library = &paragraph.project.library;
    for it in cited_keys(report, paragraph).iter().filter(|it| !it.is_repeated) {
        let key = &it.key.text;
        let Some(entry) = paragraph.project.meant(key).first().copied() else { continue };
        let by_corpus = report.snapshot.verified_entry(library, entry).and_then(|it| told(it));
        let by_title =
            || marked(&library.heading(entry).title).map(|it| format!("its title says “{}”", it.0));
        if let Some(why) = by_corpus.or_else(by_title) {
            report.add_at(RULE, level, it.key.range.shift(paragraph.start), message(key, &why));
        }
    }
}

fn told(verified: &Verified) -> Option<String> {
    verified.withdrawn.as_ref().map(|it| format!("a corpus says “{it}”"))
}

fn message(key: &str, why: &str) -> String {
    format!("`{key}` is marked as retracted or withdrawn: {why}; cite another work or say so in the text")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    const FILES: &str = r"
%- main.tex
\bibliography{refs} \cite{a} \cite{b}
%- refs.bib
@article{a, author = {Ann Hill}, title = {RETRACTED: Rivers of the North}, journal = {Rivers}, year = 2003}
@article{b, author = {Ann Hill}, title = {Retracted articles keep their readers}, journal = {Rivers}, year = 2003}
";

    #[test]
    fn a_title_that_is_marked_is_told_at_the_citation_and_words_about_retractions_are_not() {
        check(
            FILES,
            expect![[r#"
                \bibliography{refs} \cite{a} \cite{b}
                                          ^ retracted-work: `a` is marked as retracted or withdrawn: its title says “RETRACTED”; cite another work or say so in the text
            "#]],
        );
    }

    #[test]
    fn and_at_the_entry() {
        check(
            &FILES.replace("@article{a", "@article{‸a"),
            expect![[r#"
                @article{a, author = {Ann Hill}, title = {RETRACTED: Rivers of the North}, journal = {Rivers}, year = 2003}
                         ^ retracted-work: `a` is marked as retracted or withdrawn: its title says “RETRACTED”; cite another work or say so in the text
            "#]],
        );
    }
}
