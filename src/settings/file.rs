//! `lacuna.toml`: what it sets, and where in it stands what is not understood.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Misread, Settings};
use crate::text::ByteRange;

/// The name of the file.
pub const NAME: &str = "lacuna.toml";

/// What a `lacuna.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsFile {
    /// What it sets, by dotted name.
    set: Vec<(String, Value)>,
    /// The paths and patterns that it names, by setting, with their places (bytes).
    pub paths: Vec<(&'static str, String, ByteRange)>,
    /// The rules, with their verdicts, whose level it sets, with their places (bytes).
    pub rules: Vec<(String, ByteRange)>,
    /// What was not understood, and where (bytes). It changes nothing.
    pub misread: Vec<(ByteRange, Fault)>,
}

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no TOML; the message is a sentence.
    Syntax(String),
    /// A setting was not understood.
    Setting(Misread),
}

impl SettingsFile {
    /// Reads the file; of one that is no TOML, what can be read.
    pub fn read(text: &str) -> Self {
        let mut file = Self::default();
        let (table, errors) = DeTable::parse_recoverable(text);
        let table = table.get_ref();
        let own = match table.get("lacuna").map(Spanned::get_ref) {
            Some(DeValue::Table(own)) => own,
            _ => table,
        };
        file.table("", own);
        // Of what is no TOML, the first fault: the others mostly follow from it.
        let span = |it: &toml::de::Error| it.span().map(|it| ByteRange::new(it.start, it.end));
        let fault = errors.iter().min_by_key(|it| span(it));
        if let Some(fault) = fault {
            let range = span(fault).unwrap_or(ByteRange::empty(0));
            file.misread.retain(|it| it.0.end < range.start);
            file.misread.push((range, Fault::Syntax(format!("This is no TOML: {}", fault.message()))));
        }
        file.misread.sort_by_key(|it| it.0);
        file
    }

    fn table(&mut self, above: &str, table: &DeTable) {
        for (key, value) in table {
            let name = format!("{above}{}", key.get_ref());
            if let DeValue::Table(inner) = value.get_ref() {
                self.table(&format!("{name}."), inner);
                continue;
            }
            let json = json(value.get_ref());
            let setting = ["libraries", "bibliographies"].into_iter().find(|it| **it == *name);
            if let (Some(setting), DeValue::Array(items)) = (setting, value.get_ref()) {
                let text = |it: &DeValue| it.as_str().map(str::to_owned);
                let places = items.iter().map(|it| (text(it.get_ref()), it.span()));
                let places =
                    places.filter_map(|(path, at)| Some((setting, path?, ByteRange::new(at.start, at.end))));
                self.paths.extend(places);
            }
            match Settings::default().set(&name, &json) {
                Ok(()) => {
                    if let Some(code) = name.strip_prefix("rules.") {
                        let place = ByteRange::new(key.span().start, key.span().end);
                        self.rules.push((code.to_owned(), place));
                    }
                    self.set.push((name, json));
                }
                Err(expected) => {
                    let place = if expected.is_some() { value.span() } else { key.span() };
                    let range = ByteRange::new(place.start, place.end);
                    self.misread.push((range, Fault::Setting(Misread { name, expected })));
                }
            }
        }
    }

    /// Takes over what the file sets.
    pub fn apply(&self, settings: &mut Settings) {
        for (name, value) in &self.set {
            // What cannot be set is among what was misread.
            let _ = settings.set(name, value);
        }
    }

    /// Whether the file sets the setting of this dotted name.
    pub fn sets(&self, name: &str) -> bool {
        self.set.iter().any(|it| it.0 == name)
    }
}

fn json(value: &DeValue) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => serde_json::from_str(&number.to_string()).unwrap_or_default(),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Array(items) => items.iter().map(|it| json(it.get_ref())).collect(),
        // No setting is of these types.
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let file = SettingsFile::read(text);
        let mut out = format!("{:?}\n", file.set.iter().map(|it| it.0.as_str()).collect::<Vec<_>>());
        for (range, fault) in &file.misread {
            out += &format!("{:?}: {fault:?}\n", &text[range.std()]);
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn every_spelling_of_a_setting_is_read() {
        check(
            "markers = ['x']\nrules.key-case = 'off'\n\"inlayHints.length\" = 3\n[completion]\nlimit = 5\n",
            expect![[r#"
                ["completion.limit", "inlayHints.length", "markers", "rules.key-case"]
            "#]],
        );
        check(
            "[lacuna.rules]\n'prose-citation.match' = 'hint'\n",
            expect![[r#"
                ["rules.prose-citation.match"]
            "#]],
        );
    }

    #[test]
    fn what_is_not_understood_is_named_where_it_stands_and_changes_nothing_else() {
        check(
            "colour = true\nmarkers = [1]\n[completion]\nlimit = 'many'\n[rules]\nempty-cite = 'off'\nkey-case = 'loud'\n",
            expect![[r#"
                ["rules.empty-cite"]
                "colour": Setting(Misread { name: "colour", expected: None })
                "[1]": Setting(Misread { name: "markers", expected: Some("a list of strings") })
                "'many'": Setting(Misread { name: "completion.limit", expected: Some("a whole number from 0") })
                "'loud'": Setting(Misread { name: "rules.key-case", expected: Some("`error`, `warning`, `information`, `hint` or `off`") })
            "#]],
        );
        check(
            "markers = ['x'\nlibraries = ['a']\n= 3\n",
            expect![[r#"
                []
                "": Syntax("This is no TOML: missing comma between array elements, expected `,`")
            "#]],
        );
    }
}
