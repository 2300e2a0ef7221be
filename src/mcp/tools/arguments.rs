//! Arguments that several tools take.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::mcp::desk::View;
use crate::model::document::DocumentId;
use crate::model::project::Project;
use crate::text::position::{Position, PositionEncoding};

/// The arguments of a call; the error says which is wrong.
pub fn read<T: DeserializeOwned>(arguments: Value) -> Result<T, String> {
    let arguments = if arguments.is_null() { json!({}) } else { arguments };
    serde_json::from_value(arguments).map_err(|error| format!("wrong arguments: {error}"))
}

/// The schema of `path`.
pub fn path() -> Value {
    json!({
        "type": "string",
        "description": "A .tex or .bib file (its whole paper is meant) or a folder, from the server's folder; \
                        without it all papers there."
    })
}

/// The schema of `limit`.
pub fn limit(usual: usize, most: usize) -> Value {
    json!({"type": "integer", "minimum": 1, "maximum": most, "default": usual})
}

/// The schema of `offset`.
pub fn offset() -> Value {
    json!({
        "type": "integer", "minimum": 0, "default": 0,
        "description": "How many to pass over: `next_offset` of the former answer."
    })
}

/// The only paper of what was asked about; the error names them.
pub fn project(view: &View) -> Result<&Project, String> {
    match view.projects().as_slice() {
        [] => Err("there is no LaTeX paper; give the path of a .tex file".to_owned()),
        [one] => Ok(one),
        several => {
            let names: Vec<String> = several.iter().take(20).map(|it| view.shown(&it.root)).collect();
            Err(format!("there are several papers; give one as `path`: {}", names.join(", ")))
        }
    }
}

/// `main.tex:12:34`, counted from 1, columns in characters: the name of a place.
pub fn place_of(view: &View, id: &DocumentId, offset: usize) -> String {
    let at = view.snapshot.document(id).map(|it| it.text.position(offset, PositionEncoding::Utf32));
    let at = at.unwrap_or_default();
    format!("{}:{}:{}", view.shown(id), at.line + 1, at.column + 1)
}

/// A place's file, and its line and column counted from 0.
pub fn place(written: &str) -> Result<(&str, Position), String> {
    let wrong = || format!("`{written}` is no place; write one as `file.tex:LINE:COLUMN`");
    let mut parts = written.rsplitn(3, ':');
    let mut number = || parts.next()?.parse::<usize>().ok()?.checked_sub(1);
    let (column, line) = (number(), number());
    let file = parts.next().filter(|it| !it.is_empty()).ok_or_else(wrong)?;
    Ok((file, Position { line: line.ok_or_else(wrong)?, column: column.ok_or_else(wrong)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_behind() {
        assert_eq!(place("a:b.tex:12:3"), Ok(("a:b.tex", Position { line: 11, column: 2 })));
        for wrong in ["main.tex", "main.tex:1", "main.tex:0:1", ":1:1", "main.tex:x:1"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
