//! Which entries of a bibliography are judged.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::faults::contained;
use crate::model::bibliography::{Bibliography, EntryNumber};
use crate::model::library::{EntryId, Library, ResolvedField, Work};
use crate::model::project::Project;
use crate::model::record::Reference;
use crate::model::snapshot::Snapshot;
use crate::model::verified::Verified;
use crate::rules::report::Report;
use crate::syntax::bib::Entry;
use crate::text::ByteRange;

/// So many entries of one file are judged, those that are cited first: reading one takes some 20 µs, and
/// all are read at each change.
const MOST_JUDGED: usize = 2000;

/// What the rules on a bibliography go by.
pub(crate) struct Scope {
    /// The file.
    pub bib: Arc<Bibliography>,
    /// The project's library; of a file that no project declares, the file alone.
    pub library: Arc<Library>,
    /// Which of the library's bibliographies the file is.
    pub file: u32,
    /// The first project that has the file among its bibliographies.
    pub project: Option<Arc<Project>>,
    /// The entries that are cited, of all the library's bibliographies.
    pub cited: FxHashSet<EntryId>,
    /// The entries to judge, in order.
    pub judged: Vec<Judged>,
}

/// An entry that was read.
pub(crate) struct Judged {
    /// Which.
    pub id: EntryId,
    /// As written.
    pub entry: Entry,
    /// With what it inherits.
    pub fields: Vec<ResolvedField>,
    /// What a reader wants to know of it.
    pub work: Work,
}

impl Judged {
    /// Reads an entry.
    pub fn read(library: &Library, id: EntryId) -> Self {
        let entry = library.raw_entry(id);
        let fields = library.fields(id);
        let work = Work::of(entry.key.clone(), entry.kind.clone(), &fields);
        Self { id, entry, fields, work }
    }

    /// The value of a field, inherited or not; `None` where it is empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|it| it.name == name)?;
        Some(field.value.trim()).filter(|it| !it.is_empty())
    }

    /// What came of looking it up, if that was done.
    pub fn verified<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Verified> {
        if snapshot.verified.is_empty() {
            return None;
        }
        let entry = &self.entry;
        let reference = Reference::of(entry.key.clone(), entry.kind.clone(), &self.fields);
        snapshot.verified(&reference).map(|it| &**it)
    }

    /// Whether a field is written in another entry.
    pub fn inherits(&self, name: &str) -> bool {
        self.fields.iter().any(|it| it.name == name && it.from != self.id)
    }

    /// Where the value of a field stands, without its delimiters; the key where it is inherited.
    pub fn range_of(&self, name: &str) -> ByteRange {
        match self.entry.field(name).map(|it| it.pieces.as_slice()) {
            Some([only]) => only.range(),
            Some([first, .., last]) => first.range().join(last.range()),
            _ => self.entry.key_range,
        }
    }

    /// The first of the fields that is written here and not empty.
    pub fn first_of<'a>(&self, names: &[&'a str]) -> Option<&'a str> {
        names.iter().copied().find(|name| self.value(name).is_some())
    }

    /// Whether it is no work but a store of fields or a list of entries.
    pub fn is_no_work(&self) -> bool {
        is_no_work(&self.entry)
    }
}

/// Whether an entry is no work but a store of fields or a list of entries.
pub(super) fn is_no_work(entry: &Entry) -> bool {
    matches!(entry.kind.as_str(), "xdata" | "set" | "control" | "bibnote")
}

impl Scope {
    /// The entries of the document that are judged: those that are cited, and, where the file is open in
    /// the editor or nothing declares it, the others.
    pub fn of(report: &Report, bib: &Arc<Bibliography>) -> Self {
        let id = &report.document.id;
        let mut projects = report.snapshot.projects_with(id).filter_map(|project| {
            let file = project.sources.iter().position(|it| it == id)?;
            let is_own = file < project.library.own().len();
            is_own.then(|| (Arc::clone(project), u32::try_from(file).unwrap_or_default()))
        });
        let first = projects.next();
        let (library, file) = match &first {
            Some((project, file)) => (Arc::clone(&project.library), *file),
            None => (Arc::new(Library::new(vec![Arc::clone(bib)], 0)), 0),
        };
        let mut cited = FxHashSet::default();
        let all = first.iter().map(|it| &it.0).chain(report.snapshot.projects_with(id).skip(1));
        for project in all {
            for (_, _, citation) in report.snapshot.project_citations(project) {
                let keys = citation.groups.iter().flat_map(|it| &it.keys);
                cited.extend(keys.flat_map(|it| library.meant(&it.text, project.minds_case)));
            }
        }
        let here = |it: &&EntryId| it.bibliography == file;
        let mut numbers: Vec<EntryNumber> = cited.iter().filter(here).map(|it| it.entry).collect();
        if report.document.version.is_some() || first.is_none() {
            let last = EntryNumber::try_from(bib.len()).unwrap_or(EntryNumber::MAX);
            let room = MOST_JUDGED.saturating_sub(numbers.len());
            let known: FxHashSet<EntryNumber> = numbers.iter().copied().collect();
            numbers.extend((0..last).filter(|it| !known.contains(it)).take(room));
        }
        numbers.sort_unstable();
        numbers.truncate(MOST_JUDGED);
        let judged = numbers.into_iter().map(|entry| EntryId { bibliography: file, entry });
        let read = |id: EntryId| contained(bib.key(id.entry), "", || Judged::read(&library, id));
        let judged = judged.filter_map(read);
        // What is read of a malformed entry, or of one that is being typed, is not all.
        let faults: FxHashSet<_> = bib.faults().iter().filter_map(|it| bib.at(it.range.start)).collect();
        let is_whole = |it: &Judged| !faults.contains(&it.id.entry) && !report.is_typed(it.entry.range);
        let judged = judged.filter(is_whole).collect();
        Self { bib: Arc::clone(bib), library, file, project: first.map(|it| it.0), cited, judged }
    }
}
