//! `reference-differs`: an entry that differs from the record of that work in a corpus.

use super::scope::Scope;
use crate::model::verified::{Difference, Verdict, Verified};
use crate::rules::keys::cited_keys::cited_keys;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "reference-differs",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "An entry differs from the record of the same work in a corpus: title, authors, year, venue or an \
         identifier. Spelling is no difference: initials, accents, abbreviations, `and others`, subtitles. At a \
         citation of the entry it is information.\n\n\
         Example: `author = {Ann Hill}, title = {Attention Is All You Need}`, which others wrote.\n\n\
         Fix: see which of the two is right; code actions take over one field, or the whole record.",
};

/// The fields of an entry in which a difference may stand.
pub fn fields_of(difference: &Difference) -> &'static [&'static str] {
    match difference.field {
        "title" => &["title"],
        "author" => &["author", "editor"],
        "year" => &["year", "date"],
        "venue" => &["journal", "journaltitle", "booktitle", "eventtitle", "maintitle", "series"],
        "doi" => &["doi", "url"],
        _ => &["eprint", "journal", "url", "note"],
    }
}

/// Reports what differs, each at its field.
pub(in crate::rules) fn check(report: &mut Report, scope: &Scope) {
    for judged in &scope.judged {
        let Some(verified) = judged.verified(report.snapshot) else { continue };
        let is_told =
            verified.verdict == Verdict::Differs && verified.differences.iter().any(|it| it.field == "doi");
        if let Some(doi) = judged.work.doi.as_ref().filter(|_| verified.is_unregistered && !is_told) {
            let field = judged.first_of(&["doi", "url"]);
            let range = field.map_or(judged.entry.key_range, |it| judged.range_of(it));
            let level = RULE.level_in(&report.snapshot.settings, None).min(Level::Information);
            report.add_at(
                RULE,
                level,
                range,
                format!("{}: it is mistyped, invented or not registered yet", unknown(doi)),
            );
        }
        if verified.verdict != Verdict::Differs {
            continue;
        }
        for difference in &verified.differences {
            let field = judged.first_of(fields_of(difference));
            let range = field.map_or(judged.entry.key_range, |it| judged.range_of(it));
            report.add(RULE, range, message(difference, verified));
        }
    }
}

/// Reports citations of entries that differ, as information.
pub(in crate::rules) fn check_citations(report: &mut Report, paragraph: &Paragraph) {
    let level = RULE.level_in(&report.snapshot.settings, None).min(Level::Information);
    let library = &paragraph.project.library;
    for it in cited_keys(report, paragraph).iter().filter(|it| !it.is_repeated) {
        let key = &it.key.text;
        let entry = paragraph.project.meant(key).first().copied();
        let Some(verified) = entry.and_then(|id| report.snapshot.verified_entry(library, id)) else {
            continue;
        };
        if verified.verdict == Verdict::Differs {
            let fields: Vec<&str> = verified.differences.iter().map(|it| it.field).collect();
            let message =
                format!("`{key}` differs from its record in {}: {}", verified.source, fields.join(", "));
            report.add_at(RULE, level, it.key.range.shift(paragraph.start), message);
        }
    }
}

/// So much of a value is shown, in characters.
const SHOWN: usize = 160;

fn unknown(doi: &str) -> String {
    format!("doi.org has no DOI {doi}")
}

fn message(difference: &Difference, verified: &Verified) -> String {
    let Difference { field, here, there } = difference;
    let (source, sources) = (&verified.source, verified.names());
    let shown = |text: &str| match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    let is_identifier = matches!(*field, "doi" | "eprint");
    let is_unknown = verified.is_unregistered && *field == "doi";
    match there.as_str() {
        "" if is_unknown => format!("{}, nor any of its registrant; check it", unknown(here)),
        _ if is_unknown => format!("{}; the work has {} in {source}", unknown(here), shown(there)),
        "" => format!("No record of {sources} has the {field} {here}, nor any of its registrant; check it"),
        _ if is_identifier && there.contains(' ') => {
            format!("The {field} {here} is of another work in {source}: {}", shown(there))
        }
        _ => format!(
            "The {field} is “{}” in {source}, not “{}”; see which is right",
            shown(there),
            shown(here)
        ),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check_verified;

    const FILES: &str = r"
%- refs.bib
@article{a, author = {Ann Hill}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = 2001}
@article{b, author = {Ida Blum and others}, title = {Rivers of the North and Their Fish}, journal = {Rivers}, year = 2019}
%- main.tex
\bibliography{refs} \cite{a} \cite{b}
";
    const RECORD: &str = "@article{r, author = {Ida Blum and Petra Moss}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = 2019}";

    #[test]
    fn each_difference_stands_at_its_field() {
        check_verified(
            FILES,
            RECORD,
            expect![[r#"
                @article{a, author = {Ann Hill}, title = {Rivers of the North and their Fish}, journal = {Rivers}, year = 2001}
                                      ^^^^^^^^ reference-differs: The author is “Ida Blum and Petra Moss” in made, not “Ann Hill”; see which is right
                                                                                                                          ^^^^ reference-differs: The year is “2019” in made, not “2001”; see which is right
            "#]],
        );
    }

    #[test]
    fn a_citation_of_such_an_entry_is_told_of_once() {
        check_verified(
            &FILES.replace("\\cite{b}", "‸"),
            RECORD,
            expect![[r#"
                \bibliography{refs} \cite{a} 
                                          ^ reference-differs: `a` differs from its record in made: author, year
            "#]],
        );
    }
}
