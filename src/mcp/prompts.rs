//! What a person may start a model with.

use rmcp::model::{GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};
use serde_json::Value;

use super::answer::{line, plain};

const CLOSE_GAPS: &str = "close_gaps";

pub(super) fn close_gaps() -> Prompt {
    let section = PromptArgument::new("section")
        .with_description("Words of the section's heading; without them the whole paper")
        .with_required(false);
    let path = PromptArgument::new("path").with_description("The paper's .tex file").with_required(false);
    Prompt::new(
        CLOSE_GAPS,
        Some("Close the gaps of a section: only with works that exist"),
        Some(vec![section, path]),
    )
    .with_title("Close the gaps of this section")
}

/// The prompt of this name.
pub(super) fn told(name: &str, arguments: &JsonObject) -> Option<GetPromptResult> {
    if name != CLOSE_GAPS {
        return None;
    }
    let given = |name: &str| {
        let text = arguments.get(name).and_then(Value::as_str).map(|it| line(&plain(it)));
        text.filter(|it| !it.is_empty())
    };
    let (section, path) = (given("section"), given("path"));
    let about = match (&section, &path) {
        (Some(section), Some(path)) => format!("the section “{section}” of {path}"),
        (Some(section), None) => format!("the section “{section}”"),
        (None, Some(path)) => path.clone(),
        (None, None) => "the paper".to_owned(),
    };
    let text = format!(
        "Close the open citations of {about} with Lacuna's tools.\n\n\
         1. List them with `open_citations`.\n\
         2. For each, read the sentence and the candidates. Cite one with `cite` only if the work supports what the \
         sentence says; look at its abstract with `search` where the title does not tell.\n\
         3. Where no entry fits, use `search` or `resolve`, and bring in what the corpora have with `add_entry`.\n\
         4. Where nothing fits, leave the gap open and say so. Never invent a key, a title or an author.\n\
         5. End with `check`, and report which gaps you closed with what, and which stay open."
    );
    Some(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]))
}
