//! Which documents are roots.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::{Documents, RootReason, World, lookup};
use crate::model::document::{Document, DocumentId, Kind};
use crate::model::links::LinkKind;

/// The roots among `documents`, in the order of their names: what nothing includes and what says no
/// other root; of files that include each other in a ring, the one with a class or the first.
pub fn find(
    documents: &Documents,
    world: &World,
    wants: &mut FxHashSet<PathBuf>,
) -> Vec<(DocumentId, RootReason)> {
    let mut ids: Vec<&DocumentId> =
        documents.iter().filter(|(id, it)| can_be_root(id, it)).map(|(id, _)| id).collect();
    ids.sort();
    let mut included: FxHashSet<DocumentId> = FxHashSet::default();
    let mut named: FxHashSet<DocumentId> = FxHashSet::default();
    for id in &ids {
        let document = &documents[*id];
        for link in &document.links.links {
            if matches!(link.kind, LinkKind::Bibliography { .. }) {
                continue;
            }
            for path in lookup::include_paths(id, id, link, world) {
                let target = DocumentId::of_path(&path);
                if target != **id && documents.contains_key(&target) {
                    included.insert(target);
                    break;
                }
            }
        }
        for root in named_roots(id, document) {
            let target = DocumentId::of_path(&root);
            if documents.contains_key(&target) {
                if target != **id {
                    included.insert((*id).clone());
                    named.insert(target);
                }
                break;
            } else if !world.absent.contains_key(&root) {
                wants.insert(root);
                break;
            }
        }
    }
    let reason = |id: &DocumentId| {
        let links = &documents[id].links;
        if links.has_class || links.begins.is_some() {
            RootReason::Class
        } else if named.contains(id) {
            RootReason::Named
        } else {
            RootReason::Alone
        }
    };
    let mut roots: Vec<(DocumentId, RootReason)> = ids
        .iter()
        .filter(|id| !included.contains(**id) || named.contains(**id))
        .map(|id| ((*id).clone(), reason(id)))
        .collect();
    cover_rings(documents, world, &ids, &mut roots, reason);
    roots.sort_by(|a, b| a.0.cmp(&b.0));
    roots
}

fn can_be_root(id: &DocumentId, document: &Document) -> bool {
    let package = id.path().is_some_and(|path| {
        path.extension().and_then(|it| it.to_str()).is_some_and(|it| {
            Kind::of_path(path) == Some(Kind::Tex) && !matches!(it, "tex" | "ltx" | "latex" | "rnw" | "Rnw")
        })
    });
    document.tex().is_some() && (!package || document.version.is_some())
}

/// Every file belongs to some root: what only a ring of includes holds gets one of the ring.
fn cover_rings(
    documents: &Documents,
    world: &World,
    ids: &[&DocumentId],
    roots: &mut Vec<(DocumentId, RootReason)>,
    reason: impl Fn(&DocumentId) -> RootReason,
) {
    let mut covered: FxHashSet<DocumentId> = FxHashSet::default();
    for (root, _) in roots.iter() {
        reach(documents, world, root, &mut covered);
    }
    let mut rest: Vec<&&DocumentId> = ids.iter().filter(|id| !covered.contains(**id)).collect();
    rest.sort_by_key(|id| !documents[**id].links.has_class);
    for id in rest {
        if !covered.contains(*id) {
            roots.push(((*id).clone(), reason(id)));
            reach(documents, world, id, &mut covered);
        }
    }
}

fn reach(documents: &Documents, world: &World, root: &DocumentId, covered: &mut FxHashSet<DocumentId>) {
    let mut open = vec![root.clone()];
    while let Some(id) = open.pop() {
        let Some(document) = documents.get(&id) else { continue };
        if !covered.insert(id.clone()) {
            continue;
        }
        for link in document.links.links.iter().filter(|it| !matches!(it.kind, LinkKind::Bibliography { .. }))
        {
            let targets = lookup::include_paths(root, &id, link, world);
            open.extend(
                targets.iter().map(|it| DocumentId::of_path(it)).find(|it| documents.contains_key(it)),
            );
        }
    }
}

/// Where the roots that a document names may lie.
fn named_roots(id: &DocumentId, document: &Document) -> Vec<PathBuf> {
    let Some(folder) = id.path().and_then(Path::parent) else { return Vec::new() };
    let mut paths = Vec::new();
    for written in &document.links.roots {
        let written = written.replace('\\', "/");
        if written.is_empty() || matches!(written.as_str(), "t" | "nil") {
            continue;
        }
        let path = crate::model::document::normalised(&folder.join(&written));
        if path.extension().is_none_or(|it| it != "tex" && it != "ltx") {
            let mut longer = path.clone().into_os_string();
            longer.push(".tex");
            paths.push(PathBuf::from(longer));
        }
        paths.push(path);
    }
    paths
}
