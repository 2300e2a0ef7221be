//! Which documents are roots.

use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use super::types::{Documents, RootReason, World};
use super::{lookup, string_macros};
use crate::model::document::{Document, DocumentId, Kind};
use crate::model::links::{Link, LinkKind};

/// The documents by what is known of their being roots, each list in the order of names.
#[derive(Debug, Default)]
pub struct Roots {
    /// What has a class or is named as a root, and is no part of another document.
    pub certain: Vec<(DocumentId, RootReason)>,
    /// What is a root unless one of those, or of these, includes it.
    pub others: Vec<DocumentId>,
    /// What some document includes, or what names its root.
    pub included: FxHashSet<DocumentId>,
    /// The documents that name a root, by that root.
    pub members: FxHashMap<DocumentId, Vec<DocumentId>>,
}

/// Sorts `documents` by whether they are roots. Roots that are named and not read are wanted.
pub fn find(documents: &Documents, world: &World, wants: &mut FxHashSet<PathBuf>) -> Roots {
    let mut roots = Roots::default();
    let mut ids: Vec<&DocumentId> =
        documents.iter().filter(|(id, it)| can_be_root(id, it)).map(|(id, _)| id).collect();
    ids.sort();
    for id in &ids {
        let document = &documents[*id];
        for link in &document.links.links {
            if link.kind == LinkKind::Root || link.path.contains(['\\', '#', '$']) {
                continue;
            }
            let paths = lookup::include_paths(id, id, link, &link.path, world);
            let target = paths.iter().map(|it| DocumentId::of_path(it)).find(|it| documents.contains_key(it));
            roots.included.extend(target.filter(|it| it != *id));
        }
        if let Some(target) = named_root(id, documents, world, wants).filter(|it| it != *id) {
            roots.included.insert((*id).clone());
            roots.members.entry(target).or_default().push((*id).clone());
        }
    }
    let mut built: FxHashSet<DocumentId> = FxHashSet::default();
    for it in world.builds.values().flat_map(|it| &it.roots) {
        let root = DocumentId::of_path(&it.root);
        if !documents.contains_key(&root) {
            continue;
        }
        for part in it.parts.iter().map(|it| DocumentId::of_path(it)).filter(|it| documents.contains_key(it))
        {
            roots.included.insert(part.clone());
            roots.members.entry(root.clone()).or_default().push(part);
        }
        built.insert(root);
    }
    for id in ids {
        let links = &documents[id].links;
        let has_class = links.has_class || links.begins.is_some();
        if roots.members.contains_key(id) {
            let named = if built.contains(id) { RootReason::Built } else { RootReason::Named };
            roots.certain.push((id.clone(), if has_class { RootReason::Class } else { named }));
        } else if built.contains(id) {
            roots.certain.push((id.clone(), RootReason::Built));
        } else if has_class && !roots.included.contains(id) {
            roots.certain.push((id.clone(), RootReason::Class));
        // AUCTeX writes `TeX-master: t` into every file at first, so an include counts for more.
        } else if links.is_own_root && !roots.included.contains(id) {
            roots.certain.push((id.clone(), RootReason::Named));
        } else {
            roots.others.push(id.clone());
        }
    }
    roots
}

fn can_be_root(id: &DocumentId, document: &Document) -> bool {
    let package = id.path().is_some_and(|it| Kind::of_path(it) == Some(Kind::Tex) && !Kind::is_document(it));
    document.tex().is_some() && (!package || document.version.is_some())
}

/// A root that names a root in turn is followed so often.
const STEPS: usize = 8;

/// The root that a document names, or that the named one names. What must be read for it is wanted.
fn named_root(
    id: &DocumentId,
    documents: &Documents,
    world: &World,
    wants: &mut FxHashSet<PathBuf>,
) -> Option<DocumentId> {
    let mut found: Option<DocumentId> = None;
    for _ in 0..STEPS {
        let at = found.as_ref().unwrap_or(id);
        let known = |it: &&PathBuf| !world.absent.contains_key(*it);
        let Some(path) = named_roots(at, documents.get(at)?, world).iter().find(known).cloned() else {
            break;
        };
        let target = DocumentId::of_path(&path);
        if !documents.contains_key(&target) {
            wants.insert(path);
            return None;
        }
        if target == *at {
            break;
        }
        found = Some(target);
    }
    found
}

/// Where the roots that a document names may lie.
fn named_roots(id: &DocumentId, document: &Document, world: &World) -> Vec<PathBuf> {
    let named = document.links.links.iter().filter(|it| it.kind == LinkKind::Root);
    let path = |it: &Link| match it.path.contains('\\') {
        // Windows' way to write a path, too.
        true => lookup::expanded(&it.path, &string_macros::of(document)).unwrap_or_else(|| it.path.clone()),
        false => it.path.clone(),
    };
    named.map(path).flat_map(|it| lookup::root_paths(id, &it, world)).collect()
}
