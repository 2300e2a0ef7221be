//! What a project is made of, and what is known of the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::build::Build;
use super::foreign;
use crate::model::cite_commands::CiteCommands;
use crate::model::document::{Document, DocumentId};
use crate::model::library::{EntryId, Library};
use crate::model::links::Link;
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
    /// Folders that are searched for bibliographies: those of `BIBINPUTS`, the user's TeX tree. Relative
    /// ones count from the root document's folder; `**` at the end stands for all below.
    pub bib_inputs: Vec<PathBuf>,
    /// The same for LaTeX files: `TEXINPUTS`.
    pub tex_inputs: Vec<PathBuf>,
    /// What files that steer TeX say, by their paths.
    pub builds: BTreeMap<PathBuf, Build>,
    /// Whether the TeX distribution can be asked for files.
    pub can_search: bool,
    /// Names that the distribution was asked for, and the files that it found.
    pub searched: FxHashMap<String, Option<PathBuf>>,
    /// Folders that are reached by a symbolic link, and where they really lie.
    pub real: BTreeMap<PathBuf, PathBuf>,
    /// The folders of the workspace, links followed.
    pub folders: Vec<PathBuf>,
    /// Whether nothing outside of them is read: their user does not trust what is in them.
    pub confined: bool,
    /// The user's home folder, for `~/` in settings.
    pub home: Option<PathBuf>,
    /// The present year, where it is known.
    pub year: Option<i32>,
}

impl World {
    /// Where a folder really lies, if a link leads to it or to one above it.
    pub fn really(&self, folder: &Path) -> Option<PathBuf> {
        let mut links =
            self.real.iter().filter_map(|(link, real)| Some((folder.strip_prefix(link).ok()?, real)));
        links.next().map(|(rest, real)| real.join(rest))
    }

    /// The known files in `folder` and below it. Paths are in order by their parts, so these stand together.
    pub fn below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a PathBuf> {
        let from = (Bound::Included(folder), Bound::Unbounded);
        self.files.range::<Path, _>(from).take_while(move |it| it.starts_with(folder))
    }

    /// The files that steer TeX for the paper of `root`: those at or above its folder.
    pub fn builds_of(&self, root: &DocumentId) -> impl Iterator<Item = (&PathBuf, &Build)> {
        let folder = root.path().and_then(Path::parent).map(Path::to_owned);
        let holds = move |it: &Path| folder.as_ref().is_some_and(|folder| folder.starts_with(it));
        self.builds.iter().filter(move |(path, _)| path.parent().is_some_and(&holds))
    }
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
    /// A magic comment or a `subfiles` option names it.
    Named,
    /// A file that steers TeX names it: latexmk's, Tectonic's.
    Built,
    /// Nothing includes it.
    Alone,
}

/// Where a link stands: by its number, since an edit elsewhere moves its range but not its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPlace {
    /// The document.
    pub document: DocumentId,
    /// Which of the document's `Links::links`.
    pub link: usize,
}

impl LinkPlace {
    /// The link itself.
    pub fn link<'a>(&self, documents: &'a Documents) -> Option<&'a Link> {
        documents.get(&self.document)?.links.links.get(self.link)
    }

    /// The range of the path, in bytes of the document.
    pub fn range(&self, documents: &Documents) -> Option<ByteRange> {
        Some(self.link(documents)?.range)
    }
}

/// A bibliography that a project declares, or takes for declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Where it is declared; `None` where a setting or its place beside the document makes it count.
    pub place: Option<LinkPlace>,
    /// The file in which a macro of the paper's own declares it.
    pub by_macro: Option<DocumentId>,
    /// The name as written.
    pub name: String,
    /// Where it was looked for, in order.
    pub tried: Vec<PathBuf>,
    /// The name for which the TeX distribution was then asked, or is to be.
    pub asked: Option<String>,
    /// What became of it.
    pub state: LinkState,
}

impl Declared {
    /// Whether a document declares it.
    pub fn is_written(&self) -> bool {
        self.place.is_some() || self.by_macro.is_some()
    }

    /// Whether there is no such file, at least not yet.
    pub fn is_absent(&self) -> bool {
        matches!(self.state, LinkState::NotFound | LinkState::Awaited(_))
    }

    /// Whether it is at hand.
    pub fn is_found(&self) -> bool {
        matches!(self.state, LinkState::Found(_))
    }
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
    /// The name for which the TeX distribution was then asked, or is to be.
    pub asked: Option<String>,
    /// Why there is nothing.
    pub state: LinkState,
}

/// What became of a link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// The document is here.
    Found(DocumentId),
    /// It is still being looked for.
    Loading,
    /// There is no such file.
    NotFound,
    /// There is no such file yet, and something here says where it comes from; the message says what.
    Awaited(String),
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
    /// Names of its own macros that include what they are given, have includes or bibliographies in their bodies, or write items of a bibliography.
    pub includers: FxHashSet<String>,
    /// Whether it is a fragment that is read with another paper's bibliographies: a guess, so that a key
    /// that is not in them need not be wrong.
    pub adopted: bool,
    /// Files that say by a comment that they belong to the root, which does not include them as far as is known.
    pub named: FxHashSet<DocumentId>,
}

impl Project {
    /// Whether what is written means the same in both.
    pub fn reads_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.commands, &other.commands)
            && Arc::ptr_eq(&self.library, &other.library)
            && self.items == other.items
            && self.minds_case == other.minds_case
            && self.adopted == other.adopted
            && self.named == other.named
            && self.sources == other.sources
            && self.bibliographies == other.bibliographies
            && self.missing == other.missing
    }

    /// Whether all that the project names has been read or found missing.
    pub fn is_complete(&self) -> bool {
        let loading = |it: &Declared| it.state == LinkState::Loading;
        !self.bibliographies.iter().any(loading)
            && !self.missing.iter().any(|it| it.state == LinkState::Loading)
    }

    /// Whether every bibliography is at hand, so that a key that is not found is not defined.
    pub fn knows_every_key(&self) -> bool {
        self.bibliographies.iter().all(|it| it.is_found() || foreign::defines_no_key(&it.name))
            && !self.missing.iter().any(|it| it.state == LinkState::Loading)
            && self.library.knows_every_key()
    }

    /// Whether every bibliography is at hand, so that a `@string` that is not found is not defined.
    pub fn knows_every_string(&self) -> bool {
        !self.adopted && self.is_complete() && self.bibliographies.iter().all(Declared::is_found)
    }

    /// Whether it may be a part of a paper that is not known yet: a chapter, or a document of class `subfiles`
    /// or `standalone` without a bibliography of its own.
    pub fn may_be_a_part(&self) -> bool {
        self.reason == RootReason::Alone || self.has_no_bibliography()
    }

    /// Whether there is nothing that could define a key.
    pub fn has_no_bibliography(&self) -> bool {
        self.bibliographies.is_empty() && self.items.is_empty()
    }

    /// Whether it is a guess that `file` is a part of it, so that a key which is not in its bibliographies need not be
    /// wrong.
    pub fn is_guess_for(&self, file: &DocumentId) -> bool {
        self.adopted || self.named.contains(file)
    }

    /// The compiled bibliography that stands for those which are declared and missing.
    pub fn compiled(&self) -> Option<&DocumentId> {
        let undeclared = self.bibliographies.iter().filter(|it| !it.is_written());
        undeclared.into_iter().find_map(|it| match &it.state {
            LinkState::Found(id) if id.as_str().ends_with(".bbl") => Some(id),
            _ => None,
        })
    }

    /// The entries that a citation of `key` means here.
    pub fn meant(&self, key: &str) -> Vec<EntryId> {
        self.library.meant(key, self.minds_case)
    }

    /// Whether an entry or a `\bibitem` has this very key.
    pub fn defines(&self, key: &str) -> bool {
        key == "*" || self.library.defines(key) || self.items.contains_key(key)
    }
}
