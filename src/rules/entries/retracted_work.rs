//! `retracted-work`: an entry whose title, or a corpus, says that the work was retracted.

use std::cell::LazyCell;

use super::scope::Scope;
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
    explanation: "The title of an entry says that the work was retracted or withdrawn; or a corpus does: a list of retractions, \
         a withdrawn preprint. What a corpus says is information at a citation.\n\n\
         Example: `title = {RETRACTED: Rivers of the north}`, and each citation of that entry.\n\n\
         Silent where the paragraph speaks of the retraction, and for works about retractions.\n\n\
         Fix: cite another work, or say in the text that this one was retracted.",
};

/// Reports the marked entries of a bibliography.
pub(in crate::rules) fn check(report: &mut Report, scope: &Scope) {
    for judged in &scope.judged {
        if scope.library.is_retracted(judged.id) {
            report.add(RULE, judged.range_of("title"), message(&judged.entry.key));
        } else if let Some(why) = judged.verified(report.snapshot).and_then(|it| it.withdrawn.clone()) {
            report.add(RULE, judged.entry.key_range, told(&judged.entry.key, &why));
        }
    }
}

/// Reports each citation of a marked entry.
pub(in crate::rules) fn check_citations(report: &mut Report, paragraph: &Paragraph) {
    let library = &paragraph.project.library;
    // Once for all keys, and only if one asks.
    let speaks = LazyCell::new(|| speaks_of_it(&paragraph.chunk.text));
    for it in cited_keys(report, paragraph).iter().filter(|it| !it.is_repeated) {
        let key = &it.key.text;
        let Some(id) = library.get(key) else { continue };
        if library.is_retracted(id) {
            if !*speaks {
                report.add(RULE, it.key.range.shift(paragraph.start), message(key));
            }
        } else {
            let verified = report.snapshot.verified_entry(library, id);
            if let Some(why) = verified.and_then(|it| it.withdrawn.clone()).filter(|_| !*speaks) {
                let level = RULE.level_in(&report.snapshot.settings, None).min(Level::Information);
                report.add_at(RULE, level, it.key.range.shift(paragraph.start), told(key, &why));
            }
        }
    }
}

fn speaks_of_it(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["retract", "withdrawn", "rétract", "zurückgezogen", "ritirat", "отозван", "撤"]
        .iter()
        .any(|it| lower.contains(it))
}

fn told(key: &str, why: &str) -> String {
    format!("A corpus says of `{key}`: {why}; cite another work, or say so in the text")
}

fn message(key: &str) -> String {
    format!("The title of `{key}` says that the work was retracted; cite another one, or say so in the text")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    const BIB: &str = "
%- refs.bib
@article{fen1999, author = {Hill, Anna}, title = {{RETRACTED}: Rivers of the north}, journal = {J}, year = 2003}
@article{hill, author = {Hill, Anna}, title = {Retracted articles keep their readers}, journal = {J}, year = 2003}
@article{moor, author = {Moor, B.}, title = {RETRACTED: Not cited}, journal = {J}, year = 2003}
";

    #[test]
    fn a_retracted_work_is_told_at_its_citations() {
        check(
            &format!(
                "\n%- main.tex\nRivers bend \\cite{{fen1999}}, they say \\cite{{hill}}.\n\nOf the retracted study \\cite{{fen1999}} we say so.\n{BIB}"
            ),
            expect![[r#"
                Rivers bend \cite{fen1999}, they say \cite{hill}.
                                  ^^^^^^^ retracted-work: The title of `fen1999` says that the work was retracted; cite another one, or say so in the text
            "#]],
        );
    }

    #[test]
    fn a_retracted_work_is_told_at_its_entry_if_it_is_cited() {
        check(
            &format!(
                "{}%- main.tex\n\\cite{{fen1999,hill}}\\bibliography{{refs}}\\nocite{{*}}\n",
                BIB.replace("@article{fen", "‸@article{fen")
            ),
            expect![[r#"
                @article{fen1999, author = {Hill, Anna}, title = {{RETRACTED}: Rivers of the north}, journal = {J}, year = 2003}
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ retracted-work: The title of `fen1999` says that the work was retracted; cite another one, or say so in the text
                @article{moor, author = {Moor, B.}, title = {RETRACTED: Not cited}, journal = {J}, year = 2003}
                                                             ^^^^^^^^^^^^^^^^^^^^ retracted-work: The title of `moor` says that the work was retracted; cite another one, or say so in the text
            "#]],
        );
    }
}
