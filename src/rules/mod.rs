//! What is reported of a document: one file per family of rules.

mod bib;
mod bib_basis;
mod bib_fields;
mod bib_scope;
mod bib_signs;
mod bib_unused;
mod bib_works;
pub mod gaps;
mod generated;
mod keys;
mod links;
mod literal;
mod mismatch;
mod notes;
mod paragraphs;
pub mod prose;
mod suppression;

pub use bib_works::published_version;

use self::bib_basis::Basis;
use crate::model::document::{Content, Document, DocumentId, file_name};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::settings::{Level, Rule};
use crate::syntax::tex::Silence;
use crate::text::ByteRange;

/// One report.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: Rule,
    /// How loudly.
    pub level: Level,
    /// What it is about (bytes of the document).
    pub range: ByteRange,
    /// One sentence: what it is and what to do.
    pub message: String,
    /// Second places.
    pub related: Vec<Related>,
    /// For the rule's fixes.
    pub data: Data,
}

/// What a diagnostic's fixes go by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// Of a prose citation: the verdict.
    pub verdict: Option<&'static str>,
    /// Keys that may be meant, best first.
    pub candidates: Vec<String>,
}

/// A second place of a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The document.
    pub document: DocumentId,
    /// Where in it.
    pub range: ByteRange,
    /// What is there.
    pub message: String,
}

/// The reports on a document, in the order of the text.
pub fn diagnostics(snapshot: &Snapshot, id: &DocumentId) -> Vec<Diagnostic> {
    snapshot.memo.get(id, |former| judge(snapshot, id, former)).all.clone()
}

/// The reports on a document, and what of them may be taken over to its next revision.
#[derive(Default)]
struct Judged {
    all: Vec<Diagnostic>,
    paragraphs: paragraphs::Judged,
    /// Of a bibliography: what the reports follow from.
    basis: Option<Basis>,
}

fn judge(snapshot: &Snapshot, id: &DocumentId, former: Option<&Judged>) -> Judged {
    let Some(document) = snapshot.document(id) else { return Judged::default() };
    let mut report = Report { snapshot, document, found: Vec::new() };
    let mut paragraphs = paragraphs::Judged::default();
    let mut basis = None;
    match &document.content {
        Content::Tex(_) => {
            let Some(project) = snapshot.project(id) else { return Judged::default() };
            paragraphs = paragraphs::report(&mut report, project, former.map(|it| &it.paragraphs));
            literal::settle(&mut report);
            generated::settle(&mut report);
            links::report(&mut report, project);
        }
        Content::Bib(bib) => {
            let now = Basis::of(snapshot, document, bib);
            if let Some(former) = former.filter(|it| it.basis.as_ref() == Some(&now)) {
                let all = former.all.clone();
                return Judged { all, paragraphs, basis: Some(now) };
            }
            basis = Some(now);
            bib::report(&mut report, bib);
        }
        Content::Settings(file) => {
            for (range, message) in &file.misread {
                report.add(Rule::BadSetting, *range, message.clone());
            }
            links::settings(&mut report, file);
        }
    }
    let suppressions = suppression::read(&mut report);
    let mut found = report.found;
    found.retain(|it| it.level > Level::Off && !suppression::covers(&suppressions, it));
    one_report_a_stretch(&mut found);
    Judged { all: found, paragraphs, basis }
}

/// Of reports whose ranges overlap, the one whose rule comes first stays.
fn one_report_a_stretch(found: &mut Vec<Diagnostic>) {
    found.sort_by_key(|it| (it.range.start, it.range.end));
    let mut by_rank: Vec<usize> = (0..found.len()).collect();
    by_rank.sort_by_key(|index| (found[*index].rule, *index));
    // Non-overlapping ranges taken so far, by start.
    let mut taken: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut stays = vec![true; found.len()];
    for index in by_rank {
        let ByteRange { start, end } = found[index].range;
        let end = end.max(start + 1);
        let overlaps = taken.range(..end).next_back().is_some_and(|(_, reach)| *reach > start);
        stays[index] = !overlaps;
        if !overlaps {
            taken.insert(start, end);
        }
    }
    let mut stays = stays.into_iter();
    found.retain(|_| stays.next().unwrap_or(true));
}

/// The reports of one document while they are gathered.
struct Report<'a> {
    snapshot: &'a Snapshot,
    document: &'a Document,
    found: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    /// Adds a report; the level is the settings'.
    fn add(&mut self, rule: Rule, range: ByteRange, message: String) -> &mut Diagnostic {
        let level = self.snapshot.settings.level(rule, None);
        self.add_at(rule, level, range, message)
    }

    fn add_at(&mut self, rule: Rule, level: Level, range: ByteRange, message: String) -> &mut Diagnostic {
        self.found.push(Diagnostic {
            rule,
            level,
            range,
            message,
            related: Vec::new(),
            data: Data::default(),
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Whether `rule` has something to say at `offset` of a LaTeX file.
    fn speaks(&self, rule: Rule, offset: usize) -> bool {
        let Content::Tex(tex) = &self.document.content else { return true };
        match tex.silence_at(offset) {
            None => true,
            Some(Silence::Gaps) => !rule.is_gap(),
            Some(Silence::Template | Silence::NotTex) => false,
        }
    }

    /// Whether the last edit was made at `range` and is still going on.
    fn is_typed(&self, range: ByteRange) -> bool {
        self.snapshot
            .typing
            .as_ref()
            .is_some_and(|it| it.document == self.document.id && range.touches(it.offset))
    }

    /// Whether words that find an entry are typed at `range`: a work is looked for by them.
    fn is_sought(&self, range: ByteRange, words: &str) -> bool {
        let finds =
            |it: &std::sync::Arc<Project>| it.library.is_indexed() && !it.library.search(words, 1).is_empty();
        words.contains(' ') && self.is_typed(range) && self.snapshot.projects_of(&self.document.id).any(finds)
    }

    /// Whether any project of the document defines `key`.
    fn defines(&self, key: &str) -> bool {
        self.snapshot.projects_of(&self.document.id).any(|it| it.defines(key))
    }
}

/// How many entries were searched in how many bibliographies of which of several papers, for messages.
fn searched(projects: &[&Project]) -> String {
    let items = |it: &&&Project| usize::from(!it.items.is_empty());
    let entries = projects.iter().map(|it| it.library.len() + it.items.len()).sum();
    let files = projects.iter().map(|it| it.sources.len() + items(&it)).sum();
    let plural = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let roots: Vec<&str> = projects.iter().map(|it| file_name(&it.root)).collect();
    let of = if roots.len() > 1 { format!(" of {}", roots.join(" and ")) } else { String::new() };
    format!(
        "{} in {}{of}",
        plural(entries, "entry", "entries"),
        plural(files, "bibliography", "bibliographies")
    )
}

#[cfg(test)]
mod tests;
