//! All that is known at one revision, immutable and cheap to share. All that features receive.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::citations::{Citation, DocumentCitations};
use super::document::{Document, DocumentId};
use super::library::{EntryId, Library};
use super::memo::Memo;
use super::online::Online;
use super::project::{Documents, Project, World};
use super::record::Reference;
use super::verified::{Source, Verified};
use crate::settings::Settings;
use crate::syntax::tex::TexFile;
use crate::text::ByteRange;

/// The workspace at one revision.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Grows with every change.
    pub revision: u64,
    /// The settings in force.
    pub settings: Arc<Settings>,
    /// The `lacuna.toml` that they come from, if there is one.
    pub settings_file: Option<DocumentId>,
    /// What was read of the disk.
    pub world: Arc<World>,
    /// The documents.
    pub documents: Arc<Documents>,
    /// The projects, in the order of their roots' names.
    pub projects: Vec<Arc<Project>>,
    /// Which of the projects each LaTeX file belongs to, its own first.
    pub membership: Arc<FxHashMap<DocumentId, Vec<usize>>>,
    /// The citations of each LaTeX file.
    pub citations: Arc<FxHashMap<DocumentId, Arc<DocumentCitations>>>,
    /// Files that do not exist and that a document carries in itself (`filecontents`): the document, and
    /// which of its [`Links::contents`](crate::model::links::Links::contents).
    pub filecontents: Arc<FxHashMap<DocumentId, (DocumentId, usize)>>,
    /// Where the last edit ended, until it is left or a second has passed.
    pub typing: Option<Typing>,
    /// Whether files are still being read.
    pub loading: bool,
    /// The corpora in which references are looked up.
    pub corpora: Arc<Vec<Source>>,
    /// Whether services may be asked, and which.
    pub online: Arc<Online>,
    /// What came of looking references up, by their [fingerprints](Reference::fingerprint).
    pub verified: Arc<FxHashMap<u64, Arc<Verified>>>,
    /// What was derived from this revision.
    pub memo: Arc<Memo>,
}

/// The place of the last edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    /// The document.
    pub document: DocumentId,
    /// The byte behind what was typed.
    pub offset: usize,
    /// Whether a while has passed since; the cursor is taken to be there still.
    pub paused: bool,
}

impl Snapshot {
    /// Whether the last edit was made at `range` of a document, however long ago: as far as is known the cursor
    /// is there.
    pub fn has_cursor(&self, id: &DocumentId, range: ByteRange) -> bool {
        self.typing.as_ref().is_some_and(|it| it.document == *id && range.touches(it.offset))
    }

    /// A document.
    pub fn document(&self, id: &DocumentId) -> Option<&Arc<Document>> {
        self.documents.get(id)
    }

    /// What came of looking a reference up, if that was done.
    pub fn verified(&self, reference: &Reference) -> Option<&Arc<Verified>> {
        if self.verified.is_empty() { None } else { self.verified.get(&reference.fingerprint()) }
    }

    /// What came of looking up an entry of a library.
    pub fn verified_entry(&self, library: &Library, id: EntryId) -> Option<&Arc<Verified>> {
        if self.verified.is_empty() {
            return None;
        }
        let entry = library.raw_entry(id);
        self.verified(&Reference::of(entry.key, entry.kind, &library.fields(id)))
    }

    /// A LaTeX file.
    pub fn tex(&self, id: &DocumentId) -> Option<&Arc<TexFile>> {
        self.documents.get(id)?.tex()
    }

    /// Where a `range` of a document really stands: of a file that another one carries, in that one.
    pub fn written(&self, id: &DocumentId, range: ByteRange) -> (DocumentId, ByteRange) {
        let carrier =
            self.filecontents.get(id).filter(|_| self.document(id).is_some_and(|it| it.version.is_none()));
        let place = carrier.and_then(|(host, index)| {
            let (_, body) = self.document(host)?.links.contents.get(*index)?;
            Some((host.clone(), range.shift(body.start)))
        });
        place.unwrap_or_else(|| (id.clone(), range))
    }

    /// The document and offset as which `offset` of a document is read: the reverse of [`Self::written`].
    pub fn read_as(&self, id: &DocumentId, offset: usize) -> (DocumentId, usize) {
        let body = self.document(id).and_then(|document| {
            let contents = &document.links.contents;
            let index = contents.iter().position(|it| it.1.touches(offset))?;
            let here = (id.clone(), index);
            let (carried, _) = self.filecontents.iter().find(|it| *it.1 == here)?;
            Some((carried.clone(), offset - contents[index].1.start))
        });
        body.unwrap_or_else(|| (id.clone(), offset))
    }

    /// The documents that `id` carries in itself.
    pub fn carried_by<'a>(&'a self, id: &'a DocumentId) -> impl Iterator<Item = &'a DocumentId> {
        self.filecontents.iter().filter(move |it| it.1.0 == *id).map(|it| it.0)
    }

    /// The projects of a LaTeX file, its own first.
    pub fn projects_of(&self, id: &DocumentId) -> impl Iterator<Item = &Arc<Project>> {
        self.membership.get(id).into_iter().flatten().filter_map(|index| self.projects.get(*index))
    }

    /// The project by which a LaTeX file is read.
    pub fn project(&self, id: &DocumentId) -> Option<&Arc<Project>> {
        self.projects_of(id).next()
    }

    /// The projects that have `bib` among their bibliographies.
    pub fn projects_with(&self, bib: &DocumentId) -> impl Iterator<Item = &Arc<Project>> {
        self.projects.iter().filter(move |it| it.sources.contains(bib))
    }

    /// The citations of a LaTeX file.
    pub fn citations(&self, id: &DocumentId) -> Option<&Arc<DocumentCitations>> {
        self.citations.get(id)
    }

    /// Every citation of a project, in reading order: the document, the start of the chunk, the citation.
    pub fn project_citations<'a>(
        &'a self,
        project: &'a Project,
    ) -> impl Iterator<Item = (&'a DocumentId, usize, &'a Citation)> {
        project.files.iter().flat_map(move |id| {
            let citations = self.citations.get(id).into_iter();
            citations.flat_map(move |it| it.iter().map(move |(start, citation)| (id, start, citation)))
        })
    }
}
