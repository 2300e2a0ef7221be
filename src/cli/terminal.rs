//! What is written to the terminal: no sign of a document, of its name or of a message steers it.

use std::io::Write as _;

use serde_json::Value;

use crate::text::visible::{is_hidden, visible_line};

/// Writes a line to standard error.
pub(super) fn complain(message: &str) {
    let _ = writeln!(anstream::stderr(), "lacuna: {}", visible_line(message));
}

/// Writes to standard output what no document has a part in, as it is.
pub(super) fn write(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes);
    let _ = out.flush();
}

/// Writes to standard output what has been made visible already, but for our own colours.
pub(super) fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// A value in JSON, in which signs that would steer a terminal are escaped: JSON itself asks that only of some.
pub(super) fn json(value: &Value) -> String {
    escaped(format!("{value:#}\n"))
}

/// The same in one line.
pub(super) fn json_line(value: &Value) -> String {
    escaped(format!("{value}\n"))
}

fn escaped(text: String) -> String {
    if !text.chars().any(is_hidden) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            // They stand in strings alone.
            _ if is_hidden(c) => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| escaped += &format!("\\u{unit:04x}"));
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn json_holds_the_same_and_steers_nothing() {
        let value = json!({"a": "b\u{9b}31m\u{e0041}\u{1b}"});
        let text = super::json(&value);
        assert!(text.contains("b\\u009b31m\\udb40\\udc41\\u001b"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
