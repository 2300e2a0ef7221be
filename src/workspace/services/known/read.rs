//! What answers in JSON have in common.

use serde_json::Value;

use crate::corpus::formats::{Format, Reader, Reading};
use crate::model::record::Record;

/// Reads an answer as JSON.
pub fn json(answer: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(answer).map_err(|_| "its answer is no JSON, or is cut off".to_owned())
}

/// The list at a path of an answer; the error says that it is not there.
pub fn list<'a>(answer: &'a Value, path: &str) -> Result<&'a Vec<Value>, String> {
    answer
        .pointer(path)
        .and_then(Value::as_array)
        .ok_or_else(|| "its answer has no list of records".to_owned())
}

/// The items that a corpus's format reads; an item that it cannot read is passed over.
pub fn as_format(format: Format, items: &[Value]) -> Vec<Record> {
    let reader = Reader::new(format);
    let read = |item: &Value| match serde_json::to_vec(item).map(|it| reader.read(&it)) {
        Ok(Reading::Record(record)) => Some(*record),
        _ => None,
    };
    items.iter().filter_map(read).collect()
}

/// A text at a path; empty where there is none.
pub fn text(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A number, or a text that is one.
pub fn number(value: &Value, path: &str) -> Option<i32> {
    let found = value.pointer(path)?;
    found.as_i64().and_then(|it| i32::try_from(it).ok()).or_else(|| found.as_str()?.trim().parse().ok())
}
