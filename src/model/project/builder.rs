//! Builds one project: its files, its commands, what it defines.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::libraries::library;
use super::types::{
    Absence, Declared, Documents, LinkPlace, LinkState, MissingInclude, Project, RootReason, World,
};
use super::{awaited, foreign, lookup, string_macros};
use crate::model::cite_commands::CiteCommands;
use crate::model::document::{DocumentId, is_absolute};
use crate::model::links::include_macros::Includer;
use crate::model::links::{Link, LinkKind, Links};
use crate::settings::Settings;
use crate::syntax::tex::{Call, Chunk};

pub(super) struct Builder<'a> {
    pub(super) documents: &'a Documents,
    pub(super) world: &'a World,
    pub(super) settings: &'a Settings,
    pub(super) wants: &'a mut FxHashSet<PathBuf>,
    pub(super) searches: &'a mut FxHashSet<String>,
    /// The bibliographies in each folder that was asked for and below it: many roots may share one.
    pub(super) bibs_below: FxHashMap<PathBuf, Arc<[PathBuf]>>,
}

/// The link with the macros in the folder of an `\import` replaced; `None` where one is not known.
fn in_known_folder<'l>(link: &'l Link, strings: &FxHashMap<String, String>) -> Option<Cow<'l, Link>> {
    match &link.kind {
        LinkKind::Include { folder, from_here, searched } if folder.contains('\\') => {
            let folder = lookup::expanded(folder, strings)?;
            let kind = LinkKind::Include { folder, from_here: *from_here, searched: *searched };
            Some(Cow::Owned(Link { kind, ..link.clone() }))
        }
        _ => Some(Cow::Borrowed(link)),
    }
}

/// Whether a link is an `\input` or `\include`, which names no folder beside its path.
fn is_plain_include(link: &Link) -> bool {
    matches!(&link.kind, LinkKind::Include { folder, from_here: false, .. } if folder.is_empty())
}

/// The folder from which the paths in a file count that an `\import` reads: where `path` begins that found the file.
fn import_folder(link: &Link, path: &str, found: &DocumentId) -> Option<PathBuf> {
    if is_plain_include(link) || !matches!(link.kind, LinkKind::Include { .. }) {
        return None;
    }
    let steps = Path::new(path).components().filter(|it| matches!(it, Component::Normal(_))).count();
    found.path()?.ancestors().nth(steps).map(Path::to_owned)
}

/// So deep files include each other. TeX itself reads fifteen at once (`max_in_open`, in tex.web).
const DEEPEST: usize = 100;

/// The TeX distribution is asked for no longer names (bytes).
const LONGEST_NAME: usize = 200;

/// What a root includes, while it is gathered.
struct Included {
    root: DocumentId,
    is_fragment: bool,
    files: Vec<DocumentId>,
    seen: FxHashSet<DocumentId>,
    /// How many files are being read, each included by the one before.
    depth: usize,
    missing: Vec<MissingInclude>,
    /// Macros of the files so far that include or declare what they are given, by their names.
    includers: FxHashMap<String, Vec<Includer>>,
    /// Macros of the files so far that stand for a piece of a path.
    strings: FxHashMap<String, String>,
    /// What such macros declare as bibliographies, with the file of each call.
    declared: Vec<(DocumentId, Link)>,
    /// Folders in which the files so far let LaTeX look.
    input_path: Vec<String>,
    /// Whether they let it look where is not known.
    searches_elsewhere: bool,
    /// A folder in which LaTeX seems to be told to look by who runs it: see [`Builder::told_folder`].
    told: Option<PathBuf>,
    /// Documents of class `subfiles` that take their preamble from the root: TeX runs in their folders.
    children: Vec<DocumentId>,
    /// The folders of the `\import`s that are being read, each within the one before: what they include counts from
    /// there.
    imports: Vec<PathBuf>,
}

impl Included {
    fn add_includer(&mut self, it: Includer) {
        self.includers.entry(it.name.clone()).or_default().push(it);
    }
}

/// What `\jobname` stands for where TeX is run on `root`.
fn jobname(root: &DocumentId) -> FxHashMap<String, String> {
    let stem = root.path().and_then(Path::file_stem);
    stem.map(|it| ("jobname".to_owned(), it.to_string_lossy().into_owned())).into_iter().collect()
}

impl Builder<'_> {
    /// The project of `root`; `members` name it as their root.
    pub(super) fn project(
        &mut self,
        root: &DocumentId,
        reason: RootReason,
        members: &[DocumentId],
        former: Option<&Project>,
    ) -> Project {
        let mut found = Included {
            root: root.clone(),
            is_fragment: reason == RootReason::Alone
                || self.documents.get(root).is_some_and(|it| it.links.has_format),
            files: Vec::new(),
            depth: 0,
            seen: FxHashSet::default(),
            missing: Vec::new(),
            includers: FxHashMap::default(),
            strings: jobname(root),
            declared: Vec::new(),
            input_path: Vec::new(),
            searches_elsewhere: false,
            told: None,
            children: self.children(members),
            imports: Vec::new(),
        };
        self.include(root, &mut found);
        let included = found.files.len();
        // The root may include them by a command of its own making.
        for member in members {
            self.include(member, &mut found);
        }
        let Included { files, mut missing, includers, declared, strings, told, children, .. } = found;
        let of_children = children.iter().filter_map(|it| it.path()?.parent()).map(Path::to_owned);
        let elsewhere: Vec<PathBuf> = told.into_iter().chain(of_children).collect();
        let has_class = |it: &&DocumentId| self.documents.get(it).is_some_and(|it| it.links.has_class);
        let named = files[included..].iter().filter(|it| reason != RootReason::Built && !has_class(it));
        let named = named.cloned().collect();
        let bodies = self.bodies_with_links(&files);
        let unused = self.unused(bodies.clone(), &files);
        let is_unused = |link: &Link| link.body_of.as_ref().is_some_and(|it| unused.contains(it));
        missing.retain(|it| !it.place.link(self.documents).is_some_and(is_unused));

        let commands = CiteCommands::collect(self.chunks(&files), &self.settings.cite_commands);

        let mut bibliographies = Vec::new();
        for file in &files {
            let Some(document) = self.documents.get(file) else { continue };
            for (index, link) in document.links.links.iter().enumerate() {
                let place = LinkPlace { document: file.clone(), link: index };
                let of_paper = match &link.kind {
                    // What names it may stand in the paper of which this is a part.
                    LinkKind::Bibliography { further: Some(name), .. } => {
                        reason == RootReason::Alone || commands.suffixes.contains(name)
                    }
                    _ => true,
                };
                if of_paper {
                    let mut found = self.declared(root, file, Some(place), link, &strings);
                    if !elsewhere.is_empty() {
                        self.find_in(&elsewhere, link, &strings, &mut found);
                    }
                    found.retain(|it| it.is_found() || !is_unused(link));
                    bibliographies.extend(found);
                }
            }
        }
        for (file, link) in &declared {
            bibliographies.extend(self.declared(root, file, None, link, &strings));
        }
        // Of several branches TeX reads one: that whose files are here.
        if bibliographies.iter().any(Declared::is_found) {
            let in_branch = |it: &Declared| {
                it.place.as_ref().and_then(|it| it.link(self.documents)).is_some_and(|it| it.conditional)
            };
            bibliographies.retain(|it| it.state != LinkState::NotFound || !in_branch(it));
        }
        if bibliographies.is_empty() {
            bibliographies = self.undeclared(root);
        } else if bibliographies.iter().all(Declared::is_absent) && self.has_no_sources(root) {
            bibliographies.extend(self.compiled(root));
        }
        let mut unique = FxHashSet::default();
        bibliographies.retain(|it| match &it.state {
            LinkState::Found(id) => unique.insert(id.clone()),
            _ => true,
        });
        let masters: Vec<Declared> =
            self.settings.libraries.clone().iter().flat_map(|path| self.configured(root, path)).collect();

        let (library, sources) = library(self.documents, &bibliographies, &masters, former);
        let commands = match former {
            Some(former) if *former.commands == commands => Arc::clone(&former.commands),
            _ => Arc::new(commands),
        };
        let item_macros = self.item_macros(&files);
        let items = self.items(&files, &bibliographies, &item_macros);
        let items = match former {
            Some(former) if *former.items == items => Arc::clone(&former.items),
            _ => Arc::new(items),
        };
        let links = || files.iter().filter_map(|it| self.documents.get(it)).map(|it| &it.links);
        let minds_case = links().any(|it| it.biblatex) && !links().any(|it| it.by_bibtex);
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
            named,
            includers: includers.into_keys().chain(bodies).chain(item_macros.into_keys()).collect(),
        }
    }

    /// Gathers what `file` includes, in reading order.
    fn include(&mut self, file: &DocumentId, found: &mut Included) {
        if found.depth > DEEPEST || !found.seen.insert(file.clone()) {
            return;
        }
        found.depth += 1;
        self.include_file(file, found);
        found.depth -= 1;
    }

    /// Gathers the file `id` that `link` names as `path`, and what it includes.
    fn include_by(&mut self, link: &Link, path: &str, id: &DocumentId, found: &mut Included) {
        let depth = found.imports.len();
        found.imports.extend(import_folder(link, path, id));
        self.include(id, found);
        found.imports.truncate(depth);
    }

    fn include_file(&mut self, file: &DocumentId, found: &mut Included) {
        let Some(document) = self.documents.get(file) else { return };
        if document.tex().is_none() {
            return;
        }
        found.files.push(file.clone());
        let links: Arc<Links> = Arc::clone(&document.links);
        for it in &links.includers {
            found.add_includer(it.clone());
        }
        self.string_macros(file, &mut found.strings);
        found.input_path.extend(links.input_path.iter().cloned());
        found.searches_elsewhere |= links.searches_elsewhere;
        let mut lost = Vec::new();
        let mut has_neighbours = false;
        for (index, link) in links.links.iter().enumerate() {
            if matches!(link.kind, LinkKind::Bibliography { .. }) {
                continue;
            }
            let optional = link.optional || matches!(link.kind, LinkKind::Package { .. });
            // What a document names as its root counts by what it defines itself.
            let own = (link.kind == LinkKind::Root && link.path.contains('\\'))
                .then(|| string_macros::of(document));
            let path = match &own {
                Some(strings) => lookup::expanded(&link.path, strings).map(Cow::Owned),
                None => self.path(link, found),
            };
            let Some(path) = path else { continue };
            let Some(link) = in_known_folder(link, &found.strings) else { continue };
            let link = &*link;
            let tried = self.include_paths(file, link, &path, found);
            // A package that is named by its place is looked for there, also where no walk leads.
            let is_placed = matches!(link.kind, LinkKind::Package { .. }) && path.contains('/');
            match self.resolve(&tried, optional && !is_placed) {
                // Whose root it is: that is decided already.
                LinkState::Found(_) if link.kind == LinkKind::Root => {}
                LinkState::Found(id) => {
                    has_neighbours |= !optional && !link.path.contains('/');
                    self.include_by(link, &path, &id, found);
                }
                _ if optional => {}
                state => lost.push((index, path.into_owned(), tried, state)),
            }
        }
        if !has_neighbours && found.told.is_none() && !lost.is_empty() {
            let names: Vec<&str> = lost.iter().map(|it| it.1.as_str()).collect();
            found.told = self.told_folder(&found.root, &names);
            if let Some(folder) = found.told.clone() {
                lost.retain(|(index, path, ..)| {
                    let at = DocumentId::of_path(&folder.join(lookup::with_extension(path, "tex")));
                    let is_there = matches!(links.links[*index].kind, LinkKind::Include { .. })
                        && self.resolve(&[folder.join(lookup::with_extension(path, "tex"))], false)
                            == LinkState::Found(at.clone());
                    if is_there {
                        self.include(&at, found);
                    }
                    !is_there
                });
            }
        }
        self.include_by_macros(file, found);
        for (index, path, tried, mut state) in lost {
            // From where the paths of a fragment count is not known.
            let is_root = links.links[index].kind == LinkKind::Root;
            let unknown = ((found.is_fragment || found.searches_elsewhere) && !is_root)
                || links.links[index].conditional
                || foreign::may_lie_elsewhere(&links.links[index], &path, has_neighbours);
            if state == LinkState::NotFound && unknown {
                state = LinkState::Unknown;
            }
            let asks = state == LinkState::NotFound && !is_root;
            let asked = asks.then(|| lookup::with_extension(&path, "tex"));
            if let Some(asked) = &asked {
                // The distribution's own files are no part of the paper and say nothing of citations.
                let found = self.search(asked);
                state = found.map_or_else(|it| it, |it| it.map_or(state, |_| LinkState::Unknown));
            }
            if state == LinkState::NotFound && !is_root {
                state = awaited::reason(self.world, &tried).map_or(state, LinkState::Awaited);
            }
            let place = LinkPlace { document: file.clone(), link: index };
            let name = links.links[index].path.clone();
            found.missing.push(MissingInclude { place, name, tried, asked, state });
        }
    }

    /// Gathers what `file` includes and declares by macros that it or a file before it defines. One that leads nowhere
    /// may do so on purpose: only TeX knows what such a macro does in all.
    fn include_by_macros(&mut self, file: &DocumentId, found: &mut Included) {
        let tex = self.documents.get(file).and_then(|it| it.tex()).filter(|_| !found.includers.is_empty());
        for (_, call, chunk) in tex.into_iter().flat_map(|it| it.calls()) {
            let by = found.includers.get(&*call.name).into_iter().flatten();
            let named: Vec<Link> = by.filter_map(|it| it.named(chunk, call)).collect();
            for link in named {
                self.include_by_macro(file, link, (chunk, call), found);
            }
        }
    }

    fn include_by_macro(
        &mut self,
        file: &DocumentId,
        link: Link,
        (chunk, call): (&Chunk, &Call),
        found: &mut Included,
    ) {
        if link.names_parameter() {
            // `\newcommand{\part}[1]{\chap{parts/#1}}`: a macro around another.
            if let Some(around) = Includer::around(chunk, call, link) {
                found.add_includer(around);
            }
            return;
        }
        if matches!(link.kind, LinkKind::Bibliography { .. }) {
            found.declared.push((file.clone(), link));
            return;
        }
        let Some(path) = self.path(&link, found) else { return };
        let tried = self.include_paths(file, &link, &path, found);
        if let LinkState::Found(id) = self.resolve(&tried, false) {
            self.include_by(&link, &path, &id, found);
        }
    }

    /// Where an included file may lie: also in the folders that the files read so far add (`\input@path`).
    fn include_paths(&self, file: &DocumentId, link: &Link, path: &str, found: &Included) -> Vec<PathBuf> {
        let mut paths = lookup::include_paths(&found.root, file, link, path, self.world);
        if let Some(folder) = found.imports.last().filter(|_| is_plain_include(link)) {
            let at = folder.join(path);
            let imported = lookup::include_paths(&found.root, file, link, &at.to_string_lossy(), self.world);
            paths.retain(|it| !imported.contains(it));
            paths.splice(0..0, imported);
        }
        // The preamble of `subfiles` is read where the child is.
        if *file == found.root && is_plain_include(link) {
            for child in &found.children {
                let there = lookup::include_paths(child, child, link, path, self.world);
                paths.extend(there.into_iter().filter(|it| !paths.contains(it)).collect::<Vec<_>>());
            }
        }
        if !matches!(link.kind, LinkKind::Root) && !is_absolute(Path::new(path)) {
            for folder in &found.input_path {
                let at = format!("{}/{path}", folder.trim_end_matches('/'));
                paths.extend(lookup::include_paths(&found.root, file, link, &at, self.world));
            }
        }
        paths
    }

    /// The path of an include with the macros in it replaced, as far as the files read so far define them.
    fn path<'l>(&self, link: &'l Link, found: &Included) -> Option<Cow<'l, str>> {
        // `<your-file>` is a place to be filled.
        if link.path.contains(['#', '$', '<', '>']) {
            return None;
        }
        if !link.path.contains('\\') {
            return Some(Cow::Borrowed(&link.path));
        }
        lookup::expanded(&link.path, &found.strings).map(Cow::Owned)
    }

    /// The first of `paths` that can be had. What only walks can know of is not asked for.
    pub(super) fn resolve(&mut self, paths: &[PathBuf], only_known: bool) -> LinkState {
        if paths.is_empty() {
            return if only_known { LinkState::NotFound } else { LinkState::Unknown };
        }
        let (mut unreadable, mut unknown) = (None, false);
        for path in paths {
            let id = DocumentId::of_path(path);
            if !unknown && self.documents.contains_key(&id) {
                return LinkState::Found(id);
            }
            match self.world.absent.get(path) {
                Some(Absence::NotFound) => {}
                Some(Absence::Unreadable(why)) => unreadable = Some(why.clone()),
                None if only_known && !self.world.files.contains(path) => {}
                // All at once: there may be many folders to look in.
                None => {
                    unknown = true;
                    if !self.documents.contains_key(&id) {
                        self.wants.insert(path.clone());
                    }
                }
            }
        }
        match unreadable {
            _ if unknown => LinkState::Loading,
            Some(why) => LinkState::Unreadable(why),
            None => LinkState::NotFound,
        }
    }

    /// Where the TeX distribution has a file that is found nowhere else: nothing if it has none or cannot be
    /// asked, [`LinkState::Loading`] until it has answered.
    pub(super) fn search(&mut self, name: &str) -> Result<Option<PathBuf>, LinkState> {
        let plain = name.len() <= LONGEST_NAME
            && !name.starts_with(['/', '-', '~', '.'])
            && !name.contains(['$', '\\', '`', ':', '\n']);
        if !self.world.can_search || !plain {
            return Ok(None);
        }
        match self.world.searched.get(name) {
            Some(found) => Ok(found.clone()),
            None => {
                self.searches.insert(name.to_owned());
                Err(LinkState::Loading)
            }
        }
    }
}
