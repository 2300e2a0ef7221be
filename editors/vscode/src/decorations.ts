/** Open citations in the text, coloured by what is known of them; and their count in the status bar. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { knowledge, type Knowledge, type OpenCitations } from "./openCitations";
import { LANGUAGES } from "./server";

const KINDS: Knowledge[] = ["certain", "doubtful", "open"];

function wanted(feature: string): boolean {
  return vscode.workspace.getConfiguration("lacuna").get<boolean>(`editor.${feature}`, true);
}

export function colours(client: LanguageClient, open: OpenCitations): vscode.Disposable {
  const types = KINDS.map((kind) =>
    vscode.window.createTextEditorDecorationType({ backgroundColor: new vscode.ThemeColor(`lacuna.${kind}`) }),
  );
  const paint = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const uri = editor.document.uri.toString();
      const here = wanted("colors")
        ? open.all.filter((gap) => client.protocol2CodeConverter.asUri(gap.uri).toString() === uri)
        : [];
      types.forEach((type, index) => {
        const gaps = here.filter((gap) => knowledge(gap) === KINDS[index]);
        editor.setDecorations(type, gaps.map((gap) => client.protocol2CodeConverter.asRange(gap.range)));
      });
    }
  };
  return vscode.Disposable.from(
    ...types,
    open.onDidChange(paint),
    vscode.window.onDidChangeVisibleTextEditors(paint),
    vscode.workspace.onDidChangeConfiguration(paint),
  );
}

export function statusBar(open: OpenCitations): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("lacuna.open", vscode.StatusBarAlignment.Left, 50);
  item.name = "Open Citations";
  item.command = "lacuna.openCitations.focus";
  const update = (): void => {
    const count = open.all.length;
    const unmatched = open.all.filter((gap) => gap.verdict === "not-found").length;
    item.text = `$(references) ${count} open` + (unmatched ? ` · ${unmatched} unmatched` : "");
    item.tooltip = "Open citations of this paper, and those of them that name a work the bibliography does not have";
    const language = vscode.window.activeTextEditor?.document.languageId;
    if (wanted("statusBar") && language && LANGUAGES.includes(language)) {
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
