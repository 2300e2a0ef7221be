//! What a path on the command line stands for.

use std::io::Read as _;
use std::path::Path;

use super::progress::Bar;
use super::terminal::complain;
use crate::model::document::{DocumentId, Kind, normalised};
use crate::model::snapshot::Snapshot;
use crate::rules::catalogue;
use crate::rules::document::bad_setting;
use crate::settings::Settings;
use crate::text::decode::decode;
pub(super) use crate::workspace::given::Loaded;
use crate::workspace::services::consent::{Consent, default_file};
use crate::workspace::services::online::online;
use crate::workspace::session::{Event, Session};
use crate::workspace::{config, disk, given, loader, lookups};

/// The same with its references looked up in the corpora that its settings want.
pub(super) fn load_verified(path: &Path) -> Result<Loaded, String> {
    let (mut session, loaded) = load_session(path)?;
    let consent = Consent::read(default_file().as_deref());
    let whole = std::path::absolute(path).ok();
    session.apply(Event::Online(online(&consent, &loaded.snapshot.settings, whole.as_deref(), true)));
    let shelf = lookups::Shelf::of_user();
    let Some(corpora) = shelf.refresh(&loaded.snapshot.settings.corpora) else {
        return Ok(Loaded { snapshot: session.snapshot(), ..loaded });
    };
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
    loader::load_all(&mut session);
    Ok(Loaded { snapshot: session.snapshot(), subjects: vec![id], is_folder: false })
}

/// The same, with the session, to which what changes can be told.
pub(super) fn load_session(path: &Path) -> Result<(Session, Loaded), String> {
    let bar = Bar::new("reading", None);
    given::load_telling(path, &|| bar.advance(1))
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
