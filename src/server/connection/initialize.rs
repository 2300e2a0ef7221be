//! The parameters of `initialize`, made readable.
//!
//! A session that is refused is of no use to anybody: what a client says of itself in a way that nobody can read
//! counts as not said (LSP 3.17, "Initialize Request": a missing property is the absence of the capability).

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tower_lsp::lsp_types::{InitializeParams, Url};
use tracing::warn;

/// The parameters under the names by which they are read, and without what cannot be.
pub(super) fn readable(initialize: Value) -> Value {
    let mut initialize = if initialize.is_object() { initialize } else { json!({}) };
    if initialize.get("capabilities").is_none_or(Value::is_null) {
        initialize["capabilities"] = json!({});
    }
    let initialize = with_names_as_read(without_impossible_roots(initialize));
    match sound(initialize.clone(), &|it| it) {
        Some(sound) => sound,
        None => initialize,
    }
}

/// As much of `value` as can be read where `place` puts it.
fn sound(value: Value, place: &dyn Fn(Value) -> Value) -> Option<Value> {
    let whole = place(value.clone());
    let Err(error) = InitializeParams::deserialize(&whole) else { return Some(value) };
    let Value::Object(parts) = value else {
        warn!("`initialize` says what cannot be read: {error}");
        return None;
    };
    let mut kept = Map::new();
    // Without them nothing can be read.
    if parts.contains_key("capabilities") {
        kept.insert("capabilities".to_owned(), json!({}));
    }
    for (name, part) in parts {
        let within = |part: Value| {
            let mut beside = kept.clone();
            beside.insert(name.clone(), part);
            place(Value::Object(beside))
        };
        if let Some(part) = sound(part, &within) {
            kept.insert(name, part);
        }
    }
    let kept = Value::Object(kept);
    InitializeParams::deserialize(&place(kept.clone())).is_ok().then_some(kept)
}

/// Without the roots that are bare paths, for which `initialize` would be refused as a whole.
fn without_impossible_roots(mut initialize: Value) -> Value {
    let is_uri = |value: &Value| value.as_str().is_some_and(|uri| Url::parse(uri).is_ok());
    if let Some(root) = initialize.get_mut("rootUri").filter(|root| !is_uri(root)) {
        *root = Value::Null;
    }
    if let Some(folders) = initialize.get_mut("workspaceFolders").and_then(Value::as_array_mut) {
        folders.retain(|folder| is_uri(&folder["uri"]));
    }
    initialize
}

/// With `workspace.diagnostics` (LSP 3.17) under the name by which lsp-types 0.94 reads it.
fn with_names_as_read(mut initialize: Value) -> Value {
    if let Some(workspace) = initialize.pointer_mut("/capabilities/workspace").and_then(Value::as_object_mut)
        && let Some(diagnostics) = workspace.remove("diagnostics")
    {
        workspace.insert("diagnostic".to_owned(), diagnostics);
    }
    initialize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &Value, read: &Value) {
        assert_eq!(readable(said.clone()), *read);
        InitializeParams::deserialize(read).unwrap();
    }

    #[test]
    fn what_can_be_read_is_left_as_it_is() {
        let said =
            json!({"processId": 1, "trace": "verbose", "capabilities": {"workspace": {"applyEdit": true}}});
        check(&said, &said);
    }

    #[test]
    fn what_cannot_be_read_was_not_said() {
        for nothing in [json!({"capabilities": null}), json!({}), json!(null), json!([1])] {
            check(&nothing, &json!({"capabilities": {}}));
        }
        check(
            &json!({"trace": "compact", "processId": "me", "capabilities": {}}),
            &json!({"capabilities": {}}),
        );
        check(
            &json!({"capabilities": {
                "workspace": {"applyEdit": "yes", "configuration": true},
                "textDocument": {
                    "hover": {"contentFormat": "markdown", "dynamicRegistration": true},
                    "definition": {"linkSupport": true},
                },
                "window": [],
                "general": 7,
            }}),
            &json!({"capabilities": {
                "workspace": {"configuration": true},
                "textDocument": {"hover": {"dynamicRegistration": true}, "definition": {"linkSupport": true}},
            }}),
        );
    }

    #[test]
    fn what_lacks_a_part_it_must_have_was_not_said() {
        check(
            &json!({"capabilities": {"textDocument": {"inlayHint": {"resolveSupport": {"properties": 3}}}}}),
            &json!({"capabilities": {"textDocument": {"inlayHint": {}}}}),
        );
    }
}
