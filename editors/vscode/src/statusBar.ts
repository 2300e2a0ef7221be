/** How many citations are open, in the status bar. */

import * as vscode from "vscode";
import type { OpenCitations } from "./openCitations";
import { isServed } from "./server";
import { wanted } from "./settings";

export function statusBar(open: OpenCitations): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("lacuna.open", vscode.StatusBarAlignment.Left, 50);
  item.name = "Open Citations";
  item.command = "lacuna.openCitations.focus";
  const update = (): void => {
    const count = open.all.length;
    const unmatched = open.all.filter((gap) => gap.verdict === "not-found").length;
    item.text = `$(references) ${count} open` + (unmatched ? ` · ${unmatched} unmatched` : "");
    item.tooltip = "Open citations of this paper, and those of them that name a work the bibliography does not have";
    const editor = vscode.window.activeTextEditor;
    if (open.isKnown && wanted("statusBar") && editor && isServed(editor.document)) {
      item.show();
    } else {
      item.hide();
    }
  };
  return vscode.Disposable.from(
    item,
    open.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration(update),
  );
}
