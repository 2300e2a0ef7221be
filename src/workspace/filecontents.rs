//! Files that documents carry in themselves: the bodies of `filecontents` environments.
//!
//! LaTeX writes them beside the document when it runs, unless there is such a file already. So a file on
//! disk wins, and where there is none the body stands for it.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::documents::{content, insert};
use crate::model::document::{Content, DocumentId, Kind, normalised};
use crate::model::project::Absence;
use crate::model::snapshot::Snapshot;
use crate::text::Text;
use crate::text::decode::Decoding;

/// Makes documents of the bodies whose files do not exist, and drops those whose body is gone. Files of
/// which it is not known whether they exist are wanted.
pub(super) fn unfold(next: &mut Snapshot, wants: &mut FxHashSet<PathBuf>) {
    let mut bodies: Vec<(PathBuf, Kind, String, (DocumentId, usize))> = Vec::new();
    for document in next.documents.values().filter(|it| !it.links.contents.is_empty()) {
        let Some(host) = document.id.path() else { continue };
        let job = host.file_stem().unwrap_or_default().to_string_lossy();
        for (index, (name, range)) in document.links.contents.iter().enumerate() {
            let path = normalised(&host.with_file_name(name.replace("\\jobname", &job)));
            let Some(kind) = Kind::of_path(&path) else { continue };
            let body = document.text.slice(*range).into_owned();
            bodies.push((path, kind, body, (document.id.clone(), index)));
        }
    }
    let mut carried = FxHashMap::default();
    for (path, kind, body, carrier) in bodies {
        let id = DocumentId::of_path(&path);
        match next.world.absent.get(&path) {
            Some(Absence::NotFound) => {}
            Some(Absence::Unreadable(_)) => continue,
            None if next.documents.contains_key(&id) && !next.filecontents.contains_key(&id) => continue,
            None => {
                wants.insert(path);
                continue;
            }
        }
        carried.insert(id.clone(), carrier);
        let text = Text::plain(body);
        let former = next.documents.get(&id);
        if former.is_some_and(|it| it.version.is_some() || it.text == text) {
            continue;
        }
        let content = match former.and_then(|it| it.bib()) {
            Some(bib) => Content::Bib(Arc::new(bib.replaced(text.clone()))),
            None => content(kind, &text),
        };
        insert(next, id, None, Decoding::Utf8, text, content);
    }
    for gone in next.filecontents.keys().filter(|it| !carried.contains_key(it)) {
        // A file that was written meanwhile is known by its path and stays.
        let is_file = gone.path().is_some_and(|it| next.world.files.contains(it));
        if !is_file {
            Arc::make_mut(&mut next.documents).remove(gone);
        }
    }
    next.filecontents = Arc::new(carried);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::rules::diagnostics;
    use crate::text::{ByteRange, TextEdit};
    use crate::workspace::session::{Edit, Event, FileText};

    const MAIN: &str = "\\begin{filecontents} [overwrite]\n{refs.bib}\n@misc{a, title = {A}}\n\n@misc{b}\n\
                        \\end{filecontents}\n\\documentclass{article}\n\\bibliography{refs}\n\\cite{a,b,c1}\n";

    fn reported(fixture: &Fixture) -> Vec<String> {
        let text = fixture.session.snapshot().document(&fixture.id).unwrap().text.all().into_owned();
        let found = diagnostics(&fixture.session.snapshot(), &fixture.id);
        found.iter().map(|it| text[it.range.std()].to_owned()).collect()
    }

    #[test]
    fn entries_that_the_document_carries_in_itself_count() {
        assert_eq!(reported(&Fixture::new(&format!("%- main.tex\n{MAIN}"))), ["c1"]);
    }

    #[test]
    fn a_file_may_be_named_after_the_document() {
        let text = MAIN.replace("{refs.bib}", "{\\jobname.bib}").replace("{refs}", "{main}");
        assert_eq!(reported(&Fixture::new(&format!("%- main.tex\n{text}"))), ["c1"]);
    }

    #[test]
    fn edits_of_the_body_are_edits_of_the_file() {
        let mut fixture = Fixture::new(&format!("%- main.tex\n{MAIN}"));
        let at = MAIN.find("@misc{b").unwrap() + 6;
        let edit = Edit::Part(TextEdit { range: ByteRange::new(at, at + 1), new: "c1".to_owned() });
        fixture.session.apply(Event::Changed { id: fixture.id.clone(), version: 2, edits: vec![edit] });
        assert_eq!(reported(&fixture), ["b"]);
    }

    #[test]
    fn a_file_on_disk_wins() {
        let files = format!("%- main.tex\n{MAIN}%- refs.bib\n@misc{{c1, title = {{C}}}}\n");
        assert_eq!(reported(&Fixture::new(&files)), ["a", "b"]);
        let mut fixture = Fixture::new(&format!("%- main.tex\n{MAIN}"));
        let file = FileText { text: "@misc{c1, title = {C}}".to_owned(), decoding: Decoding::Utf8 };
        fixture.session.apply(Event::Read(vec![("/project/refs.bib".into(), Ok(file))]));
        assert_eq!(reported(&fixture), ["a", "b"]);
    }
}
