//! What the user allows: a file of their own, outside of every workspace, and the flag `--online`.
//!
//! No file of a workspace and no editor's setting turns services on; they can narrow what is allowed here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::addresses::{Allowed, Origin};
use super::known::elasticsearch::Mapping;
use super::service::Service;
use crate::settings::Settings;
use crate::workspace::{disk, replace};

/// What is sent, for those who are asked.
pub const SENT: &str =
    "the title, first author, year and identifiers of one reference at a time; nothing of the text";

/// Zotero's usual address (its connector's port, which Better BibTeX answers at, too).
const ZOTERO: &str = "http://127.0.0.1:23119";

/// The user's file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Consent {
    /// Whether services may be asked: the user was not asked yet where this is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online: Option<bool>,
    /// The services that may be asked; without it all that need no key, or have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<String>>,
    /// An address by which services can reach the user; it is sent with each request to those that ask for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailto: Option<String>,
    /// The file to which each request is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_log: Option<PathBuf>,
    /// Whether a running Zotero (with Better BibTeX) is searched as a library of the user's own: `true`, or its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zotero: Option<Zotero>,
    /// Folders of papers for which nothing is asked: `"/home/me/review" = false`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub projects: BTreeMap<String, bool>,
    /// Other addresses of services: a mirror, a stand-in. Plain HTTP and private networks are allowed for these.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub addresses: BTreeMap<String, String>,
    /// An index of the user's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Mapping>,
}

/// Whether Zotero is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Zotero {
    /// At its usual address, or not.
    Usual(bool),
    /// At this address, which is on this machine.
    At(String),
}

/// The user's file: `services.toml` in the folder of this product's settings (XDG Base Directory Specification).
pub fn default_file() -> Option<PathBuf> {
    if let Some(file) = std::env::var_os("LACUNA_SERVICES").filter(|it| !it.is_empty()) {
        return Some(file.into());
    }
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|it| it.is_absolute());
    let config = config.or_else(|| Some(std::env::home_dir()?.join(".config")))?;
    Some(config.join("lacuna/services.toml"))
}

impl Consent {
    /// Reads the user's file: without one, nothing is allowed and the user was not asked. The error says what is
    /// wrong with it; nothing is allowed then.
    pub fn read(file: Option<&Path>) -> Result<Self, String> {
        let Some(file) = file else { return Ok(Self::default()) };
        let bytes = match disk::bytes(file) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.reason, disk::Reason::NotFound) => return Ok(Self::default()),
            Err(error) => return Err(error.to_string()),
        };
        let told = |it: &dyn std::fmt::Display| format!("{}: {it}", file.display());
        let mut read: Self = toml::from_slice(&bytes).map_err(|it| told(&it))?;
        let known = |it: &&String| Service::named(it).is_none();
        let strange = read.services.iter().flatten().chain(read.addresses.keys()).find(known);
        if let Some(strange) = strange {
            let names = Service::ALL.map(Service::id).join(", ");
            return Err(told(&format!("there is no service `{strange}`; there are {names}")));
        }
        if let Some(bad) = read.addresses.values().find(|it| Origin::read(it).is_none()) {
            return Err(told(&format!("`{bad}` is no address of the web")));
        }
        if read.mailto.as_ref().is_some_and(|it| !is_mail(it)) {
            return Err(told(&"`mailto` is no mail address"));
        }
        read.request_log = read.request_log.map(at_home);
        Ok(read)
    }

    /// Writes what the user has answered, and nothing else of the file.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        let told = |it: &dyn std::fmt::Display| format!("{}: {it}", file.display());
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|it| told(&it))?;
        }
        let text = toml::to_string(self).map_err(|it| told(&it))?;
        let text =
            format!("# Which services Lacuna may ask; `lacuna status` tells what is sent to them.\n\n{text}");
        replace::write(file, text.as_bytes()).map_err(|it| it.to_string())
    }

    /// Whether a project is one for which nothing is asked: it lies in a folder of which the user said so.
    pub fn refuses(&self, folder: &Path) -> bool {
        let within = |it: &&String| folder.starts_with(it.as_str());
        let nearest = self.projects.keys().filter(within).max_by_key(|it| it.len());
        nearest.and_then(|it| self.projects.get(it)).is_some_and(|it| !it)
    }

    /// The services that may be asked for the paper in `folder` whose settings these are; `flag` is `--online`. None
    /// where nothing may be.
    pub fn services(&self, settings: &Settings, folder: Option<&Path>, flag: bool) -> Vec<Service> {
        let is_allowed = flag || self.online == Some(true);
        if !is_allowed || !settings.online || (!flag && folder.is_some_and(|it| self.refuses(it))) {
            return Vec::new();
        }
        let by_project = |it: &Service| settings.services.iter().any(|name| name == "*" || name == it.id());
        let by_user = |it: &Service| match &self.services {
            Some(names) => names.iter().any(|name| name == it.id()),
            None => !it.needs_key() || key(*it).is_some(),
        };
        let has_place = |it: &Service| self.address(*it).is_some();
        Service::ALL.into_iter().filter(|it| by_project(it) && by_user(it) && has_place(it)).collect()
    }

    /// Where a service is asked.
    pub fn address(&self, service: Service) -> Option<&str> {
        match (service, self.addresses.get(service.id())) {
            (_, Some(address)) => Some(address),
            (Service::Index, None) => self.index.as_ref().map(|it| it.address.as_str()),
            (_, None) => Some(service.home()),
        }
    }

    /// Where requests may go besides the public hosts of services.
    pub fn allowed(&self) -> Allowed {
        let index = self.index.iter().map(|it| &it.address);
        let own = self.addresses.values().chain(index).filter_map(|it| Origin::read(it)).collect();
        Allowed { own }
    }

    /// Zotero's address, if it is to be asked; it is on this machine.
    pub fn zotero(&self) -> Option<String> {
        let address = match self.zotero.as_ref()? {
            Zotero::Usual(false) => return None,
            Zotero::Usual(true) => ZOTERO.to_owned(),
            Zotero::At(address) => address.clone(),
        };
        Origin::read(&address).filter(Origin::is_loopback).map(|_| address)
    }
}

/// The user's key for a service, of the environment.
pub fn key(service: Service) -> Option<String> {
    let value = std::env::var(service.key_variable()?).ok()?;
    let is_plain = value.bytes().all(|it| it.is_ascii_graphic()) && (1..=512).contains(&value.len());
    is_plain.then_some(value)
}

fn is_mail(text: &str) -> bool {
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"@.-_+".contains(&it);
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        && text.bytes().all(is_plain)
        && text.len() < 255
}

fn at_home(path: PathBuf) -> PathBuf {
    match (path.strip_prefix("~"), std::env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Consent, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("services.toml");
        std::fs::write(&file, text).unwrap();
        Consent::read(Some(&file)).map_err(|it| it.rsplit('/').next().unwrap().to_owned())
    }

    fn settings(value: serde_json::Value) -> Settings {
        let mut settings = Settings::default();
        assert_eq!(settings.merge(&value), []);
        settings
    }

    #[test]
    fn nothing_is_allowed_before_the_user_says_so() {
        let none = Consent::default();
        assert_eq!(none.services(&Settings::default(), None, false), []);
        let hostile = settings(json!({"online": true, "services": ["*"]}));
        assert_eq!(none.services(&hostile, None, false), []);
        assert!(none.services(&Settings::default(), None, true).contains(&Service::Crossref));
        let no = read("online = false\n").unwrap();
        assert_eq!(no.services(&hostile, None, false), []);
    }

    #[test]
    fn a_project_narrows_and_never_widens() {
        let user = read("online = true\nservices = ['crossref', 'dblp']\n").unwrap();
        let ids = |value| user.services(&settings(value), None, false);
        assert_eq!(ids(json!({})), [Service::Crossref, Service::Dblp]);
        assert_eq!(ids(json!({"services": ["dblp", "openalex"]})), [Service::Dblp]);
        assert_eq!(ids(json!({"online": false})), []);
        assert_eq!(user.services(&settings(json!({"online": false})), None, true), []);
    }

    #[test]
    fn projects_of_which_the_user_said_no_are_left_alone() {
        let user =
            read("online = true\n[projects]\n\"/home/me\" = false\n\"/home/me/open\" = true\n").unwrap();
        let may =
            |folder: &str| !user.services(&Settings::default(), Some(Path::new(folder)), false).is_empty();
        assert_eq!(
            ["/home/me/review", "/home/me/open/a", "/home/other", "/home/meadow"].map(may),
            [false, true, true, true]
        );
    }

    #[test]
    fn what_is_wrong_with_the_file_is_said() {
        let wrong = |text: &str| read(text).unwrap_err();
        assert!(wrong("online = 'yes'").contains("expected a boolean"));
        assert!(wrong("services = ['evil']").contains("there is no service `evil`"));
        assert!(wrong("[addresses]\ncrossref = 'ftp://x'").contains("no address of the web"));
        assert!(wrong("mailto = 'x\\r\\ny'").contains("no mail address"));
        assert!(wrong("onlin = true").contains("unknown field"));
        assert_eq!(Consent::read(Some(Path::new("/there/is/none"))), Ok(Consent::default()));
    }

    #[test]
    fn what_was_answered_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lacuna/services.toml");
        let mut user = Consent { online: Some(true), ..Consent::default() };
        user.projects.insert("/home/me/review".to_owned(), false);
        user.write(&file).unwrap();
        assert_eq!(Consent::read(Some(&file)), Ok(user));
    }

    #[test]
    fn zotero_is_asked_on_this_machine_alone() {
        let at = |text: &str| read(text).unwrap().zotero();
        assert!(at("zotero = true").is_some_and(|it| it.starts_with("http://127.0.0.1:23119")));
        assert_eq!([at("zotero = false"), at(""), at("zotero = 'http://10.0.0.1/'")], [None, None, None]);
    }
}
