//! Whether services may be asked here, told in plain data.

use std::path::Path;

use super::consent::{Consent, SENT, default_file};
use super::service::Service;
use crate::model::online::{May, Online};
use crate::settings::Settings;

/// What holds of a paper in `folder` whose settings these are, in a workspace that is `trusted`.
pub fn online(
    consent: &Result<Consent, String>,
    settings: &Settings,
    folder: Option<&Path>,
    trusted: bool,
) -> Online {
    let file = default_file().map_or_else(|| "your settings".to_owned(), |it| it.display().to_string());
    let (may, state) = match consent {
        Err(why) => (May::No, format!("not asked: {why}")),
        Ok(_) if !settings.online => {
            (May::No, "not asked: the settings of this project or editor say `online = false`".to_owned())
        }
        Ok(it) if it.online == Some(false) => (May::No, format!("not asked: {file} says `online = false`")),
        Ok(it) if folder.is_some_and(|folder| it.refuses(folder)) => {
            (May::No, format!("not asked for this project: {file} says so"))
        }
        Ok(_) if !trusted => (May::No, "not asked: this workspace is not trusted".to_owned()),
        Ok(it) if it.online.is_none() => (
            May::Ask,
            format!("not asked: you have not turned them on (`online = true` in {file}, or `--online`)"),
        ),
        Ok(it) => match it.services(settings, folder, false).is_empty() {
            true => (May::No, "not asked: the settings leave none".to_owned()),
            false => (May::Yes, format!("asked, since {file} says so")),
        },
    };
    let user = consent.clone().unwrap_or_default();
    let services = user.services(settings, folder, may != May::No).into_iter();
    let services = services.filter(|_| may != May::No);
    let told = |it: Service| {
        let name = match (it, &user.index) {
            (Service::Index, Some(mapping)) => mapping.name.clone(),
            _ => it.name().to_owned(),
        };
        (name, user.address(it).unwrap_or_default().to_owned())
    };
    let log = user.request_log.as_ref().map(|it| it.display().to_string());
    let (services, left_alone) = (services.map(told).collect(), Vec::new());
    Online { may, state, services, sent: SENT.to_owned(), left_alone, log }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(consent: Consent, online: bool, trusted: bool) -> (May, usize) {
        let settings = Settings { online, ..Settings::default() };
        let told = online_of(&Ok(consent), &settings, trusted);
        (told.may, told.services.len())
    }

    fn online_of(consent: &Result<Consent, String>, settings: &Settings, trusted: bool) -> Online {
        super::online(consent, settings, Some(Path::new("/home/me/review")), trusted)
    }

    #[test]
    fn who_forbids_is_named_and_nobody_is_asked_in_an_untrusted_workspace() {
        let yes = || Consent { online: Some(true), ..Consent::default() };
        assert_eq!(state(Consent::default(), true, true), (May::Ask, 6));
        assert_eq!(state(Consent::default(), true, false), (May::No, 0));
        assert_eq!(state(Consent::default(), false, true), (May::No, 0));
        assert_eq!(state(yes(), true, true), (May::Yes, 6));
        assert_eq!(state(yes(), true, false), (May::No, 0));
        assert_eq!(state(Consent { online: Some(false), ..Consent::default() }, true, true), (May::No, 0));
        let mut refused = yes();
        refused.projects.insert("/home/me".to_owned(), false);
        assert_eq!(state(refused, true, true), (May::No, 0));
        let broken = online_of(&Err("services.toml: x".to_owned()), &Settings::default(), true);
        assert_eq!((broken.may, broken.state.as_str()), (May::No, "not asked: services.toml: x"));
    }
}
