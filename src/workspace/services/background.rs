//! The services of an editor's session: what may be asked now, and stopping when nobody wants answers any more.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::asked::Services;
use super::cache::{Cache, LARGEST, default_folder};
use super::consent::{Consent, default_file};
use super::online::online;
use super::service::Service;
use super::zotero;
use crate::model::online::Online;
use crate::model::snapshot::Snapshot;

/// Between two looks at Zotero's library.
const BETWEEN: Duration = Duration::from_secs(60);

/// What may be asked, as it was when it was looked at last.
#[derive(Default)]
pub struct Background {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When the user's file was written, as far as it is there.
    stamp: Option<Option<SystemTime>>,
    consent: Option<Result<Consent, String>>,
    services: Option<Arc<Services>>,
    /// When Zotero was asked last.
    zotero: Option<Instant>,
}

/// The folder of the paper that a session is about: of its first project, or of its first document.
fn folder(snapshot: &Snapshot) -> Option<PathBuf> {
    let root = snapshot.world.folders.first().cloned();
    let project = || snapshot.projects.first().and_then(|it| it.root.path()?.parent().map(PathBuf::from));
    root.or_else(project)
}

impl Background {
    /// What holds now: looks into the user's file if it has changed.
    pub fn look(&self, snapshot: &Snapshot) -> Online {
        let file = default_file();
        let stamp = Some(file.as_ref().and_then(|it| it.metadata().and_then(|it| it.modified()).ok()));
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stamp != stamp {
            state.stamp = stamp;
            state.consent = Some(Consent::read(file.as_deref()));
            state.drop_services();
        }
        let consent = state.consent.clone().unwrap_or_else(|| Ok(Consent::default()));
        let online =
            online(&consent, &snapshot.settings, folder(snapshot).as_deref(), !snapshot.world.confined);
        let left_alone = state.services.as_ref().map(|it| it.left_alone()).unwrap_or_default();
        Online { left_alone, ..online }
    }

    /// The services that may be asked; none where the user does not allow that.
    pub fn services(&self, snapshot: &Snapshot) -> Option<Arc<Services>> {
        let online = self.look(snapshot);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if online.may != crate::model::online::May::Yes {
            state.drop_services();
            return None;
        }
        let consent = state.consent.clone()?.ok()?;
        let asked: Vec<Service> = consent.services(&snapshot.settings, folder(snapshot).as_deref(), false);
        if state.services.as_ref().is_none_or(|it| it.asked() != asked) {
            state.drop_services();
            let cache = Cache::new(default_folder(), LARGEST);
            state.services = Some(Arc::new(Services::new(consent, asked, cache)));
        }
        state.services.clone()
    }

    /// Fetches Zotero's library if the user wants it and it was not fetched a moment ago.
    pub fn fetch_zotero(&self) {
        let consent = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let is_due = state.zotero.is_none_or(|it| it.elapsed() > BETWEEN);
            let consent = state.consent.as_ref().and_then(|it| it.as_ref().ok()).cloned();
            let Some(consent) = consent.filter(|it| is_due && it.zotero().is_some()) else { return };
            state.zotero = Some(Instant::now());
            consent
        };
        if let Some(file) = zotero::file()
            && let Err(why) = zotero::fetch(&consent, &file)
        {
            tracing::info!("Zotero: {why}");
        }
    }

    /// Writes what the user answers to whether services may be asked; the error says why it cannot be kept.
    pub fn answer(&self, snapshot: &Snapshot, answer: Answer) -> Result<(), String> {
        let file = default_file().ok_or("there is no folder for settings")?;
        let mut consent = Consent::read(Some(&file))?;
        match answer {
            Answer::Yes => consent.online = Some(true),
            Answer::Never => consent.online = Some(false),
            Answer::NotHere => {
                let folder = folder(snapshot).ok_or("there is no folder of which that could be kept")?;
                consent.projects.insert(folder.display().to_string(), false);
            }
        }
        consent.write(&file)?;
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stamp = None;
        Ok(())
    }

    /// Lets whatever is being asked end soon.
    pub fn stop(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).drop_services();
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop();
    }
}

impl State {
    fn drop_services(&mut self) {
        if let Some(former) = self.services.take() {
            former.stop.store(true, Ordering::Relaxed);
        }
    }
}

/// What a user answers to whether services may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They may.
    Yes,
    /// Not for this project.
    NotHere,
    /// They may not.
    Never,
}

impl Answer {
    /// The answers, as they are offered.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Yes, "Ask services"), (Self::NotHere, "Not for this project"), (Self::Never, "Never")];

    /// The answer of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|it| it.1 == name).map(|it| it.0)
    }
}
