//! Files that a document carries in itself, in `filecontents` environments, although they exist: LaTeX wrote
//! them when it ran. It may write them again, so that a name has to be the same in both.

use std::path::Path;

use super::document::{Document, DocumentId, normalised};
use super::snapshot::Snapshot;
use crate::text::ByteRange;

/// The documents that carry a copy of the file `id`, which exists, and where it stands.
pub fn copies<'a>(
    snapshot: &'a Snapshot,
    id: &DocumentId,
) -> impl Iterator<Item = (&'a Document, ByteRange)> + use<'a> {
    let path = id.path().filter(|_| !snapshot.filecontents.contains_key(id)).map(Path::to_owned);
    let documents = snapshot.documents.values().filter(|it| !it.links.contents.is_empty());
    documents.flat_map(move |document| {
        let folder = document.id.path().and_then(Path::parent);
        let is_it = |name: &str| path.is_some() && folder.map(|it| normalised(&it.join(name))) == path;
        let contents = document.links.contents.iter().filter(|(name, _)| is_it(name));
        contents.map(|(_, range)| (&**document, *range)).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use crate::features::definition::definition;
    use crate::features::{references, rename};
    use crate::fixture::Fixture;

    const PAPER: &str = r"%- main.tex
\begin{filecontents}{refs.bib}
@string{acm = {A}}
@misc{first, title = {B}, note = acm}
@misc{second, crossref = {first}}
\end{filecontents}
\begin{filecontents*}{part.tex}
\citep{first}
\end{filecontents*}
\documentclass{article}
\begin{document}
\cite{first,second} \input{part}
\bibliography{refs}
\end{document}
";

    /// The first document after the name at `place` became `new`.
    #[track_caller]
    fn renamed(paper: &str, place: &str, new: &str) -> String {
        let fixture = Fixture::new(&paper.replacen(place, &place.replace('|', "‸"), 1).replacen(
            &place.replace('|', ""),
            &place.replace('|', "‸"),
            1,
        ));
        let edits = rename::rename(&fixture.snapshot, &fixture.id, fixture.offset, new, &[]).unwrap();
        assert!(edits.iter().all(|(id, _)| !fixture.snapshot.world.absent.contains_key(id.path().unwrap())));
        let (id, edits) = edits.iter().find(|it| it.0 == fixture.id).unwrap();
        fixture.edited(id, edits)
    }

    #[test]
    fn names_are_renamed_where_they_really_stand() {
        let text = PAPER.split_once('\n').unwrap().1;
        for place in ["\\cite{fi|rst", "@misc{fi|rst", "crossref = {fi|rst"] {
            assert_eq!(renamed(PAPER, place, "new"), text.replace("{first", "{new"), "{place}");
        }
        assert_eq!(renamed(PAPER, "@string{ac|m", "ieee"), text.replace("acm", "ieee"));
    }

    #[test]
    fn of_a_file_that_was_written_already_the_copy_is_renamed_too() {
        let paper = format!("{PAPER}%- refs.bib\n% Written by LaTeX\n@misc{{first, title = {{B}}}}\n");
        let text = PAPER.split_once('\n').unwrap().1;
        assert_eq!(renamed(&paper, "\\cite{fi|rst", "new"), text.replace("{first", "{new"));
    }

    #[test]
    fn definitions_and_references_lead_to_the_text_that_there_is() {
        let fixture = Fixture::new(&PAPER.replace("\\cite{first", "\\cite{fi‸rst"));
        let text = fixture.text();
        let found = definition(&fixture.snapshot, &fixture.id, fixture.offset).unwrap();
        let place = &found.places[0];
        assert_eq!((&place.document, &text[place.name.std()]), (&fixture.id, "first"));
        assert!(text[place.range.std()].starts_with("@misc{first"));
        let found = references::references(&fixture.snapshot, &fixture.id, fixture.offset, true).unwrap();
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|it| it.document == fixture.id && &text[it.range.std()] == "first"));
    }
}
