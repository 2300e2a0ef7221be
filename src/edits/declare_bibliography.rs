//! Bibliographies for papers that have none: created, declared, printed.

use std::path::Path;

use super::change::Change;
use crate::model::document::{Document, DocumentId, Kind};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::text::{ByteRange, TextEdit};

/// The name of a bibliography that is created.
const NAME: &str = "references";

/// So many bibliographies of folders below are offered.
const OFFERED: usize = 3;

/// A bibliography beside the root that holds `content`, and the change that creates and declares it. Where
/// the root is a fragment it is not declared: one that lies beside counts by itself.
pub fn created(snapshot: &Snapshot, project: &Project, content: &str) -> Option<(DocumentId, Change)> {
    let root = snapshot.document(&project.root)?;
    let file = DocumentId::of_path(&root.id.path()?.with_file_name(format!("{NAME}.bib")));
    let edits = declaration(root, project, NAME).map(|it| (root.id.clone(), it));
    let create = Some((file.clone(), content.to_owned()));
    Some((file, Change { create, edits: edits.into_iter().collect() }))
}

/// Bibliographies in folders below the root's, and the change that declares each.
pub fn declared(snapshot: &Snapshot, project: &Project) -> Vec<(String, Change)> {
    let Some(root) = snapshot.document(&project.root) else { return Vec::new() };
    let Some(folder) = root.id.path().and_then(Path::parent) else { return Vec::new() };
    let files = snapshot.world.files.iter().filter(|it| Kind::of_path(it) == Some(Kind::Bib));
    let names = files.filter_map(|it| {
        let name = it.strip_prefix(folder).ok()?.to_str()?.strip_suffix(".bib")?;
        Some(name.replace('\\', "/"))
    });
    let changes = names.take(OFFERED).filter_map(|name| {
        let edits = declaration(root, project, &name)?;
        Some((format!("{name}.bib"), Change { create: None, edits: vec![(root.id.clone(), edits)] }))
    });
    changes.collect()
}

/// The edits that declare and print the bibliography of this name, which has no extension; `None` in a root
/// that is no whole document.
fn declaration(root: &Document, project: &Project, name: &str) -> Option<Vec<TextEdit>> {
    let tex = root.tex()?;
    let mark = |begins: bool| {
        let marks = tex
            .chunks
            .iter()
            .flat_map(|(start, chunk)| chunk.environments.iter().map(move |it| (it.range.shift(*start), it)));
        let mut document = marks.filter(|(_, it)| it.name == "document" && it.begins == begins);
        document.next().map(|it| it.0)
    };
    let line = |at: ByteRange, text: String| {
        let start = root.text.line_start(root.text.line_of(at.start));
        let is_first = root.text.slice(ByteRange::new(start, at.start)).trim().is_empty();
        let (start, lead) = if is_first { (start, "") } else { (at.start, "\n") };
        let new = format!("{lead}{text}").replace('\n', root.text.line_end());
        TextEdit { range: ByteRange::empty(start), new }
    };
    let calls = |command: &str| tex.calls().any(|(_, call, _)| call.name == command);
    let end = mark(false)?;
    if !project.minds_case && !calls("printbibliography") {
        let style = if calls("bibliographystyle") { "" } else { "\\bibliographystyle{plain}\n" };
        return Some(vec![line(end, format!("{style}\\bibliography{{{name}}}\n"))]);
    }
    let mut edits = vec![line(mark(true)?, format!("\\addbibresource{{{name}.bib}}\n"))];
    if !calls("printbibliography") {
        edits.push(line(end, "\\printbibliography\n".to_owned()));
    }
    Some(edits)
}
