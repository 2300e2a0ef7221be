//! All projects of a workspace, made of its documents.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::builder::Builder;
use super::libraries::library;
use super::roots;
use super::types::{Declared, Documents, Project, RootReason, World};
use crate::model::document::DocumentId;
use crate::settings::Settings;

/// The projects of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    /// In the order of their roots' names.
    pub projects: Vec<Arc<Project>>,
    /// Which of the projects each LaTeX file belongs to, its own first.
    pub membership: FxHashMap<DocumentId, Vec<usize>>,
    /// Files to be read before more can be said.
    pub wants: FxHashSet<PathBuf>,
    /// Names of files that the TeX distribution is to be asked for.
    pub searches: FxHashSet<String>,
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
    let mut built: Vec<Project> = Vec::new();
    let mut covered: FxHashSet<DocumentId> = FxHashSet::default();
    let mut build = |root: &DocumentId, reason, covered: &mut FxHashSet<DocumentId>| {
        let old = former.iter().find(|it| it.root == *root);
        let (wants, searches) = (&mut assembly.wants, &mut assembly.searches);
        let mut builder = Builder { documents, world, settings, wants, searches };
        let members = roots.members.get(root).map_or(&[][..], Vec::as_slice);
        let project = builder.project(root, reason, members, old.map(|it| &**it));
        covered.extend(project.files.iter().cloned());
        project
    };
    for (root, reason) in &roots.certain {
        let project = build(root, *reason, &mut covered);
        built.push(project);
    }
    let has_class = |root: &DocumentId| {
        let links = &documents[root].links;
        links.has_class || links.begins.is_some()
    };
    // What no paper includes, and of that what nothing else includes; last, what is left of rings, whose
    // root is the one with a class.
    let (free, mut rings): (Vec<_>, Vec<_>) =
        roots.others.iter().partition(|it| !roots.included.contains(*it));
    rings.sort_by_key(|it| !has_class(it));
    for root in free.iter().chain(&rings) {
        if !covered.contains(root) {
            let reason = if has_class(root) { RootReason::Class } else { RootReason::Alone };
            let project = build(root, reason, &mut covered);
            built.push(project);
        }
    }
    built.sort_by(|a, b| a.root.cmp(&b.root));
    for (index, project) in built.into_iter().enumerate() {
        for file in &project.files {
            assembly.membership.entry(file.clone()).or_default().push(index);
        }
        assembly.projects.push(Arc::new(project));
    }
    adopt_fragments(&mut assembly, documents, former);
    assembly
}

/// The projects after an edit of the bibliography `edited`, which changes nothing but its entries.
pub fn with_edited(
    projects: &[Arc<Project>],
    edited: &DocumentId,
    documents: &Documents,
) -> Vec<Arc<Project>> {
    let after = |project: &Arc<Project>| {
        if !project.sources.contains(edited) {
            return Arc::clone(project);
        }
        let mut after = (**project).clone();
        (after.library, after.sources) =
            library(documents, &after.bibliographies, &after.masters, Some(project));
        Arc::new(after)
    };
    projects.iter().map(after).collect()
}

/// A fragment that nothing includes and that declares no bibliography is judged by the papers in its folder, or in
/// the nearest one above, together with what lies beside it: it is likely a part of one that is not included just
/// now.
fn adopt_fragments(assembly: &mut Assembly, documents: &Documents, former: &[Arc<Project>]) {
    let folder = |project: &Project| project.root.path().and_then(Path::parent).map(Path::to_owned);
    for index in 0..assembly.projects.len() {
        let fragment = &assembly.projects[index];
        let has_own = fragment.bibliographies.iter().any(Declared::is_written) || !fragment.items.is_empty();
        if fragment.reason != RootReason::Alone || has_own {
            continue;
        }
        let Some(own) = folder(fragment) else { continue };
        // Also a paper whose bibliography is missing: the fragment has none of its own for that.
        let papers =
            assembly.projects.iter().filter(|it| it.reason != RootReason::Alone && !it.has_no_bibliography());
        let mut near: Vec<(PathBuf, &Arc<Project>)> =
            papers.filter_map(|it| folder(it).filter(|at| own.starts_with(at)).map(|at| (at, it))).collect();
        near.sort_by_key(|(at, it)| std::cmp::Reverse((at.components().count(), it.files.len())));
        let Some((nearest, paper)) = near.first().cloned() else { continue };
        let mut adopted = (**fragment).clone();
        let beside = std::mem::take(&mut adopted.bibliographies);
        let mut items = FxHashMap::default();
        for (_, paper) in near.iter().filter(|(at, _)| *at == nearest) {
            for declared in &paper.bibliographies {
                let declared = Declared { place: None, ..declared.clone() };
                if !adopted.bibliographies.iter().any(|it| it.state == declared.state) {
                    adopted.bibliographies.push(declared);
                }
            }
            items.extend(paper.items.iter().map(|(key, id)| (key.clone(), id.clone())));
            adopted.minds_case |= paper.minds_case;
        }
        // What lies beside it may be its own of a time when it was a paper by itself.
        for it in beside {
            if !adopted.bibliographies.iter().any(|known| known.state == it.state) {
                adopted.bibliographies.push(it);
            }
        }
        adopted.items = Arc::new(items);
        let old = former.iter().find(|it| it.root == adopted.root);
        (adopted.library, adopted.sources) =
            library(documents, &adopted.bibliographies, &adopted.masters, old.map(|it| &**it));
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
