/** Filling all that is certain, once the user has seen what that is. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { OpenCitations } from "./openCitations";
import { execute } from "./protocol";

interface Change extends vscode.QuickPickItem {
  document: vscode.TextDocument;
  /** That of the document which `edit` is for. */
  version: number;
  edit: vscode.TextEdit;
}

const CITE = /\\[a-zA-Z]+\*?(\[[^\]]*\])*\{[^}]*\}/g;

/** The works named in the text that `edit` replaces; the text itself where none is known. */
function replaced(open: OpenCitations, document: vscode.TextDocument, edit: vscode.TextEdit): string {
  const uri = document.uri.toString();
  const named = open.all
    .filter((gap) => gap.verdict === "match" && vscode.Uri.parse(gap.uri).toString() === uri)
    .map(({ range: { start, end } }) => new vscode.Range(start.line, start.character, end.line, end.character))
    .filter((range) => edit.range.contains(range))
    .map((range) => document.getText(range));
  return (named.length ? named.join("; ") : document.getText(edit.range)).replace(/\s+/g, " ").trim();
}

/** Shows all certain changes in a list, from which those that are not wanted are struck off. */
export async function previewCertain(client: LanguageClient, open: OpenCitations): Promise<void> {
  const uri = open.current && client.code2ProtocolConverter.asUri(open.current);
  const answer = await execute(client, "fillAllCertain", { ...(uri && { uri }), apply: false });
  const certain = answer.edit && (await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit));
  if (!certain?.size) {
    void vscode.window.showInformationMessage(vscode.l10n.t("No open citation is certain."));
    return;
  }
  const files = await Promise.all(
    certain.entries().map(async ([uri, edits]) => {
      const document = await vscode.workspace.openTextDocument(uri);
      return edits.map((edit) => ({ document, version: document.version, edit }));
    }),
  );
  const items = files.flat().map(({ document, version, edit }): Change => {
    const cites = edit.newText.match(CITE);
    return {
      label: cites ? cites.join(" ") : edit.newText.trim() || vscode.l10n.t("(removed)"),
      description: `${vscode.workspace.asRelativePath(document.uri)}:${edit.range.start.line + 1}`,
      detail: replaced(open, document, edit),
      picked: true,
      document,
      version,
      edit,
    };
  });
  const title = vscode.l10n.t("Fill All Certain Open Citations");
  const placeHolder = vscode.l10n.t("All of these are filled; strike off what is to stay");
  const wanted = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  if (!wanted?.length) {
    return;
  }
  if (wanted.some(({ document, version }) => document.version !== version)) {
    throw new Error(vscode.l10n.t("the text has changed meanwhile; nothing was filled"));
  }
  const chosen = new vscode.WorkspaceEdit();
  for (const { document, edit } of wanted) {
    chosen.replace(document.uri, edit.range, edit.newText);
  }
  await vscode.workspace.applyEdit(chosen);
}
