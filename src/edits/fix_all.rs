//! Everything that is certain: prose citations with the verdict `match`, empty places among keys,
//! repeated keys.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::change::Change;
use super::cite_prose;
use super::cite_style::CiteStyle;
use super::key_lists;
use super::key_lists::Place;
use crate::gaps::gap::Gap;
use crate::gaps::prose_group::ProseGroup;
use crate::model::citations::KeyGroup;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::rules::gaps::{empty_citation, prose_citation};
use crate::rules::keys::repeated_key;
use crate::rules::{Diagnostic, every_diagnostic};
use crate::text::{ByteRange, TextEdit};

/// The edits of one document that are certain, in the order of the text; they do not overlap.
pub fn edits(snapshot: &Snapshot, id: &DocumentId) -> Vec<TextEdit> {
    let found = every_diagnostic(snapshot, id);
    let Some(project) = snapshot.project(id) else { return Vec::new() };
    let mut edits = prose(snapshot, project, id, &found);
    edits.extend(lists(snapshot, id, &found));
    edits.sort_by_key(|it| it.range);
    edits.dedup_by(|later, former| later.range.start < former.range.end);
    edits
}

/// The same for every document of a project that is open, or lies in the folder of its root or below: what is read
/// from elsewhere is not changed unless its user looks at it.
pub fn of_project(snapshot: &Snapshot, project: &Project) -> Change {
    let folder = |id: &DocumentId| {
        let folder = id.path().and_then(Path::parent)?;
        Some(snapshot.world.really(folder).unwrap_or_else(|| folder.to_owned()))
    };
    let own = folder(&project.root);
    let is_own = |id: &DocumentId| match (&own, folder(id)) {
        (Some(own), Some(folder)) => folder.starts_with(own),
        _ => true,
    };
    let is_open = |id: &DocumentId| snapshot.document(id).is_some_and(|it| it.version.is_some());
    let files = project.files.iter().filter(|id| is_open(id) || is_own(id));
    let edits = files.map(|id| (id.clone(), edits(snapshot, id)));
    Change { create: None, edits: edits.filter(|it| !it.1.is_empty()).collect() }
}

/// Whether a fix of this report is certain.
pub fn is_certain(project: &Project, found: &Diagnostic) -> bool {
    match found.rule {
        prose_citation::RULE => certain_key(project, found).is_some(),
        repeated_key::RULE => true,
        _ => false,
    }
}

/// The key of a prose citation whose verdict is `match`; one of a master library defines nothing here.
pub fn certain_key(project: &Project, found: &Diagnostic) -> Option<String> {
    let is_match = found.rule == prose_citation::RULE && found.data.verdict == Some("match");
    let key = found.data.candidates.first().filter(|_| is_match)?;
    project.library.get(key).is_some().then(|| key.clone())
}

/// The keys that are certain for the works of a group.
pub fn certain_works(
    project: &Project,
    group: &ProseGroup,
    found: &[Diagnostic],
) -> Vec<Option<Vec<String>>> {
    let of_work = |range: ByteRange| {
        let report = found.iter().find(|it| it.rule == prose_citation::RULE && it.range == range)?;
        Some(vec![certain_key(project, report)?])
    };
    group.works.iter().map(|it| of_work(it.range)).collect()
}

fn prose(snapshot: &Snapshot, project: &Project, id: &DocumentId, found: &[Diagnostic]) -> Vec<TextEdit> {
    let style = CiteStyle::of(snapshot, id);
    let mut done: Vec<ByteRange> = Vec::new();
    let mut edits = Vec::new();
    for report in found.iter().filter(|it| certain_key(project, it).is_some()) {
        if done.iter().any(|it| it.covers(report.range)) {
            continue;
        }
        let Some(group) = ProseGroup::of(snapshot, id, report.range) else { continue };
        let assigned = certain_works(project, &group, found);
        done.push(group.range);
        edits.extend(cite_prose::replace(&group, snapshot, id, &style, &assigned));
    }
    edits
}

fn lists(snapshot: &Snapshot, id: &DocumentId, found: &[Diagnostic]) -> Vec<TextEdit> {
    let mut unwanted: FxHashSet<ByteRange> = FxHashSet::default();
    let mut seen = FxHashSet::default();
    let mut groups: Vec<(usize, KeyGroup)> = Vec::new();
    for report in found {
        let gap = match report.rule {
            empty_citation::RULE => Gap::of(snapshot, id, report),
            repeated_key::RULE => Gap::listed(snapshot, id, report.range.start),
            _ => None,
        };
        let Some(Gap::Listed { start, group, place }) = gap.filter(|it| !it.is_whole_list()) else {
            continue;
        };
        unwanted.insert(place.shift(start));
        if seen.insert(group.range.shift(start)) {
            groups.push((start, group));
        }
    }
    let edit = |(start, group): (usize, KeyGroup)| {
        let (_, chunk) = snapshot.tex(id)?.chunk_at(start)?;
        let fate = |place: ByteRange| match unwanted.contains(&place.shift(start)) {
            true => Place::Drop,
            false => Place::Keep,
        };
        let edit = key_lists::rewritten(&chunk.text, &group, &fate)?;
        Some(TextEdit { range: edit.range.shift(start), new: edit.new })
    };
    groups.into_iter().filter_map(edit).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(text);
        let edits = edits(&fixture.snapshot, &fixture.id);
        expected.assert_eq(&fixture.edited(&fixture.id, &edits));
    }

    #[test]
    fn only_what_is_certain_is_changed() {
        check(
            r#"
%- main.tex
Words~\citep{a,,b,a} and (Devlin et al., "BERT: Pre-training of Transformers").
Other __**Devlin et al., "BERT: Something Else Entirely"**__ and ____ and \cite{} and \cite{aa}.
\cite{Devlin et al., "BERT: Pre-training of Transformers"} suppressed
__**Devlin et al., "BERT: Pre-training of Transformers"**__ % lacuna: ignore
%- refs.bib
@misc{a, author = {Devlin, Jacob}, title = {{BERT}: Pre-training of Transformers}}
@misc{b}
"#,
            expect![[r#"
                Words~\citep{a,b} and \cite{a}.
                Other __**Devlin et al., "BERT: Something Else Entirely"**__ and ____ and \cite{} and \cite{aa}.
                \cite{a} suppressed
                __**Devlin et al., "BERT: Pre-training of Transformers"**__ % lacuna: ignore
            "#]],
        );
    }

    #[test]
    fn what_is_marked_unverified_is_never_certain() {
        check(
            r#"
%- main.tex
It __**Devlin et al., "BERT: Pre-training"**__.
%- refs.bib
@misc{a, author = {Devlin, Jacob}, title = {{BERT}: Pre-training}, note = {UNVERIFIED}}
"#,
            expect![[r#"
                It __**Devlin et al., "BERT: Pre-training"**__.
            "#]],
        );
    }

    /// The lines of the survey in `tests/fixtures` that differ afterwards.
    #[test]
    fn of_the_survey_the_three_matches_are_cited_and_nothing_else_changes() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/survey");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let files = ["main.tex", "related-work.tex", "refs.bib"].map(|it| format!("%- {it}\n{}\n", read(it)));
        let fixture = Fixture::new(&files.concat());
        let project = fixture.snapshot.project(&fixture.id).unwrap();
        let change = of_project(&fixture.snapshot, project);
        let mut changed = String::new();
        for (id, edits) in &change.edits {
            let before = fixture.snapshot.document(id).unwrap().text.all().into_owned();
            let after = fixture.edited(id, edits);
            assert_eq!(before.lines().count(), after.lines().count());
            for (before, after) in before.lines().zip(after.lines()).filter(|(a, b)| a != b) {
                changed += &format!("- {before}\n+ {after}\n");
            }
        }
        expect![[r#"
            - Large language models (LLMs) have become a cornerstone in natural language processing (NLP), demonstrating exceptional capabilities across a wide range of tasks. The scaling of model size and training data has enabled state-of-the-art performance in tasks such as text generation, machine translation, and reasoning __**Vinyals et al., "Sequence to Sequence Learning with Neural Networks"**, **Sutskever et al., "Sequence to Sequence Learning with Neural Networks"**__. Notable examples include autoregressive models and transformer-based architectures, which underpin some of the most influential models in the field __**Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"**__.
            + Large language models (LLMs) have become a cornerstone in natural language processing (NLP), demonstrating exceptional capabilities across a wide range of tasks. The scaling of model size and training data has enabled state-of-the-art performance in tasks such as text generation, machine translation, and reasoning~\cite{sutskever2014sequence} __**Vinyals et al., "Sequence to Sequence Learning with Neural Networks"**__. Notable examples include autoregressive models and transformer-based architectures, which underpin some of the most influential models in the field~\cite{devlin2018bert}.
            - In addition to their direct applications, LLMs have been explored as tools for understanding event phenomena ____. Studies have shown that LLMs can serve as scientific models for language, aiding in psycholinguistic research and providing insights into the relationship between language and thought ____. However, limitations persist, including challenges in generalizing to unseen data, ethical concerns, and resource constraints __**Holtzman et al., "The Curious Case of Neural Text Degeneration"**__.
            + In addition to their direct applications, LLMs have been explored as tools for understanding event phenomena ____. Studies have shown that LLMs can serve as scientific models for language, aiding in psycholinguistic research and providing insights into the relationship between language and thought ____. However, limitations persist, including challenges in generalizing to unseen data, ethical concerns, and resource constraints~\cite{holtzman2019curious}.
        "#]].assert_eq(&changed);
    }
}
