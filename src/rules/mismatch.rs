//! `text-mismatch`: the words directly before a citation contradict its entry.

use super::Report;
use super::paragraphs::Paragraph;
use crate::model::citations::Citation;
use crate::model::cite_commands::Role;
use crate::model::library::Work;
use crate::model::project::Project;
use crate::resolve::author_names::Named;
use crate::settings::Rule;
use crate::syntax::latex_text::{fold_words, to_unicode};
use crate::syntax::prose::{ProseWork, named_before};
use crate::syntax::tex::Chunk;
use crate::text::ByteRange;

/// How far before a citation its authors may begin, in bytes.
const REACH: usize = 160;

/// Preprint, proceedings and journal lie so many years apart.
const YEARS_APART: i32 = 2;

/// So many entries by the first of two names are looked at for the second.
const MOST_BY_ONE: usize = 50;

pub(super) fn report(report: &mut Report, project: &Project, paragraph: &Paragraph) {
    if !project.is_complete() {
        return;
    }
    let Paragraph { start, chunk, .. } = *paragraph;
    let mut from = 0;
    for citation in &paragraph.cited.citations {
        if let Some((range, message)) = later_year(project, chunk, citation, from) {
            report.add(Rule::TextMismatch, range.shift(start), message);
        }
        if let Some(named) = words_before(chunk, citation, from)
            && report.speaks(Rule::TextMismatch, start + citation.range.start)
            && chunk.silence_at(named.range.start).is_none()
            && let Some((range, message)) = contradiction(project, citation, &named)
        {
            report.add(Rule::TextMismatch, range.shift(start), message);
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
    for key in citation.groups.iter().flat_map(|it| &it.keys) {
        // Of a key without an entry nothing is known.
        let work = project.library.work(project.library.get(&key.text)?);
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
    match named.et_al || work.others {
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
    named.is_empty()
        || work.authors.iter().any(|author| {
            let known = words(&author.full());
            named.iter().any(|it| known.iter().any(|other| near(it, other)))
                || known.concat().contains(&named.concat())
        })
}
