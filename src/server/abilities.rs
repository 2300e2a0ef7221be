//! What the client can do, asked once.
//!
//! Every branch on a client's abilities asks a question of [`Abilities`]; nothing else looks into the
//! protocol's nest of optional structs.

use serde_json::Value;
use tower_lsp::lsp_types::ClientCapabilities;

use crate::text::position::PositionEncoding;

/// What the client can do. Whatever it does not declare, it cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// What a column counts in this session.
    pub encoding: PositionEncoding,

    /// Hover cards may be markdown.
    pub hover_markdown: bool,
    /// The documentation of a completion item may be markdown.
    pub completion_markdown: bool,
    /// A completion item may offer one range to insert and one to replace.
    pub insert_replace: bool,
    /// A completion item may carry a second, dimmed label.
    pub label_details: bool,
    /// A completion item's documentation may be left to `completionItem/resolve`.
    pub completion_resolve_documentation: bool,

    /// `workspace/applyEdit` is answered.
    pub apply_edit: bool,
    /// Edits may name the version of the document they are for.
    pub document_changes: bool,
    /// Edits may carry a label and ask for confirmation.
    pub change_annotations: bool,
    /// An edit may create a file.
    pub create_files: bool,

    /// Code actions may be actions, not commands only.
    pub code_action_literals: bool,
    /// A code action may be marked as the one to take.
    pub code_action_preferred: bool,

    /// Definitions may be links that name the range they start from.
    pub location_links: bool,
    /// Document symbols may form a tree.
    pub hierarchical_symbols: bool,
    /// Document symbols may be of kinds that the protocol did not always have.
    pub new_symbol_kinds: bool,
    /// The same for symbols of the workspace.
    pub new_workspace_symbol_kinds: bool,
    /// The range to be renamed is asked for beforehand.
    pub prepare_rename: bool,
    /// Folds are whole lines only.
    pub line_folding_only: bool,

    /// Diagnostics may point at further places.
    pub diagnostic_related_information: bool,
    /// Diagnostics come back with their `data` in a code action request.
    pub diagnostic_data: bool,
    /// Diagnostics may be tagged as unnecessary.
    pub diagnostic_unnecessary: bool,
    /// Diagnostics may be asked for instead of sent, and are asked for again on request: without that, what
    /// a bibliography read late changes would not be seen before the next edit.
    pub pull_diagnostics: bool,

    /// `workspace/configuration` is answered.
    pub configuration: bool,
    /// Changes of configuration are announced on request.
    pub did_change_configuration_dynamic: bool,
    /// Files are watched on request. Neovim on Linux declares that they are not.
    pub watched_files_dynamic: bool,

    /// Progress may be shown.
    pub work_done_progress: bool,
    /// `window/showDocument` is answered.
    pub show_document: bool,
    /// The card of an inlay hint may be left to `inlayHint/resolve`.
    pub inlay_hint_resolve_tooltip: bool,
    /// Inlay hints are asked for again on request.
    pub inlay_hint_refresh: bool,
    /// Links of cards may be commands (`experimental.commandLinks`): the client trusts us with them.
    pub command_links: bool,
    /// Lines above headings and entries may lead somewhere (`experimental.lensCommands`): the client has
    /// `lacuna.showReferences` and `lacuna.showOpenCitations`.
    pub lens_commands: bool,
    /// Code lenses are asked for again on request.
    pub code_lens_refresh: bool,
    /// Semantic tokens are asked for again on request.
    pub semantic_tokens_refresh: bool,
}

impl Abilities {
    /// The abilities that `client` declares.
    pub fn new(client: &ClientCapabilities) -> Self {
        let declared = Declared(serde_json::to_value(client).unwrap_or_default());
        let flag = |path| declared.flag(path);
        let lists = |path, value| declared.words(path).any(|word| word == value);
        let prefers_markdown = |path| declared.words(path).next() == Some("markdown");
        let has = |path| declared.0.pointer(path).is_some();
        // Those that we use beside `File` to `Array`: `Object`, `Event`.
        let all_kinds = |path| [19, 24].iter().all(|kind| declared.numbers(path).any(|it| it == *kind));
        Self {
            encoding: encoding(declared.words("/general/positionEncodings")),

            hover_markdown: prefers_markdown("/textDocument/hover/contentFormat"),
            completion_markdown: prefers_markdown(
                "/textDocument/completion/completionItem/documentationFormat",
            ),
            insert_replace: flag("/textDocument/completion/completionItem/insertReplaceSupport"),
            label_details: flag("/textDocument/completion/completionItem/labelDetailsSupport"),
            completion_resolve_documentation: lists(
                "/textDocument/completion/completionItem/resolveSupport/properties",
                "documentation",
            ),

            apply_edit: flag("/workspace/applyEdit"),
            document_changes: flag("/workspace/workspaceEdit/documentChanges"),
            change_annotations: has("/workspace/workspaceEdit/changeAnnotationSupport"),
            create_files: lists("/workspace/workspaceEdit/resourceOperations", "create"),

            code_action_literals: has("/textDocument/codeAction/codeActionLiteralSupport"),
            code_action_preferred: flag("/textDocument/codeAction/isPreferredSupport"),

            location_links: flag("/textDocument/definition/linkSupport"),
            hierarchical_symbols: flag("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            new_symbol_kinds: all_kinds("/textDocument/documentSymbol/symbolKind/valueSet"),
            new_workspace_symbol_kinds: all_kinds("/workspace/symbol/symbolKind/valueSet"),
            prepare_rename: flag("/textDocument/rename/prepareSupport"),
            line_folding_only: flag("/textDocument/foldingRange/lineFoldingOnly"),

            diagnostic_related_information: flag("/textDocument/publishDiagnostics/relatedInformation"),
            diagnostic_data: flag("/textDocument/publishDiagnostics/dataSupport"),
            diagnostic_unnecessary: declared
                .numbers("/textDocument/publishDiagnostics/tagSupport/valueSet")
                .any(|it| it == 1),
            pull_diagnostics: has("/textDocument/diagnostic") && flag("/workspace/diagnostic/refreshSupport"),

            configuration: flag("/workspace/configuration"),
            did_change_configuration_dynamic: flag("/workspace/didChangeConfiguration/dynamicRegistration"),
            watched_files_dynamic: flag("/workspace/didChangeWatchedFiles/dynamicRegistration"),

            work_done_progress: flag("/window/workDoneProgress"),
            show_document: flag("/window/showDocument/support"),
            inlay_hint_resolve_tooltip: lists("/textDocument/inlayHint/resolveSupport/properties", "tooltip"),
            inlay_hint_refresh: flag("/workspace/inlayHint/refreshSupport"),
            command_links: flag("/experimental/commandLinks"),
            lens_commands: flag("/experimental/lensCommands"),
            code_lens_refresh: flag("/workspace/codeLens/refreshSupport"),
            semantic_tokens_refresh: flag("/workspace/semanticTokens/refreshSupport"),
        }
    }
}

/// A client's capabilities as they stand on the wire, where a path is shorter than a chain of options.
struct Declared(Value);

impl Declared {
    fn flag(&self, path: &str) -> bool {
        self.0.pointer(path).and_then(Value::as_bool).unwrap_or_default()
    }

    fn words(&self, path: &str) -> impl Iterator<Item = &str> {
        self.0.pointer(path).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    fn numbers(&self, path: &str) -> impl Iterator<Item = u64> {
        self.0.pointer(path).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64)
    }
}

/// The first of the client's encodings that we know, since a client lists them in its order of
/// preference; UTF-16 where there is none (LSP 3.17, `general.positionEncodings`).
fn encoding<'a>(mut offered: impl Iterator<Item = &'a str>) -> PositionEncoding {
    let known = |name| match name {
        "utf-8" => Some(PositionEncoding::Utf8),
        "utf-16" => Some(PositionEncoding::Utf16),
        "utf-32" => Some(PositionEncoding::Utf32),
        _ => None,
    };
    offered.find_map(known).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use tower_lsp::lsp_types::PositionEncodingKind;

    use crate::server::capabilities::server_capabilities;

    fn abilities(declared: Value) -> Abilities {
        Abilities::new(&serde_json::from_value(declared).unwrap())
    }

    #[test]
    fn a_client_that_declares_nothing_can_do_nothing() {
        assert_eq!(abilities(json!({})), Abilities::default());
    }

    #[test]
    fn the_first_known_encoding_is_taken_and_utf_16_by_default() {
        let negotiated =
            |offered: Value| abilities(json!({"general": {"positionEncodings": offered}})).encoding;
        assert_eq!(negotiated(json!(["utf-32", "utf-8", "utf-16"])), PositionEncoding::Utf32);
        assert_eq!(negotiated(json!(["utf-7", "utf-8"])), PositionEncoding::Utf8);
        assert_eq!(negotiated(json!(["utf-16", "utf-8"])), PositionEncoding::Utf16);
        assert_eq!(negotiated(json!([])), PositionEncoding::Utf16);
        assert_eq!(negotiated(json!(["utf-7"])), PositionEncoding::Utf16);
    }

    #[test]
    fn the_answer_names_the_encoding() {
        let client = Abilities { encoding: PositionEncoding::Utf8, ..Abilities::default() };
        assert_eq!(server_capabilities(&client).position_encoding, Some(PositionEncodingKind::UTF8));
    }

    #[test]
    fn markdown_is_for_clients_that_put_it_first() {
        let hover =
            |formats: Value| abilities(json!({"textDocument": {"hover": {"contentFormat": formats}}}));
        assert!(hover(json!(["markdown", "plaintext"])).hover_markdown);
        assert!(!hover(json!(["plaintext", "markdown"])).hover_markdown);
        assert!(!hover(json!(["plaintext"])).hover_markdown);
        assert!(!hover(json!([])).hover_markdown);
    }

    /// Every ability, so that no misspelt path goes unnoticed.
    #[test]
    fn a_client_that_declares_everything_can_do_everything() {
        let everything = abilities(json!({
            "general": {"positionEncodings": ["utf-8"]},
            "experimental": {"commandLinks": true, "lensCommands": true},
            "window": {"workDoneProgress": true, "showDocument": {"support": true}},
            "workspace": {
                "applyEdit": true,
                "configuration": true,
                "symbol": {"symbolKind": {"valueSet": [1, 19, 24]}},
                "workspaceEdit": {
                    "documentChanges": true,
                    "resourceOperations": ["create"],
                    "changeAnnotationSupport": {},
                },
                "didChangeConfiguration": {"dynamicRegistration": true},
                "didChangeWatchedFiles": {"dynamicRegistration": true},
                "inlayHint": {"refreshSupport": true},
                "codeLens": {"refreshSupport": true},
                "semanticTokens": {"refreshSupport": true},
                "diagnostic": {"refreshSupport": true},
            },
            "textDocument": {
                "hover": {"contentFormat": ["markdown"]},
                "completion": {"completionItem": {
                    "insertReplaceSupport": true,
                    "labelDetailsSupport": true,
                    "documentationFormat": ["markdown"],
                    "resolveSupport": {"properties": ["documentation", "detail"]},
                }},
                "codeAction": {
                    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
                    "isPreferredSupport": true,
                },
                "definition": {"linkSupport": true},
                "documentSymbol": {
                    "hierarchicalDocumentSymbolSupport": true,
                    "symbolKind": {"valueSet": [19, 24]},
                },
                "rename": {"prepareSupport": true},
                "foldingRange": {"lineFoldingOnly": true},
                "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}},
                "publishDiagnostics": {
                    "relatedInformation": true,
                    "dataSupport": true,
                    "tagSupport": {"valueSet": [1, 2]},
                },
                "diagnostic": {},
            },
        }));
        let shown = format!("{everything:?}");
        assert!(!shown.contains("false"), "{shown}");
    }
}
