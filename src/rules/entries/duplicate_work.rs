//! `duplicate-work`: two entries that describe one work under two keys.

use super::class::Class;
use super::compared::{Blocks, Compared, second_place};
use super::scope::Judged;
use super::scope::Scope;
use crate::model::library::{EntryId, Library};
use crate::resolve::titles::FoldedTitle;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "duplicate-work",
    level: Level::Information,
    verdicts: &[],
    is_gap: false,
    explanation: "Two entries describe one work under two keys.\n\n\
         Example: `devlin2019bert` and `bert-naacl`, with the same DOI, or with the same title, authors and year.\n\n\
         Silent for parts, chapters, other editions, and a conference paper beside its journal version.\n\n\
         Fix: cite one of them throughout; a code action replaces the other everywhere.",
};

/// Reports the later of two entries of one work.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
    let compared = Compared::of(scope);
    let blocks = compared.blocks();
    for (at, judged) in blocks.all.iter().enumerate() {
        if judged.id.bibliography != scope.file || judged.is_no_work() || judged.entry.key.is_empty() {
            continue;
        }
        let same = |other: &usize| {
            is_same_work(blocks.all[*other], judged, [&blocks.titles[*other], &blocks.titles[at]])
        };
        let Some(other) = blocks.earlier(at).find(same).map(|it| blocks.all[it]) else { continue };
        let (key, first) = (&judged.entry.key, &other.entry.key);
        let message = format!("`{key}` is the same work as `{first}`; cite one of them throughout");
        let related = second_place(report, scope, other);
        let diagnostic = report.add(RULE, judged.entry.key_range, message);
        diagnostic.related.extend(related);
        diagnostic.data.candidates = vec![first.clone()];
    }
}

/// For each of the entries, which are in order, the first of those before it that describes the same work. Each is
/// read by its own library.
pub(crate) fn earlier_copies(entries: &[(&Library, EntryId)]) -> Vec<Option<usize>> {
    let all: Vec<Judged> = entries.iter().map(|(library, id)| Judged::read(library, *id)).collect();
    let blocks = Blocks::of(all.iter().collect());
    let copy = |at: usize| {
        let of = |other: &usize| {
            let (first, later) = (&all[*other], &all[at]);
            let [one, two] = [&blocks.titles[*other], &blocks.titles[at]];
            is_copy(first, later, first.has_same_doi(later), is_alike(one, two))
        };
        (!all[at].is_no_work()).then(|| blocks.earlier(at).find(of)).flatten()
    };
    (0..all.len()).map(copy).collect()
}

fn is_alike(one: &FoldedTitle, other: &FoldedTitle) -> bool {
    one.same(other) || one.similarity(other) >= 0.9
}

fn is_same_work(first: &Judged, later: &Judged, titles: [&FoldedTitle; 2]) -> bool {
    let (a, b) = (&first.work, &later.work);
    if a.key == b.key || is_alias(first, &b.key) || is_alias(later, &a.key) {
        return false;
    }
    is_copy(first, later, first.has_same_doi(later), is_alike(titles[0], titles[1]))
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
    // Two pages of one site.
    let page = |it: &Judged| {
        let (host, path) = it.value("url")?.split_once("//")?.1.split_once('/')?;
        Some((host.trim_start_matches("www.").to_lowercase(), path.trim_end_matches('/').to_owned()))
    };
    let are_pages = |one: &(String, String), other: &(String, String)| one.0 == other.0 && one.1 != other.1;
    if first.class() == Class::Misc
        && page(first).zip(page(later)).is_some_and(|(one, other)| are_pages(&one, &other))
    {
        return false;
    }
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

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn two_keys_for_one_work() {
        check(
            r"
%- refs.bib
@article{a, title = {Attention is All you Need}, journal = {J}, author = {Vaswani, A. and B}, year = 2017}
@article{b, title = {{Attention} Is All You Need}, journal = {J.}, author = {Ashish Vaswani}, year = 2018}
@inproceedings{c, title = {Attention is all you need}, booktitle = {NIPS}, author = {Vaswani, A.}, year = 2017}
@article{d, title = {Attention is all you need}, journal = {J}, author = {Other, O.}, year = 2017}
@article{e, title = {Notes on sheaves and schemes}, journal = {J}, author = {F}, volume = 1, year = 2001}
@article{f, title = {Notes on sheaves and schemes}, journal = {J}, author = {F}, volume = 2, year = 2001}
@article{g, title = {Erratum: Notes on sheaves and schemes}, journal = {J}, author = {F}, volume = 2, year = 2001}
@misc{h, title = {Some preprint of ours}, author = {H}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2021}
@article{i, title = {Some Preprint of Ours}, author = {H}, journal = {arXiv preprint arXiv:2103.01234}, year = 2022}
@misc{k, title = {How to build this}, author = {K and L}, howpublished = {Cryptology ePrint Archive, Report 2018/9}, year = 2018}
@misc{l, title = {How to build this}, author = {K and L and M}, howpublished = {Cryptology ePrint Archive, Report 2019/1}, year = 2019}
@misc{m, title = {How to build this}, author = {K and L}, howpublished = {Cryptology ePrint Archive, Report 2018/7}, year = 2018}
@misc{n, title = {How to build this}, author = {K and L}, howpublished = {Cryptology ePrint Archive, Paper 2018/009}, year = 2018}
@incollection{o, title = {Security for all: the one-user model}, booktitle = {B}, author = {O}, pages = {1--20}, doi = {10.1000/b}, year = 2010}
@incollection{p, title = {Security for all: the two-user model}, booktitle = {B}, author = {P}, pages = {21--42}, doi = {10.1000/b}, year = 2010}
@incollection{q, title = {On broad beans}, author = {Q}, crossref = {book}}
@incollection{r, title = {On broad beans}, author = {R}, crossref = {book}}
@article{s, title = {Great minds at work, Part I}, journal = {J}, author = {S}, volume = 7, year = 2012}
@article{t, title = {Great minds at work, Part II}, journal = {J}, author = {S}, volume = 7, year = 2012}
@book{book, title = {Beans}, editor = {E}, publisher = {P}, doi = {10.1000/c}, year = 2011}
",
            expect![[r#"
            @article{b, title = {{Attention} Is All You Need}, journal = {J.}, author = {Ashish Vaswani}, year = 2018}
                     ^ duplicate-work: `b` is the same work as `a`; cite one of them throughout
            @article{i, title = {Some Preprint of Ours}, author = {H}, journal = {arXiv preprint arXiv:2103.01234}, year = 2022}
                     ^ duplicate-work: `i` is the same work as `h`; cite one of them throughout
            @misc{n, title = {How to build this}, author = {K and L}, howpublished = {Cryptology ePrint Archive, Paper 2018/009}, year = 2018}
                  ^ duplicate-work: `n` is the same work as `k`; cite one of them throughout
        "#]],
        );
    }
}
