//! Code lenses in the protocol's words.

use serde_json::json;
use tower_lsp::lsp_types::{CodeLens, CodeLensParams, Command};

use crate::features::lenses::{Lens, Target, lenses};
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};
use crate::text::Text;

pub(in crate::server) fn answer(asked: &Asked, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let id = incoming::document_id(&params.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let found = lenses(&asked.snapshot, &id);
    let text = &text.for_places(found.len());
    let lenses = found.into_iter().map(|it| CodeLens {
        range: outgoing::range(text, it.range, asked.client.encoding),
        data: None,
        command: Some(command(asked, params, text, it)),
    });
    Some(lenses.collect())
}

/// Where the lens leads, in a client that has commands for it; else it only tells something.
fn command(asked: &Asked, params: &CodeLensParams, text: &Text, lens: Lens) -> Command {
    let title = lens.title;
    let target = lens.target.filter(|_| asked.client.lens_commands);
    let Some(target) = target else { return Command { title, command: String::new(), arguments: None } };
    let position = outgoing::range(text, lens.range, asked.client.encoding).start;
    let at = json!({"uri": params.text_document.uri, "position": position});
    let command = match target {
        Target::References => "lacuna.showReferences",
        Target::OpenCitations => "lacuna.showOpenCitations",
    };
    Command { title, command: command.to_owned(), arguments: Some(vec![at]) }
}
