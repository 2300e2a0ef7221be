//! The references of documents: which entries are looked up, and where they stand.

use rustc_hash::FxHashSet;

use crate::model::document::{Content, DocumentId};
use crate::model::library::{EntryId, Library, Work};
use crate::model::record::Reference;
use crate::model::snapshot::Snapshot;
use crate::resolve::prose;
use crate::resolve::prose::resolve;
use crate::syntax::names::Name;
use crate::syntax::prose::ProseWork;
use crate::text::ByteRange;

/// A reference with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Referenced {
    /// The bibliography.
    pub document: DocumentId,
    /// Where its key stands.
    pub range: ByteRange,
    /// What it says.
    pub reference: Reference,
}

/// No works but stores of fields and lists of entries.
const NO_WORKS: [&str; 4] = ["xdata", "set", "control", "bibnote"];

/// The references of these documents in the order of their bibliographies: the entries that their projects cite,
/// or `all` that the projects' bibliographies have. Of a bibliography that no project declares, all.
pub fn references(snapshot: &Snapshot, documents: &[DocumentId], all: bool) -> Vec<Referenced> {
    let mut found = Vec::new();
    let mut seen: FxHashSet<(DocumentId, u32)> = FxHashSet::default();
    let asked: FxHashSet<&DocumentId> = documents.iter().collect();
    for project in &snapshot.projects {
        if !project.files.iter().chain(&project.sources).any(|it| asked.contains(it)) {
            continue;
        }
        let library = &project.library;
        let cited: FxHashSet<EntryId> = if all {
            FxHashSet::default()
        } else {
            let citations = snapshot.project_citations(project).flat_map(|it| &it.2.groups);
            citations.flat_map(|it| &it.keys).flat_map(|it| project.meant(&it.text)).collect()
        };
        for (file, id) in project.sources.iter().enumerate().take(library.own().len()) {
            let length = library.own()[file].len();
            let entries = (0..u32::try_from(length).unwrap_or(u32::MAX))
                .map(|entry| EntryId { bibliography: u32::try_from(file).unwrap_or_default(), entry })
                .filter(|it| all || cited.contains(it));
            for entry in entries {
                if seen.insert((id.clone(), entry.entry)) {
                    found.extend(referenced(library, entry, id));
                }
            }
        }
    }
    for id in documents {
        let Some(Content::Bib(bib)) = snapshot.document(id).map(|it| &it.content) else { continue };
        if snapshot.projects_with(id).next().is_some() {
            continue;
        }
        let library = Library::new(vec![bib.clone()], 0);
        let entries =
            (0..u32::try_from(bib.len()).unwrap_or(u32::MAX)).map(|entry| EntryId { bibliography: 0, entry });
        found.extend(entries.filter_map(|it| referenced(&library, it, id)));
    }
    found
}

/// Works that are cited in prose and that the library of their paper lacks, in the order of the text.
pub fn prose_references(snapshot: &Snapshot, documents: &[DocumentId]) -> Vec<Referenced> {
    let mut found = Vec::new();
    for id in documents {
        let (Some(citations), Some(project)) = (snapshot.citations(id), snapshot.project(id)) else {
            continue;
        };
        if !project.is_complete() || !project.library.is_indexed() {
            continue;
        }
        for (start, chunk, cited) in &citations.chunks {
            let in_keys = cited.citations.iter().flat_map(|it| &it.groups);
            let in_keys = in_keys.filter(|it| !it.keys.iter().any(|key| project.defines(&key.text)));
            let groups = chunk.prose.iter().chain(in_keys.filter_map(|it| it.prose.as_ref()));
            for work in groups.flat_map(|it| &it.works) {
                let is_lacking = work.title.is_some()
                    && resolve(work, &project.library, &|_| false).verdict == prose::Verdict::NotFound;
                if is_lacking {
                    let (document, range) = (id.clone(), work.range.shift(*start));
                    found.push(Referenced { document, range, reference: of_prose(work) });
                }
            }
        }
    }
    found
}

/// What is cited in prose, as a reference: who is named may be some of the authors.
pub fn of_prose(work: &ProseWork) -> Reference {
    let title = work.title.clone().unwrap_or_default();
    let first = work.authors.first().map(String::as_str).unwrap_or_default();
    let key = format!("{first}: {title}");
    let authors = work.authors.iter().map(|it| Name::read(it)).collect();
    let (kind, year) = ("prose".to_owned(), work.year);
    let work = Work { key, kind, title, authors, others: true, year, ..Work::default() };
    Reference { work, ..Reference::default() }
}

/// One entry as a reference; none of an entry that is no work.
fn referenced(library: &Library, id: EntryId, document: &DocumentId) -> Option<Referenced> {
    let entry = library.raw_entry(id);
    if NO_WORKS.contains(&entry.kind.as_str()) {
        return None;
    }
    let reference = Reference::of(entry.key, entry.kind, &library.fields(id));
    Some(Referenced { document: document.clone(), range: entry.key_range, reference })
}
