//! Places in files, as they are shown: from the root document's folder.

use std::path::{Component, Path, PathBuf};

use super::types::Place;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::text::position::PositionEncoding;

/// Makes places of a paper.
pub(super) struct Places<'a> {
    snapshot: &'a Snapshot,
    folder: PathBuf,
}

impl<'a> Places<'a> {
    pub fn of(snapshot: &'a Snapshot, project: &Project) -> Self {
        let folder = project.root.path().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        Self { snapshot, folder }
    }

    /// A document's path from the folder: `../refs.bib`.
    pub fn file(&self, id: &DocumentId) -> String {
        let Some(path) = id.path() else { return id.as_str().to_owned() };
        let (mut own, mut base) = (path.components().peekable(), self.folder.components().peekable());
        let mut common = 0;
        while own.peek().is_some() && own.peek() == base.peek() {
            common += usize::from(matches!(own.next(), Some(Component::Normal(_))));
            base.next();
        }
        if common == 0 {
            return path.display().to_string();
        }
        let up = base.map(|_| "..".to_owned());
        let down = own.map(|it| it.as_os_str().to_string_lossy().into_owned());
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    /// Where `offset` of a document stands.
    pub fn place(&self, id: &DocumentId, offset: usize) -> Place {
        let (id, range) = self.snapshot.written(id, crate::text::ByteRange::empty(offset));
        let Some(document) = self.snapshot.document(&id) else { return Place::default() };
        let at = document.text.position(range.start, PositionEncoding::Utf32);
        Place { file: self.file(&id), line: at.line + 1, column: at.column + 1, document: Some(id) }
    }
}
