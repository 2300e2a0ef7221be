//! The library of a project, made of the bibliographies that were found.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::types::{Declared, Documents, LinkState, Project};
use crate::model::document::DocumentId;
use crate::model::library::Library;

/// The library that the bibliographies make which were found, with the document of each; shared with a
/// `former` one that is equal.
pub(super) fn library(
    documents: &Documents,
    declared: &[Declared],
    masters: &[Declared],
    former: Option<&Project>,
) -> (Arc<Library>, Vec<DocumentId>) {
    let (mut sources, mut known) = (Vec::new(), FxHashSet::default());
    let mut bibliographies = Vec::new();
    let mut add = |list: &[Declared]| {
        let before = bibliographies.len();
        for it in list {
            let LinkState::Found(id) = &it.state else { continue };
            let Some(bib) = documents.get(id).and_then(|it| it.bib()) else { continue };
            if known.insert(id.clone()) {
                sources.push(id.clone());
                bibliographies.push(Arc::clone(bib));
            }
        }
        bibliographies.len() - before
    };
    add(declared);
    let masters = add(masters);
    if let Some(former) = former {
        let same = former.library.masters == masters
            && former.sources == sources
            && former.library.bibliographies.iter().zip(&bibliographies).all(|(a, b)| Arc::ptr_eq(a, b));
        if same {
            return (Arc::clone(&former.library), sources);
        }
    }
    (Arc::new(Library::new(bibliographies, masters)), sources)
}
