//! `duplicate-key`: one key, two entries, in one library.

use super::scope::Scope;
use rustc_hash::FxHashSet;

use crate::model::document::DocumentId;
use crate::model::library::EntryId;
use crate::model::links::LinkKind;
use crate::model::project::{LinkState, Project};
use crate::model::snapshot::Snapshot;
use crate::resolve::titles::FoldedTitle;
use crate::rules::diagnostic::Related;
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::Level;
use crate::syntax::bib::{Entry, Piece};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "duplicate-key",
    level: Level::Error,
    verdicts: &[],
    is_gap: false,
    explanation: "Two entries of one library have the same key; the later one is not used.\n\n\
         Where BibTeX reads the file and the key is cited, this is an error that stops it (\"Repeated entry\"); else a warning.\n\n\
         Example: `@book{knuth1984, ...}` in two places, or in two files of one `\\bibliography{a,b}`. Under BibTeX, which does not mind case, also `Knuth1984` beside `knuth1984` where one of them is cited.\n\n\
         Fix: rename or remove one; the report points at the other.",
};

/// Reports the later of two entries with one key.
pub(crate) fn check(report: &mut Report, scope: &Scope) {
    duplicates(report, scope);
    differing_in_case(report, scope);
}

/// Whether two entries have titles that are not alike: they are of two works.
fn differing_titles(one: &Entry, other: &Entry) -> bool {
    let title = |it: &Entry| {
        let pieces = &it.field("title")?.pieces;
        Some(FoldedTitle::new(&pieces.iter().map(Piece::text).collect::<String>()))
    };
    title(one).zip(title(other)).is_some_and(|(one, other)| {
        !one.is_empty() && !other.is_empty() && one.similarity(&other) < 0.6 && !one.within(&other, 1)
    })
}

fn duplicates(report: &mut Report, scope: &Scope) {
    let bib = &scope.bib;
    let stops = stopping(report, scope);
    let level = RULE.level_in(&report.snapshot.settings, None);
    let level_of = |key: &str| if stops(key) { level } else { level.min(Level::Warning) };
    for (first, later) in bib.duplicate_keys() {
        let entry = bib.entry(later);
        let remedy = match differing_titles(&bib.entry(first), &entry) {
            true => "its title is another one: rename one",
            false => "rename or remove one",
        };
        let message = format!("`{}` is defined twice and this later entry is not used; {remedy}", entry.key);
        let related = Related {
            document: report.document.id.clone(),
            range: bib.entry(first).key_range,
            message: "Defined here first".to_owned(),
        };
        let level = level_of(&entry.key);
        report.add_at(RULE, level, entry.key_range, message).related.push(related);
    }
    // Across files: an earlier bibliography of the project defines the key.
    // A fragment that is read with several papers' bibliographies says nothing of any two of them.
    let projects = report.snapshot.projects_with(&report.document.id).filter(|it| !it.adopted);
    let projects: Vec<_> = projects.cloned().collect();
    let before = report.found.len();
    for project in &projects {
        // One paper's word is enough.
        if report.found.len() > before {
            break;
        }
        let Some(own) = project.sources.iter().position(|it| *it == report.document.id) else { continue };
        for (earlier, other) in project.library.bibliographies.iter().enumerate().take(own) {
            let there = &project.sources[earlier];
            if !are_read_together(report.snapshot, project, there, &report.document.id) {
                continue;
            }
            for (there, here) in other.shared_keys(bib) {
                let entry = bib.entry(here);
                let first = project.library.bibliographies[earlier].entry(there);
                let name = crate::model::document::file_name(&project.sources[earlier]);
                let message = format!(
                    "`{}` is defined in {name}, too, and this later entry is not used; rename or remove one",
                    entry.key
                );
                let related = Related {
                    document: project.sources[earlier].clone(),
                    range: first.key_range,
                    message: "Defined here first".to_owned(),
                };
                let level = level_of(&entry.key);
                report.add_at(RULE, level, entry.key_range, message).related.push(related);
            }
        }
    }
}

/// Whether an entry that repeats this key stops BibTeX, which looks at what is cited alone (bibtex.web, "Repeated
/// entry"); biber warns of each. It reads the file where a paper declares it.
fn stopping(report: &Report, scope: &Scope) -> impl Fn(&str) -> bool + use<> {
    let snapshot = report.snapshot;
    let here = LinkState::Found(report.document.id.clone());
    let declares = |it: &Project| it.bibliographies.iter().any(|it| it.is_written() && it.state == here);
    let cites_all = |project: &Project| {
        let mut citations = snapshot.project_citations(project);
        citations.any(|(_, _, it)| it.groups.iter().any(|it| it.keys.iter().any(|key| key.text == "*")))
    };
    let papers = snapshot.projects_with(&report.document.id).filter(|it| !it.minds_case && declares(it));
    let papers: Vec<_> = papers.collect();
    let (by_bibtex, cites_all) = (!papers.is_empty(), papers.iter().any(|it| cites_all(it)));
    let cited: FxHashSet<String> = scope.cited.iter().map(|it| scope.library.key(*it)).collect();
    move |key| by_bibtex && (cites_all || cited.contains(key))
}

/// Whether one list of references is made of both: `\bibliography{a,b}` names both, or biblatex has both for the whole
/// paper. Units, chapters and sections with bibliographies of their own have keys of their own; of files that lie
/// beside a paper which declares none it is not known which is used.
fn are_read_together(snapshot: &Snapshot, project: &Project, one: &DocumentId, other: &DocumentId) -> bool {
    let documents = &snapshot.documents;
    let place = |id: &DocumentId| {
        let mut all = project.bibliographies.iter();
        all.find(|it| it.state == LinkState::Found(id.clone()))?.place.as_ref()
    };
    let (Some(first), Some(second)) = (place(one), place(other)) else { return false };
    let by_bibtex = |link: &LinkKind| matches!(link, LinkKind::Bibliography { add_extension: true, .. });
    let (Some(from), Some(to)) = (first.link(documents), second.link(documents)) else { return false };
    if by_bibtex(&from.kind) != by_bibtex(&to.kind) {
        return false;
    }
    if !by_bibtex(&from.kind) {
        let of_section = |it: &LinkKind| matches!(it, LinkKind::Bibliography { of_section: true, .. });
        let links = project.files.iter().filter_map(|it| documents.get(it)).flat_map(|it| &it.links.links);
        return !links.into_iter().any(|it| of_section(&it.kind));
    }
    let Some(document) = documents.get(&first.document).filter(|_| first.document == second.document) else {
        return false;
    };
    let (before, after) = if from.range.end <= to.range.start { (from, to) } else { (to, from) };
    let between = ByteRange::new(before.range.end.min(after.range.start), after.range.start);
    !document.text.slice(between).contains('}')
}

/// BibTeX stops at an entry whose key differs from a cited one's in case only ("Repeated entry"); of those
/// that nothing cites it takes no notice, and biber tells them apart.
fn differing_in_case(report: &mut Report, scope: &Scope) {
    let Some(project) = scope.project.as_ref().filter(|it| !it.minds_case) else { return };
    let mut later: Vec<(EntryId, EntryId)> = Vec::new();
    let mut seen: FxHashSet<String> = FxHashSet::default();
    for cited in &scope.cited {
        let key = scope.library.key(*cited);
        if !seen.insert(key.clone()) {
            continue;
        }
        let mut alike = scope.library.differing_in_case(&key);
        alike.push(*cited);
        alike.sort_unstable();
        let Some((first, rest)) = alike.split_first() else { continue };
        let key = scope.library.key(*first);
        let rest = rest.iter().filter(|it| it.bibliography == scope.file && scope.library.key(**it) != key);
        later.extend(rest.map(|it| (*it, *first)));
    }
    later.sort_unstable();
    later.dedup_by_key(|it| it.0);
    for (later, first) in later {
        let (entry, other) = (scope.library.raw_entry(later), scope.library.raw_entry(first));
        let message = format!(
            "`{}` differs from `{}` in case only, and BibTeX takes them for one key; rename or remove one",
            entry.key, other.key
        );
        let Some(document) = project.sources.get(first.bibliography as usize).cloned() else { continue };
        let own = &report.document.id;
        if document != *own && !are_read_together(report.snapshot, project, &document, own) {
            continue;
        }
        let related = Related { document, range: other.key_range, message: "Defined here first".to_owned() };
        report.add(RULE, entry.key_range, message).related.push(related);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::RULE;
    use crate::fixture::Fixture;
    use crate::rules::diagnostics;
    use crate::rules::tests::check;
    use crate::settings::Level;

    #[test]
    fn keys_that_differ_in_case_are_one_key_for_bibtex_alone() {
        let bibs = "\n%- refs.bib\n@misc{Roe, title = {A}}\n@misc{x, title = {B}}\n%- more.bib\n‸@misc{roe, title = {C}}\n@misc{X, title = {D}}\n";
        check(
            &format!("\n%- main.tex\n\\cite{{roe}}\\bibliography{{refs,more}}{bibs}"),
            expect![[r#"
        @misc{roe, title = {C}}
              ^^^ duplicate-key: `roe` differs from `Roe` in case only, and BibTeX takes them for one key; rename or remove one
        @misc{X, title = {D}}
              ^ unused-entry: Nothing cites `X`; cite it or remove it
    "#]],
        );
        check(
            &format!(
                "\n%- main.tex\n\\cite{{roe}}\\usepackage{{biblatex}}\\addbibresource{{refs.bib}}\\addbibresource{{more.bib}}{bibs}"
            ),
            expect![[r#"
            @misc{roe, title = {C}}
                  ^^^ missing-field: `roe` has no `year`, which entries of the type @misc require; add it
            @misc{X, title = {D}}
                  ^ missing-field: `X` has no `year`, which entries of the type @misc require; add it
        "#]],
        );
    }

    /// The levels of what is told of the bibliography with the cursor.
    #[track_caller]
    fn levels(main: &str, bibs: &str, expected: &[Level]) {
        let fixture = Fixture::new(&format!("\n%- main.tex\n\\documentclass{{article}}{main}\n{bibs}"));
        let found = diagnostics(&fixture.snapshot, &fixture.id).into_iter().filter(|it| it.rule == RULE);
        assert_eq!(found.map(|it| it.level).collect::<Vec<_>>(), expected, "{main}");
    }

    #[test]
    fn an_error_is_what_stops_bibtex() {
        let bib = "%- refs.bib\n‸@misc{a, title = {A}}\n@misc{b, title = {B}}\n@misc{a, title = {C}}\n";
        levels(r"\cite{a}\bibliography{refs}", bib, &[Level::Error]);
        levels(r"\nocite{*}\bibliography{refs}", bib, &[Level::Error]);
        levels(r"\cite{b}\bibliography{refs}", bib, &[Level::Warning]);
        levels(r"\cite{a}", bib, &[Level::Warning]);
        levels(r"\usepackage{biblatex}\addbibresource{refs.bib}\cite{a}", bib, &[Level::Warning]);
    }

    #[test]
    fn files_that_no_list_of_references_reads_together_may_share_keys() {
        let bibs = "%- refs.bib\n@misc{a, title = {A}}\n%- more.bib\n‸@misc{a, title = {A}}\n";
        levels(r"\cite{a}\bibliography{refs,more}", bibs, &[Level::Error]);
        levels(r"\cite{a}\bibliography{refs}\bibliography{more}", bibs, &[]);
        levels(r"\newcites{own}{Own}\cite{a}\bibliography{refs}\bibliographyown{more}", bibs, &[]);
        levels(r"\cite{a}", bibs, &[]);
        // Another paper beside it that declares neither does not hide what this one is told.
        let other = "%- another.tex\n\\documentclass{article}\n";
        levels(r"\cite{a}\bibliography{refs,more}", &format!("{other}{bibs}"), &[Level::Error]);
        let biblatex = r"\usepackage{biblatex}\cite{a}\addbibresource{refs.bib}";
        levels(&format!(r"{biblatex}\addbibresource{{more.bib}}"), bibs, &[Level::Warning]);
        levels(&format!(r"{biblatex}\addbibresource[label=own]{{more.bib}}"), bibs, &[]);
        levels(&format!(r"{biblatex}\addbibresource{{more.bib}}\begin{{refsection}}[more.bib]"), bibs, &[]);
    }
}
