//! `undefined-citation`: a key that no entry defines.

use rustc_hash::FxHashSet;

use super::cited_keys::{CitedKey, cited_keys};
use crate::model::citations::{Key, separators};
use crate::model::document::file_name;
use crate::model::project::Project;
use crate::resolve::near_key::{is_near_miss, near_keys};
use crate::rules::diagnostic::Diagnostic;
use crate::rules::document::empty_bibliography::is_hollow;
use crate::rules::paragraph::Paragraph;
use crate::rules::report::{Report, searched};
use crate::rules::rule::Rule;
use crate::settings::Level;

/// The rule.
pub const RULE: Rule = Rule {
    code: "undefined-citation",
    level: Level::Error,
    verdicts: &[],
    is_gap: false,
    explanation: "No entry of the project's bibliographies defines a key that is cited.\n\n\
         Example: `\\cite{devlin2018bert}` where the entry is `devlin2019bert`.\n\n\
         Silent while bibliographies load. Where one of them is missing, only a key that nearly is one at hand is reported. In a part that no paper includes it is a warning: it is judged by the papers nearest to it, or by the root that it names.\n\n\
         Fix: correct the key (keys that are nearly the same are offered), add the entry, or copy it from a master library.",
};

/// How many keys are offered in place of one that is not defined.
const OFFERED: usize = 3;

/// Reports keys that no entry defines; and, of a document that is a part of several papers, those that one of
/// the papers lacks.
pub(crate) fn check(report: &mut Report, paragraph: &Paragraph) {
    for it in cited_keys(report, paragraph).iter().filter(|it| !it.is_repeated) {
        match report.defines(&it.key.text) {
            true => lacked(report, it.key, paragraph.start),
            false => one_key(report, paragraph, it),
        }
    }
}

/// Of a part that no paper includes, and of whose keys most are nowhere, one report stands for all: it may well belong
/// to a paper that is not at hand.
pub(crate) fn settle(report: &mut Report, _: &Project) {
    const FEW: usize = 5;
    let is_told = |it: &Diagnostic| it.rule == RULE;
    let projects: Vec<&Project> = report.snapshot.projects_of(&report.document.id).map(|it| &**it).collect();
    let many = report.found.iter().filter(|it| is_told(it)).count() >= FEW;
    if !many || !projects.iter().all(|it| it.is_guess_for(&report.document.id)) {
        return;
    }
    let citations = report.snapshot.citations(&report.document.id).into_iter().flat_map(|it| it.iter());
    let groups = citations.flat_map(|(_, it)| &it.groups).flat_map(|it| &it.keys);
    let keys: FxHashSet<&str> = groups.map(|it| it.text.as_str()).collect();
    let unknown = keys.iter().filter(|it| !report.defines(it)).count();
    if 2 * unknown <= keys.len() {
        return;
    }
    let remedy = match projects.first() {
        Some(named) if named.named.contains(&report.document.id) => {
            format!("{} is named as its root and does not include it", file_name(&named.root))
        }
        _ => "if this is a part of another paper, name its root: `% !TeX root = ...`".to_owned(),
    };
    let message = format!(
        "{unknown} of the {} keys that are cited here are in no bibliography at hand (searched {}); {remedy}",
        keys.len(),
        searched(&projects)
    );
    let mut first = Some(message);
    report.found.retain_mut(|it| {
        if !is_told(it) {
            return true;
        }
        let Some(message) = first.take() else { return false };
        it.message = message;
        it.data.candidates.clear();
        true
    });
}

fn one_key(report: &mut Report, paragraph: &Paragraph, cited: &CitedKey) {
    let Paragraph { project, start, .. } = *paragraph;
    let key = cited.key;
    let range = key.range.shift(start);
    // What a class or package defines for others to call.
    let is_offered =
        report.is_code() && report.document.tex().is_some_and(|it| it.silence_at(range.start).is_some());
    if is_offered
        || !cited.is_judgeable(report)
        || !report.are_complete()
        || !project.library.differing_in_case(&key.text).is_empty()
    {
        return;
    }
    let projects: Vec<&Project> = report.snapshot.projects_of(&report.document.id).map(|it| &**it).collect();
    if project.has_no_bibliography() || is_being_typed(report, project, key, start) {
        return;
    }
    let library = &project.library;
    let find = || near_keys(&key.text, library, OFFERED).iter().map(|it| library.key(it.id)).collect();
    let near = if paragraph.may_seek() { library.near(&key.text, find) } else { Vec::new() };
    // What other marks than commas part are several keys: none of them takes the place of all.
    let parts = separators::parts(&key.text);
    let (near, parted) = match separators::keys_in(&key.text, &|it| report.defines(it)) {
        Some(keys) => (vec![keys.join(",")], Some(keys)),
        None if parts.len() < 2 && !holds_key(report, &key.text) => (near, None),
        // `see hill84`: the word would be lost, or become a key.
        None if parts.iter().any(|it| report.defines(it)) => (Vec::new(), None),
        None => (near.into_iter().filter(|it| separators::is_whole(&key.text, it)).collect(), None),
    };
    let knows_every_key = |it: &&Project| it.knows_every_key() && !is_hollow(report.snapshot, it);
    if !projects.iter().all(knows_every_key) && !near.first().is_some_and(|it| is_near_miss(&key.text, it)) {
        return;
    }
    let copy = project.library.in_masters(&key.text);
    let mut message = format!("No entry has the key `{}` (searched {})", key.text, searched(&projects));
    if let Some(parts) = parted {
        message += &format!("; LaTeX parts keys by commas alone: write `{}`", parts.join(","));
    } else if let Some(mark) = separators::invisible(&key.text) {
        message += &format!("; it holds an invisible character (U+{:04X})", u32::from(mark));
    } else if let Some(id) = copy {
        let library = project.sources.get(id.bibliography as usize);
        let name = library.map_or("a master library", |it| file_name(it));
        message += &format!("; {name} has it: copy it from there");
    } else if let Some(first) = near.first() {
        message += &format!("; did you mean `{first}`?");
    } else {
        message += "; correct the key or add the entry";
    }
    // Which paper a part belongs to that nothing includes is a guess.
    let is_guess = projects.iter().all(|it| it.is_guess_for(&report.document.id));
    let level = RULE.level_in(&report.snapshot.settings, None);
    let level = if is_guess { level.min(Level::Warning) } else { level };
    report.add_at(RULE, level, range, message).data.candidates = near;
}

/// Whether a part of what stands for a key is a key itself: `hill84|typo`.
fn holds_key(report: &Report, key: &str) -> bool {
    let mut parts = key.split(separators::OTHER_MARKS).filter(|it| it.len() < key.len());
    parts.any(|it| report.defines(it))
}

/// While a key is typed it is not reported as long as some key begins so, nor words as long as they find a
/// work.
fn is_being_typed(report: &Report, project: &Project, key: &Key, start: usize) -> bool {
    let range = key.range.shift(start);
    (report.is_typed(range) && project.library.has_key_prefix(&key.text))
        || report.is_sought(range, &key.text)
}

/// Says so where the document is a part of several papers and one of them lacks the key. That paper may be
/// an old one, so this is no error.
fn lacked(report: &mut Report, key: &Key, start: usize) {
    let lacks = |it: &&std::sync::Arc<Project>| {
        !it.defines(&key.text)
            && it.knows_every_key()
            && !it.has_no_bibliography()
            && it.library.differing_in_case(&key.text).is_empty()
    };
    let Some(lacking) = report.snapshot.projects_of(&report.document.id).find(lacks).cloned() else { return };
    let root = file_name(&lacking.root);
    let message = format!(
        "No entry has the key `{}` when the root is {root} (searched {}); add it there, too",
        key.text,
        searched(&[&lacking])
    );
    let level = RULE.level_in(&report.snapshot.settings, None).min(Level::Information);
    report.add_at(RULE, level, key.range.shift(start), message);
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixture::Fixture;
    use crate::rules::diagnostics;
    use crate::rules::tests::{WORKS, check};
    use crate::settings::Level;

    #[test]
    fn of_a_loose_part_whose_keys_are_nowhere_one_stands_for_all() {
        let part = |name: &str, keys: &str| format!("%- {name}.tex\n\\cite{{{keys}}}\n");
        let text = part("part", "a1, b1, c1, d1, e1, f1")
            + "%- main.tex\n\\documentclass{article}\\bibliography{refs}\\begin{document}\\cite{x}\\end{document}\n"
            + "%- refs.bib\n@misc{x, title = {X}}\n@misc{y, title = {Y}}\n";
        check(
            &text,
            expect![[r#"
            \cite{a1, b1, c1, d1, e1, f1}
                  ^^ undefined-citation: 6 of the 6 keys that are cited here are in no bibliography at hand (searched 2 entries in 1 bibliography); if this is a part of another paper, name its root: `% !TeX root = ...`
        "#]],
        );
        // Of a few, each is told.
        check(
            &text.replace("b1, c1, ", ""),
            expect![[r#"
            \cite{a1, d1, e1, f1}
                  ^^ undefined-citation: No entry has the key `a1` (searched 2 entries in 1 bibliography); correct the key or add the entry
                      ^^ undefined-citation: No entry has the key `d1` (searched 2 entries in 1 bibliography); correct the key or add the entry
                          ^^ undefined-citation: No entry has the key `e1` (searched 2 entries in 1 bibliography); correct the key or add the entry
                              ^^ undefined-citation: No entry has the key `f1` (searched 2 entries in 1 bibliography); correct the key or add the entry
        "#]],
        );
    }

    const TWO_ROOTS: &str = r"
%- shared.tex
\cite{both} \cite{one} \cite{neither}
%- one.tex
\documentclass{article}\input{shared}\bibliography{one}
%- two.tex
\documentclass{article}\input{shared}\bibliography{two}
%- one.bib
@misc{both, title = {A}}
@misc{one, title = {B}}
%- two.bib
@misc{both, title = {A}}
";

    #[test]
    fn items_of_a_thebibliography_define_keys() {
        check(
            r"
%- main.tex
\documentclass{article}
\begin{document}
\cite{knuth} \cite{lamport}
\begin{thebibliography}{9}
\bibitem{knuth} D. Knuth. [?] ____
\bibitem[Lab(2020)]{other} x
\end{thebibliography}
\end{document}
",
            expect![[r#"
            \cite{knuth} \cite{lamport}
                               ^^^^^^^ undefined-citation: No entry has the key `lamport` (searched 2 entries in 1 bibliography); correct the key or add the entry
        "#]],
        );
    }

    #[test]
    fn keys_that_no_entry_defines() {
        check(
            &format!(
                r"
%- main.tex
\cite{{devlin2018bert}} \cite{{Devlin2019BERT}} \cite{{nosuchkey}} \cite{{devlin2019bert,devlin2019bert}} \nocite{{*}}
\newcommand{{\up}}[1]{{\cite{{#1}}}} \up{{nokey}} \newcommand{{\x}}{{\cite{{nokeyhere}}}} \mycite{{hill}}
{}",
                WORKS.trim_start()
            ),
            expect![[r#"
            \cite{devlin2018bert} \cite{Devlin2019BERT} \cite{nosuchkey} \cite{devlin2019bert,devlin2019bert} \nocite{*}
                  ^^^^^^^^^^^^^^ undefined-citation: No entry has the key `devlin2018bert` (searched 2 entries in 1 bibliography); did you mean `devlin2019bert`?
                                        ^^^^^^^^^^^^^^ key-case: `Devlin2019BERT` differs from the entry's key `devlin2019bert` in case; write it as the entry does
                                                              ^^^^^^^^^ undefined-citation: No entry has the key `nosuchkey` (searched 2 entries in 1 bibliography); correct the key or add the entry
                                                                                              ^^^^^^^^^^^^^^ repeated-key: `devlin2019bert` stands twice in this command; remove one
            \newcommand{\up}[1]{\cite{#1}} \up{nokey} \newcommand{\x}{\cite{nokeyhere}} \mycite{hill}
                                               ^^^^^ placeholder-key: `nokey` stands for a key still to be found; replace it by the key of an entry
                                                                            ^^^^^^^^^ undefined-citation: No entry has the key `nokeyhere` (searched 2 entries in 1 bibliography); correct the key or add the entry
        "#]],
        );
    }

    #[test]
    fn of_a_section_of_two_papers_the_one_that_lacks_a_key_is_named() {
        check(
            TWO_ROOTS,
            expect![[r#"
        \cite{both} \cite{one} \cite{neither}
                          ^^^ undefined-citation: No entry has the key `one` when the root is two.tex (searched 1 entry in 1 bibliography); add it there, too
                                     ^^^^^^^ undefined-citation: No entry has the key `neither` (searched 3 entries in 2 bibliographies of one.tex and two.tex); correct the key or add the entry
    "#]],
        );
    }

    #[test]
    fn a_key_may_be_in_a_bibliography_of_another_paper_that_is_missing() {
        check(&TWO_ROOTS.replace("bibliography{two}", "bibliography{two,gone}"), expect![[""]]);
    }

    #[test]
    fn in_a_part_that_nothing_includes_it_is_a_warning() {
        let fixture = Fixture::new(
            "\n%- ch/left.tex\n\\cite{roe1999}\n%- main.tex\n\\documentclass{article}\\cite{roe1999}\\bibliography{refs}\n%- refs.bib\n@misc{a, title = {A}}\n",
        );
        let level = |name: &str| {
            let id = fixture.snapshot.documents.keys().find(|it| it.as_str().ends_with(name)).unwrap();
            diagnostics(&fixture.snapshot, id).iter().map(|it| it.level).collect::<Vec<_>>()
        };
        assert_eq!(level("left.tex"), [Level::Warning]);
        assert_eq!(level("main.tex"), [Level::Error]);
    }

    #[test]
    fn several_keys_that_are_parted_otherwise() {
        check(
            r"
%- main.tex
\cite{alder84 and birch94} \cite{alder84|birch94} \cite{see alder84} \cite{alder84 p. 3}
%- refs.bib
@misc{alder84, title = {A}}
@misc{birch94, title = {B}}
",
            expect![[r#"
                \cite{alder84 and birch94} \cite{alder84|birch94} \cite{see alder84} \cite{alder84 p. 3}
                      ^^^^^^^^^^^^^^^^^^^ undefined-citation: No entry has the key `alder84 and birch94` (searched 2 entries in 1 bibliography); LaTeX parts keys by commas alone: write `alder84,birch94`
                                                 ^^^^^^^^^^^^^^^ undefined-citation: No entry has the key `alder84|birch94` (searched 2 entries in 1 bibliography); LaTeX parts keys by commas alone: write `alder84,birch94`
                                                                        ^^^^^^^^^^^ undefined-citation: No entry has the key `see alder84` (searched 2 entries in 1 bibliography); correct the key or add the entry
                                                                                           ^^^^^^^^^^^^ undefined-citation: No entry has the key `alder84 p. 3` (searched 2 entries in 1 bibliography); correct the key or add the entry
            "#]],
        );
    }
}
