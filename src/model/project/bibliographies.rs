//! Which bibliographies a project has, and the library they make.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::types::{Declared, LinkPlace, LinkState};
use super::{awaited, foreign, lookup};
use crate::model::document::{DocumentId, Kind};
use crate::model::links::{Link, LinkKind};

impl Builder<'_> {
    /// What a link of `file` declares; without a place, what a macro's call there does.
    pub(super) fn declared(
        &mut self,
        root: &DocumentId,
        file: &DocumentId,
        place: Option<LinkPlace>,
        link: &Link,
        strings: &FxHashMap<String, String>,
    ) -> Vec<Declared> {
        let LinkKind::Bibliography { add_extension, glob, remote, .. } = &link.kind else {
            return Vec::new();
        };
        let at = place.clone();
        let by_macro = place.is_none().then(|| file.clone());
        let name = link.path.clone();
        // TeX's programs replace variables of the environment, too (kpathsea's manual, "Variable expansion").
        let is_known = |it: &String| !remote && !it.contains(['$', '<', '>']);
        let Some(path) = lookup::expanded(&link.path, strings).filter(is_known) else {
            let (tried, asked, state) = (Vec::new(), None, LinkState::Unknown);
            return vec![Declared { place, by_macro, name, tried, asked, state }];
        };
        // A macro may stand for several: `\newcommand{\all}{one,two}\bibliography{\all}`.
        if *add_extension && path.contains(',') {
            let pieces = path.split(',').map(str::trim).filter(|it| !it.is_empty());
            let pieces = pieces.map(|it| Link { path: it.to_owned(), ..link.clone() });
            let each = |it: Link| self.declared(root, file, at.clone(), &it, strings);
            return pieces.flat_map(each).collect();
        }
        if *glob {
            let found = lookup::matching(root, file, &path, self.world);
            let declared: Vec<_> = found
                .into_iter()
                .map(|path| Declared {
                    place: place.clone(),
                    by_macro: by_macro.clone(),
                    name: name.clone(),
                    state: self.resolve(std::slice::from_ref(&path), false),
                    tried: vec![path],
                    asked: None,
                })
                .collect();
            if !declared.is_empty() {
                return declared;
            }
            // Folders above may not have been walked.
            let is_above = path.starts_with(['/', '~']) || path.contains("..");
            let state = if is_above { LinkState::Unknown } else { LinkState::NotFound };
            return vec![Declared { place, by_macro, name, tried: Vec::new(), asked: None, state }];
        }
        let tried = lookup::bibliography_paths(root, file, &path, *add_extension, self.world);
        let state = match self.resolve(&tried, false) {
            LinkState::NotFound => self.resolve_above(root, &path),
            state => state,
        };
        let asked = (state == LinkState::NotFound).then(|| lookup::with_extension(&path, "bib"));
        let state = match &asked {
            Some(asked) => match self.search(asked) {
                Ok(Some(found)) => self.resolve(&[found], false),
                Ok(None) if foreign::is_distributed(&path) => LinkState::Unknown,
                Ok(None) => LinkState::NotFound,
                Err(state) => state,
            },
            None => state,
        };
        if place.is_some() && link.optional && state == LinkState::NotFound {
            return Vec::new();
        }
        // What else a macro does with a name only TeX knows.
        let state = if place.is_none() && state == LinkState::NotFound { LinkState::Unknown } else { state };
        let awaited = if state == LinkState::NotFound { awaited::reason(self.world, &tried) } else { None };
        let state = awaited.map_or(state, LinkState::Awaited);
        vec![Declared { place, by_macro, name, tried, asked, state }]
    }

    fn resolve_above(&mut self, root: &DocumentId, path: &str) -> LinkState {
        match lookup::bibliographies_above(root, path, self.world) {
            paths if paths.is_empty() => LinkState::NotFound,
            paths => self.resolve(&paths, false),
        }
    }

    /// What counts as declared where nothing is: the setting `bibliographies`, else the .bib files beside
    /// the root, else a compiled bibliography beside it (arXiv's sources).
    pub(super) fn undeclared(&mut self, root: &DocumentId) -> Vec<Declared> {
        let configured: Vec<Declared> =
            self.settings.bibliographies.clone().iter().flat_map(|it| self.configured(root, it)).collect();
        if !configured.is_empty() {
            return configured;
        }
        let Some(folder) = root.path().and_then(Path::parent) else { return Vec::new() };
        let job = root.path().and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
        let beside = |path: &Path| path.parent() == Some(folder) && !foreign::is_generated(path, &job);
        let bibs = self.bibs_below(folder);
        let paths: Vec<PathBuf> = bibs.iter().filter(|it| beside(it)).cloned().collect();
        if paths.is_empty() { self.compiled(root) } else { self.all(paths) }
    }

    /// The compiled bibliography beside the root, which is all that arXiv's sources come with.
    pub(super) fn compiled(&mut self, root: &DocumentId) -> Vec<Declared> {
        let compiled = root.path().map(|it| it.with_extension("bbl"));
        self.all(compiled.filter(|it| self.world.files.contains(it)).into_iter().collect())
    }

    /// Whether no bibliography is known in the root's folder or below it.
    pub(super) fn has_no_sources(&mut self, root: &DocumentId) -> bool {
        let Some(folder) = root.path().and_then(Path::parent) else { return false };
        self.bibs_below(folder).is_empty()
    }

    /// The known bibliographies in `folder` and below it.
    fn bibs_below(&mut self, folder: &Path) -> Arc<[PathBuf]> {
        if let Some(known) = self.bibs_below.get(folder) {
            return Arc::clone(known);
        }
        let found: Arc<[PathBuf]> = self.world.below(folder).filter(|it| is_bib(it)).cloned().collect();
        self.bibs_below.insert(folder.to_owned(), Arc::clone(&found));
        found
    }

    pub(super) fn configured(&mut self, root: &DocumentId, pattern: &str) -> Vec<Declared> {
        let paths = lookup::configured_paths(root, pattern, self.world);
        self.all(paths)
    }

    fn all(&mut self, paths: Vec<PathBuf>) -> Vec<Declared> {
        let mut declared = Vec::new();
        for path in paths {
            let state = self.resolve(std::slice::from_ref(&path), false);
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let tried = vec![path];
            declared.push(Declared { place: None, by_macro: None, name, tried, asked: None, state });
        }
        declared
    }
}

fn is_bib(path: &Path) -> bool {
    Kind::of_path(path) == Some(Kind::Bib)
}
