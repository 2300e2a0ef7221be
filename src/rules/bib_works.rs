//! `duplicate-work`, `superseded-preprint`, and one DOI on two titles (`implausible-entry`): entries that
//! are compared with each other. Only entries that share a DOI, an arXiv id or a title are.

use rustc_hash::FxHashMap;

use super::bib_scope::{Judged, Scope};
use super::{Related, Report};
use crate::model::library::{EntryId, Library};
use crate::resolve::titles::FoldedTitle;
use crate::settings::Rule;

/// Titles of fewer words recur: `Introduction`.
const SHORTEST_TITLE: usize = 3;

/// So many earlier entries of a DOI, arXiv id or title are looked at.
const MOST_COMPARED: usize = 8;

/// A preprint appears in print within so many years.
const YEARS_TO_PRINT: i32 = 6;

/// So many entries of the library are looked at for the published version of a preprint.
const NEAREST: usize = 3;

pub(super) fn report(report: &mut Report, scope: &Scope) {
    let elsewhere: Vec<EntryId> = {
        let mut ids: Vec<_> =
            scope.cited.iter().filter(|it| it.bibliography != scope.file).copied().collect();
        ids.sort_unstable();
        ids
    };
    let elsewhere: Vec<Judged> = elsewhere.into_iter().map(|id| Judged::read(&scope.library, id)).collect();
    // Of two the later one is reported, unless it is not judged now.
    let (earlier, later): (Vec<_>, Vec<_>) = elsewhere.iter().partition(|it| it.id.bibliography < scope.file);
    let all: Vec<&Judged> = earlier.into_iter().chain(&scope.judged).chain(later).collect();
    let titles: Vec<FoldedTitle> = all.iter().map(|it| FoldedTitle::new(&it.work.title)).collect();

    let mut blocks: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, judged) in all.iter().enumerate() {
        if judged.is_no_work() || judged.entry.key.is_empty() {
            continue;
        }
        let mut told = judged.id.bibliography != scope.file;
        for block in block_names(judged, &titles[at]) {
            let others = blocks.entry(block).or_default();
            for other in others.iter().take(MOST_COMPARED) {
                if !told
                    && let Some((rule, message)) =
                        compare(all[*other], judged, [&titles[*other], &titles[at]])
                {
                    let range = if rule == Rule::ImplausibleEntry {
                        judged.range_of("doi")
                    } else {
                        judged.entry.key_range
                    };
                    let related = second_place(report, scope, all[*other]);
                    let diagnostic = report.add(rule, range, message);
                    diagnostic.related.extend(related);
                    if rule == Rule::DuplicateWork {
                        diagnostic.data.candidates = vec![all[*other].entry.key.clone()];
                    }
                    told = true;
                }
            }
            others.push(at);
        }
    }
    superseded(report, scope, &all, &titles, &blocks);
}

fn block_names(judged: &Judged, title: &FoldedTitle) -> Vec<String> {
    let mut names = Vec::new();
    names.extend(judged.work.doi.as_ref().map(|it| format!("doi {it}")));
    names.extend(judged.work.arxiv.as_ref().map(|it| format!("arxiv {it}")));
    if title.words.len() >= SHORTEST_TITLE {
        names.push(format!("title {}", title.words.concat()));
    }
    names
}

fn second_place(report: &Report, scope: &Scope, other: &Judged) -> Option<Related> {
    let document = match &scope.project {
        Some(project) => project.sources.get(other.id.bibliography as usize)?.clone(),
        None => report.document.id.clone(),
    };
    Some(Related { document, range: other.entry.key_range, message: "The other entry".to_owned() })
}

/// What is wrong with two entries beside each other, if anything is.
fn compare(first: &Judged, later: &Judged, titles: [&FoldedTitle; 2]) -> Option<(Rule, String)> {
    let (a, b) = (&first.work, &later.work);
    if a.key == b.key || is_alias(first, &b.key) || is_alias(later, &a.key) {
        return None;
    }
    // The DOI of a book, inherited by its chapters, is none of theirs.
    let one_doi = a.doi.is_some() && a.doi == b.doi && ![first, later].iter().any(|it| it.inherits("doi"));
    let alike = titles[0].same(titles[1]) || titles[0].similarity(titles[1]) >= 0.9;
    if one_doi && !alike {
        let is_whole = |it: &Judged| matches!(it.class(), Class::Article | Class::InProceedings);
        let is_other = titles[0].similarity(titles[1]) < 0.6
            && !titles[0].within(titles[1], 1)
            && !titles[1].within(titles[0], 1);
        let message = || {
            format!("`{}` has the same DOI and another title; check which of the two DOIs is wrong", a.key)
        };
        let differ = is_whole(first) && is_whole(later) && is_other && !titles.iter().any(|it| it.is_empty());
        return differ.then(|| (Rule::ImplausibleEntry, message()));
    }
    is_copy(first, later, one_doi, alike).then(|| {
        let message = format!("`{}` is the same work as `{}`; cite one of them throughout", b.key, a.key);
        (Rule::DuplicateWork, message)
    })
}

fn is_alias(judged: &Judged, key: &str) -> bool {
    judged.value("ids").is_some_and(|it| it.split(',').any(|it| it.trim() == key))
}

/// Whether two entries describe one publication: not two versions of a work, nor two parts, nor two numbers
/// of an archive or a series of reports.
fn is_copy(first: &Judged, later: &Judged, one_doi: bool, alike: bool) -> bool {
    let (a, b) = (&first.work, &later.work);
    let one_preprint = a.arxiv.is_some() && a.arxiv == b.arxiv && first.is_preprint() && later.is_preprint();
    let one_kind = match (first.is_preprint(), later.is_preprint()) {
        (true, true) => true,
        (false, false) => first.class() == later.class(),
        _ => false,
    };
    if !alike || !one_kind {
        return false;
    }
    // What tells parts, editions and translations from each other.
    const TELLING: [&str; 8] =
        ["volume", "number", "part", "chapter", "edition", "translator", "relatedtype", "articleno"];
    let is_book = matches!(first.class(), Class::Book | Class::Part);
    let differs = |name: &str| match (first.value(name), later.value(name)) {
        (Some(one), Some(other)) => fold(one) != fold(other),
        // Reference managers write the day into the edition of an article.
        (None, Some(_)) | (Some(_), None) => {
            matches!(name, "translator" | "relatedtype") || (name == "edition" && is_book)
        }
        (None, None) => false,
    };
    let differs_in =
        |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
    let pages = |it: &Judged| it.value("pages").and_then(|it| it.split(['-', '–', ',']).next()).map(fold);
    let on_other_pages = differs_in(&pages(first), &pages(later));
    if one_doi {
        let is_other_part = first.class() == Class::Part && on_other_pages;
        return !is_other_part && !["part", "chapter", "relatedtype"].iter().any(|it| differs(it));
    }
    if one_preprint {
        return true;
    }
    // One paper may stand twice in an archive, but that takes a look at both.
    const PLACES: [&str; 3] = ["url", "howpublished", "note"];
    let in_other_places = first.class() == Class::Misc
        && PLACES.iter().any(|name| {
            let place = |it: &Judged| it.value(name).map(numbers);
            differs_in(&place(first), &place(later))
        });
    let first_author = |it: &Judged| it.work.authors.first().map(|name| name.folded_family());
    const AGREEING: [&str; 6] = ["pages", "journal", "journaltitle", "booktitle", "howpublished", "url"];
    // A later version of a paper may have further authors: then it is one of another work.
    let people = |it: &Judged| {
        let mut families: Vec<String> = it.work.authors.iter().map(|name| name.folded_family()).collect();
        families.sort_unstable();
        families
    };
    let agrees = |name: &str| {
        first.value(name).zip(later.value(name)).is_some_and(|(one, other)| fold(one) == fold(other))
    };
    let by_the_same = a.others || b.others || people(first) == people(later);
    // A paper comes to a workshop before it comes to a conference.
    let is_workshop =
        |it: &Judged| it.value("booktitle").is_some_and(|it| it.to_lowercase().contains("workshop"));
    let is_talk = first.class() == Class::InProceedings;
    if is_talk && is_workshop(first) != is_workshop(later) {
        return false;
    }
    let near = a.year.zip(b.year).is_some_and(|(one, other)| (one - other).abs() <= i32::from(!is_talk));
    near && first_author(first).is_some()
        && first_author(first) == first_author(later)
        && (by_the_same || AGREEING.iter().any(|it| agrees(it)))
        && !differs_in(&a.doi, &b.doi)
        && !differs_in(&a.arxiv, &b.arxiv)
        && !on_other_pages
        && !in_other_places
        && !TELLING.iter().any(|it| differs(it))
        && match first.class() {
            Class::Article | Class::InProceedings | Class::Book | Class::Thesis | Class::Misc => true,
            // Two parts of a book may both be called `Introduction to ...`.
            Class::Part => agrees("pages"),
            Class::Report => false,
        }
}

fn fold(value: &str) -> String {
    value.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The numbers in a text, with blanks between: `2018 9` of `Report 2018/009`.
fn numbers(value: &str) -> String {
    let all = value.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty());
    all.map(|it| it.trim_start_matches('0')).collect::<Vec<_>>().join(" ")
}

fn superseded(
    report: &mut Report,
    scope: &Scope,
    all: &[&Judged],
    titles: &[FoldedTitle],
    blocks: &FxHashMap<String, Vec<usize>>,
) {
    for (at, preprint) in all.iter().enumerate() {
        let concerned = preprint.id.bibliography == scope.file && scope.cited.contains(&preprint.id);
        if !concerned || !preprint.is_preprint() || preprint.entry.key.is_empty() {
            continue;
        }
        let title = &titles[at];
        let beside = block_names(preprint, title).into_iter().filter_map(|it| blocks.get(&it)).flatten();
        let beside: Option<Judged> = beside
            .take(4 * MOST_COMPARED)
            .filter(|other| is_published_version(preprint, all[**other], title, &titles[**other]))
            .map(|other| Judged::read(&scope.library, all[*other].id))
            .next();
        // Entries that are not judged now are found by their titles.
        let found = beside.or_else(|| printed(&scope.library, preprint, title));
        if let Some(printed) = found {
            let venue = &printed.work.venue;
            let message = format!(
                "`{}` is a preprint; `{}` is its published version ({venue}); cite that one",
                preprint.entry.key, printed.entry.key
            );
            let related = second_place(report, scope, &printed);
            let diagnostic = report.add(Rule::SupersededPreprint, preprint.entry.key_range, message);
            diagnostic.related.extend(related);
            diagnostic.data.candidates = vec![printed.entry.key];
        }
    }
}

/// The entry of the library that is the published version of a preprint.
pub fn published_version(library: &Library, preprint: EntryId) -> Option<EntryId> {
    let preprint = Judged::read(library, preprint);
    let is_preprint = preprint.is_preprint() && !preprint.entry.key.is_empty();
    let title = is_preprint.then(|| FoldedTitle::new(&preprint.work.title))?;
    printed(library, &preprint, &title).map(|it| it.id)
}

fn printed(library: &Library, preprint: &Judged, title: &FoldedTitle) -> Option<Judged> {
    let near = library.is_indexed().then(|| library.titled(&title.words, NEAREST))?;
    let near = near.into_iter().filter(|it| !library.is_master(it.0));
    near.map(|it| Judged::read(library, it.0))
        .find(|other| is_published_version(preprint, other, title, &FoldedTitle::new(&other.work.title)))
}

fn is_published_version(
    preprint: &Judged,
    other: &Judged,
    title: &FoldedTitle,
    of_other: &FoldedTitle,
) -> bool {
    let family = |it: &Judged| it.work.authors.first().map(|name| name.folded_family());
    let in_time = match preprint.work.year.zip(other.work.year) {
        Some((before, after)) => (-1..=YEARS_TO_PRINT).contains(&(after - before)),
        None => true,
    };
    preprint.id != other.id
        && preprint.entry.key != other.entry.key
        && other.is_published()
        && title.words.len() >= SHORTEST_TITLE
        && title.same(of_other)
        && family(preprint).is_some()
        && family(preprint) == family(other)
        && in_time
}

/// The kinds of entries that can be copies of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Article,
    InProceedings,
    Book,
    Part,
    Thesis,
    Report,
    Misc,
}

/// Names of archives of preprints in a venue; `eprint` is the Cryptology ePrint Archive.
const ARCHIVES: [&str; 12] = [
    "arxiv",
    "corr",
    "biorxiv",
    "medrxiv",
    "chemrxiv",
    "psyarxiv",
    "socarxiv",
    "techrxiv",
    "ssrn",
    "eprint",
    "preprint",
    "preprints",
];

impl Judged {
    fn class(&self) -> Class {
        match self.entry.kind.as_str() {
            "article" | "periodical" => Class::Article,
            "inproceedings" | "conference" => Class::InProceedings,
            "book" | "mvbook" | "collection" | "mvcollection" | "proceedings" | "reference" => Class::Book,
            "phdthesis" | "mastersthesis" | "thesis" => Class::Thesis,
            "techreport" | "report" => Class::Report,
            "incollection" | "inbook" | "bookinbook" | "suppbook" | "inreference" => Class::Part,
            _ => Class::Misc,
        }
    }

    fn venue_names_archive(&self) -> bool {
        let named = ["journal", "journaltitle", "booktitle", "howpublished", "publisher"];
        named.iter().filter_map(|name| self.value(name)).any(|venue| {
            let words = crate::syntax::latex_text::fold_words(venue);
            words.iter().any(|word| ARCHIVES.contains(&word.as_str()))
        })
    }

    /// Whether it has appeared in an archive of preprints and nowhere else, as far as it says.
    pub(super) fn is_preprint(&self) -> bool {
        let is_nowhere = self.first_of(&["journal", "journaltitle", "booktitle", "school"]).is_none();
        let may_be =
            matches!(self.class(), Class::Article | Class::Misc | Class::Report | Class::InProceedings);
        may_be && (self.venue_names_archive() || (is_nowhere && self.work.arxiv.is_some()))
    }

    fn is_published(&self) -> bool {
        let venue = match self.class() {
            Class::Article => self.first_of(&["journal", "journaltitle"]),
            Class::InProceedings => self.first_of(&["booktitle"]),
            _ => None,
        };
        venue.is_some() && !self.venue_names_archive()
    }
}
