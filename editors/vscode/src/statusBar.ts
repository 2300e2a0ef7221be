/** How many citations are open, in the status bar. */

import * as vscode from "vscode";
import type { OpenCitations } from "./openCitations";
import { isServed } from "./server";
import { wanted } from "./settings";

export function statusBar(open: OpenCitations): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("lacuna.open", vscode.StatusBarAlignment.Left, 50);
  item.name = vscode.l10n.t("Open Citations");
  item.command = "lacuna.openCitations.focus";
  const update = (): void => {
    const count = open.all.length;
    const unmatched = open.all.filter((gap) => gap.verdict === "not-found").length;
    const counts = [vscode.l10n.t("{0} open", count), ...(unmatched ? [vscode.l10n.t("{0} unmatched", unmatched)] : [])];
    item.text = `$(references) ${counts.join(" · ")}`;
    item.tooltip = vscode.l10n.t(
      "Open citations of this paper, and those of them that name a work the bibliography does not have",
    );
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
