//! The settings of VS Code's extension are the server's: names, defaults, levels, explanations.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use lacuna::rules::Rule;
use lacuna::rules::catalogue;
use lacuna::settings::{Level, Settings};
use serde_json::{Map, Value, json};
/// What the extension keeps for itself.
const OURS: [&str; 3] = ["editor.", "server.", "trace."];

fn properties() -> Map<String, Value> {
    let manifest: Value = serde_json::from_str(include_str!("../editors/vscode/package.json")).unwrap();
    let sections = manifest["contributes"]["configuration"].as_array().unwrap();
    let all = sections.iter().flat_map(|it| it["properties"].as_object().unwrap().clone());
    let named = all.map(|(name, value)| (name.strip_prefix("lacuna.").unwrap().to_owned(), value));
    named.filter(|(name, _)| !OURS.iter().any(|it| name.starts_with(it))).collect()
}

#[test]
fn the_defaults_are_understood_and_change_nothing() {
    for (name, property) in properties() {
        assert!(property["markdownDescription"].as_str().is_some_and(|it| !it.is_empty()), "{name}");
        let mut settings = Settings::default();
        assert_eq!(settings.merge(&json!({&name: property["default"]})), [], "{name}");
        assert_eq!(settings, Settings::default(), "{name}");
    }
}

#[test]
fn every_setting_is_there() {
    let mut settings = Settings::default();
    for (name, property) in properties() {
        let other = match &property["default"] {
            Value::Bool(it) => json!(!it),
            Value::Number(it) => json!(it.as_u64().unwrap() + 1),
            Value::Array(_) => match property["items"]["enum"].get(0) {
                Some(known) => json!([known]),
                None => json!(["other"]),
            },
            Value::Object(_) => json!({"empty-citation": "off"}),
            default => panic!("{name}: no other value than {default} is known"),
        };
        assert_eq!(settings.merge(&json!({ &name: other })), [], "{name}");
    }
    // Each field with its whole value, which may be of several lines.
    let fields = |settings: &Settings| {
        let mut fields: Vec<String> = Vec::new();
        for line in format!("{settings:#?}").lines() {
            if line.starts_with("    ") && line[4..].starts_with(char::is_alphabetic) {
                fields.push(line.to_owned());
            } else if let Some(last) = fields.last_mut() {
                last.push_str(line);
            }
        }
        fields
    };
    let (changed, default) = (fields(&settings), fields(&Settings::default()));
    let unchanged: Vec<&String> = default.iter().filter(|it| changed.contains(it)).collect();
    assert_eq!(unchanged, [] as [&String; 0], "these are not in package.json");
}

#[test]
fn every_rule_is_there_with_its_level_and_its_explanation() {
    let rules = properties().remove("rules").unwrap();
    let rules = rules["properties"].as_object().unwrap().clone();
    let names: BTreeSet<_> = rules.keys().cloned().collect();
    assert_eq!(names, catalogue::rules().iter().flat_map(Rule::settings).collect());
    let levels = [Level::Error, Level::Warning, Level::Information, Level::Hint, Level::Off];
    for (name, property) in rules {
        let (code, verdict) = name.split_once('.').map_or((&*name, None), |it| (it.0, Some(it.1)));
        let rule = catalogue::rule(code).unwrap();
        assert_eq!(property["enum"], json!(levels.map(Level::name)), "{name}");
        assert_eq!(property["default"], rule.level_in(&Settings::default(), verdict).name(), "{name}");
        if verdict.is_none() {
            let said = property["markdownDescription"].as_str().unwrap();
            assert!(said.starts_with(rule.explanation), "{name}: {said}");
        }
    }
}
