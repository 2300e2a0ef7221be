//! Zotero, while it runs on this machine with Better BibTeX: its library as a bibliography.

use std::path::{Path, PathBuf};

use super::cache::default_folder;
use super::client::{Client, Sent};
use super::consent::{Consent, default_file};
use super::failure::Failure;
use super::request::{Content, Request};
use crate::workspace::{disk, replace};

/// The library of the user's own, as Better BibTeX exports it; by its user's number, 1 is one's own.
const LIBRARY: &str = "/better-bibtex/export/library?/1/library.biblatex";

/// A library is no larger, in bytes.
const LARGEST: u64 = 128 << 20;

/// How long an export of a large library may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// The file that holds the library as it was when Zotero ran last.
pub fn file() -> Option<PathBuf> {
    Some(default_folder()?.parent()?.join("zotero.bib"))
}

/// The file of the library, if the user wants it searched; it is there, if only empty.
pub fn wanted() -> Option<PathBuf> {
    let consent = Consent::read(default_file().as_deref()).ok()?;
    consent.zotero()?;
    let file = file()?;
    if !file.exists() {
        std::fs::create_dir_all(file.parent()?).ok()?;
        std::fs::File::create(&file).ok()?;
    }
    Some(file)
}

/// Fetches the library into `file`, if the user wants that; whether it differs from what was there. Zotero that does
/// not run is no failure: what it had last is there.
pub fn fetch(consent: &Consent, file: &Path) -> Result<bool, Failure> {
    let Some(address) = consent.zotero() else { return Ok(false) };
    let mut allowed = consent.allowed();
    allowed.own.extend(super::addresses::Origin::read(&address));
    let client = Client::within(allowed, PATIENCE, LARGEST);
    let request = Request { path: LIBRARY.to_owned(), body: None, answer: Content::Text };
    let sent = Sent { agent: format!("Lacuna/{}", env!("CARGO_PKG_VERSION")), key: None };
    let bytes = client.ask(&address, &request, &sent).0?;
    let former = disk::bytes(file).ok();
    if former.as_ref() == Some(&bytes) {
        return Ok(false);
    }
    let told = |why: String| Failure::Malformed(why);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|it| told(it.to_string()))?;
    }
    replace::write(file, &bytes).map_err(|it| told(it.to_string()))?;
    Ok(true)
}
