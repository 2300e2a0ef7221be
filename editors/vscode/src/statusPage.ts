/** Why the server sees what it sees: a page to read, and to paste into a report. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { execute } from "./protocol";

const PAGE = vscode.Uri.parse("lacuna:Status of Lacuna");

export class StatusPage implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private text = "";
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(PAGE.scheme, this);

  readonly onDidChange = this.changed.event;

  dispose(): void {
    vscode.Disposable.from(this.registration, this.changed).dispose();
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  /** Shows the page of the document's paper, or of every paper there is. */
  async show(client: LanguageClient, document: vscode.Uri | undefined): Promise<void> {
    const uri = document && client.code2ProtocolConverter.asUri(document);
    this.text = (await execute(client, "status", { ...(uri && { uri }) })).text;
    this.changed.fire(PAGE);
    await vscode.window.showTextDocument(PAGE);
  }
}
