/** Lacuna in VS Code: finds the server, starts it, and shows what is open. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { registerCommands } from "./commands";
import { colours, statusBar } from "./decorations";
import { OpenCitations } from "./openCitations";
import { createClient, findServer } from "./server";
import { OpenCitationsView } from "./view";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Lacuna", { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("lacuna.showLog", () => {
      log.show();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("lacuna.server.path")) {
        void askToReload();
      }
    }),
  );
  const command = findServer(context);
  if (!command) {
    void tellMissing(context.extensionUri);
    return;
  }
  log.info(`The server is ${command}`);
  client = createClient(command, log);
  const open = new OpenCitations(client);
  context.subscriptions.push(
    open,
    registerCommands(client, open),
    new OpenCitationsView(client, open),
    colours(client, open),
    statusBar(open),
  );
  await client.start();
  context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => client?.restart()));
  await vscode.commands.executeCommand("setContext", "lacuna.running", true);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function tellMissing(extension: vscode.Uri): Promise<void> {
  const named = vscode.workspace.getConfiguration("lacuna").get<string>("server.path");
  const message = named
    ? `Lacuna: the server named in the settings, ${named}, cannot be run.`
    : "Lacuna: the program `lacuna` is neither packed with this extension nor on the PATH.";
  const install = "How to Install";
  const settings = "Open Settings";
  const answer = await vscode.window.showWarningMessage(message, install, settings);
  if (answer === install) {
    await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.joinPath(extension, "README.md"));
  } else if (answer === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "lacuna.server.path");
  }
}

async function askToReload(): Promise<void> {
  const reload = "Reload Window";
  if ((await vscode.window.showInformationMessage("Lacuna starts the other server after a reload.", reload)) === reload) {
    await vscode.commands.executeCommand("workbench.action.reloadWindow");
  }
}
