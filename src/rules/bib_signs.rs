//! `implausible-entry`: signs, without network, of an invented or damaged entry; and `generated-text` in its
//! fields.

use super::bib_scope::{Judged, Scope};
use super::{Report, generated};
use crate::model::library::{arxiv, doi};
use crate::settings::Rule;
use crate::syntax::generated_text;
use crate::syntax::latex_text::fold_words;
use crate::syntax::names::Name;
use crate::text::ByteRange;

pub(super) fn report(report: &mut Report, scope: &Scope) {
    let now = report.snapshot.world.year;
    exported(report, scope);
    for judged in scope.judged.iter().filter(|it| !it.is_no_work()) {
        let found = [identifier(judged), eprint(judged), arxiv_date(judged), future(judged, now)];
        let found = found.into_iter().chain([people(judged), title(judged), pages(judged)]);
        for (range, message) in found.flatten() {
            report.add(Rule::ImplausibleEntry, range, message);
        }
        for field in judged.entry.fields.iter().filter(|it| it.name != "abstract") {
            for piece in &field.pieces {
                for leftover in generated_text::in_field(piece.text()) {
                    let shown = &piece.text()[leftover.range.std()];
                    let range = leftover.range.shift(piece.range().start);
                    report.add(Rule::GeneratedText, range, generated::message(leftover.kind, shown));
                }
            }
        }
    }
}

/// Where and what.
type Sign = Option<(ByteRange, String)>;

/// A sign in a field that is written in the entry itself: what is inherited is judged where it stands.
fn sign(judged: &Judged, field: &str, message: String) -> Sign {
    judged.entry.field(field)?;
    Some((judged.range_of(field), message))
}

/// What a field `doi` holds: its words, and the DOI among them, `10.` with a registrant's number of four digits
/// or more and a slash (DOI Handbook, section 2.2).
fn identified(judged: &Judged) -> Option<(Vec<&str>, Option<String>)> {
    let words: Vec<&str> = judged.value("doi")?.split_whitespace().collect();
    let is_doi = |it: &String| {
        let (registrant, rest) = it.split_once('/').unwrap_or((it, ""));
        let number = registrant.trim_start_matches("10.").split('.').next().unwrap_or("");
        number.len() >= 4 && !rest.is_empty()
    };
    let found = words.iter().copied().filter_map(doi).find(is_doi);
    Some((words, found))
}

fn identifier(judged: &Judged) -> Sign {
    let (words, found) = identified(judged)?;
    let shown = words.join(" ");
    let message = format!("`{shown}` is no DOI, which would begin as `10.1234/` does; correct it");
    (found.is_none() && words.last() != Some(&PII)).then(|| sign(judged, "doi", message))?
}

/// PubMed's mark behind the number that a publisher gives to an item.
const PII: &str = "[pii]";

/// More fields than this with the same fault are an exporter's habit, told of once: PubMed's put the publisher's
/// number beside the DOI or in its place, `10.1038/nature05453 nature05453 [pii]`.
const A_HABIT: usize = 3;

/// What exporters put beside a DOI, or in its place.
fn exported(report: &mut Report, scope: &Scope) {
    let (mut beside, mut instead) = (Vec::new(), Vec::new());
    for judged in scope.judged.iter().filter(|it| !it.is_no_work()) {
        let Some((words, found)) = identified(judged) else { continue };
        let lead = |it: &&str| it.eq_ignore_ascii_case("doi") || it.eq_ignore_ascii_case("doi:");
        match found {
            Some(found) if words.iter().filter(|it| !lead(it)).count() > 1 => {
                let message = format!("The field holds more than the DOI `{found}`; remove the rest");
                beside.extend(sign(judged, "doi", message));
            }
            None if words.last() == Some(&PII) => {
                let message = format!("`{}` is a publisher's number, no DOI; correct it", words.join(" "));
                instead.extend(sign(judged, "doi", message));
            }
            _ => {}
        }
    }
    for mut found in [beside, instead] {
        let others = found.len().saturating_sub(1);
        if others >= A_HABIT {
            found.truncate(1);
            found[0].1 += &format!(", here and in {others} other entries of this file");
        }
        for (range, message) in found {
            report.add(Rule::ImplausibleEntry, range, message);
        }
    }
}

/// An arXiv id that is none: `1899.01234`, `2101.123`.
fn eprint(judged: &Judged) -> Sign {
    let archive = judged.value("archiveprefix").or_else(|| judged.value("eprinttype"))?;
    let value = judged.value("eprint").filter(|_| archive.eq_ignore_ascii_case("arxiv"))?;
    // Of an old id the archive may stand in a field of its own.
    let is_old = value.len() == 7 && value.bytes().all(|it| it.is_ascii_digit());
    let is_number = value.bytes().any(|it| it.is_ascii_digit());
    (arxiv(value).is_none() && !is_old && is_number).then(|| {
        sign(
            judged,
            "eprint",
            format!("`{value}` is no arXiv id, which would look like `2103.01234`; correct it"),
        )
    })?
}

/// Fields in which an arXiv id stands, the most telling first.
const ARXIV_FIELDS: [&str; 9] =
    ["eprint", "arxivid", "arxiv", "journal", "journaltitle", "url", "note", "howpublished", "doi"];

/// So many months moderators may hold a submission back before it gets its id.
const HELD_BACK: u32 = 3;

/// The month in which an id was given, where it contradicts itself or the entry's year.
fn arxiv_date(judged: &Judged) -> Sign {
    let id = judged.work.arxiv.as_deref()?;
    let field = ARXIV_FIELDS.iter().copied().find(|name| {
        judged
            .value(name)
            .is_some_and(|value| value.to_lowercase().contains(id.rsplit('/').next().unwrap_or(id)))
    })?;
    let (month, number) = id.split_once('.').filter(|(month, _)| month.len() == 4)?;
    let stamp: u32 = month.parse().ok()?;
    // Since April 2007; numbers of five digits since January 2015.
    let digits = if stamp >= 1501 { 5 } else { 4 };
    if !(1..=12).contains(&(stamp % 100)) || stamp < 704 || number.len() != digits {
        return sign(
            judged,
            field,
            format!("`{id}` is no arXiv id, which would begin with year and month; correct it"),
        );
    }
    let given = 2000 + i32::try_from(stamp / 100).ok()?;
    let year = judged.work.year?;
    let later = judged.is_preprint() && year > given + 2;
    // What a journal printed may be put on arXiv later; a preprint is at most some weeks older than its id,
    // which it may have been given after the turn of the year.
    let oldest = if stamp % 100 <= HELD_BACK { given - 1 } else { given };
    (judged.is_preprint() && year < oldest || later).then(|| {
        sign(
            judged,
            field,
            format!("The arXiv id `{id}` was given in {given}, but the entry's year is {year}; check both"),
        )
    })?
}

/// Proceedings of the coming year appear before it.
fn future(judged: &Judged, now: Option<i32>) -> Sign {
    let (year, now) = (judged.work.year?, now?);
    let field = judged.first_of(&["date", "year"])?;
    (year > now + 1).then(|| sign(judged, field, format!("The year {year} is yet to come; check it")))?
}

/// Names that forms and templates put in an author's place, folded.
const NOBODY: [&str; 25] = [
    "todo",
    "tbd",
    "tba",
    "xxx",
    "xx",
    "author",
    "authors",
    "author name",
    "name",
    "firstname lastname",
    "first last",
    "first name last name",
    "john doe",
    "jane doe",
    "doe john",
    "doe jane",
    "a author",
    "an author",
    "author one",
    "author two",
    "author a",
    "author b",
    "first author",
    "unknown author",
    "et al",
];

fn people(judged: &Judged) -> Sign {
    for field in ["author", "editor"] {
        let Some(value) = judged.value(field) else { continue };
        let folded = fold_words(value);
        if folded.windows(2).any(|it| it == ["et", "al"]) || folded.iter().any(|it| it == "etal") {
            let message = format!("`et al.` inside the field `{field}`; write the names, or `and others`");
            return sign(judged, field, message);
        }
        let names = crate::syntax::names::read_names(value).names;
        let is_nobody = |it: &Name| {
            let full = fold_words(&it.full()).join(" ");
            full.is_empty() || NOBODY.contains(&full.as_str())
        };
        if let Some(nobody) = names.iter().find(|it| is_nobody(it)) {
            let message = format!("`{}` stands in the place of a name; write the name", nobody.full());
            return sign(judged, field, message);
        }
    }
    None
}

/// Titles that stand for one still to come, folded.
const NO_TITLES: [&str; 16] = [
    "",
    "todo",
    "tbd",
    "tba",
    "xxx",
    "title",
    "untitled",
    "no title",
    "paper title",
    "the title",
    "title of paper",
    "title of the paper",
    "article title",
    "book title",
    "placeholder",
    "dummy",
];

fn title(judged: &Judged) -> Sign {
    let value = judged.value("title")?;
    let folded = fold_words(&crate::syntax::latex_text::to_unicode(value)).join(" ");
    // A title of symbols alone, as `$\lambda$`, is one.
    let is_none = NO_TITLES.contains(&folded.as_str()) && (!folded.is_empty() || value.contains('?'));
    is_none.then(|| {
        sign(judged, "title", format!("`{value}` stands in the place of a title; write the title"))
    })?
}

/// `345--321`; an end with fewer digits is short for one, and `12:1--12:20` counts within an issue.
fn pages(judged: &Judged) -> Sign {
    let value = judged.value("pages")?;
    let (from, to) = value.split_once(['-', '–', '—'])?;
    let to = to.trim_start_matches(['-', '–', '—', ' ']);
    let (from, to) = (from.trim(), to.trim());
    let is_number = |it: &str| !it.is_empty() && it.len() < 9 && it.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(from) || !is_number(to) {
        return None;
    }
    let reversed = to.len() >= from.len() && to.parse::<u32>().ok()? < from.parse::<u32>().ok()?;
    reversed
        .then(|| sign(judged, "pages", format!("The pages `{value}` end before they begin; correct them")))?
}
