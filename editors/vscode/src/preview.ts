/** Filling all that is certain, once the user has seen what that is. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { OpenCitations } from "./openCitations";
import { execute } from "./protocol";

interface Change extends vscode.QuickPickItem {
  document: vscode.Uri;
  edit: vscode.TextEdit;
}

const CITE = /\\[a-zA-Z]+\*?(\[[^\]]*\])*\{[^}]*\}/g;

/** The works named in the text that `edit` replaces; the text itself where none is known. */
async function replaced(open: OpenCitations, uri: vscode.Uri, edit: vscode.TextEdit): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uri);
  const named = open.all
    .filter((gap) => gap.verdict === "match" && vscode.Uri.parse(gap.uri).toString() === uri.toString())
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
    void vscode.window.showInformationMessage("No open citation is certain.");
    return;
  }
  const changes = certain.entries().flatMap(([document, edits]) => edits.map((edit) => ({ document, edit })));
  const items = await Promise.all(
    changes.map(async ({ document, edit }): Promise<Change> => {
      const cites = edit.newText.match(CITE);
      return {
        label: cites ? cites.join(" ") : edit.newText.trim() || "(removed)",
        description: `${vscode.workspace.asRelativePath(document)}:${edit.range.start.line + 1}`,
        detail: await replaced(open, document, edit),
        picked: true,
        document,
        edit,
      };
    }),
  );
  const title = "Fill All Certain Open Citations";
  const placeHolder = "All of these are filled; strike off what is to stay";
  const wanted = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  const chosen = new vscode.WorkspaceEdit();
  for (const { document, edit } of wanted ?? []) {
    chosen.replace(document, edit.range, edit.newText);
  }
  await vscode.workspace.applyEdit(chosen);
}
