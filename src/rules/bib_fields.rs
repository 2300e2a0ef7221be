//! `missing-field`, `undefined-string`: what an entry lacks.

use rustc_hash::FxHashSet;

use super::Report;
use super::bib_scope::{Judged, Scope};
use crate::model::library::Library;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::settings::Rule;
use crate::syntax::bib::Piece;
use crate::text::ByteRange;

/// More names than this that a file does not define are told of in one report: its strings stand in a
/// file that is not at hand.
const MOST_NAMES: usize = 20;

pub(super) fn report(report: &mut Report, scope: &Scope) {
    missing(report, scope);
    undefined(report, scope);
}

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

fn missing(report: &mut Report, scope: &Scope) {
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
        report.add(Rule::MissingField, judged.entry.key_range, message).data.candidates =
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
        // BibTeX's styles put `key` or `organization` in the author's place; so do exports. Articles of an
        // encyclopaedia are mostly unsigned.
        AUTHOR => {
            judged.first_of(&["key", "organization", "shortauthor"]).is_some()
                || judged.entry.kind == "inreference"
        }
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

/// Names that BibTeX's standard styles define beside the months: journals of computer science (plain.bst).
const OF_STYLES: [&str; 20] = [
    "acmcs", "acta", "cacm", "ibmjrd", "ibmsj", "ieeese", "ieeetc", "ieeetcad", "ipl", "jacm", "jcss", "scp",
    "sicomp", "tocs", "tods", "tog", "toms", "toois", "toplas", "tcs",
];

/// Styles that define no further strings; their relatives are told by the beginnings of their names.
const PLAIN_STYLES: [&str; 12] = [
    "plain",
    "abbrv",
    "alpha",
    "unsrt",
    "ieeetr",
    "acm",
    "siam",
    "apalike",
    "IEEEtran",
    "splncs",
    "acl_natbib",
    "amsplain",
];

/// Whether the style may define strings of its own, as those of many journals do: it is none of the common
/// ones, or a class or package chooses it.
pub(super) fn has_own_style(snapshot: &Snapshot, project: &Project) -> bool {
    let documents = project.files.iter().filter_map(|it| snapshot.tex(it));
    let mut styles = documents.flat_map(|tex| {
        let calls = tex.calls().filter(|(_, call, _)| call.name == "bibliographystyle");
        calls.filter_map(|(_, call, chunk)| {
            call.arguments.first().map(|it| chunk.text[it.inner().std()].trim().to_owned())
        })
    });
    let is_plain = |style: &str| PLAIN_STYLES.iter().any(|it| style.starts_with(it));
    !project.minds_case && !styles.next().is_some_and(|it| is_plain(&it) && styles.all(|it| is_plain(&it)))
}

fn undefined(report: &mut Report, scope: &Scope) {
    // A bibliography that is missing, or one of the TeX installation, may define any string.
    if scope.project.as_ref().is_some_and(|it| !it.knows_every_string()) {
        return;
    }
    let others: Vec<_> = report.snapshot.projects_with(&report.document.id).skip(1).cloned().collect();
    let is_elsewhere = |name: &str| others.iter().any(|it| defines(&it.library, name));
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut found: Vec<(ByteRange, &str)> = Vec::new();
    for judged in &scope.judged {
        for piece in judged.entry.fields.iter().flat_map(|it| &it.pieces) {
            let Piece::Name(name, range) = piece else { continue };
            let folded = name.to_lowercase();
            if OF_STYLES.contains(&folded.as_str()) || !seen.insert(folded) {
                continue;
            }
            if !scope.library.is_string(judged.id, name) && !is_elsewhere(name) {
                found.push((*range, name));
            }
        }
    }
    if !found.is_empty() && scope.project.as_ref().is_some_and(|it| has_own_style(report.snapshot, it)) {
        // `url = 10.1/x` is no name at all.
        found.retain(|(_, name)| !name.starts_with(char::is_alphabetic) || name.contains('/'));
    }
    if found.len() > MOST_NAMES {
        let (range, name) = found[0];
        let message = format!(
            "No `@string` defines `{name}` and {} other bare words of this file; name the file that does in the document's bibliography",
            found.len() - 1
        );
        report.add(Rule::UndefinedString, range, message);
        return;
    }
    for (range, name) in found {
        let message = format!("No `@string` defines `{name}`; define it, or put the value in braces");
        report.add(Rule::UndefinedString, range, message);
    }
}

fn defines(library: &Library, name: &str) -> bool {
    library.bibliographies.iter().any(|it| it.string(name).is_some())
}
