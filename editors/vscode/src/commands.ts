/** What the user can do with open citations. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { choose } from "./choose";
import type { OpenCitations } from "./openCitations";
import { execute, type Entry, type Place } from "./protocol";
import type { Gap } from "./view";

const LIMIT = 50;

/** The gap of a row of the view, else the cursor. */
function place(client: LanguageClient, row?: Gap): Place | undefined {
  if (row) {
    return { uri: row.gap.uri, position: row.gap.range.start };
  }
  const editor = vscode.window.activeTextEditor;
  return (
    editor && {
      uri: client.code2ProtocolConverter.asUri(editor.document.uri),
      position: client.code2ProtocolConverter.asPosition(editor.selection.active),
    }
  );
}

async function go(client: LanguageClient, command: "nextOpenCitation" | "previousOpenCitation"): Promise<void> {
  const from = place(client);
  const gap = from && (await execute(client, command, from));
  if (!gap) {
    vscode.window.setStatusBarMessage("No open citation", 3000);
    return;
  }
  const range = client.protocol2CodeConverter.asRange(gap.range);
  const editor = await vscode.window.showTextDocument(client.protocol2CodeConverter.asUri(gap.uri));
  // The cursor alone: a selected gap would be overwritten by the next letter.
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function cite(client: LanguageClient, title: string, at: Place, proposed: Entry[]): Promise<void> {
  const search = (query: string): Promise<Entry[]> => execute(client, "search", { uri: at.uri, query, limit: LIMIT });
  const keys = await choose(title, proposed, search);
  if (keys.length) {
    await execute(client, "insertCitation", { ...at, keys });
  }
}

/** All certain changes in a list, from which those that are not wanted are struck off. */
async function fillCertain(client: LanguageClient, open: OpenCitations): Promise<void> {
  const uri = open.current && client.code2ProtocolConverter.asUri(open.current);
  const { edit } = await execute(client, "fillAllCertain", { ...(uri && { uri }), apply: false });
  const changes = edit && (await client.protocol2CodeConverter.asWorkspaceEdit(edit));
  if (!changes?.size) {
    void vscode.window.showInformationMessage("No open citation is certain.");
    return;
  }
  const items = changes.entries().flatMap(([document, edits]) => edits.map((it) => ({ document, it })));
  const shown = await Promise.all(
    items.map(async ({ document, it }) => {
      const text = (await vscode.workspace.openTextDocument(document)).getText(it.range).trim();
      const place = `${vscode.workspace.asRelativePath(document)}:${it.range.start.line + 1}`;
      return { label: it.newText.replace(/^~/, ""), description: place, detail: text, picked: true, document, it };
    }),
  );
  const title = "Fill All Certain Open Citations";
  const wanted = await vscode.window.showQuickPick(shown, { title, canPickMany: true });
  const chosen = new vscode.WorkspaceEdit();
  for (const { document, it } of wanted ?? []) {
    chosen.replace(document, it.range, it.newText);
  }
  await vscode.workspace.applyEdit(chosen);
}

export function registerCommands(client: LanguageClient, open: OpenCitations): vscode.Disposable {
  const at = (row: Gap | undefined, act: (place: Place) => Promise<unknown>): Promise<unknown> | undefined => {
    const where = place(client, row);
    return where && act(where);
  };
  const commands: Record<string, (row?: Gap) => unknown> = {
    goToNext: () => go(client, "nextOpenCitation"),
    goToPrevious: () => go(client, "previousOpenCitation"),
    fill: (row) =>
      at(row, async (it) =>
        cite(client, "Fill Open Citation", it, await execute(client, "candidates", { ...it, limit: LIMIT })),
      ),
    searchAndCite: () => at(undefined, (it) => cite(client, "Search the Library and Cite", it, [])),
    fillCertain: () => fillCertain(client, open),
    silence: (row) => at(row, (it) => execute(client, "suppress", it)),
    restart: () => client.restart(),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`lacuna.${name}`, run)),
  );
}
