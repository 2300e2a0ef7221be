//! What a path on the command line stands for.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::progress::Bar;
use super::terminal::complain;
use crate::model::document::{DocumentId, Kind, normalised};
use crate::model::project::{Absence, LinkState};
use crate::model::snapshot::Snapshot;
use crate::rules::catalogue;
use crate::rules::diagnostics;
use crate::rules::document::bad_setting;
use crate::settings::Settings;
use crate::text::decode::decode;
use crate::workspace::session::{Event, Session};
use crate::workspace::{config, disk, loader, lookups};

/// A path's projects, with all that they include read and indexed.
pub(super) struct Loaded {
    pub snapshot: Arc<Snapshot>,
    /// The documents that the path is about.
    pub subjects: Vec<DocumentId>,
    pub is_folder: bool,
}

/// The same with its references looked up in the corpora that its settings want.
pub(super) fn load_verified(path: &Path) -> Result<Loaded, String> {
    let (mut session, loaded) = load_session(path)?;
    let shelf = lookups::Shelf::of_user();
    let Some(corpora) = shelf.refresh(&loaded.snapshot.settings.corpora) else { return Ok(loaded) };
    for it in &corpora.refused {
        complain(&format!("the corpus `{}` cannot be used: {}", it.name, it.why));
    }
    session.apply(Event::Corpora(crate::corpus::sources(&corpora)));
    let waiting = lookups::waiting(&session.snapshot(), &loaded.subjects);
    session.apply(Event::Verified(lookups::look_up(&corpora, &waiting)));
    Ok(Loaded { snapshot: session.snapshot(), ..loaded })
}

/// Loads what a path stands for; the error says why that cannot be.
pub(super) fn load(path: &Path) -> Result<Loaded, String> {
    load_session(path).map(|it| it.1)
}

/// Loads a document from standard input, which stands for the file `name`, saved or not.
pub(super) fn load_given(name: &Path) -> Result<Loaded, String> {
    let whole = std::path::absolute(name).map_err(|error| error.to_string())?;
    let kind = Kind::of_path(&whole).ok_or("`--stdin-filename` names neither LaTeX nor BibTeX")?;
    let mut bytes = Vec::new();
    let most = disk::LARGEST;
    let read = std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most {
        return Err(format!("it is longer than {most} bytes and is not read"));
    }
    let world = loader::environment();
    let home = world.home.clone();
    let mut session = Session::new(world);
    if let Some(folder) = loader::folder_of(&whole, home.as_deref()) {
        let files = config::files(&normalised(&folder), home.as_deref());
        session.apply(Event::Configured(Settings::default(), files));
        loader::walk(&folder, &session.snapshot().world).into_iter().for_each(|it| drop(session.apply(it)));
    }
    let id = DocumentId::of_path(&whole);
    let text = decode(bytes).0;
    session.apply(Event::Opened { id: id.clone(), kind, version: 0, text });
    read_all(&mut session);
    Ok(Loaded { snapshot: session.snapshot(), subjects: vec![id], is_folder: false })
}

/// The same, with the session, to which what changes can be told.
pub(super) fn load_session(path: &Path) -> Result<(Session, Loaded), String> {
    let whole = std::path::absolute(path).map_err(|error| error.to_string())?;
    let found = whole.metadata().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => error.to_string(),
    })?;
    let world = loader::environment();
    let home = world.home.clone();
    let mut session = Session::new(world);
    let folder =
        if found.is_dir() { Some(whole.clone()) } else { loader::folder_of(&whole, home.as_deref()) };
    if let Some(folder) = &folder {
        let files = config::files(&normalised(folder), home.as_deref());
        session.apply(Event::Configured(Settings::default(), files));
        loader::walk(folder, &session.snapshot().world).into_iter().for_each(|it| drop(session.apply(it)));
    }
    if found.is_file() && Kind::of_path(&whole).is_none() {
        let known: Vec<String> = Kind::EXTENSIONS.iter().map(|it| format!(".{}", it.0)).collect();
        return Err(format!("it is neither LaTeX nor BibTeX and is not read ({} are)", known.join(", ")));
    }
    if found.is_file() {
        let file =
            loader::read(&session.snapshot().world, &whole, u64::MAX).map_err(|absence| match absence {
                Absence::Unreadable(why) => why,
                Absence::NotFound => "there is no such file".to_owned(),
            })?;
        session.apply(Event::Read(vec![(whole.clone(), Ok(file))]));
    } else if !found.is_dir() {
        return Err("it is neither a file nor a folder".to_owned());
    }
    read_all(&mut session);
    let snapshot = session.snapshot();
    let alone = |it: &DocumentId| snapshot.project(it).is_some_and(|it| it.may_be_a_part());
    if let Some(part) = subjects(&snapshot, &whole, found.is_dir()).into_iter().find(alone) {
        // What lies in the folder itself is known.
        let name = part.path().and_then(Path::file_name).unwrap_or_default();
        let lowest = if found.is_dir() { whole.join(name) } else { whole.clone() };
        loader::above(&lowest, &session.snapshot().world).into_iter().for_each(|it| drop(session.apply(it)));
        read_all(&mut session);
    }
    let snapshot = session.snapshot();
    let subjects = subjects(&snapshot, &whole, found.is_dir());
    Ok((session, Loaded { snapshot, subjects, is_folder: found.is_dir() }))
}

/// Reads all that a session wants, and shows how far it is.
fn read_all(session: &mut Session) {
    let bar = Bar::new("reading", None);
    loader::load_all_telling(session, || bar.advance(1));
}

/// What is wrong with the settings in force, for commands that report on nothing: with their file and line.
pub(super) fn misread_settings(snapshot: &Snapshot) -> Vec<String> {
    let file = snapshot.settings_file.as_ref().and_then(|it| snapshot.document(it));
    let misread = file.and_then(|it| Some((it, it.settings()?)));
    let told = misread.into_iter().flat_map(|(document, file)| {
        bad_setting::faults(file, catalogue::rules()).into_iter().map(move |(range, message)| {
            format!("{}:{}: {message}", shown(&document.id), document.text.line_of(range.start) + 1)
        })
    });
    told.collect()
}

/// A document's path from the current folder, if it lies there.
pub(super) fn shown(id: &DocumentId) -> String {
    let base = std::env::current_dir().unwrap_or_default();
    id.path().map_or(id.as_str().to_owned(), |it| it.strip_prefix(&base).unwrap_or(it).display().to_string())
}

/// The documents that a path is about: a folder's LaTeX files, a file's whole project, and the
/// bibliographies of those projects.
fn subjects(snapshot: &Snapshot, path: &Path, is_folder: bool) -> Vec<DocumentId> {
    let id = DocumentId::of_path(path);
    let mut subjects: Vec<DocumentId> = Vec::new();
    let mut seen: BTreeSet<DocumentId> = BTreeSet::new();
    let mut add = |id: &DocumentId| {
        if seen.insert(id.clone()) {
            subjects.push(id.clone());
        }
    };
    let inside = |it: &DocumentId| it.path().is_some_and(|it| it.starts_with(id.path().unwrap_or(path)));
    for project in &snapshot.projects {
        let concerned =
            if is_folder { project.files.iter().any(inside) } else { project.files.contains(&id) };
        if !concerned {
            continue;
        }
        project.files.iter().filter(|it| !is_folder || inside(it)).for_each(&mut add);
        for declared in &project.bibliographies {
            if let LinkState::Found(bib) = &declared.state {
                add(bib);
            }
        }
    }
    if !is_folder {
        add(&id);
    }
    // The settings in force are only spoken of where something is wrong with them.
    let settings = snapshot.settings_file.as_ref();
    settings.filter(|it| !diagnostics(snapshot, it).is_empty()).into_iter().for_each(&mut add);
    subjects
}
