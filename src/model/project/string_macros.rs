//! Macros that stand for a piece of a path: `\newcommand{\bibdir}{refs}`.

use rustc_hash::FxHashMap;

use crate::model::document::Document;

/// The macros of a document alone that stand for a piece of a path.
pub(super) fn of(document: &Document) -> FxHashMap<String, String> {
    let mut strings = FxHashMap::default();
    add(document, &mut strings);
    strings
}

/// Adds them to those of the files before.
pub(super) fn add(document: &Document, strings: &mut FxHashMap<String, String>) {
    let Some(tex) = document.tex() else { return };
    let in_branch = &document.links.branches;
    for (start, chunk) in &tex.chunks {
        let mut groups = 0_usize;
        let mut calls = chunk.calls.iter().enumerate().peekable();
        for definition in &chunk.definitions {
            while let Some((_, call)) = calls.next_if(|it| it.0 < definition.call) {
                match call.name.as_str() {
                    "begingroup" | "bgroup" => groups += 1,
                    "endgroup" | "egroup" => groups = groups.saturating_sub(1),
                    _ => {}
                }
            }
            let Some(body) = definition.bodies.first().filter(|_| !definition.takes_arguments) else {
                continue;
            };
            let text = chunk.text[body.std()].trim();
            if text.contains(['{', '}', '%', '\n']) || text.len() >= 200 {
                continue;
            }
            let call = chunk.calls.get(definition.call);
            // `\providecommand` leaves what is defined already as it is; so does a branch that asks whether it is, and
            // what a group defines ends with it.
            let provides =
                call.is_some_and(|it| it.name.to_ascii_lowercase().starts_with("provide") || it.depth > 0);
            let at = start + definition.name_range.start;
            let is_weak = provides || groups > 0 || in_branch.iter().any(|it| it.contains(at));
            if !is_weak || !strings.contains_key(&definition.name) {
                strings.insert(definition.name.clone(), text.to_owned());
            }
        }
    }
}
