//! Which services a command may ask: what the user's own settings and the command's flags allow, and the papers'
//! settings do not forbid.

pub(super) mod add;

use std::path::PathBuf;

use crate::cli::arguments::ServiceArguments;
use crate::cli::terminal::complain;
use crate::settings::Settings;
use crate::workspace::services::asked::Services;
use crate::workspace::services::cache::{Cache, LARGEST, default_folder};
use crate::workspace::services::consent::{Consent, SENT, default_file, key};
use crate::workspace::services::service::Service;

/// The services that may be asked for papers with these settings, if any may.
pub(super) fn services(arguments: &ServiceArguments, papers: &[(Settings, PathBuf)]) -> Option<Services> {
    if arguments.offline {
        return None;
    }
    let consent = Consent::read(default_file().as_deref()).unwrap_or_else(|why| {
        complain(&why);
        Consent::default()
    });
    let mut asked: Vec<Service> = Service::ALL.to_vec();
    for (settings, folder) in papers {
        let allowed = consent.services(settings, Some(folder), arguments.online);
        if allowed.is_empty() && arguments.online {
            complain(&format!(
                "{}: its lacuna.toml lets no service be asked (`online`, `services`)",
                folder.display()
            ));
        }
        asked.retain(|it| allowed.contains(it));
    }
    if !arguments.services.is_empty() {
        for service in asked.iter().chain(&Service::ALL).filter(|it| it.needs_key() && key(**it).is_none()) {
            if arguments.services.iter().any(|it| it == service.id()) {
                let variable = service.key_variable().unwrap_or_default();
                complain(&format!("{} answers only with a key, in {variable}", service.name()));
                break;
            }
        }
        asked.retain(|it| arguments.services.iter().any(|name| name == it.id()));
    }
    if asked.is_empty() || papers.is_empty() {
        return None;
    }
    if arguments.online && consent.online.is_none() {
        let names: Vec<&str> = asked.iter().map(|it| it.name()).collect();
        complain(&format!("sent to {}: {SENT}", names.join(", ")));
    }
    Some(Services::new(consent, asked, Cache::new(default_folder(), LARGEST)))
}
