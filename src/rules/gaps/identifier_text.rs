//! `identifier-text`: a DOI or an arXiv id in the text where a citation should stand.

use crate::model::library::{arxiv, doi};
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::sentences::{is_quoted, sentence};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "identifier-text",
    level: Level::Hint,
    verdicts: &[],
    is_gap: true,
    explanation: "A DOI or an arXiv id stands in a sentence, and no cite command cites the work.\n\n\
         Example: `as is shown in arXiv:1706.03762`, `see https://doi.org/10.1000/xyz for it`.\n\n\
         Silent in commands (`\\url`, `\\href`, `\\footnote`), beside citations, in references that are written out, and \
         for data and code.\n\n\
         Fix: cite the entry that has the identifier; add one if none has.",
};

/// Registrants of data and code, which papers name by their identifiers: Zenodo, figshare, Dryad, Dataverse, OSF,
/// Mendeley Data, Code Ocean, PANGAEA, ICPSR, GBIF.
const DATA: [&str; 10] = [
    "10.5281/",
    "10.6084/",
    "10.5061/",
    "10.7910/",
    "10.17605/",
    "10.17632/",
    "10.24433/",
    "10.1594/",
    "10.3886/",
    "10.15468/",
];

/// Words before an identifier that is told for itself.
const TOLD: [&str; 16] = [
    "available",
    "archived",
    "code",
    "data",
    "deposited",
    "doi of",
    "download",
    "erschienen",
    "published",
    "preprint",
    "repository",
    "software",
    "supplement",
    "this article",
    "this paper",
    "version",
];

/// So far before the identifier those are looked for (bytes).
const NEAR: usize = 80;
/// So far before it a reference may begin that is written out (bytes).
const REFERENCE: usize = 400;
/// A sentence has so many words beside the identifier.
const WORDS: usize = 4;

/// Reports the identifiers in a paragraph.
pub(in crate::rules) fn check(report: &mut Report, paragraph: &Paragraph) {
    let Paragraph { start, chunk, cited, project, .. } = *paragraph;
    let text = &chunk.text;
    if project.has_no_bibliography()
        || !(text.contains("10.") || text.contains("rXiv") || text.contains("rxiv"))
    {
        return;
    }
    for range in identifiers(text) {
        let in_command = chunk.calls.iter().any(|it| it.range().covers(range));
        if in_command || !report.speaks(RULE, range.start + start) || report.is_typed(range.shift(start)) {
            continue;
        }
        // No sentence ends within a citation, nor within the identifier.
        let whole: Vec<ByteRange> = cited.citations.iter().map(|it| it.range).chain([range]).collect();
        let place = sentence(chunk, range, &whole);
        let cites = cited.citations.iter().any(|it| it.range.overlaps(place));
        let words = text[place.start..range.start]
            .split_whitespace()
            .chain(text[range.end..place.end].split_whitespace());
        let is_sentence = words.filter(|it| it.chars().any(char::is_alphabetic)).count() >= WORDS;
        if cites || !is_sentence || is_told(text, range) || is_quoted(text, range.start) {
            continue;
        }
        let shown = &text[range.std()];
        report.add(
            RULE,
            range.shift(start),
            format!("`{shown}` names a work without a cite command; cite its entry"),
        );
    }
}

/// The identifiers of papers in running text: arXiv's with the archive's name, DOIs with their resolver.
fn identifiers(text: &str) -> Vec<ByteRange> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut archive: Option<usize> = None;
    for token in text.split_inclusive(|c: char| c.is_whitespace() || c == '~') {
        let begin = at;
        at += token.len();
        let token = token.trim_end_matches(|c: char| c.is_whitespace() || c == '~');
        let inner = token.trim_start_matches(['(', '[', '<']);
        let from = begin + token.len() - inner.len();
        let inner = inner.trim_end_matches([')', ']', '>', '.', ',', ';', ':']);
        let lower = inner.to_ascii_lowercase();
        let bare =
            lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        let is_bracketed = token.starts_with(['(', '[']) && token.contains([')', ']']);
        let is_arxiv =
            (bare.starts_with("arxiv.org/") || bare.starts_with("arxiv:")) && arxiv(inner).is_some();
        let is_doi = ["doi.org/10.", "dx.doi.org/10.", "doi:10."].iter().any(|it| bare.starts_with(it));
        let of_paper = || doi(inner).is_some_and(|it| !DATA.iter().any(|data| it.starts_with(data)));
        if is_bracketed {
            // One that is alone in brackets is a mark: see `masked_citation`.
        } else if is_arxiv || (is_doi && of_paper()) {
            found.push(ByteRange::new(from, from + inner.len()));
        } else if let Some(lead) = archive.filter(|_| arxiv(inner).is_some()) {
            // `arXiv: 1706.03762`
            found.push(ByteRange::new(lead, from + inner.len()));
        }
        archive = (lower == "arxiv").then_some(from);
    }
    found
}

/// Whether the identifier belongs to data or code that is told of, or to a reference that is written out.
fn is_told(text: &str, range: ByteRange) -> bool {
    let before = |reach: usize| {
        let from = (range.start.saturating_sub(reach)..=range.start).find(|it| text.is_char_boundary(*it));
        text[from.unwrap_or(range.start)..range.start].to_lowercase()
    };
    let near = before(NEAR);
    let behind = text[range.end..].trim_start();
    if TOLD.iter().any(|it| near.contains(it)) || behind.starts_with("as an example") {
        return true;
    }
    // `Smith, J. (2020). Rivers. Hills, 3. https://doi.org/..`
    let line = before(REFERENCE);
    let line = line.rsplit('\n').next().unwrap_or_default();
    let mut numbers = line.split(|c: char| !c.is_ascii_digit());
    numbers.any(|it| it.len() == 4 && (it.starts_with("19") || it.starts_with("20")))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::{BIB, check};

    #[test]
    fn identifiers_where_a_citation_should_stand() {
        check(
            &(r"
%- main.tex
Attention alone suffices for that (arXiv:1706.03762). It is in https://arxiv.org/abs/1706.03762v5, and they say so.
Others have long found the same [10.1000/xyz]. As one reads in https://doi.org/10.1000/xyz, it holds. They see arXiv: 1706.03762 for it.

It is so \cite{devlin}. That much is shown in arXiv:1706.03762 for all.
"
            .to_owned()
                + BIB),
            expect![[r#"
                Attention alone suffices for that (arXiv:1706.03762). It is in https://arxiv.org/abs/1706.03762v5, and they say so.
                                                  ^^^^^^^^^^^^^^^^^^ masked-citation: An identifier where a citation should stand; replace it by a cite command
                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ identifier-text: `https://arxiv.org/abs/1706.03762v5` names a work without a cite command; cite its entry
                Others have long found the same [10.1000/xyz]. As one reads in https://doi.org/10.1000/xyz, it holds. They see arXiv: 1706.03762 for it.
                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ identifier-text: `https://doi.org/10.1000/xyz` names a work without a cite command; cite its entry
                                                                                                                               ^^^^^^^^^^^^^^^^^ identifier-text: `arXiv: 1706.03762` names a work without a cite command; cite its entry
                It is so \cite{devlin}. That much is shown in arXiv:1706.03762 for all.
                                                              ^^^^^^^^^^^^^^^^ identifier-text: `arXiv:1706.03762` names a work without a cite command; cite its entry
            "#]],
        );
    }

    #[test]
    fn identifiers_that_are_told_for_themselves() {
        check(
            &(r"
%- main.tex
The code of all that is available at https://doi.org/10.1000/xyz for everyone. We used the set of Hill, 10.5281/zenodo.12.
It stands so in \url{https://arxiv.org/abs/1706.03762} and here\footnote{See arXiv:1706.03762 for all of it.} as well.
Smith, J. (2020). Rivers of the north. Hills 3. https://doi.org/10.1000/xyz
As was shown by many others \cite{devlin} (arXiv:1706.03762). DOI: 10.1000/xyz
% as was shown by many others (arXiv:1706.03762)
Version 10.15 of it runs on arXiv servers, see section 10.2/3 of the manual for that.
"
            .to_owned()
                + BIB),
            expect![[""]],
        );
    }
}
