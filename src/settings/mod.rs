//! The product's settings: plain data with defaults, and their reading from `lacuna.toml` and from an
//! editor's JSON. No I/O.

pub mod file;
mod level;

use std::collections::BTreeMap;

use serde_json::Value;

pub use level::Level;

/// Every setting, with the names of `lacuna.toml` in camel case.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// `rules.<code>`: the level of a rule or, as `prose-citation.<verdict>`, of one verdict. Which codes there
    /// are is not known here.
    pub rules: BTreeMap<String, Level>,
    /// `citeCommands`: further cite commands, without backslash.
    pub cite_commands: Vec<String>,
    /// `markers`: further words that, in brackets or in a macro's braces, ask for a citation.
    pub markers: Vec<String>,
    /// `bibliographies`: paths or globs of .bib files, for documents that declare none.
    pub bibliographies: Vec<String>,
    /// `libraries`: paths of master libraries, which are searched and define no key.
    pub libraries: Vec<String>,
    /// `corpora`: the names of the corpora in which references are looked up, in order; `*` stands for all others.
    pub corpora: Vec<String>,
    /// `online`: whether services may be asked where the user's own settings say so. Whoever sets it can narrow
    /// what the user allows, and not widen it.
    pub online: bool,
    /// `services`: the services that may be asked, of those that the user allows; `*` stands for all of these.
    pub services: Vec<String>,
    /// `completion.limit`: the most items of one answer.
    pub completion_limit: usize,
    /// `inlayHints.enabled`
    pub inlay_hints: bool,
    /// `inlayHints.length`: in characters.
    pub inlay_hint_length: usize,
    /// `hover.abstractLines`: how many lines of an abstract a card shows.
    pub abstract_lines: usize,
}

/// The names of the settings, those of the rules aside.
pub const NAMES: &[&str] = &[
    "citeCommands",
    "markers",
    "bibliographies",
    "libraries",
    "corpora",
    "online",
    "services",
    "completion.limit",
    "inlayHints.enabled",
    "inlayHints.length",
    "hover.abstractLines",
];

/// The names of services, in the order in which they are asked.
pub const SERVICES: [&str; 8] =
    ["index", "doi", "crossref", "arxiv", "dblp", "datacite", "openalex", "semantic-scholar"];

impl Default for Settings {
    fn default() -> Self {
        Self {
            rules: BTreeMap::new(),
            cite_commands: Vec::new(),
            markers: Vec::new(),
            bibliographies: Vec::new(),
            libraries: Vec::new(),
            corpora: vec!["*".to_owned()],
            online: true,
            services: vec!["*".to_owned()],
            completion_limit: 100,
            inlay_hints: true,
            inlay_hint_length: 24,
            abstract_lines: 6,
        }
    }
}

/// A setting that was not understood; it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// The dotted name, as `completion.limit`.
    pub name: String,
    /// What was expected; nothing where there is no setting of this name.
    pub expected: Option<&'static str>,
}

impl Settings {
    /// Takes over what `value`, an object with these settings bare or under `lacuna`, sets; says what
    /// in it was not understood. Other servers' keys beside a `lacuna` object are passed over.
    pub fn merge(&mut self, value: &Value) -> Vec<Misread> {
        let value = value.get("lacuna").unwrap_or(value);
        let mut misread = Vec::new();
        let Some(object) = value.as_object() else {
            if !value.is_null() {
                misread
                    .push(Misread { name: "lacuna".to_owned(), expected: Some("an object with settings") });
            }
            return misread;
        };
        for (name, value) in flatten(object) {
            if let Err(expected) = self.set(&name, value) {
                misread.push(Misread { name, expected });
            }
        }
        misread
    }

    /// Sets one setting; the error says what was expected, or nothing where the name is unknown.
    fn set(&mut self, name: &str, value: &Value) -> Result<(), Option<&'static str>> {
        match name {
            "citeCommands" => self.cite_commands = strings(value)?,
            "markers" => self.markers = strings(value)?,
            "bibliographies" => self.bibliographies = strings(value)?,
            "libraries" => self.libraries = strings(value)?,
            "corpora" => self.corpora = strings(value)?,
            // Each place where these are set narrows what the others leave: an editor's settings may come with a
            // folder that somebody else has made.
            "online" => self.online &= value.as_bool().ok_or(Some("`true` or `false`"))?,
            "services" => self.services = narrowed(&self.services, services(value)?),
            "completion.limit" => self.completion_limit = number(value)?.max(1),
            "inlayHints.enabled" => {
                self.inlay_hints = value.as_bool().ok_or(Some("`true` or `false`"))?;
            }
            "inlayHints.length" => self.inlay_hint_length = number(value)?,
            "hover.abstractLines" => self.abstract_lines = number(value)?,
            _ => {
                let code = name.strip_prefix("rules.").ok_or(None)?;
                let level = value.as_str().and_then(Level::from_name);
                self.rules.insert(code.to_owned(), level.ok_or(Some(Level::NAMES))?);
            }
        }
        Ok(())
    }
}

/// `{"a": {"b": 1}, "c.d": 2}` as `a.b` and `c.d`; the editors send both spellings.
fn flatten(object: &serde_json::Map<String, Value>) -> Vec<(String, &Value)> {
    let mut flat = Vec::new();
    for (name, value) in object {
        match value.as_object() {
            Some(inner) => {
                flat.extend(
                    flatten(inner).into_iter().map(|(rest, value)| (format!("{name}.{rest}"), value)),
                );
            }
            None if value.is_null() => {}
            None => flat.push((name.clone(), value)),
        }
    }
    flat
}

fn strings(value: &Value) -> Result<Vec<String>, Option<&'static str>> {
    let expected = Some("a list of strings");
    let items = value.as_array().ok_or(expected)?;
    items.iter().map(|item| item.as_str().map(str::to_owned).ok_or(expected)).collect()
}

fn services(value: &Value) -> Result<Vec<String>, Option<&'static str>> {
    let expected = Some(
        "a list of `index`, `doi`, `crossref`, `arxiv`, `dblp`, `datacite`, `openalex`, `semantic-scholar`, or `*` for all",
    );
    let names = strings(value).map_err(|_| expected)?;
    let is_known = |it: &String| it == "*" || SERVICES.contains(&it.as_str());
    if names.iter().all(is_known) { Ok(names) } else { Err(expected) }
}

/// The names that both lists have, where `*` stands for all.
fn narrowed(former: &[String], other: Vec<String>) -> Vec<String> {
    let is_all = |names: &[String]| names.iter().any(|it| it == "*");
    match (is_all(former), is_all(&other)) {
        (true, _) => other,
        (_, true) => former.to_vec(),
        _ => other.into_iter().filter(|it| former.contains(it)).collect(),
    }
}

fn number(value: &Value) -> Result<usize, Option<&'static str>> {
    value.as_u64().map(|number| number as usize).ok_or(Some("a whole number from 0"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_are_taken_bare_nested_dotted_or_under_our_name() {
        for value in [
            json!({"completion": {"limit": 7}}),
            json!({"completion.limit": 7}),
            json!({"lacuna": {"completion": {"limit": 7}}, "texlab": {"x": 1}}),
        ] {
            let mut settings = Settings::default();
            assert_eq!(settings.merge(&value), []);
            assert_eq!(settings.completion_limit, 7);
        }
    }

    #[test]
    fn what_is_not_understood_is_said_and_changes_nothing_else() {
        let mut settings = Settings::default();
        let misread = settings.merge(&json!({
            "completion": {"limit": "many"}, "colour": true, "markers": ["needs ref"],
            "rules": {"empty-citation": "loud", "key-case": "off", "prose-citation.match": "hint"}
        }));
        let mut names: Vec<_> = misread.iter().map(|it| it.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["colour", "completion.limit", "rules.empty-citation"]);
        assert_eq!(settings.markers, ["needs ref"]);
        assert_eq!(settings.completion_limit, 100);
        assert_eq!(settings.rules["key-case"], Level::Off);
        assert_eq!(settings.rules["prose-citation.match"], Level::Hint);
    }

    #[test]
    fn services_are_narrowed_and_never_widened() {
        let mut settings = Settings::default();
        settings.merge(&json!({"online": false, "services": ["dblp", "arxiv"]}));
        settings.merge(&json!({"online": true, "services": ["*"]}));
        assert!(!settings.online);
        assert_eq!(settings.services, ["dblp", "arxiv"]);
        settings.merge(&json!({"services": ["crossref", "dblp"]}));
        assert_eq!(settings.services, ["dblp"]);
        let misread = settings.merge(&json!({"services": ["https://evil.example"]}));
        assert_eq!(misread.len(), 1);
        assert_eq!(settings.services, ["dblp"]);
    }

    #[test]
    fn null_means_unset() {
        let mut settings = Settings::default();
        assert_eq!(settings.merge(&Value::Null), []);
        assert_eq!(settings.merge(&json!({"lacuna": null})), []);
        assert_eq!(settings, Settings::default());
    }
}
