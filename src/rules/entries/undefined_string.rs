//! `undefined-string`: a bare word that no `@string` defines.

use rustc_hash::FxHashSet;

use super::scope::Scope;
use crate::model::library::Library;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::bib::Piece;
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "undefined-string",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "A bare word in an entry is no `@string` of any of the project's bibliographies.\n\n\
         Example: `journal = jmlr` without `@string{jmlr = {...}}`.\n\n\
         Months and the journals of BibTeX's standard styles are known. Many such words in one file are told once.\n\n\
         Fix: define the string, put the value in braces, or declare the file that defines it before this one.",
};

/// More names than this that a file does not define are told of in one report: its strings stand in a
/// file that is not at hand.
const MOST_NAMES: usize = 20;

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
pub(crate) fn has_own_style(snapshot: &Snapshot, project: &Project) -> bool {
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

/// Reports bare words that are no strings, each once.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
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
        report.add(RULE, range, message);
        return;
    }
    for (range, name) in found {
        let message = format!("No `@string` defines `{name}`; define it, or put the value in braces");
        report.add(RULE, range, message);
    }
}

fn defines(library: &Library, name: &str) -> bool {
    library.bibliographies.iter().any(|it| it.string(name).is_some())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn strings_that_nothing_defines() {
        check(
            r"
%- refs.bib
@string{acl = {ACL}}
@misc{a, title = {A}, month = jan, publisher = ACL # emnlp, year = 2020}
@misc{b, title = {B}, month = sept, publisher = emnlp, series = lncs, journal = jacm}
%- strings.bib
@string{LNCS = {Lecture Notes}}
%- main.tex
\bibliography{strings,refs} \bibliographystyle{plainnat} \cite{a,b}
",
            expect![[r#"
            @misc{a, title = {A}, month = jan, publisher = ACL # emnlp, year = 2020}
                                                                 ^^^^^ undefined-string: No `@string` defines `emnlp`; define it, or put the value in braces
            @misc{b, title = {B}, month = sept, publisher = emnlp, series = lncs, journal = jacm}
                                          ^^^^ undefined-string: No `@string` defines `sept`; define it, or put the value in braces
        "#]],
        );
    }

    #[test]
    fn many_undefined_strings_are_one_report() {
        let entries: String = (0..30).map(|it| format!("@misc{{k{it}, title = word{it}}}\n")).collect();
        check(
            &format!("\n%- refs.bib\n{entries}"),
            expect![[r#"
            @misc{k0, title = word0}
                              ^^^^^ undefined-string: No `@string` defines `word0` and 29 other bare words of this file; name the file that does in the document's bibliography
        "#]],
        );
    }

    #[test]
    fn strings_that_the_style_may_define_are_not_missed() {
        for style in [
            r"\bibliographystyle{achemso}",
            r"\usepackage{achemso}",
            r"\bibliographystyle{plain}\bibliographystyle{own}",
        ] {
            let files = "@misc{a, title = {A}, publisher = jacsat, year = 2020}\n%- main.tex\n\\bibliography{refs} \\cite{a} ";
            check(&format!("\n%- refs.bib\n{files}{style}\n"), expect![[""]]);
        }
    }
}
