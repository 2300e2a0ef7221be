//! `author-year-text`: authors and a year that are written out.

use crate::model::citations::ChunkCitations;
use crate::model::project::Project;
use crate::resolve::author_names::Named;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::prose::ProseCitation;
use crate::syntax::sentences::sentence;
use crate::syntax::tex::Chunk;
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "author-year-text",
    level: Level::Hint,
    verdicts: &[],
    is_gap: true,
    explanation: "Authors and a year stand in the text with no cite command in the sentence.\n\n\
         Example: `Devlin et al. (2019) show`, `(Devlin et al., 2019)`.\n\n\
         Fix: replace the words by a cite command, as `\\citet{devlin2019bert}`.",
};

/// Reports the works that a paragraph names by authors and year.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let Paragraph { start, chunk, cited, project, .. } = *paragraph;
    if project.has_no_bibliography() {
        return;
    }
    let found = chunk.author_years.iter().filter(|it| {
        !is_cited_beside(chunk, cited, it.range)
            && !is_named_so(chunk, it.range)
            && are_people(project, chunk, it)
    });
    for range in found.map(|it| it.range.shift(start)) {
        if report.speaks(RULE, range.start) && !report.is_typed(range) {
            let shown = report.document.text.slice(range).split_whitespace().collect::<Vec<_>>().join(" ");
            report.add(RULE, range, format!("`{shown}` names a work without a cite command; use one"));
        }
    }
}

/// Commands whose argument names something: two names and a year in it cite nothing.
const NAMING: [&str; 9] =
    ["author", "index", "label", "thanks", "title", "epigraph", "dedication", "affil", "institute"];

fn is_named_so(chunk: &Chunk, place: ByteRange) -> bool {
    chunk.calls.iter().any(|it| NAMING.contains(&it.name.as_str()) && it.range().covers(place))
}

/// Whether the names are of authors: `et al.` says so, and parentheses around names and year; of `Pride and
/// Prejudice (1813)` each name must be that of an author in the library.
fn are_people(project: &Project, chunk: &Chunk, named: &ProseCitation) -> bool {
    let is_known = |name: &String| {
        let name = Named::new(name);
        name.queries().iter().any(|it| !project.library.by_author(it, 1).is_empty())
    };
    let encloses = chunk.text[named.range.std()].starts_with('(');
    named.works.iter().all(|work| work.et_al || encloses || work.authors.iter().all(is_known))
}

/// Whether a cite command stands in the sentence.
fn is_cited_beside(chunk: &Chunk, cited: &ChunkCitations, place: ByteRange) -> bool {
    if cited.citations.is_empty() {
        return false;
    }
    let whole: Vec<ByteRange> = cited.citations.iter().map(|it| it.range).chain([place]).collect();
    let sentence = sentence(chunk, place, &whole);
    cited.citations.iter().any(|it| it.range.overlaps(sentence))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::{BIB, check};

    #[test]
    fn authors_and_a_year_without_a_cite_command() {
        check(
        &(r"
%- main.tex
This was shown by Devlin et al. (2019). It holds (Vaswani and Shazeer, 2017).
As Devlin et al. (2019) show, it holds \cite{devlin}. In AlexNet (2012) not. % Devlin et al. (2019)
As Kim and Wu (2003) show. In Germany and France (2014), in Pride and Prejudice (1813). \author{Devlin et al. (2019)}
"
        .to_owned()
            + BIB),
        expect![[r#"
            This was shown by Devlin et al. (2019). It holds (Vaswani and Shazeer, 2017).
                              ^^^^^^^^^^^^^^^^^^^^ author-year-text: `Devlin et al. (2019)` names a work without a cite command; use one
                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ author-year-text: `(Vaswani and Shazeer, 2017)` names a work without a cite command; use one
            As Kim and Wu (2003) show. In Germany and France (2014), in Pride and Prejudice (1813). \author{Devlin et al. (2019)}
               ^^^^^^^^^^^^^^^^^ author-year-text: `Kim and Wu (2003)` names a work without a cite command; use one
        "#]],
    );
    }
}
