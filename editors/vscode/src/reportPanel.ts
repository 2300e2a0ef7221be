/** The state of the survey in a panel beside the text; it follows edits, and its places lead to the text. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { execute } from "./protocol";
import { isServed, type Server } from "./server";

/** So long after the last edit the page is made anew. */
const SETTLE_MS = 800;

interface Place {
  file: string;
  line: number;
  column: number;
}

function isPlace(it: unknown): it is Place {
  const place = it as Partial<Place> | null;
  return typeof place?.file === "string" && Number.isInteger(place.line) && Number.isInteger(place.column);
}

/** The server names files by their paths, and what is no file by its URI. */
function uriOf(file: string): vscode.Uri {
  return /^[a-z][\w+.-]+:/i.test(file) ? vscode.Uri.parse(file) : vscode.Uri.file(file);
}

async function open({ file, line, column }: Place): Promise<void> {
  const at = new vscode.Position(Math.max(line - 1, 0), Math.max(column - 1, 0));
  const shown = vscode.window.visibleTextEditors.find((it) => it.document.uri.toString() === uriOf(file).toString());
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(uriOf(file), { viewColumn, selection: new vscode.Range(at, at) });
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export class ReportPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** The paper that is shown, by one of its documents. */
  private uri: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly server: Server,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.contentChanges.length && isServed(event.document)) {
          this.refreshSoon();
        }
      }),
      // What changes on disk changes what is reported.
      vscode.languages.onDidChangeDiagnostics(() => {
        this.refreshSoon();
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
    this.panel?.dispose();
  }

  /** Shows the report on the document's paper, or on the first that there is. */
  async show(client: LanguageClient, document: vscode.Uri | undefined): Promise<void> {
    this.uri = document && client.code2ProtocolConverter.asUri(document);
    const page = await this.ask(client);
    this.panel ??= this.create();
    this.put(page);
    this.panel.reveal(undefined, true);
  }

  private create(): vscode.WebviewPanel {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel("lacuna.report", "Report of the Survey", place, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [],
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isPlace(message)) {
        open(message).then(undefined, (error: unknown) => {
          this.log.warn("A place of the report could not be shown", error);
        });
      }
    });
    panel.onDidChangeViewState(() => {
      this.refreshSoon();
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    return panel;
  }

  private put({ title, html }: { title: string; html: string }): void {
    if (this.panel && this.panel.webview.html !== html) {
      this.panel.title = `Report: ${title}`;
      this.panel.webview.html = html;
    }
  }

  private ask(client: LanguageClient): Promise<{ title: string; html: string }> {
    return execute(client, "report", { ...(this.uri && { uri: this.uri }) });
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    if (this.panel?.visible) {
      this.timer = setTimeout(() => void this.refresh(), SETTLE_MS);
    }
  }

  private async refresh(): Promise<void> {
    const asked = ++this.asked;
    const client = this.server.client;
    if (!client) {
      return;
    }
    try {
      const page = await this.ask(client);
      if (asked === this.asked) {
        this.put(page);
      }
    } catch (error) {
      this.log.warn("The report could not be made anew", error);
    }
  }
}
