//! The order in which a project's text is read.

use rustc_hash::FxHashSet;

use crate::model::document::DocumentId;
use crate::model::links::LinkKind;
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;

/// The order in which a project's text is read: an included file where its `\input` stands.
pub struct ReadingOrder {
    /// Stretches of files, each beginning at an offset (bytes).
    stretches: Vec<(DocumentId, usize)>,
}

impl ReadingOrder {
    /// The order of a project's files.
    pub fn of(snapshot: &Snapshot, project: &Project) -> Self {
        let mut order = Self { stretches: Vec::new() };
        let mut seen = FxHashSet::default();
        for file in &project.files {
            order.read(snapshot, project, file, &mut seen);
        }
        order
    }

    fn read<'a>(
        &mut self,
        snapshot: &Snapshot,
        project: &'a Project,
        file: &'a DocumentId,
        seen: &mut FxHashSet<&'a DocumentId>,
    ) {
        // A project's files include each other no deeper than projects are read.
        if !seen.insert(file) {
            return;
        }
        self.stretches.push((file.clone(), 0));
        let Some(document) = snapshot.document(file) else { return };
        for link in &document.links.links {
            if !matches!(link.kind, LinkKind::Include { .. }) {
                continue;
            }
            let name = link.path.trim_start_matches("./").trim_end_matches(".tex");
            let included = project.files.iter().find(|it| {
                let rest = it.as_str().trim_end_matches(".tex").strip_suffix(name);
                rest.is_some_and(|it| it.ends_with(['/', '\\'])) && !seen.contains(it)
            });
            if let Some(included) = included {
                self.read(snapshot, project, included, seen);
                self.stretches.push((file.clone(), link.range.end));
            }
        }
    }

    /// Comparable places: the number of the stretch, and the offset.
    pub fn place(&self, id: &DocumentId, offset: usize) -> (usize, usize) {
        let stretch = self.stretches.iter().rposition(|(file, from)| file == id && *from <= offset);
        (stretch.unwrap_or(self.stretches.len()), offset)
    }
}
