//! `bad-setting`: settings that are not understood, or that lead nowhere.

use std::path::PathBuf;
use std::sync::Arc;

use rapidfuzz::distance::osa;

use super::absence::message;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::model::project::{Absence, Declared, LinkState, configured_paths};
use crate::rules::report::Report;
use crate::rules::rule::Rule;
use crate::settings::file::{Fault, SettingsFile};
use crate::settings::{Level, Misread, NAMES, Settings};
use crate::text::ByteRange;

/// The rule.
pub const RULE: Rule = Rule {
    code: "bad-setting",
    level: Level::Warning,
    verdicts: &[],
    is_gap: false,
    explanation: "A setting is unknown or has the wrong type, and changes nothing; or a path in it leads nowhere.\n\n\
         Example: `rules.key-cases = \"error\"` in `lacuna.toml`.\n\n\
         Fix: correct the name or the value; the message names the setting that may be meant, or where was looked.",
};

/// Reports what is wrong in a `lacuna.toml`.
pub(crate) fn check(report: &mut Report, file: &SettingsFile) {
    for (range, message) in faults(file, report.rules) {
        report.add(RULE, range, message);
    }
    paths(report, file);
}

/// What in a `lacuna.toml` is not understood: where (bytes), and one sentence.
pub fn faults(file: &SettingsFile, rules: &[Rule]) -> Vec<(ByteRange, String)> {
    let misread = file.misread.iter().map(|(range, fault)| {
        let message = match fault {
            Fault::Syntax(message) => message.clone(),
            Fault::Setting(misread) => sentence(misread, rules),
        };
        (*range, message)
    });
    let foreign = file.rules.iter().filter(|it| !is_configurable(&it.0, rules));
    let foreign = foreign.map(|(code, range)| (*range, unknown(&format!("rules.{code}"), rules)));
    let mut faults: Vec<_> = misread.chain(foreign).collect();
    faults.sort_by_key(|it| it.0);
    faults
}

/// The same of settings that an editor sent: what [`Settings::merge`] said of them, and rules that there are not.
pub fn of_editor(settings: &Settings, misread: &[Misread], rules: &[Rule]) -> Vec<String> {
    let foreign = settings.rules.keys().filter(|it| !is_configurable(it, rules));
    let foreign = foreign.map(|code| unknown(&format!("rules.{code}"), rules));
    misread.iter().map(|it| sentence(it, rules)).chain(foreign).collect()
}

/// What to say of a setting that was not understood.
fn sentence(misread: &Misread, rules: &[Rule]) -> String {
    match misread.expected {
        Some(expected) => format!("`{}` must be {expected}", misread.name),
        None => unknown(&misread.name, rules),
    }
}

/// What to say of a setting that there is not.
fn unknown(name: &str, rules: &[Rule]) -> String {
    match near(name, rules) {
        Some(near) => format!("There is no setting `{name}`; did you mean `{near}`?"),
        None => format!("There is no setting `{name}`; remove it or correct its name"),
    }
}

/// Whether `rules.<code>` is a setting: a rule's code, or one and a verdict of it.
fn is_configurable(code: &str, rules: &[Rule]) -> bool {
    rules.iter().any(|it| it.settings().any(|name| name == code))
}

/// The setting that is perhaps meant by the unknown `name`.
fn near(name: &str, rules: &[Rule]) -> Option<String> {
    let of_rules = rules.iter().flat_map(Rule::settings).map(|it| format!("rules.{it}"));
    let names = NAMES.iter().map(|it| (*it).to_owned()).chain(of_rules);
    // `cite-commands` and `empty_citation` are the same but for the spelling; without `rules.` a rule's name is meant.
    let plain = |name: &str| name.trim_start_matches("rules.").replace(['-', '_', '.'], "").to_lowercase();
    let wanted = plain(name);
    let near = names.map(|it| (osa::distance(wanted.chars(), plain(&it).chars()), it));
    near.min_by_key(|it| it.0).filter(|it| it.0 <= 2.min(wanted.len() / 3)).map(|it| it.1)
}

/// Paths in a `lacuna.toml` that lead nowhere, whatever project they count from.
fn paths(report: &mut Report, file: &SettingsFile) {
    let snapshot = report.snapshot;
    let is_here = |path: &PathBuf| snapshot.documents.contains_key(&DocumentId::of_path(path));
    for (setting, written, range) in file.paths.iter().filter(|_| !snapshot.loading) {
        let is_declared = |it: &&Arc<Project>| it.bibliographies.iter().any(Declared::is_written);
        let of_libraries = *setting == "libraries";
        let projects = || snapshot.projects.iter().filter(|it| of_libraries || !is_declared(it));
        let paths = |it: &Arc<Project>| configured_paths(&it.root, written, &snapshot.world);
        if projects().next().is_none() || projects().any(|it| paths(it).iter().any(is_here)) {
            continue;
        }
        let mut tried: Vec<PathBuf> = projects().flat_map(paths).take(PLACES).collect();
        tried.dedup();
        let state = match tried.first().and_then(|it| snapshot.world.absent.get(it)) {
            Some(Absence::Unreadable(why)) => LinkState::Unreadable(why.clone()),
            _ => LinkState::NotFound,
        };
        let message =
            message(&report.snapshot.world, &state, "bibliography", written, &tried).unwrap_or_default();
        report.add(RULE, *range, message);
    }
}

/// So many places where something was looked for are named.
const PLACES: usize = 3;

#[cfg(test)]
mod tests {
    use crate::rules::catalogue;

    #[test]
    fn the_setting_that_is_perhaps_meant_is_named() {
        let meant = |name: &str| super::near(name, catalogue::rules()).unwrap_or_default();
        assert_eq!(meant("cite-commands"), "citeCommands");
        assert_eq!(meant("citecommand"), "citeCommands");
        assert_eq!(meant("completionLimit"), "completion.limit");
        assert_eq!(meant("rules.undefined_citations"), "rules.undefined-citation");
        assert_eq!(meant("emptyCitation"), "rules.empty-citation");
        assert_eq!(meant("rules.prose-citation.not_found"), "rules.prose-citation.not-found");
        assert_eq!(meant("colour"), "");
        assert_eq!(meant("rules.x"), "");
    }
}
