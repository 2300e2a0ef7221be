//! Works under several keys: the published version of a preprint is cited, a duplicate is merged.

use super::action::{Action, ActionKind, Effect, Place};
use crate::edits::change::Change;
use crate::edits::merge_entries;
use crate::rules::Diagnostic;
use crate::rules::entries::superseded_preprint::published_version;
use crate::rules::entries::{duplicate_work, superseded_preprint};
use crate::text::{ByteRange, TextEdit};

/// On an entry that is reported.
pub(super) fn fixes(place: &Place, report: &Diagnostic, actions: &mut Vec<Action>) {
    let Some(other) = report.data.candidates.first() else { return };
    let own = place.document.text.slice(report.range).into_owned();
    match report.rule {
        superseded_preprint::RULE => {
            if let Some(change) = everywhere(place, &own, other) {
                actions.push(place.fix(format!("Cite `{other}` everywhere instead"), report, change));
            }
        }
        duplicate_work::RULE => {
            for (kept, dropped) in [(other, &own), (&own, other)] {
                if let Some(change) = merge_entries::merge(place.snapshot, place.id, kept, dropped) {
                    let title = format!("Keep `{kept}`: cite it everywhere and remove `{dropped}`");
                    actions.push(place.fix(title, report, change));
                }
            }
        }
        _ => {}
    }
}

fn everywhere(place: &Place, old: &str, new: &str) -> Option<Change> {
    merge_entries::recite(place.snapshot, place.id, old, new).filter(|it| !it.is_empty())
}

/// On a citation of a preprint that has appeared: its published version here, or everywhere.
pub(super) fn published(place: &Place, range: ByteRange) -> Vec<Action> {
    let found = || {
        let (start, citation) = place.snapshot.citations(place.id)?.at(range.start)?;
        let on = |it: ByteRange| it.shift(start).touches(range.start);
        let group = citation.groups.iter().find(|it| it.keys.iter().any(|key| on(key.range)))?;
        let key = group.keys.iter().find(|it| on(it.range))?;
        let library = &place.project.library;
        let printed = library.key(published_version(library, library.get(&key.text)?)?);
        let chunk = place.snapshot.tex(place.id)?.chunk_at(start)?.1;
        let edits = merge_entries::in_list(&chunk.text, group, &key.text, &printed).into_iter();
        let edits = edits.map(|it| TextEdit { range: it.range.shift(start), new: it.new }).collect();
        let here = Change { create: None, edits: vec![(place.id.clone(), edits)] };
        let everywhere = everywhere(place, &key.text, &printed).filter(|it| *it != here);
        Some((printed, here, everywhere))
    };
    let Some((printed, here, everywhere)) = found() else { return Vec::new() };
    let action = |title: String, change: Change| Action {
        title,
        kind: ActionKind::Rewrite,
        fixes: Vec::new(),
        preferred: false,
        effect: Effect::Change(change),
        copies: None,
        why: None,
    };
    let mut actions = vec![action(format!("Cite the published version, `{printed}`, here"), here)];
    let everywhere =
        everywhere.map(|it| action(format!("Cite the published version, `{printed}`, everywhere"), it));
    actions.extend(everywhere);
    actions
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::features::code_actions::{Action, Effect, code_actions};
    use crate::fixture::Fixture;
    use crate::text::ByteRange;

    const REFS: &str = r"
%- refs.bib
@article{pre, author = {Wu, Kai}, title = {On Graphs and Their Nets}, journal = {arXiv preprint}, eprint = {2001.00001}, year = 2020}
@inproceedings{printed, author = {Wu, Kai}, title = {On Graphs and Their Nets}, booktitle = {ACL}, year = 2021}
@book{one, author = {Lee, Al}, title = {A Book of Many Things}, year = 2000}
@book{two, author = {Lee, Al}, title = {A Book of Many Things}, year = 2000, publisher = {P}}
";

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(&format!("{text}{}", REFS.trim_start()));
        let place = ByteRange::empty(fixture.offset);
        let mut shown = String::new();
        let wanted = |it: &Action| !it.title.starts_with("Ignore");
        for action in
            code_actions(&fixture.snapshot, &fixture.id, place, &|_| true).iter().filter(|it| wanted(it))
        {
            shown += &format!("{}: {}\n", action.kind.name(), action.title);
            let Effect::Change(change) = &action.effect else { continue };
            for (id, edits) in change.edits.iter().filter(|it| it.0.as_str().ends_with("tex")) {
                shown += &format!("    {}", fixture.edited(id, edits));
            }
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn the_published_version_of_a_preprint_is_cited_here_or_everywhere() {
        check(
            "\\cite{pr‸e,one} and \\cite{pre}\n",
            expect![[r#"
            refactor.rewrite: Cite the published version, `printed`, here
                \cite{printed,one} and \cite{pre}
            refactor.rewrite: Cite the published version, `printed`, everywhere
                \cite{printed,one} and \cite{printed}
        "#]],
        );
        check("\\cite{print‸ed,one}\n", expect![[""]]);
    }

    #[test]
    fn on_the_entry_itself_both_are_offered_too() {
        let on_entry = |key: &str| {
            let refs = REFS.replace(&format!("{{{key},"), &format!("{{‸{key},"));
            let fixture = Fixture::new(&format!("%- main.tex\n\\cite{{pre,two,one}}{refs}"));
            let place = ByteRange::empty(fixture.offset);
            let mut shown = String::new();
            for action in code_actions(&fixture.snapshot, &fixture.id, place, &|_| true) {
                let Effect::Change(change) = &action.effect else { continue };
                let tex = change.edits.iter().find(|it| it.0.as_str().ends_with("tex"));
                let tex = tex.map_or(String::new(), |(id, edits)| fixture.edited(id, edits));
                shown += &format!("{}\n{tex}", action.title);
            }
            shown
        };
        expect![[r#"
            Cite `printed` everywhere instead
            \cite{printed,two,one}
            Ignore this superseded-preprint report
        "#]]
        .assert_eq(&on_entry("pre"));
        expect![[r#"
            Keep `one`: cite it everywhere and remove `two`
            \cite{pre,one}
            Keep `two`: cite it everywhere and remove `one`
            \cite{pre,two}
            Ignore this duplicate-work report
        "#]]
        .assert_eq(&on_entry("two"));
    }
}
