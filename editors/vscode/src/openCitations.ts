/** What is open, asked anew whenever reports change; the view, the status bar and the colours show it. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { execute, type OpenCitation } from "./protocol";
import { LANGUAGES } from "./server";

/** Reports come in bursts, one list for each file of a paper. */
const SETTLE_MS = 120;

export class OpenCitations implements vscode.Disposable {
  private gaps: OpenCitation[] = [];
  /** The document last worked on: its paper is shown, also while the view has the focus. */
  private document: vscode.Uri | undefined;
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: { dispose(): unknown }[];

  /** The list is another one now. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly client: LanguageClient) {
    this.follow(vscode.window.activeTextEditor);
    this.subscriptions = [
      this.changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.follow(editor);
        this.refreshSoon();
      }),
      vscode.languages.onDidChangeDiagnostics((event) => {
        if (event.uris.some((uri) => /\.(tex|ltx|bib)$/i.test(uri.path) || uri.scheme === "untitled")) {
          this.refreshSoon();
        }
      }),
    ];
    this.refreshSoon();
  }

  get all(): readonly OpenCitation[] {
    return this.gaps;
  }

  get current(): vscode.Uri | undefined {
    return this.document;
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private follow(editor: vscode.TextEditor | undefined): void {
    if (editor && LANGUAGES.includes(editor.document.languageId)) {
      this.document = editor.document.uri;
    }
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }

  private async refresh(): Promise<void> {
    if (!this.client.isRunning() || !this.document) {
      return;
    }
    const asked = ++this.asked;
    const uri = this.client.code2ProtocolConverter.asUri(this.document);
    try {
      const gaps = await execute(this.client, "openCitations", { uri });
      if (asked === this.asked) {
        this.gaps = gaps;
        this.changed.fire();
      }
    } catch (error) {
      this.client.warn("The open citations could not be listed", error, false);
    }
  }
}

/** How much is known of a gap. */
export type Knowledge = "certain" | "doubtful" | "open";

export function knowledge(gap: OpenCitation): Knowledge {
  if (gap.verdict === "match") {
    return "certain";
  }
  return gap.verdict && gap.verdict !== "not-found" ? "doubtful" : "open";
}
