//! What the files of a project define: macros, keys of `\bibitem`s.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::builder::Builder;
use super::types::{Declared, LinkState};
use super::{lookup, string_macros};
use crate::model::bibitems;
use crate::model::cite_commands::parameters;
use crate::model::cite_commands::parameters::Place;
use crate::model::document::{DocumentId, normalised};
use crate::model::links::Link;
use crate::model::links::include_macros::argument;
use crate::syntax::tex::{Chunk, Delimiter};

/// Fewer files in a folder do not say that LaTeX looks there.
const FEWEST: usize = 2;

/// So many documents that take their preamble from another are looked at for what its paths count from.
const CHILDREN: usize = 8;

impl Builder<'_> {
    /// Of the documents that name a root, those that are typeset by themselves with its preamble (class `subfiles`), one
    /// a folder.
    pub(super) fn children(&self, members: &[DocumentId]) -> Vec<DocumentId> {
        let mut seen: FxHashSet<&Path> = FxHashSet::default();
        let has_class = |it: &&DocumentId| self.documents.get(it).is_some_and(|it| it.links.has_class);
        let own = members.iter().filter(has_class);
        own.filter(|it| seen.insert(it.path().and_then(Path::parent).unwrap_or(Path::new(""))))
            .take(CHILDREN)
            .cloned()
            .collect()
    }

    /// The folder below that of `root` in which most of these files lie, which are named without one and are not where
    /// LaTeX looks by itself: who runs it tells it to look there (`TEXINPUTS`, `-I`).
    pub(super) fn told_folder(&self, root: &DocumentId, names: &[&str]) -> Option<PathBuf> {
        let bare: Vec<String> = names
            .iter()
            .filter(|it| !it.contains(['/', '\\']))
            .map(|it| lookup::with_extension(it, "tex"))
            .collect();
        if bare.len() < FEWEST {
            return None;
        }
        let mut counts: FxHashMap<&Path, usize> = FxHashMap::default();
        for file in self.world.below(root.path()?.parent()?) {
            let is_named = |it: &&str| bare.iter().any(|name| name == it);
            if file.file_name().and_then(|it| it.to_str()).as_ref().is_some_and(is_named) {
                *counts.entry(file.parent()?).or_default() += 1;
            }
        }
        let most = counts.values().copied().max().filter(|it| *it >= FEWEST && 2 * it >= bare.len())?;
        let mut best = counts.into_iter().filter(|it| it.1 == most).map(|it| it.0);
        let folder = best.next()?;
        // Two copies of a paper: which is meant is not known.
        best.next().is_none().then(|| folder.to_owned())
    }

    /// Looks in these folders, too, for bibliographies that are not found.
    pub(super) fn find_in(
        &mut self,
        folders: &[PathBuf],
        link: &Link,
        strings: &FxHashMap<String, String>,
        declared: &mut [Declared],
    ) {
        let Some(path) = lookup::expanded(&link.path, strings) else { return };
        for it in declared.iter_mut().filter(|it| it.state == LinkState::NotFound) {
            let name = lookup::with_extension(&path, "bib");
            let paths: Vec<PathBuf> = folders.iter().map(|it| normalised(&it.join(&name))).collect();
            it.state = self.resolve(&paths, false);
            it.tried.extend(paths);
        }
    }

    /// Macros and environments with links in their bodies.
    pub(super) fn bodies_with_links(&self, files: &[DocumentId]) -> FxHashSet<String> {
        let links = files.iter().filter_map(|it| self.documents.get(it)).flat_map(|it| &it.links.links);
        links.filter_map(|it| it.body_of.clone()).collect()
    }

    /// Those of these macros and environments that none of `files` uses: classes bring many.
    pub(super) fn unused(&self, mut names: FxHashSet<String>, files: &[DocumentId]) -> FxHashSet<String> {
        for chunk in self.chunks(files) {
            if names.is_empty() {
                break;
            }
            for call in &chunk.calls {
                names.remove(&call.name);
            }
            for mark in &chunk.environments {
                names.remove(&mark.name);
            }
        }
        names
    }

    /// Adds the macros of a file that stand for a piece of a path.
    pub(super) fn string_macros(&self, file: &DocumentId, strings: &mut FxHashMap<String, String>) {
        if let Some(document) = self.documents.get(file) {
            string_macros::add(document, strings);
        }
    }

    /// Macros of the paper's own that write an item of a bibliography, and which argument of each is its key:
    /// `\newcommand{\bi}[2]{\bibitem{#1} #2}`, `\let\bi\bibitem`.
    pub(super) fn item_macros(&self, files: &[DocumentId]) -> FxHashMap<String, Place> {
        let mut found = FxHashMap::default();
        for chunk in self.chunks(files) {
            for definition in &chunk.definitions {
                let Some(body) = definition.bodies.first() else { continue };
                if chunk.text[body.std()].trim() == "\\bibitem" {
                    found.insert(definition.name.clone(), Place::Brace(0));
                }
                let Some(item) = chunk.calls_in(*body).iter().find(|it| it.name == "bibitem") else {
                    continue;
                };
                let key = item.arguments.iter().find(|it| it.delimiter == Delimiter::Brace);
                let key =
                    key.and_then(|it| chunk.text[it.inner().std()].trim().strip_prefix('#')?.parse().ok());
                let places = parameters::places(chunk, definition);
                let place = key.and_then(|it: usize| places.get(it.checked_sub(1)?).copied());
                found.extend(place.map(|it| (definition.name.clone(), it)));
            }
        }
        found
    }

    pub(super) fn items(
        &self,
        files: &[DocumentId],
        declared: &[Declared],
        macros: &FxHashMap<String, Place>,
    ) -> FxHashMap<String, DocumentId> {
        let mut found = FxHashMap::default();
        let compiled = declared.iter().filter_map(|it| match &it.state {
            LinkState::Found(id) => Some(id),
            _ => None,
        });
        for id in files.iter().chain(compiled) {
            let Some(tex) = self.documents.get(id).and_then(|it| it.tex()) else { continue };
            for (_, item) in bibitems::items(tex) {
                found.entry(item.key).or_insert_with(|| id.clone());
            }
            for (_, call, chunk) in tex.calls() {
                let key = macros.get(&*call.name).and_then(|it| argument(call, *it));
                for key in key.iter().flat_map(|it| chunk.text[it.inner().std()].split(',')) {
                    found.entry(key.trim().to_owned()).or_insert_with(|| id.clone());
                }
            }
        }
        found
    }

    pub(super) fn chunks<'b>(&'b self, files: &'b [DocumentId]) -> impl Iterator<Item = &'b Chunk> + Clone {
        files
            .iter()
            .filter_map(|it| self.documents.get(it)?.tex())
            .flat_map(|tex| tex.chunks.iter().map(|(_, chunk)| &**chunk))
    }
}
