//! `implausible-entry`: signs, without network, of an invented or damaged entry.

use super::class::Class;
use super::compared::{Compared, second_place};
use super::scope::Judged;
use super::scope::Scope;
use crate::model::library::{arxiv, doi, printed};
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::latex_text::fold_words;
use crate::syntax::placeholders::{is_no_title, is_nobody};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "implausible-entry",
    level: Level::Information,
    verdicts: &[],
    is_gap: false,
    explanation: "Something in an entry cannot be right, which is a sign of an invented or damaged entry.\n\n\
         Example: a DOI that does not begin with `10.1234/`, an arXiv id that contradicts the year, a year to come, `et al.` among the authors, `Author Name` as an author, pages that end before they begin, one DOI on two titles.\n\n\
         Fix: check the entry against its source.",
};

/// Reports what in an entry cannot be right.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
    let now = report.snapshot.world.year;
    exported(report, scope);
    for judged in scope.judged.iter().filter(|it| !it.is_no_work()) {
        let found = [identifier(judged), eprint(judged), arxiv_date(judged), future(judged, now)];
        let found = found.into_iter().chain([people(judged), title(judged), pages(judged)]);
        for (range, message) in found.flatten() {
            report.add(RULE, range, message);
        }
    }
    shared_identifiers(report, scope);
}

/// One DOI on two titles.
fn shared_identifiers(report: &mut Report, scope: &Scope) {
    let compared = Compared::of(scope);
    let blocks = compared.blocks();
    for (at, judged) in blocks.all.iter().enumerate() {
        if judged.id.bibliography != scope.file || judged.is_no_work() || judged.entry.key.is_empty() {
            continue;
        }
        let titled = |it: usize| &blocks.titles[it];
        let is_whole = |it: &Judged| matches!(it.class(), Class::Article | Class::InProceedings);
        let is_other = |other: &usize| {
            let (one, two) = (titled(*other), titled(at));
            let first = blocks.all[*other];
            first.has_same_doi(judged)
                && first.entry.key != judged.entry.key
                && is_whole(first)
                && is_whole(judged)
                && !one.is_empty()
                && !two.is_empty()
                && one.similarity(two) < 0.6
                && !one.within(two, 1)
                && !two.within(one, 1)
        };
        let Some(other) = blocks.earlier(at).find(is_other).map(|it| blocks.all[it]) else { continue };
        let key = &other.entry.key;
        let message =
            format!("`{key}` has the same DOI and another title; check which of the two DOIs is wrong");
        let related = second_place(report, scope, other);
        report.add(RULE, judged.range_of("doi"), message).related.extend(related);
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
fn identified(judged: &Judged) -> Option<(Vec<String>, Option<String>)> {
    let words: Vec<String> = printed(judged.value("doi")?).split_whitespace().map(str::to_owned).collect();
    let is_doi = |it: &String| {
        let (registrant, rest) = it.split_once('/').unwrap_or((it, ""));
        let number = registrant.trim_start_matches("10.").split('.').next().unwrap_or("");
        number.len() >= 4 && !rest.is_empty()
    };
    let found = words.iter().filter_map(|it| doi(it)).find(is_doi);
    Some((words, found))
}

fn identifier(judged: &Judged) -> Sign {
    let (words, found) = identified(judged)?;
    let shown = words.join(" ");
    // `10/btdjdj`, as shortdoi.org gives it.
    let short = words.first().and_then(|it| it.rsplit_once("10/")).map(|it| it.1);
    if short.is_some_and(|it| it.len() > 2 && it.bytes().all(|it| it.is_ascii_alphanumeric())) {
        return None;
    }
    let message = format!("`{shown}` is no DOI, which would begin as `10.1234/` does; correct it");
    (found.is_none() && words.last().is_none_or(|it| it != PII)).then(|| sign(judged, "doi", message))?
}

/// PubMed's mark behind the number that a publisher gives to an item.
const PII: &str = "[pii]";

/// More fields than this with the same fault are an exporter's habit, told of once: PubMed's put the publisher's
/// number beside the DOI or in its place, `10.1038/nature05453 nature05453 [pii]`.
const A_HABIT: usize = 3;

/// Whether a blank parts the DOI `found` among these words: it ends, or what follows begins, as no DOI does.
fn is_parted(words: &[String], found: &str) -> bool {
    let is_sign = |c: char| matches!(c, '-' | '.' | '/' | '_' | '(');
    let at = words.iter().position(|it| doi(it).as_deref() == Some(found));
    let next = at.and_then(|it| words.get(it + 1));
    next.is_some_and(|it| found.ends_with(is_sign) || it.starts_with(is_sign))
}

/// What exporters put beside a DOI, or in its place.
fn exported(report: &mut Report, scope: &Scope) {
    let (mut beside, mut instead, mut parted) = (Vec::new(), Vec::new(), Vec::new());
    for judged in scope.judged.iter().filter(|it| !it.is_no_work()) {
        let Some((words, found)) = identified(judged) else { continue };
        let lead = |it: &&String| it.eq_ignore_ascii_case("doi") || it.eq_ignore_ascii_case("doi:");
        match found {
            Some(found) if is_parted(&words, &found) => {
                let message = format!("A blank stands within the DOI `{}`; remove it", words.join(" "));
                parted.extend(sign(judged, "doi", message));
            }
            Some(found) if words.iter().filter(|it| !lead(it)).count() > 1 => {
                let message = format!("The field holds more than the DOI `{found}`; remove the rest");
                beside.extend(sign(judged, "doi", message));
            }
            None if words.last().is_some_and(|it| it == PII) => {
                let message = format!("`{}` is a publisher's number, no DOI; correct it", words.join(" "));
                instead.extend(sign(judged, "doi", message));
            }
            _ => {}
        }
    }
    for mut found in [beside, instead, parted] {
        let others = found.len().saturating_sub(1);
        if others >= A_HABIT {
            found.truncate(1);
            found[0].1 += &format!(", here and in {others} other entries of this file");
        }
        for (range, message) in found {
            report.add(RULE, range, message);
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
    // arXiv's own export gives the year of the last version.
    let is_export = judged.first_of(&["archiveprefix", "primaryclass"]).is_some();
    let later = judged.is_preprint() && year > given + 2 && !is_export;
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

fn people(judged: &Judged) -> Sign {
    for field in ["author", "editor"] {
        let Some(value) = judged.value(field) else { continue };
        let folded = fold_words(value);
        if folded.windows(2).any(|it| it == ["et", "al"]) || folded.iter().any(|it| it == "etal") {
            let message = format!("`et al.` inside the field `{field}`; write the names, or `and others`");
            return sign(judged, field, message);
        }
        let names = crate::syntax::names::read_names(value).names;
        if let Some(nobody) = names.iter().find(|it| is_nobody(&it.full())) {
            let message = format!("`{}` stands in the place of a name; write the name", nobody.full());
            return sign(judged, field, message);
        }
    }
    None
}

fn title(judged: &Judged) -> Sign {
    let value = judged.value("title")?;
    // A note of Wikipedia's is a title, too, where someone has written about it.
    let is_published =
        judged.first_of(&["journal", "journaltitle", "booktitle", "publisher", "doi"]).is_some();
    let asks = fold_words(value).len() == 2 && is_published && judged.first_of(&["author"]).is_some();
    (is_no_title(value) && !(asks && value.to_lowercase().contains("needed"))).then(|| {
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

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn signs_of_damage() {
        check(
            r"
%- refs.bib
@misc{a, title = {A}, doi = {not-a-doi}, year = 2990}
@misc{b, title = {B}, doi = {https://doi.org/10.1145/3292500}, pages = {345--321}}
@misc{c, title = {C}, author = {Devlin, Jacob et al.}, pages = {345--52}}
@misc{d, title = {TODO}, author = {Firstname Lastname}}
@misc{e, title = {E}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2018}
@misc{ee, title = {E}, eprint = {2001.01234}, archiveprefix = {arXiv}, year = 2019}
@misc{f, title = {F}, eprint = {2199.01234}, archiveprefix = {arXiv}, year = 2021}
@article{g, title = {G}, journal = {J}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2018}
@misc{i, title = {I}, url = {https://a.org/?utm_source=chatgpt.com}, note = {turn0search1}, doi = {10.1000/x y}}
@misc{h, title = {$\lambda$}, author = {Unknown}, doi = {10.1/x}, pages = {12:1--12:20}}
@misc{j, title = {J}, doi = {10/btdjdj}}
",
            expect![[r#"
            @misc{a, title = {A}, doi = {not-a-doi}, year = 2990}
                                         ^^^^^^^^^ implausible-entry: `not-a-doi` is no DOI, which would begin as `10.1234/` does; correct it
                                                            ^^^^ implausible-entry: The year 2990 is yet to come; check it
            @misc{b, title = {B}, doi = {https://doi.org/10.1145/3292500}, pages = {345--321}}
                                                                                    ^^^^^^^^ implausible-entry: The pages `345--321` end before they begin; correct them
            @misc{c, title = {C}, author = {Devlin, Jacob et al.}, pages = {345--52}}
                                            ^^^^^^^^^^^^^^^^^^^^ implausible-entry: `et al.` inside the field `author`; write the names, or `and others`
            @misc{d, title = {TODO}, author = {Firstname Lastname}}
                              ^^^^ implausible-entry: `TODO` stands in the place of a title; write the title
                                               ^^^^^^^^^^^^^^^^^^ implausible-entry: `Firstname Lastname` stands in the place of a name; write the name
            @misc{e, title = {E}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2018}
                                            ^^^^^^^^^^ implausible-entry: The arXiv id `2103.01234` was given in 2021, but the entry's year is 2018; check both
            @misc{f, title = {F}, eprint = {2199.01234}, archiveprefix = {arXiv}, year = 2021}
                                            ^^^^^^^^^^ implausible-entry: `2199.01234` is no arXiv id, which would begin with year and month; correct it
            @article{g, title = {G}, journal = {J}, eprint = {2103.01234}, archiveprefix = {arXiv}, year = 2018}
                     ^ missing-field: `g` has no `author`, which entries of the type @article require; add it
            @misc{i, title = {I}, url = {https://a.org/?utm_source=chatgpt.com}, note = {turn0search1}, doi = {10.1000/x y}}
                                                        ^^^^^^^^^^^^^^^^^^^^^^ generated-text: `utm_source=chatgpt.com` tells that a chat tool gave the address; check it and remove this
                                                                                         ^^^^^^^^^^^^ generated-text: `turn0search1` is a chat tool's mark of a source; cite the source instead
                                                                                                               ^^^^^^^^^^^ implausible-entry: The field holds more than the DOI `10.1000/x`; remove the rest
            @misc{h, title = {$\lambda$}, author = {Unknown}, doi = {10.1/x}, pages = {12:1--12:20}}
                                                                     ^^^^^^ implausible-entry: `10.1/x` is no DOI, which would begin as `10.1234/` does; correct it
        "#]],
        );
    }

    #[test]
    fn what_an_exporter_puts_beside_every_doi_is_told_of_once() {
        let entry = |key: &str| {
            format!("@misc{{{key}, title = {{On {key}}}, doi = {{10.1000/{key} {key} [pii]}}}}\n")
        };
        let bib =
            ["a", "b", "c", "d"].map(entry).concat() + "@misc{e, title = {On e}, doi = {gkd027 [pii]}}\n";
        check(
            &format!("%- refs.bib\n{bib}%- main.tex\n\\bibliography{{refs}}\\cite{{a,b,c,d,e}}"),
            expect![[r#"
            @misc{a, title = {On a}, doi = {10.1000/a a [pii]}}
                                            ^^^^^^^^^^^^^^^^^ implausible-entry: The field holds more than the DOI `10.1000/a`; remove the rest, here and in 3 other entries of this file
            @misc{e, title = {On e}, doi = {gkd027 [pii]}}
                                            ^^^^^^^^^^^^ implausible-entry: `gkd027 [pii]` is a publisher's number, no DOI; correct it
        "#]],
        );
    }

    #[test]
    fn one_doi_on_two_titles() {
        check(
            r"
%- refs.bib
@article{a, title = {Attention is all you need}, journal = {J}, author = {A}, year = 2017, doi = {10.1000/x}}
@article{b, title = {Deep residual learning}, journal = {J}, author = {B}, year = 2016, doi = {10.1000/X}}
@incollection{c, title = {Chapter on parsing}, booktitle = {B}, author = {C}, publisher = {P}, year = 2016, doi = {10.1000/y}}
@incollection{d, title = {Tagging in practice}, booktitle = {B}, author = {C}, publisher = {P}, year = 2016, doi = {10.1000/y}}
",
            expect![[r#"
            @article{b, title = {Deep residual learning}, journal = {J}, author = {B}, year = 2016, doi = {10.1000/X}}
                                                                                                           ^^^^^^^^^ implausible-entry: `a` has the same DOI and another title; check which of the two DOIs is wrong
        "#]],
        );
    }
}
