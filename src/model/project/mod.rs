//! Which files make one paper.
//!
//! A project is a root document with all that it includes. Nothing here can look at a disk: what is
//! not among the documents is asked of the [`World`], and what the world does not know yet is
//! [wanted](Assembly::wants). The loader answers, and the projects are assembled again, until nothing is
//! wanted.

mod lookup;
mod roots;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use lookup::include_paths;

use super::cite_commands::CiteCommands;
use super::document::{Document, DocumentId};
use super::library::Library;
use super::links::{Link, LinkKind, Links};
use crate::settings::Settings;
use crate::text::ByteRange;

/// The documents that are known, by name.
pub type Documents = FxHashMap<DocumentId, Arc<Document>>;

/// What is known of the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Files that walks of folders have found: LaTeX, bibliographies, packages.
    pub files: BTreeSet<PathBuf>,
    /// Files that were looked for and cannot be had, and why.
    pub absent: FxHashMap<PathBuf, Absence>,
    /// The folders of the environment variable `BIBINPUTS`.
    pub bib_inputs: Vec<PathBuf>,
    /// The user's home folder, for `~/` in settings.
    pub home: Option<PathBuf>,
    /// The present year, where it is known.
    pub year: Option<i32>,
}

/// Why a file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// There is none.
    NotFound,
    /// It is there and cannot be read; the message says why.
    Unreadable(String),
}

/// Why a document is the root of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootReason {
    /// It holds `\documentclass` or `\begin{document}`.
    Class,
    /// A magic comment or a `subfiles` option in another file names it.
    Named,
    /// Nothing includes it.
    Alone,
}

/// Where a link stands: by its number, since an edit elsewhere moves its range but not its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPlace {
    /// The document.
    pub document: DocumentId,
    /// Which of the document's [`Links::links`].
    pub link: usize,
}

impl LinkPlace {
    /// The range of the path, in bytes of the document.
    pub fn range(&self, documents: &Documents) -> Option<ByteRange> {
        Some(documents.get(&self.document)?.links.links.get(self.link)?.range)
    }
}

/// A bibliography that a project declares, or takes for declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Where it is declared; `None` where a setting or its place beside the document makes it count.
    pub place: Option<LinkPlace>,
    /// The name as written.
    pub name: String,
    /// Where it was looked for, in order.
    pub tried: Vec<PathBuf>,
    /// What became of it.
    pub state: LinkState,
}

/// An include that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingInclude {
    /// Where it stands.
    pub place: LinkPlace,
    /// The path as written.
    pub name: String,
    /// Where it was looked for, in order.
    pub tried: Vec<PathBuf>,
    /// Why there is nothing.
    pub state: LinkState,
}

/// What became of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// The document is here.
    Found(DocumentId),
    /// It is still being looked for.
    Loading,
    /// There is no such file.
    NotFound,
    /// The file cannot be read; the message says why.
    Unreadable(String),
    /// It cannot be told where it lies: remote, or named by macros that are not known.
    Unknown,
}

/// A root document with all that it includes.
#[derive(Clone, Debug)]
pub struct Project {
    /// The root document.
    pub root: DocumentId,
    /// Why it is one.
    pub reason: RootReason,
    /// The LaTeX files, in reading order, the root first.
    pub files: Vec<DocumentId>,
    /// The bibliographies, in the order of their declaration.
    pub bibliographies: Vec<Declared>,
    /// Master libraries of the settings.
    pub masters: Vec<Declared>,
    /// Includes that lead nowhere.
    pub missing: Vec<MissingInclude>,
    /// What cites.
    pub commands: Arc<CiteCommands>,
    /// What can be cited.
    pub library: Arc<Library>,
    /// The documents of [`Library::bibliographies`], in the same order.
    pub sources: Vec<DocumentId>,
    /// Keys of `\bibitem`s with the document of each.
    pub items: Arc<FxHashMap<String, DocumentId>>,
    /// Whether keys differ by case: biber's way, not BibTeX's.
    pub minds_case: bool,
    /// Whether it is a fragment that is read with another paper's bibliographies: a guess, so that a key
    /// that is not in them need not be wrong.
    pub adopted: bool,
}

impl Project {
    /// Whether all that the project names has been read or found missing.
    pub fn is_complete(&self) -> bool {
        let loading = |it: &Declared| it.state == LinkState::Loading;
        !self.bibliographies.iter().any(loading)
            && !self.missing.iter().any(|it| it.state == LinkState::Loading)
    }

    /// Whether every bibliography is at hand, so that a key that is not found is not defined.
    pub fn knows_every_key(&self) -> bool {
        self.bibliographies.iter().all(|it| matches!(it.state, LinkState::Found(_)))
            && !self.missing.iter().any(|it| it.state == LinkState::Loading)
            && self.library.knows_every_key()
            && !self.adopted
    }

    /// Whether there is nothing that could define a key.
    pub fn has_no_bibliography(&self) -> bool {
        self.bibliographies.is_empty() && self.items.is_empty()
    }

    /// Whether an entry or a `\bibitem` has this very key.
    pub fn defines(&self, key: &str) -> bool {
        key == "*" || self.library.get(key).is_some() || self.items.contains_key(key)
    }
}

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

struct Builder<'a> {
    documents: &'a Documents,
    world: &'a World,
    settings: &'a Settings,
    wants: &'a mut FxHashSet<PathBuf>,
}

impl Builder<'_> {
    fn project(&mut self, root: &DocumentId, reason: RootReason, former: Option<&Project>) -> Project {
        let mut files = Vec::new();
        let mut missing = Vec::new();
        let mut seen = FxHashSet::default();
        self.include(root, root, &mut files, &mut seen, &mut missing);
        let strings = self.string_macros(&files, root);

        let mut bibliographies = Vec::new();
        for file in &files {
            let Some(document) = self.documents.get(file) else { continue };
            for (index, link) in document.links.links.iter().enumerate() {
                let place = LinkPlace { document: file.clone(), link: index };
                bibliographies.extend(self.declared(root, place, link, &strings));
            }
        }
        if bibliographies.is_empty() {
            bibliographies = self.undeclared(root);
        }
        let mut unique = FxHashSet::default();
        bibliographies.retain(|it| match &it.state {
            LinkState::Found(id) => unique.insert(id.clone()),
            _ => true,
        });
        let masters: Vec<Declared> =
            self.settings.libraries.clone().iter().flat_map(|path| self.configured(root, path)).collect();

        let (library, sources) = self.library(&bibliographies, &masters, former);
        let commands = CiteCommands::collect(self.chunks(&files), &self.settings.cite_commands);
        let commands = match former {
            Some(former) if *former.commands == commands => Arc::clone(&former.commands),
            _ => Arc::new(commands),
        };
        let items = self.items(&files, &bibliographies);
        let items = match former {
            Some(former) if *former.items == items => Arc::clone(&former.items),
            _ => Arc::new(items),
        };
        let minds_case = files.iter().filter_map(|it| self.documents.get(it)).any(|it| it.links.biblatex);
        Project {
            root: root.clone(),
            reason,
            files,
            bibliographies,
            masters,
            missing,
            commands,
            library,
            sources,
            items,
            minds_case,
            adopted: false,
        }
    }

    fn include(
        &mut self,
        root: &DocumentId,
        file: &DocumentId,
        files: &mut Vec<DocumentId>,
        seen: &mut FxHashSet<DocumentId>,
        missing: &mut Vec<MissingInclude>,
    ) {
        if !seen.insert(file.clone()) {
            return;
        }
        let Some(document) = self.documents.get(file) else { return };
        if document.tex().is_none() {
            return;
        }
        files.push(file.clone());
        let links: Arc<Links> = Arc::clone(&document.links);
        for (index, link) in links.links.iter().enumerate() {
            if matches!(link.kind, LinkKind::Bibliography { .. }) {
                continue;
            }
            let tried = lookup::include_paths(root, file, link, self.world);
            let optional = !matches!(link.kind, LinkKind::Include { optional: false, .. });
            match self.resolve(&tried, optional) {
                LinkState::Found(id) => self.include(root, &id, files, seen, missing),
                _ if optional => {}
                state => missing.push(MissingInclude {
                    place: LinkPlace { document: file.clone(), link: index },
                    name: link.path.clone(),
                    tried,
                    state,
                }),
            }
        }
    }

    /// The first of `paths` that can be had. What only walks can know of is not asked for.
    fn resolve(&mut self, paths: &[PathBuf], only_known: bool) -> LinkState {
        if paths.is_empty() {
            return if only_known { LinkState::NotFound } else { LinkState::Unknown };
        }
        let mut unreadable = None;
        for path in paths {
            let id = DocumentId::of_path(path);
            if self.documents.contains_key(&id) {
                return LinkState::Found(id);
            }
            match self.world.absent.get(path) {
                Some(Absence::NotFound) => {}
                Some(Absence::Unreadable(why)) => unreadable = Some(why.clone()),
                None if only_known && !self.world.files.contains(path) => {}
                None => {
                    self.wants.insert(path.clone());
                    return LinkState::Loading;
                }
            }
        }
        unreadable.map_or(LinkState::NotFound, LinkState::Unreadable)
    }

    fn declared(
        &mut self,
        root: &DocumentId,
        place: LinkPlace,
        link: &Link,
        strings: &FxHashMap<String, String>,
    ) -> Vec<Declared> {
        let LinkKind::Bibliography { add_extension, glob, remote } = &link.kind else { return Vec::new() };
        let file = place.document.clone();
        let place = Some(place);
        let name = link.path.clone();
        let Some(path) = lookup::expanded(&link.path, strings).filter(|_| !remote) else {
            return vec![Declared { place, name, tried: Vec::new(), state: LinkState::Unknown }];
        };
        if *glob {
            let found = lookup::matching(root, &file, &path, self.world);
            let declared: Vec<_> = found
                .into_iter()
                .map(|path| Declared {
                    place: place.clone(),
                    name: name.clone(),
                    state: self.resolve(std::slice::from_ref(&path), false),
                    tried: vec![path],
                })
                .collect();
            if !declared.is_empty() {
                return declared;
            }
            return vec![Declared { place, name, tried: Vec::new(), state: LinkState::NotFound }];
        }
        let tried = lookup::bibliography_paths(root, &file, &path, *add_extension, self.world);
        let state = self.resolve(&tried, false);
        vec![Declared { place, name, tried, state }]
    }

    /// What counts as declared where nothing is: the setting `bibliographies`, else the .bib files beside
    /// the root, else a compiled bibliography beside it (arXiv's sources).
    fn undeclared(&mut self, root: &DocumentId) -> Vec<Declared> {
        let configured: Vec<Declared> =
            self.settings.bibliographies.clone().iter().flat_map(|it| self.configured(root, it)).collect();
        if !configured.is_empty() {
            return configured;
        }
        let Some(folder) = root.path().and_then(Path::parent) else { return Vec::new() };
        let beside = |path: &Path| path.parent() == Some(folder);
        let bibs =
            self.world.files.iter().filter(|it| beside(it) && it.extension().is_some_and(|it| it == "bib"));
        let mut paths: Vec<PathBuf> = bibs.cloned().collect();
        if paths.is_empty() {
            let compiled = root.path().map(|it| it.with_extension("bbl"));
            paths.extend(compiled.filter(|it| self.world.files.contains(it)));
        }
        self.all(paths)
    }

    fn configured(&mut self, root: &DocumentId, pattern: &str) -> Vec<Declared> {
        let paths = lookup::configured_paths(root, pattern, self.world);
        self.all(paths)
    }

    fn all(&mut self, paths: Vec<PathBuf>) -> Vec<Declared> {
        let mut declared = Vec::new();
        for path in paths {
            let state = self.resolve(std::slice::from_ref(&path), false);
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            declared.push(Declared { place: None, name, tried: vec![path], state });
        }
        declared
    }

    fn library(
        &self,
        declared: &[Declared],
        masters: &[Declared],
        former: Option<&Project>,
    ) -> (Arc<Library>, Vec<DocumentId>) {
        let mut sources = Vec::new();
        let mut bibliographies = Vec::new();
        let mut add = |list: &[Declared]| {
            let before = bibliographies.len();
            for it in list {
                let LinkState::Found(id) = &it.state else { continue };
                let Some(bib) = self.documents.get(id).and_then(|it| it.bib()) else { continue };
                if !sources.contains(id) {
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

    /// Macros that stand for a piece of a path, and `\jobname`.
    fn string_macros(&self, files: &[DocumentId], root: &DocumentId) -> FxHashMap<String, String> {
        let mut strings = FxHashMap::default();
        if let Some(stem) = root.path().and_then(Path::file_stem) {
            strings.insert("jobname".to_owned(), stem.to_string_lossy().into_owned());
        }
        for chunk in self.chunks(files) {
            for definition in &chunk.definitions {
                let Some(body) = definition.bodies.first().filter(|_| !definition.takes_arguments) else {
                    continue;
                };
                let text = chunk.text[body.std()].trim();
                if !text.contains(['{', '}', '%', '\n']) && text.len() < 200 {
                    strings.insert(definition.name.clone(), text.to_owned());
                }
            }
        }
        strings
    }

    fn items(&self, files: &[DocumentId], declared: &[Declared]) -> FxHashMap<String, DocumentId> {
        let mut items = FxHashMap::default();
        let compiled = declared.iter().filter_map(|it| match &it.state {
            LinkState::Found(id) => Some(id),
            _ => None,
        });
        for id in files.iter().chain(compiled) {
            let Some(tex) = self.documents.get(id).and_then(|it| it.tex()) else { continue };
            for (_, chunk) in &tex.chunks {
                for item in super::citations::bib_items(chunk) {
                    items.entry(item.key).or_insert_with(|| id.clone());
                }
            }
        }
        items
    }

    fn chunks<'b>(
        &'b self,
        files: &'b [DocumentId],
    ) -> impl Iterator<Item = &'b crate::syntax::tex::Chunk> + Clone {
        files
            .iter()
            .filter_map(|it| self.documents.get(it)?.tex())
            .flat_map(|tex| tex.chunks.iter().map(|(_, chunk)| &**chunk))
    }
}
