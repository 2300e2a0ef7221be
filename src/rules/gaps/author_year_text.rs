//! `author-year-text`: authors and a year that are written out.

use rustc_hash::FxHashMap;

use crate::model::citations::ChunkCitations;
use crate::model::document::{DocumentId, file_name};
use crate::model::project::Project;
use crate::resolve::author_names::Named;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::environments::environments;
use crate::syntax::prose::{ProseCitation, ProseWork};
use crate::syntax::sentences::{is_quoted, nearby, sentence};
use crate::syntax::tex::{Call, Chunk};
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

/// Reports the works that a paragraph names by authors and year; [`settle`] has the last word.
pub(in crate::rules) fn check(report: &mut Report, paragraph: &Paragraph) {
    let Paragraph { start, chunk, cited, project, .. } = *paragraph;
    if chunk.author_years.is_empty() || project.has_no_bibliography() || is_letter(&report.document.id) {
        return;
    }
    let naming = chunk.calls.iter().filter(|it| NAMING.contains(&it.name.as_str()));
    let naming: Vec<ByteRange> = naming.map(Call::range).collect();
    let found = chunk.author_years.iter().filter(|it| {
        !naming.iter().any(|named| named.covers(it.range))
            && !is_listed(chunk, it)
            && !is_quoted(&chunk.text, it.range.start)
            && are_people(project, chunk, it)
            && !is_cited_beside(project, chunk, cited, it)
    });
    for range in found.map(|it| it.range.shift(start)) {
        if report.speaks(RULE, range.start) && !report.is_typed(range) {
            let shown = report.document.text.slice(range).split_whitespace().collect::<Vec<_>>().join(" ");
            report.add(RULE, range, format!("`{shown}` names a work without a cite command; use one"));
        }
    }
}

/// Whether a file is named as a letter to editors or referees, which names works as they do.
fn is_letter(id: &DocumentId) -> bool {
    let name = file_name(id).to_lowercase();
    ["rebuttal", "response", "reply", "referee", "letter"].iter().any(|it| name.contains(it))
}

/// Of the rows of a table the first stands for all: they are labels of one kind.
pub(in crate::rules) fn settle(report: &mut Report, _: &Project) {
    let is_one = |it: &Diagnostic| it.rule == RULE;
    let Some(tex) =
        report.document.tex().filter(|_| report.found.iter().filter(|it| is_one(it)).nth(1).is_some())
    else {
        return;
    };
    let pairs = environments(tex);
    let is_table = |it: &ByteRange| {
        let name = tex.text_of(*it);
        name.contains("tab") || name.contains("tblr")
    };
    let tables: Vec<ByteRange> =
        pairs.iter().filter(|it| is_table(&it.0)).map(|(begin, end)| begin.join(*end)).collect();
    // Each table's first report, and how many more there are.
    let mut rows: FxHashMap<ByteRange, (usize, usize)> = FxHashMap::default();
    let mut stays = vec![true; report.found.len()];
    for (index, found) in report.found.iter().enumerate().filter(|it| is_one(it.1)) {
        let Some(table) = tables.iter().find(|it| it.covers(found.range)) else { continue };
        let first = rows.entry(*table).or_insert((index, 0));
        if first.0 != index {
            first.1 += 1;
            stays[index] = false;
        }
    }
    for (first, others) in rows.into_values().filter(|it| it.1 > 0) {
        report.found[first].message += &format!(", here and in {others} more places of this table");
    }
    let mut stays = stays.into_iter();
    report.found.retain(|_| stays.next().unwrap_or(true));
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
    let is_date = |name: &String| DATES.contains(&name.to_lowercase().as_str());
    named.works.iter().all(|work| match work.authors.as_slice() {
        // `(January and June 2008)`
        names if !work.et_al && names.len() > 1 && names.iter().all(is_date) => false,
        _ if work.et_al => true,
        [only] => by(only).into_iter().any(|it| {
            let entry = project.library.work(it);
            entry.year == work.year && entry.authors.first().is_some_and(|it| Named::new(only).means(it))
        }),
        // `(Athens, Greece, 2021)` joins no names.
        _ => {
            (encloses && joins(&chunk.text[work.range.std()]))
                || work.authors.iter().all(|it| !by(it).is_empty())
        }
    })
}

/// Whether a conjunction stands between the names.
fn joins(text: &str) -> bool {
    text.contains('&')
        || text
            .split_whitespace()
            .any(|it| matches!(it, "and" | "und" | "et" | "y" | "e" | "и" | "och" | "og" | "en"))
}

/// Parts of a year, which are joined as names are.
const DATES: [&str; 25] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "spring",
    "summer",
    "fall",
    "winter",
];

/// So many entries by one name are looked at for their year.
const MOST_BY_ONE: usize = 50;

/// Whether a cite command stands directly beside the words, or one in the sentence cites these works.
fn is_cited_beside(project: &Project, chunk: &Chunk, cited: &ChunkCitations, named: &ProseCitation) -> bool {
    let place = named.range;
    let near = nearby(chunk, place);
    let first = cited.citations.partition_point(|it| it.range.start < near.start);
    let near: Vec<_> = cited.citations[first..].iter().take_while(|it| it.range.start < near.end).collect();
    if near.is_empty() {
        return false;
    }
    let whole: Vec<ByteRange> = near.iter().map(|it| it.range).chain([place]).collect();
    let sentence = sentence(chunk, place, &whole);
    let beside: Vec<_> = near.into_iter().filter(|it| it.range.overlaps(sentence)).collect();
    if beside.is_empty() {
        return false;
    }
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

    #[test]
    fn one_author_tables_and_lists_of_publications() {
        check(
            &(r"
%- main.tex
It acts (Devlin, 2019), in (Paris, 2019) and (Athens, Greece, 2021). GEMS (Rixen et al. 2004), GOODS \cite{devlin}. Lakner et al. 2008 say.
\begin{tabular}{lr}
Devlin et al. (2010) & 0.92 \\ Kim and Wu (2012) & 0.87 \\

Fen et al. (2015) & 0.81 \\
\end{tabular}
\begin{itemize}
\item \textbf{Hill, A. B.}, Moor, L., \& Dale, C. (2023). \textit{Rivers.} Journal of Rivers.
\end{itemize}
"
            .to_owned()
                + BIB),
            expect![[r#"
                It acts (Devlin, 2019), in (Paris, 2019) and (Athens, Greece, 2021). GEMS (Rixen et al. 2004), GOODS \cite{devlin}. Lakner et al. 2008 say.
                        ^^^^^^^^^^^^^^ author-year-text: `(Devlin, 2019)` names a work without a cite command; use one
                                                                                          ^^^^^^^^^^^^^^^^^^^ author-year-text: `(Rixen et al. 2004)` names a work without a cite command; use one
                                                                                                                                    ^^^^^^^^^^^^^^^^^^ author-year-text: `Lakner et al. 2008` names a work without a cite command; use one
                Devlin et al. (2010) & 0.92 \\ Kim and Wu (2012) & 0.87 \\
                ^^^^^^^^^^^^^^^^^^^^ author-year-text: `Devlin et al. (2010)` names a work without a cite command; use one, here and in 2 more places of this table
            "#]],
        );
    }
}
