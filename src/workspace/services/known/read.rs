//! What answers in JSON have in common.

use serde_json::Value;

use crate::corpus::formats::{Format, Reader, Reading};
use crate::model::record::Record;
use crate::syntax::names::Name;

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

/// A record in which the last of the authors, where that is nobody (`others`, `et al.`), says that there are more.
pub fn without_others(mut record: Record) -> Record {
    let is_nobody = |it: &Name| {
        let name = it.full().to_lowercase();
        matches!(name.trim_end_matches('.'), "others" | "and others" | "et al")
    };
    if record.work.authors.last().is_some_and(is_nobody) {
        record.work.authors.pop();
        record.work.others = true;
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::library::Work;

    #[test]
    fn nobody_stands_for_more_authors() {
        let of = |names: &[&str]| {
            let authors = names.iter().map(|it| Name::read(it)).collect();
            let record = Record { work: Work { authors, ..Work::default() }, ..Record::default() };
            let work = without_others(record).work;
            (work.authors.len(), work.others)
        };
        assert_eq!([of(&["Ida Blum", "others"]), of(&["Ida Blum", "et al."])], [(1, true), (1, true)]);
        assert_eq!([of(&["Ida Blum", "Ann Others"]), of(&[])], [(2, false), (0, false)]);
    }
}
