//! What of an answer a client did not announce that it can take, by LSP 3.17 alone.

use std::fmt;

use serde_json::{Value, json};

/// A part of a message and the capability that it would need.
pub struct Untaken {
    method: String,
    needs: String,
    part: String,
}

impl fmt::Debug for Untaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} without {}: {}",
            self.method,
            self.needs,
            self.part.chars().take(300).collect::<String>()
        )
    }
}

/// The parts of the result (or, for what the server sends, of the parameters) of `method` that need what
/// `capabilities` does not announce.
pub fn untaken(capabilities: &Value, method: &str, value: &Value) -> Vec<Untaken> {
    let mut it = Check { capabilities, method, found: Vec::new() };
    it.message(value);
    it.found
}

struct Check<'a> {
    capabilities: &'a Value,
    method: &'a str,
    found: Vec<Untaken>,
}

impl Check<'_> {
    fn is(&self, path: &str) -> bool {
        self.capabilities.pointer(path).is_some_and(|it| *it == true)
    }

    fn has(&self, path: &str) -> bool {
        self.capabilities.pointer(path).is_some_and(Value::is_object)
    }

    fn lists(&self, path: &str, value: &Value) -> bool {
        self.capabilities.pointer(path).and_then(Value::as_array).is_some_and(|it| it.contains(value))
    }

    /// Notes `part`, if there is one, unless the client `can` take it.
    fn needs(&mut self, can: bool, needs: &str, part: &Value) {
        if !can && !part.is_null() {
            let (needs, part) = (needs.to_owned(), part.to_string());
            self.found.push(Untaken { method: self.method.to_owned(), needs, part });
        }
    }

    fn needs_flag(&mut self, path: &str, part: &Value) {
        self.needs(self.is(path), path, part);
    }

    fn message(&mut self, value: &Value) {
        match self.method {
            "initialize" => self.announced(&value["capabilities"]),
            "textDocument/hover" => self.markup("/textDocument/hover/contentFormat", &value["contents"]),
            "textDocument/completion" => each(&value["items"], |it| self.item(it)),
            "completionItem/resolve" => self.item(value),
            "textDocument/definition" => each(value, |it| {
                self.needs_flag("/textDocument/definition/linkSupport", &it["targetUri"]);
            }),
            "textDocument/documentSymbol" => each(value, |it| self.symbol(it)),
            "workspace/symbol" => each(value, |it| self.kind("/workspace/symbol/symbolKind/valueSet", it)),
            "textDocument/codeAction" => each(value, |it| self.action(it)),
            "textDocument/foldingRange" => each(value, |it| self.fold(it)),
            "textDocument/documentLink" => each(value, |it| {
                self.needs_flag("/textDocument/documentLink/tooltipSupport", &it["tooltip"]);
            }),
            "textDocument/inlayHint" => each(value, |it| {
                self.needs(it["tooltip"].is_null() || it["data"].is_null(), "one of tooltip and data", it);
                self.markup("/textDocument/hover/contentFormat", &it["tooltip"]);
            }),
            "textDocument/rename" => self.edit(value),
            "workspace/applyEdit" => {
                self.needs_flag("/workspace/applyEdit", value);
                self.edit(&value["edit"]);
            }
            "textDocument/publishDiagnostics" => {
                let pulls =
                    self.has("/textDocument/diagnostic") && self.is("/workspace/diagnostics/refreshSupport");
                self.needs(!pulls, "one way of diagnostics", value);
                each(&value["diagnostics"], |it| self.diagnostic(it));
            }
            "textDocument/diagnostic" => each(&value["items"], |it| self.diagnostic(it)),
            "client/registerCapability" => each(&value["registrations"], |it| {
                let path = format!("/{}/dynamicRegistration", it["method"].as_str().unwrap_or_default());
                self.needs_flag(&path, it);
            }),
            "workspace/configuration" => self.needs_flag("/workspace/configuration", value),
            "window/workDoneProgress/create" | "$/progress" => {
                self.needs_flag("/window/workDoneProgress", value);
            }
            "window/showDocument" => self.needs_flag("/window/showDocument/support", value),
            "window/showMessageRequest" => self.needs(self.has("/window/showMessage"), "showMessage", value),
            method if method.ends_with("/refresh") => {
                let path = format!("/{}Support", method.replace("/diagnostic/", "/diagnostics/"));
                self.needs_flag(&path, &json!(method));
            }
            _ => {}
        }
    }

    /// What is announced to a client that asks for it only as far as it can.
    fn announced(&mut self, server: &Value) {
        self.needs_flag("/textDocument/rename/prepareSupport", &server["renameProvider"]["prepareProvider"]);
        self.needs(self.has("/textDocument/diagnostic"), "diagnostic", &server["diagnosticProvider"]);
        let encoding = &server["positionEncoding"];
        let offered = *encoding == "utf-16" || self.lists("/general/positionEncodings", encoding);
        self.needs(offered, "positionEncodings", encoding);
    }

    fn markup(&mut self, formats: &str, content: &Value) {
        let kind = &content["kind"];
        self.needs(*kind == "plaintext" || self.lists(formats, kind), formats, kind);
    }

    fn item(&mut self, item: &Value) {
        const ITEM: &str = "/textDocument/completion/completionItem";
        let path = |name: &str| format!("{ITEM}/{name}");
        self.markup(&path("documentationFormat"), &item["documentation"]);
        self.needs(item["insertTextFormat"] != 2 || self.is(&path("snippetSupport")), "snippetSupport", item);
        self.needs_flag(&path("labelDetailsSupport"), &item["labelDetails"]);
        self.needs_flag(&path("insertReplaceSupport"), &item["textEdit"]["insert"]);
        self.needs_flag(&path("commitCharactersSupport"), &item["commitCharacters"]);
        self.needs_flag(&path("preselectSupport"), &item["preselect"]);
        self.needs_flag(&path("deprecatedSupport"), &item["deprecated"]);
        self.needs(self.has(&path("tagSupport")), "tagSupport", &item["tags"]);
        self.needs(
            self.has(&path("insertTextModeSupport")),
            "insertTextModeSupport",
            &item["insertTextMode"],
        );
        let known = "/textDocument/completion/completionItemKind/valueSet";
        self.needs(is_old(&item["kind"]) || self.lists(known, &item["kind"]), known, &item["kind"]);
    }

    fn symbol(&mut self, symbol: &Value) {
        let of = "/textDocument/documentSymbol";
        self.needs_flag(&format!("{of}/hierarchicalDocumentSymbolSupport"), &symbol["selectionRange"]);
        self.needs(self.has(&format!("{of}/tagSupport")), "tagSupport", &symbol["tags"]);
        self.kind(&format!("{of}/symbolKind/valueSet"), symbol);
        each(&symbol["children"], |it| self.symbol(it));
    }

    /// Who names no kinds knows those "from `File` to `Array`".
    fn kind(&mut self, known: &str, symbol: &Value) {
        self.needs(is_old(&symbol["kind"]) || self.lists(known, &symbol["kind"]), known, symbol);
    }

    fn action(&mut self, action: &Value) {
        const ACTION: &str = "/textDocument/codeAction";
        if action["command"].is_string() {
            return;
        }
        let literals = self.has(&format!("{ACTION}/codeActionLiteralSupport"));
        self.needs(literals, "codeActionLiteralSupport", action);
        self.needs_flag(&format!("{ACTION}/isPreferredSupport"), &action["isPreferred"]);
        self.needs_flag(&format!("{ACTION}/disabledSupport"), &action["disabled"]);
        self.needs_flag(&format!("{ACTION}/dataSupport"), &action["data"]);
        each(&action["diagnostics"], |it| self.diagnostic(it));
        self.edit(&action["edit"]);
    }

    fn edit(&mut self, edit: &Value) {
        const EDIT: &str = "/workspace/workspaceEdit";
        self.needs_flag(&format!("{EDIT}/documentChanges"), &edit["documentChanges"]);
        let both = !edit["changes"].is_null() && !edit["documentChanges"].is_null();
        self.needs(!both, "one of changes and documentChanges", edit);
        let annotated = self.has(&format!("{EDIT}/changeAnnotationSupport"));
        self.needs(annotated, "changeAnnotationSupport", &edit["changeAnnotations"]);
        each(&edit["documentChanges"], |it| {
            self.needs(
                it["kind"].is_null() || self.lists(&format!("{EDIT}/resourceOperations"), &it["kind"]),
                "resourceOperations",
                it,
            );
            each(&it["edits"], |it| self.needs(annotated, "changeAnnotationSupport", &it["annotationId"]));
        });
    }

    fn fold(&mut self, fold: &Value) {
        const FOLD: &str = "/textDocument/foldingRange";
        let by_column = !self.is(&format!("{FOLD}/lineFoldingOnly"));
        self.needs(by_column, "folds by column", &fold["startCharacter"]);
        self.needs(by_column, "folds by column", &fold["endCharacter"]);
        self.needs_flag(&format!("{FOLD}/foldingRange/collapsedText"), &fold["collapsedText"]);
    }

    fn diagnostic(&mut self, diagnostic: &Value) {
        const OF: &str = "/textDocument/publishDiagnostics";
        self.needs_flag(&format!("{OF}/relatedInformation"), &diagnostic["relatedInformation"]);
        self.needs_flag(&format!("{OF}/codeDescriptionSupport"), &diagnostic["codeDescription"]);
        self.needs_flag(&format!("{OF}/dataSupport"), &diagnostic["data"]);
        each(&diagnostic["tags"], |it| {
            self.needs(self.lists(&format!("{OF}/tagSupport/valueSet"), it), "tagSupport", it);
        });
    }
}

/// Whether a kind is of the first version of the protocol: 1 to 18 both of symbols and of completion items.
fn is_old(kind: &Value) -> bool {
    kind.as_u64().is_none_or(|it| (1..=18).contains(&it))
}

fn each(list: &Value, mut look: impl FnMut(&Value)) {
    list.as_array().into_iter().flatten().for_each(&mut look);
}

#[test]
fn what_was_not_announced_is_found() {
    let hover = json!({"contents": {"kind": "markdown", "value": "x"}});
    assert_eq!(untaken(&json!({}), "textDocument/hover", &hover).len(), 1);
    let able = json!({"textDocument": {"hover": {"contentFormat": ["plaintext", "markdown"]}}});
    assert_eq!(untaken(&able, "textDocument/hover", &hover).len(), 0);
    let edit = json!({"documentChanges": [{"kind": "create"}, {"edits": [{"annotationId": "a"}]}]});
    assert_eq!(untaken(&json!({}), "textDocument/rename", &edit).len(), 3);
    let symbol = json!([{"kind": 5, "children": [{"kind": 24}]}]);
    assert_eq!(untaken(&json!({}), "textDocument/documentSymbol", &symbol).len(), 1);
}
