//! Judging a LaTeX file by its paragraphs: of one that an edit left alone, the reports stay as they were.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::catalogue;
use super::catalogue::Check;
use super::diagnostic::Diagnostic;
use super::paragraph::Paragraph;
use super::report::Report;
use crate::faults::contained;
use crate::model::citations::ChunkCitations;
use crate::model::project::Project;
use crate::model::uses;
use crate::model::verified::Verified;
use crate::settings::Settings;
use crate::syntax::tex::{Chunk, Silence};
use crate::text::ByteRange;

/// So many keys of one file that no entry defines are compared with all entries: more than are
/// [told one by one](super::summary).
const MOST_SOUGHT: usize = 2000;

/// What was judged at one revision.
#[derive(Default)]
pub(super) struct Judged {
    settings: Arc<Settings>,
    projects: Vec<Arc<Project>>,
    /// What came of looking references up.
    verified: Arc<FxHashMap<u64, Arc<Verified>>>,
    paragraphs: Vec<Arc<Judgement>>,
}

/// The reports on one paragraph, and what they followed from beside the project and the settings.
struct Judgement {
    chunk: Arc<Chunk>,
    cited: Arc<ChunkCitations>,
    surroundings: Surroundings,
    asked: Vec<(String, bool)>,
    /// How many keys there were to compare with all entries, and for how many there was room.
    wanted: usize,
    sought: usize,
    /// With ranges in bytes of the paragraph.
    found: Vec<Diagnostic>,
}

/// What concerns a paragraph and does not stand in it; in bytes of the paragraph.
#[derive(PartialEq)]
struct Surroundings {
    /// The silences that reach into it.
    silences: Vec<(ByteRange, Silence)>,
    /// The place of the last edit, and whether a while has passed since.
    typed: Option<(usize, bool)>,
}

/// Reports on every paragraph; what of `former` still holds is taken over.
pub(super) fn report(report: &mut Report, project: &Arc<Project>, former: Option<&Judged>) -> Judged {
    let snapshot = report.snapshot;
    let mut judged = Judged {
        settings: Arc::clone(&snapshot.settings),
        projects: snapshot.projects_of(&report.document.id).cloned().collect(),
        verified: Arc::clone(&snapshot.verified),
        paragraphs: Vec::new(),
    };
    let Some(citations) = snapshot.citations(&report.document.id) else { return judged };
    let former = former.filter(|it| it.is_of_same_kind(&judged)).map_or(&[][..], |it| &it.paragraphs);
    let former: FxHashMap<*const Chunk, &Arc<Judgement>> =
        former.iter().map(|it| (Arc::as_ptr(&it.chunk), it)).collect();
    let mut room = MOST_SOUGHT;
    for (start, chunk, cited) in &citations.chunks {
        let surroundings = Surroundings::of(report, *start, chunk);
        let holds = |it: &&&Arc<Judgement>| {
            Arc::ptr_eq(&it.cited, cited)
                && it.surroundings == surroundings
                && it.wanted.min(room) == it.sought
                && it.asked.iter().all(|(key, answer)| uses::is_cited(snapshot, project, key) == *answer)
        };
        let judgement = match former.get(&Arc::as_ptr(chunk)).filter(holds) {
            Some(former) => Arc::clone(former),
            None => {
                let (asked, wanted) = (RefCell::default(), Cell::default());
                let paragraph = Paragraph { start: *start, chunk, cited, project, asked, room, wanted };
                let found = judge(report, &paragraph);
                let wanted = paragraph.wanted.get();
                let (asked, sought) = (paragraph.asked.into_inner(), wanted.min(room));
                let (chunk, cited) = (Arc::clone(chunk), Arc::clone(cited));
                Arc::new(Judgement { chunk, cited, surroundings, asked, wanted, sought, found })
            }
        };
        room -= judgement.sought;
        let found =
            judgement.found.iter().map(|it| Diagnostic { range: it.range.shift(*start), ..it.clone() });
        report.found.extend(found);
        judged.paragraphs.push(judgement);
    }
    judged
}

/// The reports on one paragraph, with ranges in bytes of it.
fn judge(report: &mut Report, paragraph: &Paragraph) -> Vec<Diagnostic> {
    let before = report.found.len();
    for check in catalogue::checks() {
        if let Check::Paragraph(check) = check {
            let so_far = report.found.len();
            let place = format_args!("a paragraph of {}", report.document.name());
            if contained(place, &paragraph.chunk.text, || check(report, paragraph)).is_none() {
                report.found.truncate(so_far);
            }
        }
    }
    let mut found = report.found.split_off(before);
    for it in &mut found {
        it.range = ByteRange::new(it.range.start - paragraph.start, it.range.end - paragraph.start);
    }
    found
}

impl Judged {
    /// Whether the same paragraph means the same in both.
    fn is_of_same_kind(&self, other: &Self) -> bool {
        let same =
            |(one, other): (&Arc<Project>, &Arc<Project>)| Arc::ptr_eq(one, other) || one.reads_as(other);
        self.settings == other.settings
            && Arc::ptr_eq(&self.verified, &other.verified)
            && self.projects.len() == other.projects.len()
            && self.projects.iter().zip(&other.projects).all(same)
    }
}

impl Surroundings {
    fn of(report: &Report, start: usize, chunk: &Chunk) -> Self {
        let here = ByteRange::new(start, start + chunk.text.len());
        let all = report.document.tex().map_or(&[][..], |it| &it.silences);
        let first = all.partition_point(|it| it.0.end <= here.start);
        let reaching = all[first..].iter().take_while(|it| it.0.start < here.end);
        let within = |at: usize| at.clamp(here.start, here.end) - start;
        let silences = reaching
            .map(|(range, silence)| (ByteRange::new(within(range.start), within(range.end)), *silence));
        let typing = report.snapshot.typing.as_ref().filter(|it| it.document == report.document.id);
        let typed = typing.filter(|it| here.touches(it.offset)).map(|it| (it.offset - start, it.paused));
        Self { silences: silences.collect(), typed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::rules::catalogue;

    /// How many keys of each paragraph are compared with all entries.
    fn sought(text: &str) -> Vec<usize> {
        let fixture = Fixture::new(&format!(
            "%- main.tex\n{text}\\bibliography{{r}}\n%- r.bib\n@misc{{wu9, title = {{T}}}}\n"
        ));
        let snapshot = &fixture.snapshot;
        let document = snapshot.document(&fixture.id).unwrap();
        let mut found = Report { snapshot, document, rules: catalogue::rules(), found: Vec::new() };
        let project = snapshot.project(&fixture.id).unwrap();
        let judged = report(&mut found, project, None);
        judged.paragraphs.iter().map(|it| it.sought).collect()
    }

    #[test]
    fn of_many_wrong_keys_the_first_are_compared_with_all_entries() {
        let list = |from: usize, to: usize| {
            format!(
                "\\cite{{{}}}\n\n",
                (from..to).map(|it| format!("hill{it}")).collect::<Vec<_>>().join(",")
            )
        };
        let first = sought(&[list(0, 1500), list(1500, 3000), list(3000, 4000)].concat());
        assert_eq!(first[..3], [1500, 500, 0]);
        let fewer = sought(&[list(0, 10), list(1500, 3000), list(3000, 4000)].concat());
        assert_eq!(fewer[..3], [10, 1500, 490]);
    }
}
