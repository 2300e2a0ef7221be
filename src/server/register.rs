//! What is asked of the client once the session has begun, where it can be asked: to tell of settings and
//! files that change.

use serde_json::json;
use tower_lsp::Client;
use tower_lsp::lsp_types::notification::{DidChangeConfiguration, DidChangeWatchedFiles, Notification};
use tower_lsp::lsp_types::request::RegisterCapability;
use tower_lsp::lsp_types::{Registration, RegistrationParams};

use super::client::{PATIENCE, ask};
use crate::model::document::Kind;
use crate::server::abilities::Abilities;
use crate::workspace::config;

/// Registers for changes; must be called within the runtime.
pub fn start(client: &Client, abilities: &Abilities) {
    let registrations = registrations(abilities);
    if registrations.is_empty() {
        return;
    }
    let client = client.clone();
    tokio::spawn(async move {
        ask::<RegisterCapability>(&client, RegistrationParams { registrations }, PATIENCE).await;
    });
}

fn registrations(abilities: &Abilities) -> Vec<Registration> {
    let registration = |method: &str, options| Registration {
        id: method.to_owned(),
        method: method.to_owned(),
        register_options: Some(options),
    };
    let mut all = Vec::new();
    if abilities.did_change_configuration_dynamic {
        all.push(registration(DidChangeConfiguration::METHOD, json!({"section": "lacuna"})));
    }
    if abilities.watched_files_dynamic {
        let files = format!("**/*.{{{}}}", Kind::EXTENSIONS.map(|it| it.0).join(","));
        let watchers = [files, format!("**/{}", config::NAME)].map(|it| json!({"globPattern": it}));
        all.push(registration(DidChangeWatchedFiles::METHOD, json!({"watchers": watchers})));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_client_can_register_is_registered() {
        let methods = |abilities: Abilities| -> Vec<String> {
            registrations(&abilities).into_iter().map(|it| it.method).collect()
        };
        assert_eq!(methods(Abilities::default()), Vec::<String>::new());
        let settings = Abilities { did_change_configuration_dynamic: true, ..Abilities::default() };
        assert_eq!(methods(settings), ["workspace/didChangeConfiguration"]);
        let files = Abilities { watched_files_dynamic: true, ..Abilities::default() };
        let patterns = registrations(&files)[0].register_options.clone().unwrap();
        assert_eq!(
            patterns["watchers"],
            json!([
                {"globPattern": "**/*.{tex,ltx,latex,sty,cls,bbl,tikz,def,clo,ins,rnw,snw,rtex,stex,lhs,bib,bibtex}"},
                {"globPattern": "**/lacuna.toml"},
            ])
        );
        assert_eq!(methods(files), ["workspace/didChangeWatchedFiles"]);
    }
}
