/** What is open, asked anew whenever reports change; the view and the status bar show it. */

import * as vscode from "vscode";
import { execute, type OpenCitation } from "./protocol";
import { isServed, type Server } from "./server";

/** Reports come in bursts, one list for each file of a paper. */
const SETTLE_MS = 120;

export class OpenCitations implements vscode.Disposable {
  private gaps: OpenCitation[] | undefined;
  private whole = false;
  /** The document last worked on: its paper is shown, also while the view has the focus. */
  private document: vscode.Uri | undefined;
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: { dispose(): unknown }[];

  /** The list is another one now. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly server: Server,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.follow(vscode.window.activeTextEditor);
    this.subscriptions = [
      this.changed,
      server.onDidChange(() => {
        this.refreshSoon();
      }),
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
    return this.gaps ?? [];
  }

  /** Whether the server has said what is open. */
  get isKnown(): boolean {
    return this.gaps !== undefined;
  }

  get current(): vscode.Uri | undefined {
    return this.document;
  }

  /** Whether the list is of all papers of the workspace. */
  get isOfWorkspace(): boolean {
    return this.whole;
  }

  /** Lists what is open in the paper that is worked on, or in all that the workspace has. */
  show(scope: "paper" | "workspace"): void {
    this.whole = scope === "workspace";
    void vscode.commands.executeCommand("setContext", "lacuna.wholeWorkspace", this.whole);
    this.refreshSoon();
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private follow(editor: vscode.TextEditor | undefined): void {
    if (editor && isServed(editor.document)) {
      this.document = editor.document.uri;
    }
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }

  private async refresh(): Promise<void> {
    const asked = ++this.asked;
    const client = this.server.client;
    let gaps: OpenCitation[] | undefined;
    try {
      // Of every paper as long as none is worked on: the view is to be full before a document opens.
      const paper = this.whole ? undefined : this.document;
      const uri = paper && client?.code2ProtocolConverter.asUri(paper);
      gaps = client && (await execute(client, "openCitations", { ...(uri && { uri }) }));
    } catch (error) {
      this.log.warn("The open citations could not be listed", error);
      return;
    }
    if (asked === this.asked) {
      this.gaps = gaps;
      void vscode.commands.executeCommand("setContext", "lacuna.known", this.isKnown);
      this.changed.fire();
    }
  }
}

/** How much is known of a gap. */
export type Knowledge = "certain" | "doubtful" | "unmatched" | "open";

export function knowledge({ verdict }: OpenCitation): Knowledge {
  switch (verdict) {
    case "match":
      return "certain";
    case "not-found":
      return "unmatched";
    default:
      return verdict ? "doubtful" : "open";
  }
}
