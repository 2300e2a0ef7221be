//! All projects of a workspace, made of its documents.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::builder::Builder;
use super::libraries::library;
use super::roots;
use super::types::{Declared, Documents, LinkState, Project, RootReason, World};
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
    let former: FxHashMap<&DocumentId, &Project> = former.iter().map(|it| (&it.root, &**it)).collect();
    let (wants, searches) = (&mut assembly.wants, &mut assembly.searches);
    let mut builder =
        Builder { documents, world, settings, wants, searches, bibs_below: FxHashMap::default() };
    let mut build = |root: &DocumentId, reason, covered: &mut FxHashSet<DocumentId>| {
        let members = roots.members.get(root).map_or(&[][..], Vec::as_slice);
        let project = builder.project(root, reason, members, former.get(root).copied());
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
    adopt_fragments(&mut assembly, documents, &former);
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

/// What the papers of one folder lend to the fragments in it and below.
struct Lent {
    /// The paper of most files.
    paper: Arc<Project>,
    bibliographies: Vec<Declared>,
    items: Arc<FxHashMap<String, DocumentId>>,
    minds_case: bool,
}

impl Lent {
    fn by(mut papers: Vec<&Arc<Project>>) -> Option<Self> {
        papers.sort_by_key(|it| std::cmp::Reverse(it.files.len()));
        let declared = papers.iter().flat_map(|it| &it.bibliographies);
        let mut seen = FxHashSet::default();
        let declared = declared.filter(|it| seen.insert(&it.state));
        let bibliographies = declared.map(|it| Declared { place: None, ..it.clone() }).collect();
        let items = papers.iter().flat_map(|it| it.items.iter().map(|(key, id)| (key.clone(), id.clone())));
        Some(Self {
            paper: Arc::clone(papers.first()?),
            bibliographies,
            items: Arc::new(items.collect()),
            minds_case: papers.iter().any(|it| it.minds_case),
        })
    }
}

/// A fragment that nothing includes and that declares no bibliography is judged by the papers in its folder, or in
/// the nearest one above, together with what lies beside it: it is likely a part of one that is not included just
/// now.
fn adopt_fragments(
    assembly: &mut Assembly,
    documents: &Documents,
    former: &FxHashMap<&DocumentId, &Project>,
) {
    let mut papers: FxHashMap<PathBuf, Vec<&Arc<Project>>> = FxHashMap::default();
    for it in &assembly.projects {
        if it.reason != RootReason::Alone
            && !it.sources.is_empty()
            && let Some(folder) = it.root.path().and_then(Path::parent)
        {
            papers.entry(folder.to_owned()).or_default().push(it);
        }
    }
    let lent: FxHashMap<PathBuf, Lent> =
        papers.into_iter().filter_map(|(folder, papers)| Some((folder, Lent::by(papers)?))).collect();
    for fragment in &mut assembly.projects {
        let has_own = fragment.bibliographies.iter().any(Declared::is_written) || !fragment.items.is_empty();
        if fragment.reason != RootReason::Alone || has_own {
            continue;
        }
        let folders = fragment.root.path().into_iter().flat_map(|it| it.ancestors().skip(1));
        let Some(lent) = folders.into_iter().find_map(|it| lent.get(it)) else { continue };
        let mut adopted = (**fragment).clone();
        let beside = std::mem::replace(&mut adopted.bibliographies, lent.bibliographies.clone());
        // What lies beside it may be its own of a time when it was a paper by itself.
        let lies_there: FxHashSet<&LinkState> = lent.bibliographies.iter().map(|it| &it.state).collect();
        adopted.bibliographies.extend(beside.into_iter().filter(|it| !lies_there.contains(&it.state)));
        adopted.items = Arc::clone(&lent.items);
        adopted.minds_case |= lent.minds_case;
        let old = former.get(&adopted.root).copied();
        (adopted.library, adopted.sources) =
            library(documents, &adopted.bibliographies, &adopted.masters, old);
        adopted.adopted = true;
        let own_macros = fragment.files.iter().filter_map(|it| documents.get(it)).any(|it| {
            it.tex().is_some_and(|tex| tex.chunks.iter().any(|(_, chunk)| !chunk.definitions.is_empty()))
        });
        if !own_macros {
            adopted.commands = Arc::clone(&lent.paper.commands);
        }
        *fragment = Arc::new(adopted);
    }
}
