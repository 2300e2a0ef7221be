//! `text-mismatch`: the words directly before a citation contradict its entry.

use crate::model::citations::Citation;
use crate::model::cite_commands::Role;
use crate::model::library::{EntryId, Work};
use crate::model::project::Project;
use crate::resolve::author_names::Named;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::latex_text::{fold_words, to_unicode};
use crate::syntax::names::Name;
use crate::syntax::prose::{ProseWork, named_before};
use crate::syntax::tex::Chunk;
use crate::text::ByteRange;

/// How far before a citation its authors may begin, in bytes.
const REACH: usize = 160;

/// Preprint, proceedings and journal lie so many years apart.
const YEARS_APART: i32 = 2;

/// So many entries by the first of two names are looked at for the second.
const MOST_BY_ONE: usize = 50;

/// The rule.
pub const RULE: Rule = Rule {
    code: "text-mismatch",
    level: Level::Information,
    verdicts: &[],
    is_gap: false,
    explanation: "The words directly before a citation contradict its entry.\n\n\
         Example: `Brown et al. \\cite{devlin2019bert}`, or `Devlin et al. (2012) \\cite{devlin2019bert}`.\n\n\
         One year more or less is no contradiction, nor are names of things.\n\n\
         Fix: check which is meant, and correct the words or the key.",
};

/// Reports words directly before a citation that its entry contradicts.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    let project = paragraph.project;
    if !project.is_complete() {
        return;
    }
    let Paragraph { start, chunk, .. } = *paragraph;
    let mut from = 0;
    for citation in &paragraph.cited.citations {
        if let Some((range, message)) = later_year(project, chunk, citation, from) {
            report.add(RULE, range.shift(start), message);
        }
        if let Some(named) = words_before(chunk, citation, from)
            && report.speaks(RULE, start + citation.range.start)
            && chunk.silence_at(named.range.start).is_none()
            && let Some((range, message)) = contradiction(project, citation, &named)
        {
            report.add(RULE, range.shift(start), message);
        }
        from = from.max(citation.range.end);
    }
}

/// `In 2017, \citet{x2012} show`: nobody writes after the work has appeared. An earlier year may be that of a
/// first edition.
fn later_year(
    project: &Project,
    chunk: &Chunk,
    citation: &Citation,
    from: usize,
) -> Option<(ByteRange, String)> {
    let [group] = citation.groups.as_slice() else { return None };
    let [key] = group.keys.as_slice() else { return None };
    let at = citation.range.start;
    let behind = chunk.text.get(citation.range.end..)?;
    if citation.role != Role::Textual || at < from || behind.starts_with(['\'', '’']) {
        return None;
    }
    let before = chunk.text.get(from..at)?.trim_end_matches([' ', '~', '\n']).trim_end_matches(',');
    let digits = before.len().checked_sub(4)?;
    let year: i32 = before.get(digits..)?.parse().ok().filter(|it| (1900..2100).contains(it))?;
    let lead = before[..digits].strip_suffix(' ').or_else(|| before[..digits].strip_suffix('~'))?;
    let begins = (lead.ends_with("In") || lead.ends_with("in"))
        && !lead[..lead.len() - 2].ends_with(|c: char| c.is_alphanumeric() || c == '\\');
    let range = ByteRange::new(from + lead.len().checked_sub(2)?, from + before.len());
    let is_text = chunk.silence_at(range.start).is_none();
    let work = project.library.work(project.library.get(&key.text)?);
    let known = work.year.filter(|it| begins && is_text && year - it >= YEARS_APART)?;
    Some((range, format!("The text says {year}, but `{}` is of {known}; check which is meant", work.key)))
}

/// The authors that stand directly before a citation, behind the byte `from`.
fn words_before(chunk: &Chunk, citation: &Citation, from: usize) -> Option<ProseWork> {
    if !matches!(citation.role, Role::Cite | Role::Textual) || citation.range.start < from {
        return None;
    }
    let mut reach = citation.range.start.saturating_sub(REACH).max(from);
    while !chunk.text.is_char_boundary(reach) {
        reach += 1;
    }
    // The authors' names are read only where there is something like a list of them.
    let before = &chunk.text[reach..citation.range.start];
    let may_be_list =
        ["al.", "al}", " al", " and ", "\\&", "colleagues"].iter().any(|it| before.contains(it));
    let named = may_be_list.then(|| named_before(&chunk.text, reach, citation.range.start))??;
    let is_text = chunk.not_text.iter().chain(&chunk.math).all(|it| !it.overlaps(named.range));
    is_text.then_some(named)
}

/// Where and how the words contradict every entry that is cited.
fn contradiction(project: &Project, citation: &Citation, named: &ProseWork) -> Option<(ByteRange, String)> {
    let mut works: Vec<Work> = Vec::new();
    let mut ids: Vec<EntryId> = Vec::new();
    for key in citation.groups.iter().flat_map(|it| &it.keys) {
        // Of a key without an entry nothing is known.
        let id = project.library.get(&key.text)?;
        let work = project.library.work(id);
        ids.push(id);
        if work.authors.is_empty() {
            return None;
        }
        works.push(work);
    }
    let first = works.first()?;
    let entry = || match works.len() {
        1 => format!("`{}` is by {}", first.key, crate::model::card::authors(first)),
        _ => "none of the entries cited is by them".to_owned(),
    };
    // Of several entries each may be by one of the names.
    let each_has_written =
        works.len() > 1 && named.authors.iter().all(|name| works.iter().any(|it| is_author(it, name)));
    if !works.iter().any(|it| may_be_by(it, named)) && !each_has_written {
        // What bodies have found is written down by people, who are the authors.
        let are_bodies = !named.et_al && named.authors.iter().all(|it| is_acronym(it));
        if are_bodies || ids.iter().any(|it| is_named_elsewhere(project, *it, named)) {
            return None;
        }
        // Two names may be of anything; of authors one of them is right, or both have written another entry.
        let is_list = named.et_al
            || works.iter().any(|it| it.authors.len() > 1 && is_author(it, &named.authors[0]))
            || have_written(project, named);
        let text = named.authors.join(" and ");
        let others = if named.et_al { " et al." } else { "" };
        return is_list.then(|| {
            (named.range, format!("The text names {text}{others}, but {}; check which is meant", entry()))
        });
    }
    let year = named.year?;
    let fits = |it: &Work| {
        let archived = it.arxiv.as_ref().and_then(|id| id.get(..2)?.parse::<i32>().ok()).map(|it| 2000 + it);
        it.year.is_none() || it.year.into_iter().chain(archived).any(|it| (it - year).abs() < YEARS_APART)
    };
    if works.iter().any(fits) || works.iter().any(|it| it.year.is_none()) {
        return None;
    }
    let message =
        format!("The text says {year}, but `{}` is of {}; check which is meant", first.key, first.year?);
    Some((named.range, message))
}

/// Fields beside the authors' whose names a text may use: of a collaboration, an editor, or a work's subject.
const NAMING: [&str; 12] = [
    "shortauthor",
    "collaboration",
    "collaborator",
    "organization",
    "institution",
    "publisher",
    "key",
    "editor",
    "translator",
    "title",
    "shorttitle",
    "note",
];

/// Whether another field of the entry has all these names.
fn is_named_elsewhere(project: &Project, id: EntryId, named: &ProseWork) -> bool {
    let fields = project.library.fields(id);
    let values = fields.iter().filter(|it| NAMING.contains(&it.name.as_str()));
    let words: Vec<Vec<String>> = values.map(|it| fold_words(&to_unicode(&it.value))).collect();
    let wanted: Vec<String> = named.authors.iter().flat_map(|it| fold_words(&to_unicode(it))).collect();
    let others = named.et_al && named.authors.len() == 1;
    !others && words.iter().any(|it| wanted.iter().all(|word| it.contains(word)))
}

/// Whether a name is made of capitals alone: `CODATA`.
fn is_acronym(name: &str) -> bool {
    name.chars().count() > 1 && name.chars().all(char::is_uppercase)
}

/// Whether all the names are authors of one entry of the library: then they are people.
fn have_written(project: &Project, named: &ProseWork) -> bool {
    let first = Named::new(&named.authors[0]);
    let entries = first.queries().iter().flat_map(|it| project.library.by_author(it, MOST_BY_ONE));
    project.library.is_indexed()
        && named.authors.len() > 1
        && entries.map(|it| project.library.work(it)).any(|it| {
            it.authors.len() == named.authors.len() && named.authors.iter().all(|name| is_author(&it, name))
        })
}

/// Whether the names may be the entry's: before `et al.` one of them, for a word at the head of the
/// sentence may be taken for the first (`Finally, Brown et al.`); else all.
fn may_be_by(work: &Work, named: &ProseWork) -> bool {
    let mut names = named.authors.iter();
    // Bodies, not people: `CODATA and CIPM`.
    let are_bodies = named.authors.iter().all(|it| it.len() > 2 && !it.chars().any(char::is_lowercase));
    match named.et_al || work.others || are_bodies {
        true => names.any(|name| is_author(work, name)),
        false => names.all(|name| is_author(work, name)),
    }
}

/// Whether one of the entry's names has a word in common with `name`, spelt nearly so.
fn is_author(work: &Work, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        fold_words(text).into_iter().filter(|it| it.chars().count() > 1).collect()
    };
    let named = words(&to_unicode(name));
    let near = |a: &String, b: &String| {
        a == b
            || (a.len() > 3 && (a.starts_with(b.as_str()) || b.starts_with(a.as_str())) && b.len() > 3)
            || (a.len() > 3 && b.len() > 3 && rapidfuzz::fuzz::ratio(a.chars(), b.chars()) >= 0.75)
    };
    let is_group = work.collaboration.as_ref().is_some_and(|it| {
        let known = words(it);
        named.iter().any(|it| known.contains(it))
    });
    named.is_empty()
        || is_group
        || work.authors.iter().any(|author| is_short_for(author, name) || is_short_in_entry(author, name))
        || work.authors.iter().any(|author| {
            let known = words(&author.full());
            named.iter().any(|it| known.iter().any(|other| near(it, other)))
                || known.concat().contains(&named.concat())
        })
}

/// Whether `name` is short for the name of a company or collaboration: its initials (`NRC`, `CERN`), or the initials
/// of its first words; small words may go without theirs.
fn is_short_for(author: &Name, name: &str) -> bool {
    let letters: String = to_unicode(name).chars().filter(|c| c.is_alphanumeric()).collect();
    let is_loud = letters.chars().filter(|c| c.is_uppercase()).count() * 2 > letters.chars().count();
    if !author.given.is_empty() || !is_loud || letters.chars().count() < 2 {
        return false;
    }
    let lower = letters.to_lowercase();
    let full = author.full();
    let words: Vec<&str> = full.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let initials = |all: bool| -> String {
        let kept = words.iter().filter(|it| all || it.starts_with(char::is_uppercase));
        kept.filter_map(|it| it.chars().next()).flat_map(char::to_lowercase).collect()
    };
    words.len() > 1 && [true, false].into_iter().any(|all| initials(all).starts_with(&lower))
}

/// Whether an entry names a body by its initials that the text spells out: `WHO`.
fn is_short_in_entry(author: &Name, name: &str) -> bool {
    let spelt = Name {
        family: to_unicode(name).into_owned(),
        given: String::new(),
        particle: String::new(),
        suffix: String::new(),
    };
    author.given.is_empty() && is_short_for(&spelt, &author.family)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::{BIB, check};

    #[test]
    fn words_that_contradict_the_citation_beside_them() {
        check(
            &(r"
%- main.tex
Brown et al.~\cite{devlin} and Brown et al.'s \citep{vaswani,devlin} show it.
Devlin et al. (2012) \cite{devlin}; Vaswani and Miller~\cite{vaswani}; Devlin and Wu \cite{devlin}.
"
            .to_owned()
                + BIB),
            expect![[r#"
            Brown et al.~\cite{devlin} and Brown et al.'s \citep{vaswani,devlin} show it.
            ^^^^^^^^^^^^ text-mismatch: The text names Brown et al., but `devlin` is by Devlin and Chang; check which is meant
                                           ^^^^^^^^^^^^^^ text-mismatch: The text names Brown et al., but none of the entries cited is by them; check which is meant
            Devlin et al. (2012) \cite{devlin}; Vaswani and Miller~\cite{vaswani}; Devlin and Wu \cite{devlin}.
            ^^^^^^^^^^^^^^^^^^^^ text-mismatch: The text says 2012, but `devlin` is of 2019; check which is meant
                                                                                   ^^^^^^^^^^^^^ text-mismatch: The text names Devlin and Wu, but `devlin` is by Devlin and Chang; check which is meant
        "#]],
        );
    }

    #[test]
    fn words_that_agree_or_are_no_authors() {
        check(
        &(r"
%- main.tex
Devlin et al.~\cite{devlin}, Devlin et al. (2018) \cite{devlin}, Muller \emph{et al.} \cite{mueller}, Chang et al.~\cite{devlin}.
See Devlin et al.\ \cite[see][]{vaswani,devlin}, Python and Julia~\cite{vaswani}, Brown et al.~\cite{oecd}, Brown et al. in \cite{devlin}.
Brown et al.~\cite{unknown} and Jacob et al. \cite{devlin}, Brown et al. \citeauthor{devlin}.
% Brown et al.~\cite{devlin}
"
        .to_owned()
            + BIB),
        expect![[r#"
            Brown et al.~\cite{unknown} and Jacob et al. \cite{devlin}, Brown et al. \citeauthor{devlin}.
                               ^^^^^^^ placeholder-key: `unknown` stands for a key still to be found; replace it by the key of an entry
        "#]],
    );
    }

    #[test]
    fn a_year_after_the_work_has_appeared() {
        check(
        &(r"
%- main.tex
In 2021, \citet{vaswani} showed it. In 2018 \citet{vaswani} and in 1997 \citet{devlin} did. In 2021 \citet{vaswani}'s way grew.
In 2021 \cite{vaswani} it grew. Since 2021, \citet{vaswani} is known. Kim and Wu \cite{vaswani}; Python and Wu \cite{vaswani}.
"
        .to_owned()
            + BIB),
        expect![[r#"
            In 2021, \citet{vaswani} showed it. In 2018 \citet{vaswani} and in 1997 \citet{devlin} did. In 2021 \citet{vaswani}'s way grew.
            ^^^^^^^ text-mismatch: The text says 2021, but `vaswani` is of 2017; check which is meant
            In 2021 \cite{vaswani} it grew. Since 2021, \citet{vaswani} is known. Kim and Wu \cite{vaswani}; Python and Wu \cite{vaswani}.
                                                                                  ^^^^^^^^^^ text-mismatch: The text names Kim and Wu, but `vaswani` is by Vaswani et al.; check which is meant
        "#]],
    );
    }

    #[test]
    fn two_names_over_two_entries() {
        check(
            &(r"
%- main.tex
Devlin and Vaswani \cite{devlin,vaswani}; Devlin and Brown \cite{devlin,vaswani}.
"
            .to_owned()
                + BIB),
            expect![[r#"
            Devlin and Vaswani \cite{devlin,vaswani}; Devlin and Brown \cite{devlin,vaswani}.
                                                      ^^^^^^^^^^^^^^^^ text-mismatch: The text names Devlin and Brown, but none of the entries cited is by them; check which is meant
        "#]],
        );
    }

    #[test]
    fn bodies_are_spoken_of_by_initials_and_first_words() {
        check(
            r"
%- main.tex
The bus of Acme, NRC, and Orbit~\cite{bus}, by Brown et al.~\cite{bus}. World Health Organization and UNICEF~\cite{who}.
%- refs.bib
@misc{bus, author = {{Northern Research Corporation} and {Orbit Corporation} and {Acme Corporation}}, title = {The Bus}, year = 1980}
@misc{who, author = {{WHO} and {UNICEF}}, title = {Report}, year = 1980}
",
            expect![[r#"
                The bus of Acme, NRC, and Orbit~\cite{bus}, by Brown et al.~\cite{bus}. World Health Organization and UNICEF~\cite{who}.
                                                               ^^^^^^^^^^^^ text-mismatch: The text names Brown et al., but `bus` is by Northern Research Corporation et al.; check which is meant
            "#]],
        );
    }

    #[test]
    fn bodies_do_not_write_what_they_have_found() {
        check(
            &(r"
%- main.tex
CODATA and CIPM \cite{devlin,vaswani} agree.
"
            .to_owned()
                + BIB),
            expect![[""]],
        );
    }
}
