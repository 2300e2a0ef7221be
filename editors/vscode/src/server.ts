/** Finding the server and starting it. */

import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import type { Middleware } from "vscode-languageclient/node";

const PROGRAM = process.platform === "win32" ? "lacuna.exe" : "lacuna";

export const LANGUAGES = ["latex", "tex", "bibtex"];

/** What of the settings concerns this extension alone; the server would call it unknown. */
const OURS = ["editor", "server", "trace"];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The server: the one that is named in the settings, the one packed with us, the one on the PATH. */
export function findServer(context: vscode.ExtensionContext): string | undefined {
  const named = vscode.workspace.getConfiguration("lacuna").get<string>("server.path");
  if (named) {
    return isProgram(named) ? named : undefined;
  }
  // A relative folder on the PATH would be one of the workspace's, which may not be trusted.
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  return [context.asAbsolutePath("bin"), ...folders].map((folder) => join(folder, PROGRAM)).find(isProgram);
}

function enabled(feature: string): boolean {
  return vscode.workspace.getConfiguration("lacuna").get<boolean>(`editor.${feature}`, true);
}

function serverSettings(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null) {
    return settings;
  }
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !OURS.includes(name)));
}

const middleware: Middleware = {
  provideCompletionItem: (document, position, context, token, next) =>
    enabled("completion") ? next(document, position, context, token) : [],
  provideHover: (document, position, token, next) =>
    enabled("hover") ? next(document, position, token) : undefined,
  workspace: {
    configuration: async (params, token, next) => {
      const answers = await next(params, token);
      return Array.isArray(answers) ? answers.map(serverSettings) : answers;
    },
  },
};

export function createClient(command: string, log: vscode.LogOutputChannel): LanguageClient {
  return new LanguageClient(
    "lacuna",
    "Lacuna",
    { command, args: ["serve"], transport: TransportKind.stdio },
    {
      documentSelector: LANGUAGES.flatMap((language) => [
        { scheme: "file", language },
        { scheme: "untitled", language },
      ]),
      // A function: asked again at each start, as after trust was granted.
      initializationOptions: () => ({
        ...(serverSettings(vscode.workspace.getConfiguration().get("lacuna")) as object),
        trusted: vscode.workspace.isTrusted,
      }),
      outputChannel: log,
      middleware,
    },
  );
}
