//! The one mutable thing: takes events, makes snapshots.
//!
//! Every event is applied from its first line to its last without waiting for anything; a new
//! [`Snapshot`] is built aside and swapped in last, so that a panic leaves the former state whole.
//! What must be read from disk is handed out as wants and comes back as an event.

mod concern;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rustc_hash::{FxHashMap, FxHashSet};

use self::concern::{Concern, concern};
pub use super::documents::FileText;
use super::documents::{Found, content, contents_links, insert, read_ahead};
use super::{derived, filecontents};
use crate::faults::contained;
use crate::model::bibliography::Bibliography;
use crate::model::document::{Content, Document, DocumentId, Kind};
use crate::model::links::Links;
use crate::model::memo::Memo;
use crate::model::online::Online;
use crate::model::project;
use crate::model::project::build::Build;
use crate::model::project::{Absence, Assembly};
use crate::model::snapshot::{Snapshot, Typing};
use crate::model::verified::{Source, Verified};
use crate::settings::Settings;
use crate::syntax::tex::TexFile;
use crate::text::decode::Decoding;
use crate::text::{ByteRange, Text, TextEdit};

/// The outcomes of so many look-ups are kept.
const MOST_VERIFIED: usize = 50_000;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// An editor opened a document.
    Opened {
        /// Its name.
        id: DocumentId,
        /// What it holds.
        kind: Kind,
        /// The editor's version.
        version: i32,
        /// Its text.
        text: String,
    },
    /// An editor changed an open document: the edits in order, each against the text that the one before
    /// it left.
    Changed {
        /// Its name.
        id: DocumentId,
        /// The editor's version after the edits.
        version: i32,
        /// The edits.
        edits: Vec<Edit>,
    },
    /// An editor closed a document; what is on disk counts again.
    Closed(DocumentId),
    /// Files were read, or found missing.
    Read(Vec<(PathBuf, Result<FileText, Absence>)>),
    /// Folders were walked: the files of interest in them.
    Walked(Vec<PathBuf>),
    /// A folder is reached by a symbolic link.
    Linked {
        /// The folder as it is named.
        folder: PathBuf,
        /// Where it really lies.
        real: PathBuf,
    },
    /// Files that steer TeX were read, or are gone.
    Built(Vec<(PathBuf, Option<Build>)>),
    /// The TeX distribution was asked for files of these names.
    Searched(Vec<(String, Option<PathBuf>)>),
    /// The TeX distribution does not answer and is not to be asked again.
    CannotSearch,
    /// The folders above a document that belongs to no paper were looked at.
    LookedAbove(PathBuf),
    /// A bibliography's word index was built in the background.
    Indexed(DocumentId, Arc<Bibliography>, Arc<Bibliography>),
    /// The folders of the workspace, and whether its user trusts what is in them: if not, nothing outside is read
    /// and no program is run.
    Entered(Vec<PathBuf>, bool),
    /// Settings from now on: the editor's, and where a `lacuna.toml` may lie, whose settings win; the
    /// first that there is counts.
    Configured(Settings, Vec<PathBuf>),
    /// These corpora are there from now on; what was looked up in others counts no more.
    Corpora(Vec<Source>),
    /// This holds of services from now on.
    Online(Online),
    /// References were looked up, by their fingerprints: what holds of a reference holds at any revision.
    Verified(Vec<(u64, Arc<Verified>)>),
    /// A second passed since the last edit.
    TypingPaused,
    /// The cursor has left the place of the last edit.
    TypingLeft,
}

/// One edit of an open document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Of a part.
    Part(TextEdit),
    /// Of the whole.
    Whole(String),
}

/// The state of the workspace.
#[derive(Debug, Default)]
pub struct Session {
    snapshot: Arc<Snapshot>,
    wants: FxHashSet<PathBuf>,
    /// Files that were asked for and have not come yet.
    asked: FxHashSet<PathBuf>,
    /// Names that the TeX distribution is to be asked for.
    searches: FxHashSet<String>,
    /// Those of them that it is being asked for.
    searching: FxHashSet<String>,
    /// The editor's settings, and where a `lacuna.toml` may lie.
    configured: (Settings, Vec<PathBuf>),
    /// Open documents that no paper includes, as far as is known, and whether the folders above them
    /// were looked at.
    alone: FxHashMap<PathBuf, bool>,
}

impl Session {
    /// A session with this knowledge of the world.
    pub fn new(world: project::World) -> Self {
        let mut session = Self::default();
        let world = project::World { year: Some(year_now()), ..world };
        session.snapshot = Arc::new(Snapshot { world: Arc::new(world), ..Snapshot::default() });
        session
    }

    /// The present state.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot)
    }

    /// Files to be read that nobody was asked for yet; the caller reads them and sends
    /// [`Event::Read`] for each.
    pub fn take_wants(&mut self) -> Vec<PathBuf> {
        let mut wants: Vec<PathBuf> = self.wants.drain().filter(|it| self.asked.insert(it.clone())).collect();
        wants.sort();
        wants
    }

    /// Forgets what was asked for and has not come: nobody brings it any more.
    pub fn give_up(&mut self) {
        self.asked.clear();
        self.searching.clear();
    }

    /// Names that the TeX distribution has to be asked for and was not asked for yet; they are to be answered
    /// by [`Event::Searched`]. None as long as somebody types, perhaps one of them.
    pub fn take_searches(&mut self) -> Vec<String> {
        if self.snapshot.typing.as_ref().is_some_and(|it| !it.paused) {
            return Vec::new();
        }
        let names = self.searches.iter().filter(|it| self.searching.insert((*it).clone()));
        let mut names: Vec<String> = names.cloned().collect();
        names.sort();
        names
    }

    /// Open documents that no known paper includes; what lies above each is to be looked at once, and
    /// [`Event::LookedAbove`] sent.
    pub fn alone(&self) -> Vec<PathBuf> {
        self.alone.iter().filter(|it| !it.1).map(|it| it.0.clone()).collect()
    }

    /// Bibliographies whose word index is to be built in the background.
    pub fn unindexed(&self) -> Vec<(DocumentId, Arc<Bibliography>)> {
        let documents = self.snapshot.documents.values();
        let bibs = documents.filter_map(|it| Some((it.id.clone(), Arc::clone(it.bib()?))));
        bibs.filter(|(_, bib)| bib.wants_indexing()).collect()
    }

    /// Applies an event; the new snapshot.
    pub fn apply(&mut self, event: Event) -> Arc<Snapshot> {
        let mut next = Snapshot {
            revision: self.snapshot.revision + 1,
            memo: Arc::new(Memo::after(&self.snapshot.memo, |id| self.snapshot.document(id).is_some())),
            ..(*self.snapshot).clone()
        };
        let mut structural = true;
        match event {
            Event::Opened { id, kind, version, text } => open(&mut next, &id, kind, version, &text),
            Event::Changed { id, version, edits } => {
                structural = change(&mut next, &id, version, edits);
                if next.documents.get(&id).is_some_and(|it| it.bib().is_some()) {
                    // Which files there are stays as it was.
                    next.projects = project::with_edited(&next.projects, &id, &next.documents);
                }
            }
            Event::Closed(id) => {
                if let Some(path) = id.path() {
                    self.wants.insert(path.to_owned());
                }
                self.asked.remove(id.path().unwrap_or(Path::new("")));
                close(&mut next, &id);
            }
            Event::Read(files) => {
                for (path, file) in read_ahead(&next, files) {
                    self.asked.remove(&path);
                    read(&mut next, &path, file);
                }
            }
            Event::Walked(files) => {
                let world = Arc::make_mut(&mut next.world);
                for path in files {
                    let tex = Kind::of_path(&path) == Some(Kind::Tex) && Kind::is_document(&path);
                    // A file of settings that was absent a moment ago.
                    let wanted = tex || self.configured.1.contains(&path);
                    if wanted && !next.documents.contains_key(&DocumentId::of_path(&path)) {
                        self.wants.insert(path.clone());
                    }
                    world.absent.remove(&path);
                    world.files.insert(path);
                }
            }
            Event::Linked { folder, real } => {
                Arc::make_mut(&mut next.world).real.insert(folder, real);
            }
            Event::Built(files) => {
                let builds = &mut Arc::make_mut(&mut next.world).builds;
                for (path, build) in files {
                    match build {
                        Some(build) => builds.insert(path, build),
                        None => builds.remove(&path),
                    };
                }
            }
            Event::Searched(found) => {
                for (name, _) in &found {
                    self.searching.remove(name);
                }
                Arc::make_mut(&mut next.world).searched.extend(found);
            }
            Event::CannotSearch => {
                self.searching.clear();
                Arc::make_mut(&mut next.world).can_search = false;
            }
            Event::LookedAbove(path) => {
                self.alone.insert(path, true);
                structural = false;
            }
            Event::Indexed(id, before, after) => {
                index(&mut next, &id, &before, after);
                next.projects = project::with_edited(&next.projects, &id, &next.documents);
                structural = false;
            }
            Event::Entered(folders, trusted) => {
                let world = Arc::make_mut(&mut next.world);
                world.can_search &= trusted;
                (world.folders, world.confined) = (folders, !trusted);
            }
            Event::Configured(settings, files) => {
                let unread = files.iter().filter(|it| {
                    !next.world.absent.contains_key(*it)
                        && !next.documents.contains_key(&DocumentId::of_path(it))
                });
                self.wants.extend(unread.cloned());
                self.configured = (settings, files);
            }
            Event::Corpora(sources) => {
                next.corpora = Arc::new(sources);
                next.verified = Arc::default();
                structural = false;
            }
            Event::Online(online) => {
                next.online = Arc::new(online);
                structural = false;
            }
            Event::Verified(found) => {
                let verified = Arc::make_mut(&mut next.verified);
                if verified.len() + found.len() > MOST_VERIFIED {
                    verified.clear();
                }
                verified.extend(found);
                structural = false;
            }
            Event::TypingPaused => {
                if let Some(typing) = &mut next.typing {
                    typing.paused = true;
                }
                structural = false;
            }
            Event::TypingLeft => {
                next.typing = None;
                structural = false;
            }
        }
        structural |= self.configure(&mut next);
        if structural {
            filecontents::unfold(&mut next, &mut self.wants);
            let Assembly { projects, membership, wants, searches } =
                project::assemble(&next.documents, &next.world, &next.settings, &self.snapshot.projects);
            next.projects = projects;
            next.membership = Arc::new(membership);
            self.wants.extend(wants);
            self.searches = searches;
            if self.wants.is_empty() && self.asked.is_empty() {
                self.find_alone(&next);
            }
            derived::spread_verbatim(&mut next);
        }
        derived::cite(&mut next, &self.snapshot);
        let reading = !self.wants.is_empty() || !self.asked.is_empty();
        next.loading = reading || !self.searches.is_empty() || self.alone.values().any(|it| !it);
        self.snapshot = Arc::new(next);
        self.snapshot()
    }
}

impl Session {
    /// Puts the settings in force; whether that changes them.
    fn configure(&self, next: &mut Snapshot) -> bool {
        let (own, files) = &self.configured;
        let files = files.iter().filter_map(|it| next.documents.get(&DocumentId::of_path(it)));
        let file = files.into_iter().find(|it| it.settings().is_some());
        let mut settings = own.clone();
        if let Some(file) = file.and_then(|it| it.settings()) {
            file.apply(&mut settings);
        }
        next.settings_file = file.map(|it| it.id.clone());
        let changes = *next.settings != settings;
        if changes {
            next.settings = Arc::new(settings);
        }
        changes
    }

    fn find_alone(&mut self, next: &Snapshot) {
        let open = next.documents.values().filter(|it| it.version.is_some());
        let alone = open.filter(|it| next.project(&it.id).is_some_and(|it| it.may_be_a_part()));
        for path in alone.filter_map(|it| it.id.path()) {
            self.alone.entry(path.to_owned()).or_default();
        }
    }
}

/// The present year (UTC); in the first and last hours of a year perhaps its neighbour.
fn year_now() -> i32 {
    /// The mean length of a Gregorian year, in seconds.
    const YEAR: u64 = 31_556_952;
    // A page of the web has no clock for us: the year of this release.
    if cfg!(target_family = "wasm") {
        return 2026;
    }
    let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    1970 + (passed.as_secs() / YEAR) as i32
}

fn open(next: &mut Snapshot, id: &DocumentId, kind: Kind, version: i32, text: &str) {
    let former = next.documents.get(id).cloned();
    let text = Text::rope(text);
    let content = match former.as_ref().and_then(|it| it.bib()) {
        // What the editor opened is mostly what was read: the entries and their index stay.
        Some(bib) if kind == Kind::Bib => Content::Bib(Arc::new(bib.replaced(text.clone()))),
        _ => content(kind, &text),
    };
    next.typing = None;
    // What an editor holds is there, whether or not a walk has found it or a save has made it.
    if let Some(path) = id.path() {
        Arc::make_mut(&mut next.world).files.insert(path.to_owned());
    }
    insert(next, id.clone(), Some(version), Decoding::Utf8, text, content);
}

/// Whether the change may concern more than the document's own citations.
fn change(next: &mut Snapshot, id: &DocumentId, version: i32, edits: Vec<Edit>) -> bool {
    // A client may only change what it has opened (LSP 3.17, `didChange`).
    let Some(document) = next.documents.get(id).filter(|it| it.version.is_some()).cloned() else {
        return false;
    };
    let papers: Vec<_> = next.projects_of(id).cloned().collect();
    let mut text = document.text.clone();
    let mut contents = document.content.clone();
    let mut links = Arc::clone(&document.links);
    let mut structural = false;
    let mut end = None;
    for edit in edits {
        let edit = match edit {
            Edit::Part(edit) => {
                let start = text.floor_char(edit.range.start);
                TextEdit {
                    range: ByteRange::new(start, text.floor_char(edit.range.end).max(start)),
                    new: edit.new,
                }
            }
            Edit::Whole(new) => {
                text = Text::rope(&new);
                contents = match &contents {
                    Content::Tex(_) => content(Kind::Tex, &text),
                    Content::Bib(_) => content(Kind::Bib, &text),
                    Content::Settings(_) => content(Kind::Settings, &text),
                };
                links = Arc::new(contents_links(&contents));
                structural = document.tex().is_some();
                end = None;
                continue;
            }
        };
        text = text.edited(&edit);
        end = Some(edit.range.start + edit.new.len());
        contents = match &contents {
            Content::Tex(tex) => {
                let after = contained("an edit", &edit.new, || TexFile::edited(tex, &edit, &text));
                let Some(after) = after else {
                    contents = content(Kind::Tex, &text);
                    links = Arc::new(contents_links(&contents));
                    structural = true;
                    continue;
                };
                let includes = |name: &str| papers.iter().any(|it| it.includers.contains(name));
                match concern(tex, &after, &includes) {
                    Concern::Meaning => {
                        structural = true;
                        links = Arc::new(Links::read(&after));
                    }
                    Concern::Places => links = Arc::new(Links::read(&after)),
                    Concern::Nothing => links = Arc::new(links.moved(edit.range, edit.new.len())),
                }
                Content::Tex(Arc::new(after))
            }
            Content::Bib(bib) => match contained("an edit", &edit.new, || bib.edited(&edit, text.clone())) {
                Some(bib) => Content::Bib(Arc::new(bib)),
                None => content(Kind::Bib, &text),
            },
            Content::Settings(_) => content(Kind::Settings, &text),
        };
    }
    next.typing = end.map(|offset| Typing { document: id.clone(), offset, paused: false });
    let changed = Document { version: Some(version), text, content: contents, links, ..(*document).clone() };
    Arc::make_mut(&mut next.documents).insert(id.clone(), Arc::new(changed));
    structural
}

fn close(next: &mut Snapshot, id: &DocumentId) {
    next.typing = None;
    let Some(document) = next.documents.get(id).cloned() else { return };
    if id.path().is_none() {
        Arc::make_mut(&mut next.documents).remove(id);
        return;
    }
    // Until the file is read again, what the editor had is the best that is known.
    let closed = Document { version: None, ..(*document).clone() };
    Arc::make_mut(&mut next.documents).insert(id.clone(), Arc::new(closed));
}

fn read(next: &mut Snapshot, path: &Path, file: Result<Found, Absence>) {
    let id = DocumentId::of_path(path);
    if next.documents.get(&id).is_some_and(|it| it.version.is_some()) {
        return; // An open buffer wins over disk.
    }
    match file {
        Ok(Found { text, decoding, ahead }) => {
            let world = Arc::make_mut(&mut next.world);
            world.absent.remove(path);
            world.files.insert(path.to_owned());
            let unchanged = next.documents.get(&id).is_some_and(|it| it.text == text);
            if unchanged && next.documents.get(&id).is_some_and(|it| matches!(it.text, Text::Plain(_))) {
                return;
            }
            let content = match next.documents.get(&id).and_then(|it| it.bib()) {
                Some(bib) => Content::Bib(Arc::new(bib.replaced(text.clone()))),
                None => ahead.unwrap_or_else(|| content(Kind::of_path(path).unwrap_or(Kind::Tex), &text)),
            };
            insert(next, id, None, decoding, text, content);
        }
        Err(absence) => {
            let world = Arc::make_mut(&mut next.world);
            if absence == Absence::NotFound {
                world.files.remove(path);
                Arc::make_mut(&mut next.documents).remove(&id);
            }
            world.absent.insert(path.to_owned(), absence);
        }
    }
}

fn index(next: &mut Snapshot, id: &DocumentId, before: &Arc<Bibliography>, after: Arc<Bibliography>) {
    let Some((document, bib)) = next.documents.get(id).and_then(|it| Some((it, it.bib()?))) else { return };
    // The result of an index of an older text meets its revision here and is dropped. But the tables that the
    // two share have been filled in place: it is another value from now on, for all that compares by identity.
    let indexed = if Arc::ptr_eq(bib, before) { after } else { Arc::new((**bib).clone()) };
    let indexed = Document { content: Content::Bib(indexed), ..(**document).clone() };
    Arc::make_mut(&mut next.documents).insert(id.clone(), Arc::new(indexed));
}

#[cfg(test)]
mod tests;
