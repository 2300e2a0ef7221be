/** Finding the server, and starting it whenever it can be started. */

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { LanguageClient, State, TransportKind, type StaticFeature } from "vscode-languageclient/node";
import { middleware, serverSettings } from "./settings";

const PROGRAM = process.platform === "win32" ? "lacuna.exe" : "lacuna";

/** The last three are other extensions' names for LaTeX with something in it. */
const SELECTOR = ["latex", "tex", "bibtex", "doctex", "rsweave", "pweave"].flatMap((language) => [
  { scheme: "file", language },
  { scheme: "untitled", language },
]);

/** Whether the server knows the document: not an earlier version in a comparison, for example. */
export function isServed(document: vscode.TextDocument): boolean {
  return vscode.languages.match(SELECTOR, document) > 0;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function named(): string | undefined {
  return vscode.workspace.getConfiguration("lacuna").get<string>("server.path")?.trim();
}

/** The server: the one that is named in the settings, the one packed with us, the one on the PATH. */
function find(context: vscode.ExtensionContext): string | undefined {
  const name = named();
  if (name) {
    return isProgram(name) ? name : undefined;
  }
  // A relative folder on the PATH would be one of the workspace's, which may not be trusted.
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  return [context.asAbsolutePath("bin"), ...folders].map((folder) => join(folder, PROGRAM)).find(isProgram);
}

/** What of this client no standard capability tells: its cards and its lines above headings may act. */
const abilities: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { commandLinks: true, lensCommands: true };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

function createClient(command: string, log: vscode.LogOutputChannel): LanguageClient {
  const client = new LanguageClient(
    "lacuna",
    "Lacuna",
    { command, args: ["serve"], transport: TransportKind.stdio },
    {
      documentSelector: SELECTOR,
      initializationOptions: {
        ...serverSettings(vscode.workspace.getConfiguration().get("lacuna")),
        // Where it is not, the server starts no program of the TeX installation either.
        trusted: vscode.workspace.isTrusted,
      },
      outputChannel: log,
      markdown: { isTrusted: { enabledCommands: ["lacuna.insertCitation"] } },
      middleware,
    },
  );
  client.registerFeature(abilities);
  return client;
}

/** The one server of this window, of which there may be none. */
export class Server implements vscode.Disposable {
  private running: LanguageClient | undefined;
  /** Starts and ends come one after the other, whoever asks for them. */
  private turn = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;

  /** The server has started or ended. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.restart()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("lacuna.server.path")) {
          void this.restart();
        }
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** What to talk to, if it is there. */
  get client(): LanguageClient | undefined {
    return this.running?.isRunning() ? this.running : undefined;
  }

  /** What to talk to, once it has started; says what is amiss where there is nothing. */
  async need(): Promise<LanguageClient | undefined> {
    await this.turn;
    if (!this.running) {
      void this.tellMissing();
    } else if (!this.client) {
      void this.tellStopped();
    }
    return this.client;
  }

  start(): Promise<void> {
    return this.inTurn(() => this.launch());
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  /** Looks for the server anew: it may have been installed meanwhile. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      await this.launch();
    });
  }

  private inTurn(run: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(run);
    return this.turn;
  }

  private async launch(): Promise<void> {
    const command = find(this.context);
    if (!command) {
      void this.tellMissing();
      return;
    }
    this.log.info(`The server is ${command}`);
    const client = createClient(command, this.log);
    this.running = client;
    client.onDidChangeState(({ newState }) => {
      void vscode.commands.executeCommand("setContext", "lacuna.running", newState === State.Running);
      this.changed.fire();
    });
    try {
      await client.start();
    } catch (error) {
      this.log.error(`${command} cannot be started: ${words(error)}`);
    }
  }

  private async end(): Promise<void> {
    const client = this.running;
    this.running = undefined;
    try {
      // One that never came up has nothing to end.
      if (client?.needsStop()) {
        await client.stop();
      }
    } catch (error) {
      this.log.warn(`The server did not end in order: ${words(error)}`);
    }
  }

  private async tellStopped(): Promise<void> {
    const restart = vscode.l10n.t("Restart Server");
    const log = vscode.l10n.t("Show Log");
    const message = vscode.l10n.t("Lacuna: the server does not run.");
    const answer = await vscode.window.showWarningMessage(message, restart, log);
    if (answer === restart) {
      await this.restart();
    } else if (answer === log) {
      this.log.show();
    }
  }

  private async tellMissing(): Promise<void> {
    const name = named();
    const message = name
      ? vscode.l10n.t("Lacuna: the server named in the settings, {0}, cannot be run.", name)
      : vscode.l10n.t("Lacuna: the program lacuna is neither packed with this extension nor on the PATH.");
    const install = vscode.l10n.t("How to Install");
    const settings = vscode.l10n.t("Open Settings");
    const answer = await vscode.window.showWarningMessage(message, install, settings);
    if (answer === install) {
      const page = vscode.Uri.joinPath(this.context.extensionUri, "INSTALL.md");
      await vscode.commands.executeCommand("markdown.showPreview", page);
    } else if (answer === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "lacuna.server.path");
    }
  }
}
