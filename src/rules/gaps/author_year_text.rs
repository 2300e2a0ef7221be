//! `author-year-text`: authors and a year that are written out.

use crate::model::citations::ChunkCitations;
use crate::model::project::Project;
use crate::resolve::author_names::Named;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::prose::{ProseCitation, ProseWork};
use crate::syntax::sentences::sentence;
use crate::syntax::tex::Chunk;
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "author-year-text",
    level: Level::Hint,
    verdicts: &[],
    is_gap: true,
    explanation: "Authors and a year stand in the text, and no cite command beside them cites the work.\n\n\
         Example: `Devlin et al. (2019) show`, `(Devlin et al., 2019)`.\n\n\
         Fix: replace the words by a cite command, as `\\citet{devlin2019bert}`.",
};

/// Reports the works that a paragraph names by authors and year; those of one table once.
pub(in crate::rules) fn check(report: &mut Report, paragraph: &Paragraph) {
    let Paragraph { start, chunk, cited, project, .. } = *paragraph;
    if project.has_no_bibliography() {
        return;
    }
    let found = chunk.author_years.iter().filter(|it| {
        !is_cited_beside(project, chunk, cited, it)
            && !is_named_so(chunk, it.range)
            && !is_listed(chunk, it)
            && are_people(project, chunk, it)
    });
    let tables = tables(chunk);
    let mut rows: Vec<(Option<usize>, ByteRange, usize)> = Vec::new();
    for range in found.map(|it| it.range) {
        let table = tables.iter().position(|it| it.covers(range));
        match rows.last_mut().filter(|it| table.is_some() && it.0 == table) {
            Some(first) => first.2 += 1,
            None => rows.push((table, range, 0)),
        }
    }
    for (_, range, others) in rows {
        let range = range.shift(start);
        if report.speaks(RULE, range.start) && !report.is_typed(range) {
            let shown = report.document.text.slice(range).split_whitespace().collect::<Vec<_>>().join(" ");
            let mut message = format!("`{shown}` names a work without a cite command; use one");
            if others > 0 {
                message += &format!(", here and in {others} other places of this table");
            }
            report.add(RULE, range, message);
        }
    }
}

/// The tables that lie in a paragraph.
fn tables(chunk: &Chunk) -> Vec<ByteRange> {
    let mut open: Vec<usize> = Vec::new();
    let mut tables: Vec<ByteRange> = Vec::new();
    for mark in chunk.environments.iter().filter(|it| it.name.contains("tab") || it.name.contains("tblr")) {
        match (mark.begins, open.pop()) {
            (true, outer) => {
                open.extend(outer);
                open.push(mark.range.start);
            }
            (false, Some(start)) => tables.push(ByteRange::new(start, mark.range.end)),
            (false, None) => {}
        }
    }
    tables.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
    tables
}

/// Whether the words belong to a reference that is written out, as in a list of one's own publications: names with
/// initials, outside parentheses.
fn is_listed(chunk: &Chunk, named: &ProseCitation) -> bool {
    let encloses = chunk.text[named.range.std()].starts_with('(');
    !encloses && named.works.iter().flat_map(|it| &it.authors).any(|it| it.contains(", "))
}

/// Commands whose argument names something: two names and a year in it cite nothing.
const NAMING: [&str; 9] =
    ["author", "index", "label", "thanks", "title", "epigraph", "dedication", "affil", "institute"];

fn is_named_so(chunk: &Chunk, place: ByteRange) -> bool {
    chunk.calls.iter().any(|it| NAMING.contains(&it.name.as_str()) && it.range().covers(place))
}

/// Whether the names are of authors: `et al.` says so, and parentheses around names and year; of `Pride and
/// Prejudice (1813)` each name must be that of an author in the library, and of a single name an entry must have
/// the year, too.
fn are_people(project: &Project, chunk: &Chunk, named: &ProseCitation) -> bool {
    let by = |name: &String| {
        let name = Named::new(name);
        let found = name.queries().iter().flat_map(|it| project.library.by_author(it, MOST_BY_ONE));
        found.collect::<Vec<_>>()
    };
    let encloses = chunk.text[named.range.std()].starts_with('(');
    named.works.iter().all(|work| match work.authors.as_slice() {
        _ if work.et_al => true,
        [only] => by(only).into_iter().any(|it| {
            let entry = project.library.work(it);
            entry.year == work.year && entry.authors.first().is_some_and(|it| Named::new(only).means(it))
        }),
        _ => encloses || work.authors.iter().all(|it| !by(it).is_empty()),
    })
}

/// So many entries by one name are looked at for their year.
const MOST_BY_ONE: usize = 50;

/// Whether a cite command stands directly beside the words, or one in the sentence cites these works.
fn is_cited_beside(project: &Project, chunk: &Chunk, cited: &ChunkCitations, named: &ProseCitation) -> bool {
    if cited.citations.is_empty() {
        return false;
    }
    let place = named.range;
    let whole: Vec<ByteRange> = cited.citations.iter().map(|it| it.range).chain([place]).collect();
    let sentence = sentence(chunk, place, &whole);
    let mut beside = cited.citations.iter().filter(|it| it.range.overlaps(sentence)).peekable();
    if beside.peek().is_none() {
        return false;
    }
    let beside: Vec<_> = beside.collect();
    let is_next = |it: &ByteRange| {
        let between = match it.start >= place.end {
            true => chunk.text.get(place.end..it.start),
            false => chunk.text.get(it.end..place.start),
        };
        between.is_none_or(|it| {
            it.trim_matches([' ', '~', '\n', '(', ')', '[', ']', ',', ';', '.', ':', '{', '}']).is_empty()
        })
    };
    let cites = |work: &ProseWork| {
        let means = |key: &str| match project.library.get(key) {
            Some(id) => {
                let entry = project.library.work(id);
                let is_author = |it: &String| {
                    let name = Named::new(it);
                    entry.authors.iter().any(|author| name.means(author))
                };
                entry.authors.is_empty() || work.authors.first().is_none_or(is_author)
            }
            // What is not known may be by them.
            None => true,
        };
        beside.iter().flat_map(|it| &it.groups).flat_map(|it| &it.keys).any(|it| means(&it.text))
    };
    !project.is_complete() || beside.iter().any(|it| is_next(&it.range)) || named.works.iter().all(cites)
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
