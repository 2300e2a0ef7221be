//! What follows from the catalogue of rules: the pages on rules and settings, the schema of `lacuna.toml`, VS Code's
//! settings.
//! `UPDATE_EXPECT=1 cargo test --test catalogue` writes them anew.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use lacuna::rules::{Rule, catalogue};
use lacuna::settings::Level;
use serde_json::{Value, json};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Compares a file with what it should hold, or writes it.
#[track_caller]
fn check(name: &str, expected: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(file(name).parent().unwrap()).unwrap();
        // At once: another of these tests may be reading it.
        let new = file(&format!("{name}.new"));
        std::fs::write(&new, expected).unwrap();
        std::fs::rename(new, file(name)).unwrap();
    }
    let found = std::fs::read_to_string(file(name)).unwrap_or_default();
    assert!(found == expected, "{name} is not what the catalogue says; UPDATE_EXPECT=1 writes it anew");
}

const LEVELS: [Level; 5] = [Level::Error, Level::Warning, Level::Information, Level::Hint, Level::Off];

/// What settings below `rules` say: name, level where nothing is set, description in Markdown.
fn settings(rule: &Rule) -> Vec<(String, Level, String)> {
    let own = (rule.code.to_owned(), rule.level, rule.explanation.to_owned());
    let verdicts = rule.verdicts.iter().map(|it| {
        let about = format!("Prose citations with the verdict `{}`: {}", it.name, it.about);
        (format!("{}.{}", rule.code, it.name), it.level, about)
    });
    std::iter::once(own).chain(verdicts).collect()
}

#[test]
fn the_page_on_rules() {
    let mut page = String::from(
        "# Rules\n\n<!-- Written by `UPDATE_EXPECT=1 cargo test --test catalogue` from the rules themselves. -->\n\n\
         What `lacuna` reports, in the order in which rules claim a stretch of text. `lacuna explain CODE` says the \
         same in a terminal; `rules.CODE` in `lacuna.toml` sets a level: `error`, `warning`, `information`, `hint` \
         or `off`.\n\n| rule | level |\n| --- | --- |\n",
    );
    for rule in catalogue::rules() {
        page += &format!("| [`{0}`](#{0}) | {1} |\n", rule.code, rule.level.name());
    }
    for rule in catalogue::rules() {
        page +=
            &format!("\n## {}\n\nBy default: {}.\n\n{}\n", rule.code, rule.level.name(), rule.explanation);
        if !rule.verdicts.is_empty() {
            page += "\n| setting | level | when |\n| --- | --- | --- |\n";
            for it in rule.verdicts {
                page +=
                    &format!("| `rules.{}.{}` | {} | {} |\n", rule.code, it.name, it.level.name(), it.about);
            }
        }
        page += &format!("\nTo silence one report: `% lacuna: ignore[{}]`.\n", rule.code);
    }
    check("docs/rules.md", &page);
}

fn read(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file(name)).unwrap()).unwrap()
}

/// The settings of VS Code's extension that are the server's too, each with what is said of it in English.
fn shared_settings() -> Vec<(String, Value)> {
    let words = read("editors/vscode/package.nls.json");
    let mut found = Vec::new();
    for section in read("editors/vscode/package.json")["contributes"]["configuration"].as_array().unwrap() {
        for (name, property) in section["properties"].as_object().unwrap() {
            let name = name.strip_prefix("lacuna.").unwrap();
            if ["editor.", "server.", "trace."].iter().any(|it| name.starts_with(it)) {
                continue;
            }
            let mut property = property.clone();
            let key = property["markdownDescription"].as_str().unwrap().trim_matches('%');
            property["markdownDescription"] = json!(words[key].as_str().unwrap());
            found.push((name.to_owned(), property));
        }
    }
    found
}

/// Where a rule's page is to be read.
fn page(code: &str) -> String {
    format!("{}/blob/HEAD/docs/rules.md#{code}", env!("CARGO_PKG_REPOSITORY"))
}

#[test]
fn the_schema_of_lacuna_toml() {
    let levels = json!(LEVELS.map(Level::name));
    let rules = catalogue::rules().iter().flat_map(settings).filter(|it| !it.0.contains('.'));
    let mut rules: serde_json::Map<_, _> = rules
        .map(|(name, level, about)| {
            (name, json!({"enum": levels, "default": level.name(), "description": about}))
        })
        .collect();
    // `rules.prose-citation.match` is a table in TOML.
    for rule in catalogue::rules().iter().filter(|it| !it.verdicts.is_empty()) {
        let verdicts = rule.verdicts.iter().map(|it| {
            (it.name.to_owned(), json!({"enum": levels, "default": it.level.name(), "description": it.about}))
        });
        let verdicts: serde_json::Map<_, _> = verdicts.collect();
        let table = json!({"type": "object", "additionalProperties": false, "properties": verdicts});
        let own = rules.remove(rule.code).unwrap();
        rules.insert(rule.code.to_owned(), json!({"anyOf": [own, table]}));
    }
    let mut properties = json!({});
    for (name, property) in shared_settings().iter().filter(|it| it.0 != "rules") {
        let mut schema = json!({"description": property["markdownDescription"]});
        for word in ["type", "default", "items", "minimum"] {
            if let Some(value) = property.get(word) {
                schema[word] = value.clone();
            }
        }
        let slot = match name.split_once('.') {
            None => &mut properties[name],
            Some((table, name)) => {
                if properties[table].is_null() {
                    properties[table] =
                        json!({"type": "object", "additionalProperties": false, "properties": {}});
                }
                &mut properties[table]["properties"][name]
            }
        };
        *slot = schema;
    }
    properties["rules"] = json!({"type": "object", "additionalProperties": false, "properties": rules});
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "lacuna.toml",
        "description": "Settings of Lacuna, the language server for surveys in LaTeX",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    check("docs/lacuna.schema.json", &(serde_json::to_string_pretty(&schema).unwrap() + "\n"));
}

#[test]
fn the_page_on_settings() {
    let mut page = String::from(
        "# Settings\n\n<!-- Written by `UPDATE_EXPECT=1 cargo test --test catalogue` from the settings themselves. -->\n\n\
         In `lacuna.toml` at the project's root (the nearest at or above a file counts), or under `lacuna.` in your \
         editor; the file wins. What is not understood in it is reported where it stands, and a change counts at \
         once. Editors that read JSON Schema take `docs/lacuna.schema.json` for it.\n",
    );
    for (name, property) in shared_settings() {
        let default = match property["default"].to_string().as_str() {
            "{}" => "every rule at the level of [its page](rules.md)".to_owned(),
            value => format!("`{value}`"),
        };
        page += &format!(
            "\n## {name}\n\n{}\n\nBy default: {default}.\n",
            property["markdownDescription"].as_str().unwrap()
        );
    }
    check("docs/settings.md", &page);
}

#[test]
fn the_rules_among_the_settings_of_vs_code() {
    let indent = " ".repeat(10);
    let mut text = format!("{indent}\"lacuna.rules\": {{\n");
    let line = |depth: usize, line: &str| format!("{indent}{}{line}\n", "  ".repeat(depth));
    text += &line(1, "\"type\": \"object\",");
    text += &line(1, "\"scope\": \"window\",");
    text += &line(1, "\"default\": {},");
    text += &line(1, "\"additionalProperties\": false,");
    text += &line(1, "\"properties\": {");
    let all: Vec<_> = catalogue::rules().iter().flat_map(settings).collect();
    for (index, (name, level, about)) in all.iter().enumerate() {
        let code = name.split('.').next().unwrap();
        let about = format!("{about}\n\n[Rule `{code}`]({})", page(code));
        text += &line(2, &format!("\"{name}\": {{"));
        // By the type VS Code shows the rules as a table.
        text += &line(3, "\"type\": \"string\",");
        text += &line(3, "\"enum\": [");
        for (index, level) in LEVELS.iter().enumerate() {
            let comma = if index + 1 < LEVELS.len() { "," } else { "" };
            text += &line(4, &format!("\"{}\"{comma}", level.name()));
        }
        text += &line(3, "],");
        text += &line(3, &format!("\"default\": \"{}\",", level.name()));
        text += &line(3, &format!("\"markdownDescription\": {}", json!(about)));
        text += &line(2, if index + 1 < all.len() { "}," } else { "}" });
    }
    text += &line(1, "},");
    let name = "editors/vscode/package.json";
    let found = std::fs::read_to_string(file(name)).unwrap();
    let start = found.find(&format!("{indent}\"lacuna.rules\": {{\n")).unwrap();
    // What stands behind the properties is the extension's own.
    let end = start + found[start..].find(&format!("\n{indent}  }},\n")).unwrap() + indent.len() + 6;
    check(name, &format!("{}{text}{}", &found[..start], &found[end..]));
}
