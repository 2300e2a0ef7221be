//! `undefined-citation`, `key-case`, `repeated-key`, and `unverified-entry` at citations.

use super::gaps::is_placeholder;
use super::paragraphs::Paragraph;
use super::{Report, searched};
use crate::model::citations::{Citation, Key, KeyGroup};
use crate::model::cite_commands::Role;
use crate::model::document::file_name;
use crate::model::project::Project;
use crate::resolve::near_key::{is_near_miss, near_keys};
use crate::settings::{Level, Rule};

/// How many keys are offered in place of one that is not defined.
const OFFERED: usize = 3;

pub(super) fn report(report: &mut Report, project: &Project, paragraph: &Paragraph) {
    let start = paragraph.start;
    for citation in &paragraph.cited.citations {
        if !report.speaks(Rule::UndefinedCitation, start + citation.command.start) {
            continue;
        }
        let mut seen: Vec<&str> = Vec::new();
        for group in &citation.groups {
            for key in &group.keys {
                if citation.groups.len() == 1 && seen.contains(&key.text.as_str()) {
                    let message = format!("`{}` stands twice in this command; remove one", key.text);
                    report.add(Rule::RepeatedKey, key.range.shift(start), message);
                    continue;
                }
                seen.push(&key.text);
                // Of a key that a macro makes up, what stands here is only a part.
                if !key.is_whole() {
                    continue;
                }
                let prose = group.prose.is_some() && !group.keys.iter().any(|it| report.defines(&it.text));
                if !prose {
                    one_key(report, project, (citation, group), key, start);
                }
            }
        }
    }
}

fn one_key(
    report: &mut Report,
    project: &Project,
    (citation, group): (&Citation, &KeyGroup),
    key: &Key,
    start: usize,
) {
    let range = key.range.shift(start);
    if report.defines(&key.text) {
        unverified(report, project, key, start);
        lacked(report, key, start);
        return;
    }
    let judged = citation.role != Role::Perhaps || group.keys.iter().any(|it| report.defines(&it.text));
    if !judged || is_placeholder(&key.text) || !is_judgeable(&key.text) {
        return;
    }
    let projects: Vec<&Project> = report.snapshot.projects_of(&report.document.id).map(|it| &**it).collect();
    if !projects.iter().all(|it| it.is_complete()) {
        return;
    }
    if let Some(entry) = project.library.differing_in_case(&key.text).first() {
        let written = project.library.key(*entry);
        let level = report.snapshot.settings.level(Rule::KeyCase, None);
        let level = if project.minds_case && level == Level::Warning { Level::Error } else { level };
        let message = format!(
            "`{}` differs from the entry's key `{written}` in case; write it as the entry does",
            key.text
        );
        report.add_at(Rule::KeyCase, level, range, message).data.candidates = vec![written];
        return;
    }
    if project.has_no_bibliography() || is_being_typed(report, project, key, start) {
        return;
    }
    let near: Vec<String> =
        near_keys(&key.text, &project.library, OFFERED).iter().map(|it| project.library.key(it.id)).collect();
    if !projects.iter().all(|it| it.knows_every_key())
        && !near.first().is_some_and(|it| is_near_miss(&key.text, it))
    {
        return;
    }
    let copy = project.library.in_masters(&key.text);
    let mut message = format!("No entry has the key `{}` (searched {})", key.text, searched(&projects));
    if let Some(id) = copy {
        let library = project.sources.get(id.bibliography as usize);
        let name = library.map_or("a master library", |it| file_name(it));
        message += &format!("; {name} has it: copy it from there");
    } else if let Some(first) = near.first() {
        message += &format!("; did you mean `{first}`?");
    } else {
        message += "; correct the key or add the entry";
    }
    report.add(Rule::UndefinedCitation, range, message).data.candidates = near;
}

/// Whether `key` can be a key at all: a macro or parameter in it may stand for anything.
fn is_judgeable(key: &str) -> bool {
    !key.contains(['\\', '#', '{', '}', '$'])
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
    let level = report.snapshot.settings.level(Rule::UndefinedCitation, None).min(Level::Information);
    report.add_at(Rule::UndefinedCitation, level, key.range.shift(start), message);
}

fn unverified(report: &mut Report, project: &Project, key: &Key, start: usize) {
    let Some(id) = project.library.get(&key.text) else { return };
    if project.library.is_unverified(id) {
        let message =
            format!("`{}` is marked UNVERIFIED; check that the work exists, then remove the mark", key.text);
        report.add(Rule::UnverifiedEntry, key.range.shift(start), message);
    }
}
