//! One cause, one report: beyond a handful of one kind in one file, a last one counts the rest.
//!
//! Two libraries that overlap in two hundred keys, or a field that a whole file lacks, are one fact; told two
//! hundred times it hides all others. A kind is a rule with its verdict, so that no kind hides another.

use rustc_hash::FxHashMap;

use super::diagnostic::{Data, Diagnostic};
use super::entries::{retracted_work, unused_entry, unverified_entry};
use super::keys::{repeated_key, undefined_citation};
use super::rule::Rule;
use crate::settings::Level;

/// So many reports of one kind are told one by one.
const HANDFUL: usize = 10;

/// Of more than these, the first so many.
const SHOWN: usize = 5;

/// So many where each has to be closed by itself: a paper may well have a hundred open citations.
const TASKS: usize = 1000;

/// Whether each report of a rule is a task of its own: a gap, a wrong key, a work to be checked.
fn is_task(found: &Diagnostic) -> bool {
    let rule: Rule = found.rule;
    (rule.is_gap && rule.level >= Level::Warning)
        || matches!(rule, undefined_citation::RULE | repeated_key::RULE)
        || matches!(rule, unverified_entry::RULE | retracted_work::RULE)
        // A hint on an entry is no words but its colour.
        || (rule == unused_entry::RULE && found.level == Level::Hint)
}

/// Keeps of each kind what is told one by one, the loudest first, and counts the rest where it begins. `found`
/// is and stays in the order of the text. What it was before, where something is only counted.
pub(super) fn summarise(found: &mut Vec<Diagnostic>) -> Option<Vec<Diagnostic>> {
    let mut kinds: FxHashMap<(&str, Option<&str>), Vec<usize>> = FxHashMap::default();
    for (index, it) in found.iter().enumerate() {
        kinds.entry((it.rule.code, it.data.verdict)).or_default().push(index);
    }
    let mut hidden = vec![false; found.len()];
    let mut counts: FxHashMap<usize, (usize, Level)> = FxHashMap::default();
    for mut places in kinds.into_values() {
        let (most, shown) =
            if found[places[0]].level > Level::Off && places.iter().all(|it| is_task(&found[*it])) {
                (TASKS, TASKS)
            } else {
                (HANDFUL, SHOWN)
            };
        if places.len() <= most {
            continue;
        }
        places.sort_by_key(|index| (std::cmp::Reverse(found[*index].level), *index));
        let rest = places.split_off(shown);
        for index in &rest {
            hidden[*index] = true;
        }
        let loudest = rest.iter().map(|it| found[*it].level).max();
        if let (Some(first), Some(level)) = (rest.iter().min(), loudest) {
            counts.insert(*first, (rest.len(), level));
        }
    }
    let every = (!counts.is_empty()).then(|| found.clone());
    let mut index = 0;
    found.retain_mut(|it| {
        let (is_hidden, counted) = (hidden[index], counts.get(&index));
        index += 1;
        if let Some((count, level)) = counted {
            it.message = format!(
                "{count} more reports of `{}` in this file, from here on, are not shown; mend those above first",
                it.rule.code
            );
            it.level = *level;
            it.related = Vec::new();
            it.data = Data::default();
        }
        !is_hidden || counted.is_some()
    });
    every
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixture::Fixture;
    use crate::rules::diagnostics;
    use crate::rules::tests::check;

    fn count(fixture: &Fixture) -> Vec<(usize, String)> {
        let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for it in diagnostics(&fixture.snapshot, &fixture.id) {
            *counts.entry(it.rule.code).or_default() += 1;
        }
        counts.into_iter().map(|(code, count)| (count, code.to_owned())).collect()
    }

    #[test]
    fn two_libraries_that_overlap_are_told_of_once() {
        let entries = |n: usize| -> String {
            (0..n)
                .map(|it| {
                    format!("@book{{k{it}, author = {{Hill, A.}}, title = {{T{it}}}, publisher = {{P}}, year = 2001}}\n")
                })
                .collect()
        };
        let keys = (0..30).map(|it| format!("k{it}")).collect::<Vec<_>>().join(",");
        let text = |n: usize| {
            format!(
                "%- copy.bib\n{0}%- refs.bib\n{0}%- main.tex\n\\cite{{{keys}}}\\bibliography{{refs,copy}}\n",
                entries(n)
            )
        };
        assert_eq!(count(&Fixture::new(&text(10))), [(10, "duplicate-key".to_owned())]);
        let many = Fixture::new(&text(30));
        assert_eq!(count(&many), [(6, "duplicate-key".to_owned())]);
        let found = diagnostics(&many.snapshot, &many.id);
        expect!["25 more reports of `duplicate-key` in this file, from here on, are not shown; mend those above first"]
            .assert_eq(&found[5].message);
    }

    #[test]
    fn a_kind_hides_no_other_kind() {
        let entries: String = (0..60)
            .map(|it| format!("@article{{k{it}, author = {{Hill, A.}}, title = {{T}}, year = 2001}}\n"))
            .collect();
        let fixture =
            Fixture::new(&format!("%- refs.bib\n{entries}@misc{{a, title = {{TODO}}, pages = {{9--3}}\n"));
        assert_eq!(count(&fixture), [(1, "bib-syntax".to_owned()), (6, "missing-field".to_owned())]);
    }

    #[test]
    fn each_gap_and_each_wrong_key_is_told() {
        let text: String = (0..60).map(|it| format!("So \\cite{{}} and \\cite{{nokey{it}}}.\n")).collect();
        let fixture = Fixture::new(&format!("%- main.tex\n{text}%- refs.bib\n@misc{{a,}}\n"));
        assert_eq!(
            count(&fixture),
            [(60, "empty-citation".to_owned()), (60, "undefined-citation".to_owned())]
        );
    }

    #[test]
    fn a_habit_in_a_text_is_counted() {
        let text: String = (0..20).map(|it| format!("### Part {it}\n\n")).collect();
        check(
            &format!("%- main.tex\n{text}"),
            expect![[r#"
            ### Part 0
            ^^^^^^^^^^ generated-text: `### Part 0` is Markdown; write it in LaTeX
            ### Part 1
            ^^^^^^^^^^ generated-text: `### Part 1` is Markdown; write it in LaTeX
            ### Part 2
            ^^^^^^^^^^ generated-text: `### Part 2` is Markdown; write it in LaTeX
            ### Part 3
            ^^^^^^^^^^ generated-text: `### Part 3` is Markdown; write it in LaTeX
            ### Part 4
            ^^^^^^^^^^ generated-text: `### Part 4` is Markdown; write it in LaTeX
            ### Part 5
            ^^^^^^^^^^ generated-text: 15 more reports of `generated-text` in this file, from here on, are not shown; mend those above first
        "#]],
        );
    }
}
