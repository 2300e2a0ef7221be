//! `empty-bibliography`: a bibliography without entries, for which keys are undefined.

use crate::model::document::{Content, Document, DocumentId, file_name};
use crate::model::project::{LinkState, Project};
use crate::model::snapshot::Snapshot;
use crate::rules::entries::scope::Scope;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "empty-bibliography",
    level: Level::Error,
    verdicts: &[],
    is_gap: false,
    explanation: "A bibliography holds no entries, and keys that are cited are not defined for it.\n\n\
         Example: an empty `refs.bib`, or the three lines that Git LFS leaves where a file was not fetched.\n\n\
         It is told once; the keys are not reported one by one.\n\n\
         Fix: fetch or fill the file, or declare another one.",
};

/// Where it is declared.
pub(in crate::rules) fn check(report: &mut Report, project: &Project) {
    if !report.are_complete() || report.snapshot.loading {
        return;
    }
    let hollow = hollow(report.snapshot, project);
    for (id, what) in hollow {
        let mut declared =
            project.bibliographies.iter().filter(|it| it.state == LinkState::Found(id.clone()));
        let Some(place) = declared.find_map(|it| it.place.as_ref()) else { continue };
        let range = place.range(&report.snapshot.documents).filter(|it| report.speaks(RULE, it.start));
        let range = range.filter(|_| place.document == report.document.id);
        let message = range.and_then(|range| Some((range, message(report.snapshot, project, &id, &what)?)));
        if let Some((range, message)) = message {
            report.add(RULE, range, message);
        }
    }
}

/// In the file itself, where nothing declares it: it counts for its place or for a setting.
pub(in crate::rules) fn check_file(report: &mut Report, scope: &Scope) {
    let Some(project) = scope.project.as_ref().filter(|it| it.is_complete() && !report.snapshot.loading)
    else {
        return;
    };
    let id = &report.document.id;
    let is_declared = project
        .bibliographies
        .iter()
        .any(|it| it.place.is_some() && it.state == LinkState::Found(id.clone()));
    let found = hollow(report.snapshot, project).into_iter().find(|it| it.0 == *id && !is_declared);
    if let Some(message) = found.and_then(|(id, what)| message(report.snapshot, project, &id, &what)) {
        report.add(RULE, ByteRange::empty(0), message);
    }
}

/// Whether keys may be undefined because a bibliography of the project holds no entries.
pub(in crate::rules) fn is_hollow(snapshot: &Snapshot, project: &Project) -> bool {
    !hollow(snapshot, project).is_empty()
}

/// The bibliographies that hold something else in place of their entries; if the project has no entries at all,
/// the first, whatever it holds. Each with what is to be said of it.
fn hollow(snapshot: &Snapshot, project: &Project) -> Vec<(DocumentId, String)> {
    let own = project.sources.iter().zip(project.library.own());
    let empty: Vec<&Document> =
        own.filter(|it| it.1.is_empty()).filter_map(|it| Some(&**snapshot.document(it.0)?)).collect();
    if empty.is_empty() || project.adopted {
        return Vec::new();
    }
    let mut found: Vec<(DocumentId, String)> = Vec::new();
    found.extend(empty.iter().filter_map(|it| Some((it.id.clone(), stand_in(it)?))));
    let has_none = project.items.is_empty() && project.library.own().iter().all(|it| it.is_empty());
    if let Some(first) = empty.first().filter(|_| found.is_empty() && has_none) {
        let what = match first.text.all().trim().is_empty() {
            true => "is empty; fill it, or declare another one",
            false => "has no entries; add them, or declare another one",
        };
        found.push((first.id.clone(), what.to_owned()));
    }
    found
}

/// A stand-in is short.
const LONGEST: usize = 2000;

/// What files of other programs begin with, blanks aside.
const FORMATS: [(&str, &str); 9] = [
    ("TY-", "RIS"),
    ("%0", "that of EndNote"),
    ("FNClarivate", "that of the Web of Science"),
    ("FNThomson", "that of the Web of Science"),
    ("PMID-", "that of PubMed"),
    ("[{", "JSON"),
    ("{\"", "JSON"),
    ("<?xml", "XML"),
    ("PK\u{3}\u{4}", "a ZIP archive"),
];

/// What stands in the file's place, as tools leave it where they did not fetch the file itself.
fn stand_in(document: &Document) -> Option<String> {
    if !matches!(document.content, Content::Bib(_)) || document.text.is_empty() {
        return None;
    }
    let head = document.text.slice(ByteRange::new(0, document.text.len().min(LONGEST))).trim().to_owned();
    if head.starts_with("version https://git-lfs.github.com/spec/") {
        return Some(
            "is a pointer that Git LFS left in place of the file; fetch it with `git lfs pull`".to_owned(),
        );
    }
    if head.starts_with("/annex/objects/") || (head.contains(".git/annex/objects/") && !head.contains('\n')) {
        return Some(
            "is a pointer that git-annex left in place of the file; fetch it with `git annex get`".to_owned(),
        );
    }
    let lower = head.get(..15).unwrap_or(&head).to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Some("is a web page; save the bibliography itself".to_owned());
    }
    let close: String = head.split_whitespace().collect();
    if let Some((_, format)) = FORMATS.iter().find(|it| close.starts_with(it.0)) {
        return Some(format!("is written in another format, {format}; export it as BibTeX"));
    }
    // Git writes a symbolic link as a text where the system has none.
    let is_path = !head.contains(['\n', '@', '{']) && (head.ends_with(".bib") || head.starts_with("../"));
    is_path.then(|| {
        format!("holds only the path `{head}`, of a link that was not made; put the file in its place")
    })
}

/// The sentence, if a key that is cited is not defined.
fn message(snapshot: &Snapshot, project: &Project, id: &DocumentId, what: &str) -> Option<String> {
    let citations = snapshot.project_citations(project).map(|it| it.2);
    let keys = citations.filter(|it| it.role != crate::model::cite_commands::Role::Perhaps);
    let keys = keys.flat_map(|it| &it.groups).flat_map(|it| &it.keys);
    let undefined: rustc_hash::FxHashSet<&str> =
        keys.map(|it| it.text.as_str()).filter(|it| !project.defines(it)).collect();
    let keys = match undefined.len() {
        0 => return None,
        1 => "1 key that is cited is".to_owned(),
        many => format!("{many} keys that are cited are"),
    };
    Some(format!("The bibliography `{}` {what}: {keys} not defined", file_name(id)))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::tests::check;

    #[test]
    fn a_bibliography_without_entries_is_one_report() {
        let main = "%- main.tex\nSo \\cite{a}, \\cite{b,c} \\cite{}.\n\\bibliography{refs}\n%- refs.bib\n";
        check(
            main,
            expect![[r#"
                So \cite{a}, \cite{b,c} \cite{}.
                                             ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                \bibliography{refs}
                              ^^^^ empty-bibliography: The bibliography `refs.bib` is empty; fill it, or declare another one: 3 keys that are cited are not defined
            "#]],
        );
        check(
            &format!("{main}version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 48213\n"),
            expect![[r#"
                So \cite{a}, \cite{b,c} \cite{}.
                                             ^^ empty-citation: `\cite` has no key; fill in the key of an entry
                \bibliography{refs}
                              ^^^^ empty-bibliography: The bibliography `refs.bib` is a pointer that Git LFS left in place of the file; fetch it with `git lfs pull`: 3 keys that are cited are not defined
            "#]],
        );
    }

    #[test]
    fn the_format_of_another_program_is_named() {
        let said = |refs: &str| {
            let main = "%- main.tex\nSo \\cite{a}.\n\\bibliography{refs}\n%- refs.bib\n";
            let fixture = crate::fixture::Fixture::new(&format!("{main}{refs}"));
            let found = crate::rules::diagnostics(&fixture.snapshot, &fixture.id);
            let messages: Vec<String> = found.into_iter().map(|it| it.message + "\n").collect();
            messages.concat()
        };
        let all =
            ["TY  - JOUR\nAU  - A\n", "[\n  {\"id\": \"a\"}\n]\n", "<?xml version=\"1.0\"?>\n"].map(said);
        expect![[r#"
            The bibliography `refs.bib` is written in another format, RIS; export it as BibTeX: 1 key that is cited is not defined
            The bibliography `refs.bib` is written in another format, JSON; export it as BibTeX: 1 key that is cited is not defined
            The bibliography `refs.bib` is written in another format, XML; export it as BibTeX: 1 key that is cited is not defined
        "#]].assert_eq(&all.concat());
    }

    #[test]
    fn an_empty_file_beside_a_good_one_excuses_nothing() {
        check(
            "%- main.tex\nSo \\cite{a}, \\cite{b}.\n\\bibliography{refs,more}\n%- refs.bib\n@misc{a,}\n%- more.bib\n",
            expect![[r#"
                So \cite{a}, \cite{b}.
                                   ^ undefined-citation: No entry has the key `b` (searched 1 entry in 2 bibliographies); correct the key or add the entry
            "#]],
        );
        check("%- main.tex\nSo.\n\\bibliography{refs}\n%- refs.bib\n", expect![[""]]);
    }

    #[test]
    fn what_stands_in_place_of_one_of_two_bibliographies_is_told() {
        check(
            "%- main.tex\nSo \\cite{a}, \\cite{b}.\n\\bibliography{refs,more}\n%- refs.bib\n@misc{a,}\n%- more.bib\n../lib/more.bib\n",
            expect![[r#"
                \bibliography{refs,more}
                                   ^^^^ empty-bibliography: The bibliography `more.bib` holds only the path `../lib/more.bib`, of a link that was not made; put the file in its place: 1 key that is cited is not defined
            "#]],
        );
    }
}
