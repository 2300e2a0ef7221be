//! What a tool is.

use serde_json::{Map, Value};

use crate::mcp::answer::Answer;
use crate::mcp::desk::Desk;

/// What answers a call: it is given the arguments, and is told how far it is.
pub type Call = fn(&mut Desk, Value, &dyn Fn(&str)) -> Answer;

/// One tool.
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// What it does, for who chooses among tools.
    pub description: &'static str,
    /// The JSON Schema of its arguments (an object).
    pub schema: fn() -> Value,
    /// Whether it may change files.
    pub writes: bool,
    /// Answers a call; the closure is told how far it is.
    pub call: Call,
}

/// The schema of an object with these properties and no others.
pub fn object(properties: Value, required: &[&str]) -> Value {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), properties);
    schema.insert("required".to_owned(), required.into());
    schema.insert("additionalProperties".to_owned(), false.into());
    Value::Object(schema)
}
