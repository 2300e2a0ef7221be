/** The settings: which of them are the server's, and what of its work this editor is to show. */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

/** What of the settings concerns this extension alone; the server would call it unknown. */
const OURS = ["editor", "server", "trace"];

/** Extensions that show the same of a LaTeX document, and what of it they show as well as we do. */
const OTHERS = ["james-yu.latex-workshop", "efoerster.texlab"];
const THEIRS = ["outline", "folding", "links", "definition"];

/** Whether `lacuna.editor.<feature>` is switched on, by the user or, where nothing is said, for want of another. */
export function wanted(feature: string): boolean {
  const settings = vscode.workspace.getConfiguration("lacuna");
  const said = settings.inspect<boolean>(`editor.${feature}`);
  const own = said?.workspaceFolderValue ?? said?.workspaceValue ?? said?.globalValue;
  if (own !== undefined) {
    return own;
  }
  const leaves = THEIRS.includes(feature) && settings.get<string>("editor.beside") !== "off";
  return !(leaves && OTHERS.some((it) => vscode.extensions.getExtension(it)));
}

export function serverSettings(settings: unknown): object {
  const entries = typeof settings === "object" && settings !== null ? Object.entries(settings) : [];
  return Object.fromEntries(entries.filter(([name]) => !OURS.includes(name)));
}

/** What another extension shows as well is shown once where the user has switched ours off. */
export const middleware: Middleware = {
  provideCompletionItem: (document, position, context, token, next) =>
    wanted("completion") ? next(document, position, context, token) : [],
  provideHover: (document, position, token, next) => (wanted("hover") ? next(document, position, token) : undefined),
  provideDefinition: (document, position, token, next) =>
    wanted("definition") ? next(document, position, token) : undefined,
  provideReferences: (document, position, options, token, next) =>
    wanted("references") ? next(document, position, options, token) : undefined,
  provideDocumentHighlights: (document, position, token, next) =>
    wanted("references") ? next(document, position, token) : undefined,
  provideDocumentSymbols: (document, token, next) => (wanted("outline") ? next(document, token) : undefined),
  provideFoldingRanges: (document, context, token, next) =>
    wanted("folding") ? next(document, context, token) : undefined,
  provideDocumentLinks: (document, token, next) => (wanted("links") ? next(document, token) : undefined),
  provideCodeLenses: (document, token, next) => (wanted("codeLens") ? next(document, token) : undefined),
  provideDocumentSemanticTokens: (document, token, next) => (wanted("colors") ? next(document, token) : undefined),
  provideDocumentRangeSemanticTokens: (document, range, token, next) =>
    wanted("colors") ? next(document, range, token) : undefined,
  workspace: {
    configuration: async (params, token, next) => {
      const answers = await next(params, token);
      return Array.isArray(answers) ? answers.map(serverSettings) : answers;
    },
  },
};
