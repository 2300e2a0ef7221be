//! Text in HTML: whatever a document says is shown as it stands and does nothing.

use super::options::Links;
use crate::features::report::types::{Entry, Place};
use crate::features::report::works::is_web;
use crate::gaps::candidates::percent_encoded;
use crate::text::visible::visible_line;

/// Text between tags, or in an attribute's quotes; signs that hide themselves are shown as marks.
pub(super) fn text(text: &str) -> String {
    let shown = visible_line(text);
    let mut out = String::with_capacity(shown.len() + 8);
    for c in shown.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            _ => out.push(c),
        }
    }
    out
}

/// Words of a document within words of ours, whichever way they are written.
pub(super) fn words(words: &str) -> String {
    // What is of one direction for certain needs no wall around it.
    if words.is_ascii() { text(words) } else { format!("<bdi>{}</bdi>", text(words)) }
}

/// A message of ours, in which names of documents stand between backticks.
pub(super) fn message(message: &str) -> String {
    let mut out = String::new();
    for (at, part) in message.split('`').enumerate() {
        out += &if at % 2 == 1 { format!("<code>{}</code>", words(part)) } else { words(part) };
    }
    out
}

/// A sentence with its gap marked.
pub(super) fn sentence(sentence: &str) -> String {
    words(sentence).replace("____", "<mark>____</mark>")
}

/// A title; linked where there is a page for it in the web.
pub(super) fn title(title: &str, page: Option<&str>) -> String {
    let shown = if title.is_empty() { "<span class=none>(no title)</span>".to_owned() } else { text(title) };
    match page.filter(|it| is_web(it)) {
        Some(page) => {
            format!("<cite dir=auto><a href=\"{}\">{shown}</a></cite>", text(page))
        }
        None => format!("<cite dir=auto>{shown}</cite>"),
    }
}

/// `related.tex:14`, as a link if that is wanted.
pub(super) fn place(place: &Place, links: Links) -> String {
    let Some(id) = place.document.as_ref().filter(|_| place.line > 0) else { return String::new() };
    let shown = format!("{}:{}", text(&place.file), place.line);
    let Place { line, column, .. } = place;
    match (links, id.path()) {
        (Links::VsCode, Some(path)) => {
            let path = path.to_string_lossy().replace('\\', "/");
            let parts: Vec<String> =
                path.split('/').map(|it| percent_encoded(it).replace("%3A", ":")).collect();
            let path = parts.join("/");
            let root = if path.starts_with('/') { "" } else { "/" };
            format!("<a class=place href=\"vscode://file{root}{path}:{line}:{column}\">{shown}</a>")
        }
        (Links::Panel, _) => {
            let file = text(id.as_str());
            format!(
                "<a class=place href=\"#\" data-file=\"{file}\" data-line=\"{line}\" data-column=\"{column}\">{shown}</a>"
            )
        }
        _ => format!("<span class=place>{shown}</span>"),
    }
}

/// An entry: who and what, its key and its place.
pub(super) fn entry(it: &Entry, links: Links) -> String {
    let key = if it.key.is_empty() { String::new() } else { format!("<code>{}</code> · ", words(&it.key)) };
    let why = if it.why.is_empty() { String::new() } else { format!(" · {}", words(&it.why)) };
    format!(
        "{} {}<span class=note>{key}{}{why}</span>",
        words(&it.label),
        title(&it.title, None),
        place(&it.place, links)
    )
}

/// `1 work`, `2 works`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// `3,000`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `15 %`; of nothing, nothing.
pub(super) fn share(part: usize, whole: usize) -> String {
    match (part * 100).checked_div(whole) {
        None => "–".to_owned(),
        Some(0) if part > 0 => "<1 %".to_owned(),
        Some(percent) => format!("{percent} %"),
    }
}
