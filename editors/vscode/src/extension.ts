/** Lacuna in VS Code: starts the server, and shows what is open. */

import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { OpenCitations } from "./openCitations";
import { Server } from "./server";
import { statusBar } from "./statusBar";
import { OpenCitationsView } from "./view";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Lacuna", { log: true });
  server = new Server(context, log);
  const open = new OpenCitations(server, log);
  context.subscriptions.push(
    log,
    server,
    open,
    // Also without a server: they say what is missing.
    registerCommands(server, open, log),
    new OpenCitationsView(open),
    statusBar(open),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
