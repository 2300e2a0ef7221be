/** What the user can do with open citations. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { choose } from "./choose";
import type { OpenCitations } from "./openCitations";
import { previewCertain } from "./preview";
import { execute, type Entry, type Place } from "./protocol";
import { ReportPanel } from "./reportPanel";
import { isServed, type Server } from "./server";
import { StatusPage } from "./statusPage";
import type { Gap } from "./view";

const LIMIT = 50;

/** The gap of a row of the view, else the cursor. */
function place(client: LanguageClient, row?: Gap): Place {
  if (row) {
    return { uri: row.gap.uri, position: row.gap.range.start };
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isServed(editor.document)) {
    throw new Error(vscode.l10n.t("no LaTeX document has the cursor"));
  }
  return {
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  };
}

async function go(client: LanguageClient, command: "nextOpenCitation" | "previousOpenCitation"): Promise<void> {
  const gap = await execute(client, command, place(client));
  if (!gap) {
    vscode.window.setStatusBarMessage(vscode.l10n.t("No open citation"), 3000);
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
  const searched = async (): Promise<string> => (await execute(client, "searched", { uri: at.uri })).text;
  const keys = await choose(title, proposed, search, searched);
  if (keys.length) {
    await execute(client, "insertCitation", { ...at, keys });
  }
}

async function fill(client: LanguageClient, row?: Gap): Promise<void> {
  const at = place(client, row);
  const proposed = await execute(client, "candidates", { ...at, limit: LIMIT });
  await cite(client, vscode.l10n.t("Fill Open Citation"), at, proposed);
}

async function search(client: LanguageClient): Promise<void> {
  await cite(client, vscode.l10n.t("Search the Library and Cite"), place(client), []);
}

/** Adds the BibTeX of the clipboard to the bibliography and cites it at the cursor. */
async function paste(client: LanguageClient): Promise<void> {
  const text = await vscode.env.clipboard.readText();
  const { keys, added } = await execute(client, "pasteBibtex", { ...place(client), text });
  const cited = keys.map((key) => (added.includes(key) ? vscode.l10n.t("{0} (new in the bibliography)", key) : key));
  vscode.window.setStatusBarMessage(vscode.l10n.t("Cited {0}", cited.join(", ")), 5000);
}

async function showReferences(client: LanguageClient, at: Place): Promise<void> {
  const uri = client.protocol2CodeConverter.asUri(at.uri);
  const position = client.protocol2CodeConverter.asPosition(at.position);
  const found = await vscode.commands.executeCommand<vscode.Location[]>("vscode.executeReferenceProvider", uri, position);
  const elsewhere = found.filter((it) => it.uri.toString() !== uri.toString() || !it.range.contains(position));
  await vscode.commands.executeCommand("editor.action.showReferences", uri, position, elsewhere);
}

async function silence(client: LanguageClient, row?: Gap): Promise<void> {
  await execute(client, "suppress", place(client, row));
}

/** Registers all commands; those that need a server say so where there is none. */
export function registerCommands(server: Server, open: OpenCitations, log: vscode.LogOutputChannel): vscode.Disposable {
  const withClient =
    (run: (client: LanguageClient, row?: Gap) => Promise<void>) =>
    async (row?: Gap): Promise<void> => {
      const client = await server.need();
      try {
        if (client) {
          await run(client, row);
        }
      } catch (error) {
        // "Nothing is reported at this position" and its likes.
        void vscode.window.showWarningMessage(`Lacuna: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
  const status = new StatusPage();
  const report = new ReportPanel(server, log);
  const commands: Record<string, (row?: Gap) => unknown> = {
    goToNext: withClient((client) => go(client, "nextOpenCitation")),
    goToPrevious: withClient((client) => go(client, "previousOpenCitation")),
    fill: withClient(fill),
    searchAndCite: withClient(search),
    fillCertain: withClient((client) => previewCertain(client, open)),
    paste: withClient(paste),
    silence: withClient(silence),
    showWorkspace: () => {
      open.show("workspace");
    },
    showPaper: () => {
      open.show("paper");
    },
    // Lines above entries and headings lead here.
    showReferences: withClient((client, at) => showReferences(client, at as unknown as Place)),
    showOpenCitations: () => vscode.commands.executeCommand("lacuna.openCitations.focus"),
    showReport: withClient((client) => report.show(client, open.current)),
    showStatus: withClient((client) => status.show(client, open.current)),
    restart: () => server.restart(),
    showLog: () => {
      log.show();
    },
  };
  return vscode.Disposable.from(
    status,
    report,
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`lacuna.${name}`, run)),
  );
}
