//! Which files make one paper.
//!
//! A project is a root document with all that it includes. Nothing here can look at a disk: what is
//! not among the documents is asked of the [`World`], and what the world does not know yet is
//! [wanted](Assembly::wants). The loader answers, and the projects are assembled again, until nothing is
//! wanted.

mod bibliographies;
mod builder;
mod lookup;
mod roots;
mod types;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::builder::Builder;
pub use self::types::*;
use super::document::{Document, DocumentId};
use crate::settings::Settings;

/// The documents that are known, by name.
pub type Documents = FxHashMap<DocumentId, Arc<Document>>;

/// The projects of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    /// In the order of their roots' names.
    pub projects: Vec<Arc<Project>>,
    /// Which of the projects each LaTeX file belongs to, its own first.
    pub membership: FxHashMap<DocumentId, Vec<usize>>,
    /// Files to be read before more can be said, the first of each group that exists.
    pub wants: FxHashSet<PathBuf>,
}

/// Assembles the projects of `documents`. What is equal in a `former` project of the same root is
/// shared with it, so that whatever was computed from it stays valid.
pub fn assemble(
    documents: &Documents,
    world: &World,
    settings: &Settings,
    former: &[Arc<Project>],
) -> Assembly {
    let mut assembly = Assembly::default();
    let roots = roots::find(documents, world, &mut assembly.wants);
    for (root, reason) in roots {
        let old = former.iter().find(|it| it.root == root);
        let mut builder = Builder { documents, world, settings, wants: &mut assembly.wants };
        let project = builder.project(&root, reason, old.map(|it| &**it));
        let index = assembly.projects.len();
        for file in &project.files {
            assembly.membership.entry(file.clone()).or_default().push(index);
        }
        assembly.projects.push(Arc::new(project));
    }
    adopt_fragments(&mut assembly, documents);
    assembly
}

/// A fragment that nothing includes and that has no bibliography of its own is judged by the paper in
/// its folder, or in the nearest one above: it is likely a part of it that is not included just now.
fn adopt_fragments(assembly: &mut Assembly, documents: &Documents) {
    let folder = |project: &Project| project.root.path().and_then(Path::parent).map(Path::to_owned);
    for index in 0..assembly.projects.len() {
        let fragment = &assembly.projects[index];
        if fragment.reason != RootReason::Alone || !fragment.has_no_bibliography() {
            continue;
        }
        let Some(own) = folder(fragment) else { continue };
        let papers =
            assembly.projects.iter().filter(|it| it.reason != RootReason::Alone && !it.sources.is_empty());
        let near = papers.filter_map(|it| folder(it).filter(|at| own.starts_with(at)).map(|at| (at, it)));
        let Some((_, paper)) = near.max_by_key(|(at, it)| (at.components().count(), it.files.len())) else {
            continue;
        };
        let mut adopted = (**fragment).clone();
        adopted.bibliographies = paper.bibliographies.clone();
        for declared in &mut adopted.bibliographies {
            declared.place = None;
        }
        adopted.library = Arc::clone(&paper.library);
        adopted.sources = paper.sources.clone();
        adopted.items = Arc::clone(&paper.items);
        adopted.minds_case = paper.minds_case;
        adopted.adopted = true;
        let own_macros = fragment.files.iter().filter_map(|it| documents.get(it)).any(|it| {
            it.tex().is_some_and(|tex| tex.chunks.iter().any(|(_, chunk)| !chunk.definitions.is_empty()))
        });
        if !own_macros {
            adopted.commands = Arc::clone(&paper.commands);
        }
        assembly.projects[index] = Arc::new(adopted);
    }
}
