//! `missing-field`: what the type of an entry requires and the entry lacks.

use super::scope::Judged;
use super::scope::Scope;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "missing-field",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "An entry lacks a field that its type requires.\n\n\
         Example: `@article{knuth1984, title = {...}, year = 1984}` has no `author` and no `journal`.\n\n\
         What is required is what BibTeX's standard styles ask for, under biblatex what its data model asks for; fields that are inherited by `crossref` or `xdata` count, and a preprint's `eprint` stands for its journal or book.\n\n\
         Fix: add the field, or choose the type that fits.",
};

/// Fields of which one must be there: `&["author", "editor"]`.
type Required = &'static [&'static str];

const AUTHOR: Required = &["author"];
const AUTHOR_OR_EDITOR: Required = &["author", "editor"];
const EDITOR: Required = &["editor"];
const TITLE: Required = &["title"];
const JOURNAL: Required = &["journal", "journaltitle"];
const BOOK_TITLE: Required = &["booktitle"];
const PUBLISHER: Required = &["publisher"];
const SCHOOL: Required = &["school", "institution"];
const INSTITUTION: Required = &["institution", "school"];
const TYPE: Required = &["type"];
const NUMBER: Required = &["number"];
const NOTE: Required = &["note"];
const YEAR: Required = &["year", "date"];
const PLACE: Required = &["chapter", "pages"];
const LINK: Required = &["url", "doi", "eprint"];

/// What BibTeX's standard styles require of a type (Patashnik, "BibTeXing", 1988, section 3.1).
fn of_bibtex(kind: &str) -> &'static [Required] {
    match kind {
        "article" => &[AUTHOR, TITLE, JOURNAL, YEAR],
        "book" => &[AUTHOR_OR_EDITOR, TITLE, PUBLISHER, YEAR],
        "booklet" | "manual" => &[TITLE],
        "inbook" => &[AUTHOR_OR_EDITOR, TITLE, PLACE, PUBLISHER, YEAR],
        "incollection" => &[AUTHOR, TITLE, BOOK_TITLE, PUBLISHER, YEAR],
        "inproceedings" | "conference" => &[AUTHOR, TITLE, BOOK_TITLE, YEAR],
        "mastersthesis" | "phdthesis" => &[AUTHOR, TITLE, SCHOOL, YEAR],
        "proceedings" => &[TITLE, YEAR],
        "techreport" => &[AUTHOR, TITLE, INSTITUTION, YEAR],
        "unpublished" => &[AUTHOR, TITLE, NOTE],
        _ => &[],
    }
}

/// What biblatex's data model requires of a type (blx-dm.def: the constraints of type `mandatory`).
fn of_biblatex(kind: &str) -> &'static [Required] {
    match kind {
        "article" => &[AUTHOR, TITLE, JOURNAL, YEAR],
        // The data model requires an author; the styles put an editor in the author's place.
        "book" | "mvbook" => &[AUTHOR_OR_EDITOR, TITLE, YEAR],
        "inbook" | "bookinbook" | "suppbook" => &[AUTHOR, TITLE, BOOK_TITLE, YEAR],
        "booklet" => &[AUTHOR_OR_EDITOR, TITLE, YEAR],
        "collection" | "reference" | "mvcollection" | "mvreference" => &[EDITOR, TITLE, YEAR],
        "incollection" | "suppcollection" | "inreference" => &[AUTHOR, TITLE, BOOK_TITLE, YEAR],
        "manual" | "misc" | "proceedings" | "mvproceedings" => &[TITLE, YEAR],
        "inproceedings" | "conference" => &[AUTHOR, TITLE, BOOK_TITLE, YEAR],
        "online" | "electronic" | "www" => &[TITLE, YEAR, LINK],
        "patent" => &[AUTHOR, TITLE, NUMBER, YEAR],
        "periodical" => &[EDITOR, TITLE, YEAR],
        // These names stand for a report or thesis with its `type`.
        "techreport" | "phdthesis" | "mastersthesis" => &[AUTHOR, TITLE, INSTITUTION, YEAR],
        "report" | "thesis" => &[AUTHOR, TITLE, TYPE, INSTITUTION, YEAR],
        "unpublished" => &[AUTHOR, TITLE, YEAR],
        _ => &[],
    }
}

/// Reports each entry that lacks something.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
    let is_biblatex = scope.project.as_ref().map(|it| it.minds_case);
    for judged in scope.judged.iter().filter(|it| !it.entry.key.is_empty()) {
        let kind = judged.entry.kind.as_str();
        if parent_is_unknown(scope, judged) {
            continue;
        }
        let lacks = |required: &&Required| {
            judged.first_of(required).is_none() && !excused(judged, required, is_biblatex == Some(true))
        };
        let lacking: Vec<&Required> = match is_biblatex {
            Some(true) => of_biblatex(kind).iter().filter(lacks).collect(),
            Some(false) => of_bibtex(kind).iter().filter(lacks).collect(),
            // It is not known who will read the file: what both require.
            None => {
                of_bibtex(kind).iter().filter(|it| of_biblatex(kind).contains(it)).filter(lacks).collect()
            }
        };
        if lacking.is_empty() {
            continue;
        }
        let names: Vec<String> =
            lacking.iter().map(|it| it[..it.len().min(named(it))].join("` or `")).collect();
        let names = names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        let them = if lacking.len() == 1 { "it" } else { "them" };
        let message = format!(
            "`{}` has no {names}, which entries of the type @{kind} require; add {them}",
            judged.entry.key
        );
        report.add(RULE, judged.entry.key_range, message).data.candidates =
            lacking.iter().filter_map(|it| it.first()).map(|it| (*it).to_owned()).collect();
    }
}

/// How many of the names are worth telling: the others are other names of the first.
fn named(required: &Required) -> usize {
    if [AUTHOR_OR_EDITOR, PLACE, LINK].contains(required) { required.len() } else { 1 }
}

/// What has not appeared yet has no year, nor has a page of the web that is dated by the visit.
fn excused(judged: &Judged, required: &Required, is_biblatex: bool) -> bool {
    let says = |names: &[&str], words: &[&str]| {
        names.iter().filter_map(|name| judged.value(name)).any(|value| {
            let value = value.to_lowercase();
            words.iter().any(|word| value.contains(word))
        })
    };
    match *required {
        YEAR => {
            judged.first_of(&["pubstate", "urldate"]).is_some()
                || says(
                    &["note", "howpublished", "journal", "booktitle"],
                    &["press", "appear", "submitted", "prep", "forthcoming"],
                )
        }
        // BibTeX's styles put `key` or `organization` in the author's place; so do exports, and in physics a
        // collaboration stands there. Articles of an encyclopaedia are mostly unsigned.
        AUTHOR => {
            judged.first_of(&["key", "organization", "shortauthor", "collaboration"]).is_some()
                || judged.entry.kind == "inreference"
        }
        // So INSPIRE exports a preprint: the styles of its field name the archive in the journal's place.
        JOURNAL | BOOK_TITLE => judged.first_of(&["eprint"]).is_some(),
        // A law or an encyclopaedia is nobody's; biblatex's styles put the title in the author's place.
        AUTHOR_OR_EDITOR => is_biblatex && judged.first_of(&["publisher"]).is_some(),
        // A style with a data model of its own has other numbers of a patent: of its application, of its print.
        NUMBER => judged.fields.iter().any(|it| it.name.ends_with("number") && !it.value.trim().is_empty()),
        _ => false,
    }
}

/// Whether it names a parent that is not at hand, so that what it inherits is not known.
fn parent_is_unknown(scope: &Scope, judged: &Judged) -> bool {
    ["crossref", "xdata"].iter().filter_map(|name| judged.value(name)).any(|keys| {
        keys.split(',')
            .map(str::trim)
            .any(|key| scope.library.get(key).is_none() && scope.library.differing_in_case(key).is_empty())
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn fields_that_bibtex_requires() {
        check(
            r"
%- refs.bib
@article{a, author = {A}, title = {T}, year = 2020}
@book{b, editor = {B}, title = {T}, publisher = {P}, year = {}}
@inproceedings{c, author = {C}, title = {T}, crossref = {p}}
@proceedings{p, title = {P}, year = 2020}
@inproceedings{d, author = {D}, title = {T}, crossref = {elsewhere}}
@article{e, author = {E}, title = {T}, journal = {J}, note = {to appear}}
@misc{f}
@software{g}
@article{h, collaboration = {H}, title = {T}, eprint = {2606.13780}, archivePrefix = {arXiv}, year = 2026}
%- main.tex
\cite{a,b,c,d,e,f,g,h,p} \bibliography{refs}
",
            expect![[r#"
            @article{a, author = {A}, title = {T}, year = 2020}
                     ^ missing-field: `a` has no `journal`, which entries of the type @article require; add it
            @book{b, editor = {B}, title = {T}, publisher = {P}, year = {}}
                  ^ missing-field: `b` has no `year`, which entries of the type @book require; add it
        "#]],
        );
    }

    #[test]
    fn fields_that_biblatex_requires() {
        check(
            r"
%- refs.bib
@article{a, author = {A}, title = {T}, journaltitle = {J}, date = {2020-01}}
@online{b, title = {T}, date = {2020}}
@phdthesis{c, author = {C}, title = {T}, school = {S}, year = 2020}
@thesis{d, author = {D}, title = {T}, year = 2020}
@book{e, title = {The Law}, publisher = {P}, year = 2020}
@book{f, title = {T}, year = 2020}
@inreference{g, title = {T}, booktitle = {Encyclopedia}, year = 2020}
@patent{h, author = {H}, title = {T}, reqnumber = {1/2}, year = 2020}
@patent{i, author = {I}, title = {T}, year = 2020}
%- main.tex
\usepackage{biblatex} \addbibresource{refs.bib} \cite{a,b,c,d,e,f,g,h,i}
",
            expect![[r#"
            @online{b, title = {T}, date = {2020}}
                    ^ missing-field: `b` has no `url` or `doi` or `eprint`, which entries of the type @online require; add it
            @thesis{d, author = {D}, title = {T}, year = 2020}
                    ^ missing-field: `d` has no `type`, `institution`, which entries of the type @thesis require; add them
            @book{f, title = {T}, year = 2020}
                  ^ missing-field: `f` has no `author` or `editor`, which entries of the type @book require; add it
            @patent{i, author = {I}, title = {T}, year = 2020}
                    ^ missing-field: `i` has no `number`, which entries of the type @patent require; add it
        "#]],
        );
    }
}
