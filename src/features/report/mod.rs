//! The state of a survey at a glance: how far it is, what it cites, what looks wrong, what may have been forgotten.
//!
//! [`report`] gathers it as plain data, which is also its JSON; [`markdown`] and [`html`] write it for people.

mod findings;
mod forgotten;
pub mod html;
pub mod markdown;
mod outline;
mod paragraphs;
mod places;
mod progress;
#[cfg(test)]
mod tests;
mod types;
mod works;

use self::outline::Outline;
use self::places::Places;
pub use self::progress::Former;
pub use self::types::{
    Change, Changed, Difference, Doubtful, Entry, Finding, Forgotten, Kind, Open, Paragraph, Place, Progress,
    References, Report, Section, Shared, Totals, VERSION, Venue, Work, Year,
};
use self::works::{Cited, entry_place, subsections};
use crate::gaps::open_citations;
use crate::gaps::open_citations::OpenCitation;
use crate::model::card;
use crate::model::document::{DocumentId, file_name};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::syntax::sentences;
use crate::text::ByteRange;

/// So many entries are set beside an open citation.
const CANDIDATES: usize = 3;

/// The state of a paper on the day `made`, compared with a former report if there is one.
pub fn report(snapshot: &Snapshot, project: &Project, made: &str, former: Option<&Former>) -> Report {
    let places = Places::of(snapshot, project);
    let outline = Outline::of(snapshot, project, &places);
    let open: Vec<OpenCitation> = open_citations::of_project(snapshot, project, CANDIDATES).collect();
    let spots: Vec<(DocumentId, ByteRange)> = open.iter().map(|it| (it.document.clone(), it.range)).collect();
    let cited = Cited::of(snapshot, project, &outline, &spots);
    let running = paragraphs::running(snapshot, project, &outline, &places, &spots);
    let works = cited.told(snapshot, project, &outline, &places);
    let entries = cited.entries();
    let own = project.library.keys().filter(|it| !project.library.is_master(it.0));
    let uncited = own.filter(|it| !entries.contains(&it.0)).count();
    let mut found = Report {
        version: VERSION,
        title: title(snapshot, project),
        root: places.file(&project.root),
        made: made.to_owned(),
        totals: Totals {
            open: open.len(),
            citations: cited.citations.iter().sum(),
            works: works.len(),
            cited_once: works.iter().filter(|it| it.cited == 1).count(),
            preprints: works.iter().filter(|it| it.preprint).count(),
            undefined: cited
                .works
                .iter()
                .filter(|it| it.entry.is_none() && !project.defines(&it.key))
                .count(),
            entries: project.library.len(),
            uncited_entries: uncited,
            paragraphs: running.len(),
            uncited_paragraphs: running.iter().filter(|it| it.is_bare).count(),
        },
        progress: None,
        kinds: kinds(&open),
        sections: Vec::new(),
        shared: cited.shared(&outline),
        years: works::years(&works),
        venues: works::venues(&works),
        works,
        findings: findings::findings(snapshot, project, &places),
        references: findings::references(snapshot, project, &cited, &places),
        forgotten: forgotten::forgotten(snapshot, project, &entries, &running, &places),
        uncited_paragraphs: running.iter().filter(|it| it.is_bare).map(|it| it.told.clone()).collect(),
        open: open.iter().map(|it| told(project, &outline, &places, it)).collect(),
    };
    found.sections = sections(&outline, &cited, &spots, &running);
    found.progress = former.map(|it| progress::progress(it, &found));
    found
}

/// The sections with their figures, subsections included.
fn sections(
    outline: &Outline,
    cited: &Cited,
    open: &[(DocumentId, ByteRange)],
    running: &[paragraphs::Running],
) -> Vec<Section> {
    let mut own = vec![(0, 0, 0); outline.sections.len()];
    open.iter().for_each(|(id, range)| own[outline.section(id, range.start)].0 += 1);
    for it in running {
        own[it.section].1 += 1;
        own[it.section].2 += usize::from(it.is_bare);
    }
    let with_figures = |(at, section): (usize, &Section)| {
        let sum = |figure: &dyn Fn(usize) -> usize| subsections(outline, at).map(figure).sum::<usize>();
        Section {
            citations: sum(&|it| cited.citations[it]),
            works: cited.within(outline, at).len(),
            open: sum(&|it| own[it].0),
            paragraphs: sum(&|it| own[it].1),
            uncited_paragraphs: sum(&|it| own[it].2),
            ..section.clone()
        }
    };
    outline.sections.iter().enumerate().map(with_figures).collect()
}

/// What the paper calls itself.
fn title(snapshot: &Snapshot, project: &Project) -> String {
    let titles = project.files.iter().filter_map(|it| snapshot.tex(it)).flat_map(|it| &it.chunks);
    let titles = titles.flat_map(|(_, chunk)| chunk.calls.iter().map(move |call| (chunk, call)));
    let written = titles.filter(|(_, call)| call.name == "title").find_map(|(chunk, call)| {
        let title = call.arguments.last().map(|it| sentences::plain(&chunk.text[it.inner().std()]))?;
        Some(title).filter(|it| !it.is_empty() && !it.contains('#'))
    });
    written.unwrap_or_else(|| file_name(&project.root).to_owned())
}

fn kinds(open: &[OpenCitation]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for it in open {
        let (rule, verdict) = (it.rule.code, it.verdict);
        match kinds.iter_mut().find(|kind| kind.rule == rule && kind.verdict.as_deref() == verdict) {
            Some(kind) => kind.count += 1,
            None => kinds.push(Kind {
                rule: rule.to_owned(),
                verdict: verdict.map(str::to_owned),
                name: name(rule, verdict).to_owned(),
                count: 1,
            }),
        }
    }
    kinds.sort_by_key(|it| std::cmp::Reverse(it.count));
    kinds
}

/// A kind of open citation in words.
fn name(rule: &str, verdict: Option<&str>) -> &'static str {
    match (rule, verdict) {
        ("prose-citation", Some("match")) => "Title in prose, entry found",
        ("prose-citation", Some("author-differs")) => "Title in prose, author differs",
        ("prose-citation", Some("title-differs")) => "Title in prose, title differs",
        ("prose-citation", Some("ambiguous")) => "Title in prose, several entries fit",
        ("prose-citation", Some("not-found")) => "Title in prose, no entry found",
        ("prose-citation", _) => "Title in prose",
        ("citation-todo", _) => "Note asking for a citation",
        ("empty-citation", _) => "Empty cite command",
        ("placeholder-key", _) => "Placeholder in place of a key",
        ("masked-citation", _) => "Blank or mark",
        _ => "Open citation",
    }
}

fn told(project: &Project, outline: &Outline, places: &Places, it: &OpenCitation) -> Open {
    let candidates = it.candidates.iter().map(|it| {
        let work = project.library.work(it.id);
        let (label, place) = (card::short(&work), entry_place(project, places, it.id));
        Entry { label, key: work.key, title: work.title, why: it.why.clone(), place }
    });
    Open {
        rule: it.rule.code.to_owned(),
        verdict: it.verdict.map(str::to_owned),
        name: name(it.rule.code, it.verdict).to_owned(),
        section: outline.title(outline.section(&it.document, it.range.start)),
        sentence: it.sentence.clone(),
        named: it.named.clone(),
        message: it.message.clone(),
        place: places.place(&it.document, it.range.start),
        candidates: candidates.collect(),
    }
}
