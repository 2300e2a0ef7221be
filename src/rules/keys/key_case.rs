//! `key-case`: a key that differs from an entry's in upper and lower case only.

use super::cited_keys::{CitedKey, cited_keys};
use crate::model::citations::Key;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "key-case",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "A key differs from an entry's in upper and lower case only.\n\n\
         Example: `\\cite{Knuth1984}` where the entry is `@book{knuth1984, ...}`.\n\n\
         BibTeX accepts it, biber does not: under biber this is an error.\n\n\
         Fix: write the key as the entry does.",
};

/// Reports a key whose accents are built otherwise than its entry's: BibTeX compares bytes, biber what they mean.
fn composed_otherwise(report: &mut Report, paragraph: &Paragraph, key: &Key) {
    let project = paragraph.project;
    if project.minds_case || key.text.is_ascii() || !key.is_whole() {
        return;
    }
    let entry = project.library.get(&key.text);
    let Some((file, number)) = entry.and_then(|it| Some((project.library.bibliography(it)?, it.entry)))
    else {
        return;
    };
    let theirs = file.text().slice(file.key_range(number)).into_owned();
    if file.key(number) == key.text && paragraph.chunk.text.get(key.range.std()) != Some(&theirs) {
        let message = format!(
            "`{}` looks like the entry's key and is made of other characters: an accented letter is one here and two there, which BibTeX does not take for the same; write it as the entry does",
            key.text
        );
        let range = key.range.shift(paragraph.start);
        report.add(RULE, range, message).data.candidates = vec![theirs];
    }
}

/// Reports keys in another case than their entries'; under biber, which minds it, as an error.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let project = paragraph.project;
    for it in cited_keys(report, paragraph).iter().filter(|it| !it.is_repeated) {
        let CitedKey { key, .. } = it;
        composed_otherwise(report, paragraph, key);
        if report.defines(&key.text) || !it.is_judgeable(report) || !report.are_complete() {
            continue;
        }
        let Some(entry) = project.library.differing_in_case(&key.text).first().copied() else { continue };
        let written = project.library.key(entry);
        let level = RULE.level_in(&report.snapshot.settings, None);
        let level = if project.minds_case && level == Level::Warning { Level::Error } else { level };
        let message = format!(
            "`{}` differs from the entry's key `{written}` in case; write it as the entry does",
            key.text
        );
        let range = key.range.shift(paragraph.start);
        report.add_at(RULE, level, range, message).data.candidates = vec![written];
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    const BIB: &str = "%- refs.bib\n@misc{Cr\u{e8}me, title = {T}, year = 2020}\n";

    #[test]
    fn biber_takes_both_normal_forms_for_one_key() {
        let text = "%- main.tex\n\\usepackage{biblatex}\\addbibresource{refs.bib}\\cite{Cre\u{300}me}\n";
        check(&format!("{text}{BIB}"), expect![[""]]);
    }

    #[test]
    fn bibtex_does_not_and_is_told_so() {
        check(
            &format!(
                "%- main.tex\n\\cite{{Cr\u{e8}me}} \\cite{{Cre\u{300}me}} \\bibliography{{refs}}\n{BIB}"
            ),
            expect![[r#"
                \cite{Crème} \cite{Crème} \bibliography{refs}
                                   ^^^^^^ key-case: `Crème` looks like the entry's key and is made of other characters: an accented letter is one here and two there, which BibTeX does not take for the same; write it as the entry does
            "#]],
        );
    }
}
