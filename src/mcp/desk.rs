//! The papers of the folders that the server was started for, read again whenever a file of theirs has changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::corpus::{Corpora, sources};
use crate::edits::change::Change;
use crate::model::document::{DocumentId, Kind};
use crate::model::project::Project;
use crate::model::snapshot::Snapshot;
use crate::workspace::lookups::{Shelf, look_up, waiting};
use crate::workspace::session::{Event, Session};
use crate::workspace::{changes, given, loader};

/// The folders, and what was read of the one that was asked about last.
pub(super) struct Desk {
    roots: Vec<PathBuf>,
    may_write: bool,
    shelf: Shelf,
    held: Option<Held>,
}

struct Held {
    root: PathBuf,
    session: Session,
    stamps: Vec<Stamp>,
}

/// A file, and when it was written last and how long it is (bytes), if it is there.
type Stamp = (PathBuf, Option<(Option<SystemTime>, u64)>);

/// What a question is about, as it is now.
pub(super) struct View {
    pub snapshot: Arc<Snapshot>,
    pub corpora: Arc<Corpora>,
    /// The folder that it lies in.
    pub root: PathBuf,
    /// The documents that it is about.
    pub subjects: Vec<DocumentId>,
}

impl Desk {
    /// With these folders; the error names the one that is none.
    pub fn new(roots: &[PathBuf], may_write: bool) -> Result<Self, String> {
        let real = |it: &PathBuf| match it.canonicalize() {
            Ok(real) if real.is_dir() => Ok(real),
            Ok(_) => Err(format!("{} is no folder", it.display())),
            Err(error) => Err(format!("{}: {error}", it.display())),
        };
        let roots = roots.iter().map(real).collect::<Result<_, _>>()?;
        Ok(Self { roots, may_write, shelf: Shelf::of_user(), held: None })
    }

    /// What a path is about: a file's whole paper, a folder's papers, without a path all of the first folder.
    pub fn view(&mut self, path: Option<&str>) -> Result<View, String> {
        let (root, path) = self.place(path)?;
        let held = self.read(&root)?;
        let snapshot = held.session.snapshot();
        let subjects = given::subjects(&snapshot, &path, path.is_dir());
        Ok(View { snapshot, corpora: self.shelf.corpora(), root, subjects })
    }

    /// The same with its references looked up in the corpora.
    pub fn verified(&mut self, path: Option<&str>) -> Result<View, String> {
        let view = self.view(path)?;
        self.look_up(view)
    }

    /// What a text is about that stands for the file `path`, which need not exist; its references looked up.
    pub fn unsaved(&mut self, path: &str, text: String) -> Result<View, String> {
        let (root, path) = self.new_place(path)?;
        let kind = Kind::of_path(&path)
            .ok_or_else(|| format!("{} is named like neither LaTeX nor BibTeX", path.display()))?;
        self.read(&root)?;
        // What is on disk is read again for the next question.
        let Some(mut held) = self.held.take() else { return Err("the folder cannot be read".to_owned()) };
        let id = DocumentId::of_path(&path);
        held.session.apply(Event::Opened { id: id.clone(), kind, version: 0, text });
        loader::load_all(&mut held.session);
        let snapshot = held.session.snapshot();
        let waits = waiting(&snapshot, std::slice::from_ref(&id));
        let corpora = self.shelf.corpora();
        held.session.apply(Event::Verified(look_up(&corpora, &waits)));
        Ok(View { snapshot: held.session.snapshot(), corpora, root, subjects: vec![id] })
    }

    fn look_up(&mut self, view: View) -> Result<View, String> {
        let Some(held) = self.held.as_mut().filter(|_| !view.corpora.is_empty()) else { return Ok(view) };
        let waits = waiting(&view.snapshot, &view.subjects);
        held.session.apply(Event::Verified(look_up(&view.corpora, &waits)));
        Ok(View { snapshot: held.session.snapshot(), ..view })
    }

    /// The change as a diff and, where the server may write, in the files.
    pub fn change(&mut self, view: &View, change: &Change) -> Result<(String, bool), String> {
        let diff = changes::diff(&view.snapshot, change, &|id| view.shown(id));
        if self.may_write && !change.is_empty() {
            changes::write(&view.snapshot, change, &self.roots)?;
        }
        Ok((diff, self.may_write))
    }

    /// The folder that a path lies in, and the path, both real.
    fn place(&self, path: Option<&str>) -> Result<(PathBuf, PathBuf), String> {
        let Some(path) = path.filter(|it| !it.is_empty()) else {
            let root = self.roots.first().ok_or("the server was started for no folder")?;
            return Ok((root.clone(), root.clone()));
        };
        let there = self.roots.iter().map(|it| it.join(path)).find(|it| it.exists());
        let there = there.ok_or_else(|| format!("there is no {path} in {}", self.told()))?;
        let real = changes::inside(&there, &self.roots)?;
        let root = self.roots.iter().filter(|it| real.starts_with(it)).max_by_key(|it| it.as_os_str().len());
        Ok((root.cloned().unwrap_or_else(|| real.clone()), real))
    }

    /// The same of a file that need not exist.
    fn new_place(&self, path: &str) -> Result<(PathBuf, PathBuf), String> {
        if let Ok(found) = self.place(Some(path)) {
            return Ok(found);
        }
        let (folder, name) = match Path::new(path).parent().and_then(Path::to_str) {
            Some(folder) => (Some(folder), Path::new(path).file_name()),
            None => (None, Path::new(path).file_name()),
        };
        let name = name.ok_or_else(|| format!("{path} names no file"))?;
        let (root, folder) = self.place(folder)?;
        Ok((root, folder.join(name)))
    }

    fn told(&self) -> String {
        self.roots.iter().map(|it| it.display().to_string()).collect::<Vec<_>>().join(", ")
    }

    /// The session of a folder, read again if a file has changed.
    fn read(&mut self, root: &Path) -> Result<&mut Held, String> {
        let held = self.held.take().filter(|it| it.root == root);
        let held = match held {
            Some(held) if stamps(root, &held.session.snapshot()) == held.stamps => held,
            former => {
                let (mut session, loaded) = given::load(root)?;
                self.shelf.refresh(&loaded.snapshot.settings.corpora);
                session.apply(Event::Corpora(sources(&self.shelf.corpora())));
                if let Some(former) = former.map(|it| it.session.snapshot())
                    && former.corpora == session.snapshot().corpora
                {
                    let known = former.verified.iter().map(|(it, found)| (*it, Arc::clone(found)));
                    session.apply(Event::Verified(known.collect()));
                }
                let stamps = stamps(root, &session.snapshot());
                Held { root: root.to_owned(), session, stamps }
            }
        };
        Ok(self.held.insert(held))
    }
}

/// When the files that a folder's papers were read from, and those of interest in it, were written.
fn stamps(root: &Path, snapshot: &Snapshot) -> Vec<Stamp> {
    let mut paths: BTreeSet<PathBuf> =
        snapshot.documents.keys().filter_map(|it| it.path()).map(Path::to_owned).collect();
    paths.extend(snapshot.world.absent.keys().cloned());
    for event in loader::walk(root, &snapshot.world) {
        if let Event::Walked(found) = event {
            paths.extend(found);
        }
    }
    let stamp = |path: PathBuf| {
        let found = path.metadata().ok().map(|it| (it.modified().ok(), it.len()));
        (path, found)
    };
    paths.into_iter().map(stamp).collect()
}

impl View {
    /// The papers that the documents belong to.
    pub fn projects(&self) -> Vec<&Arc<Project>> {
        let about = |it: &&Arc<Project>| it.files.iter().any(|it| self.subjects.contains(it));
        self.snapshot.projects.iter().filter(about).collect()
    }

    /// A document's path from the folder that was asked about.
    pub fn shown(&self, id: &DocumentId) -> String {
        let path = id.path().map(|it| it.strip_prefix(&self.root).unwrap_or(it).display().to_string());
        path.unwrap_or_else(|| id.as_str().to_owned()).replace('\\', "/")
    }
}
