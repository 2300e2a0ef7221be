/** The server's commands: what they take and what they return. */

import type { LanguageClient } from "vscode-languageclient/node";
import { ExecuteCommandRequest, type Position, type Range, type WorkspaceEdit } from "vscode-languageclient/node";

export interface Place {
  uri: string;
  position: Position;
}

export interface Target {
  uri: string;
  range: Range;
}

export type Verdict = "match" | "author-differs" | "title-differs" | "ambiguous" | "not-found";

/** A place that should cite something and does not yet. */
export interface OpenCitation extends Target {
  section?: string | null;
  sentence: string;
  rule: string;
  verdict?: Verdict | null;
  message: string;
  /** Of a prose citation: authors, title and year that it names. */
  named?: string | null;
  candidates: { key: string; label: string; title: string }[];
}

/** An entry that may be cited. */
export interface Entry {
  key: string;
  label: string;
  title: string;
  authors?: string[] | null;
  year?: string | null;
  venue?: string | null;
  /** The bibliography it stands in. */
  library?: string | null;
  /** Why it is proposed. */
  why?: string | null;
}

interface Commands {
  openCitations: { takes: { uri?: string }; returns: OpenCitation[] };
  nextOpenCitation: { takes: Place; returns: Target | null };
  previousOpenCitation: { takes: Place; returns: Target | null };
  candidates: { takes: Place & { limit?: number }; returns: Entry[] };
  search: { takes: { uri?: string; query: string; limit?: number }; returns: Entry[] };
  searched: { takes: { uri?: string }; returns: { text: string } };
  insertCitation: { takes: Place & { keys: string[] }; returns: { edit: WorkspaceEdit | null } };
  fillAllCertain: { takes: { uri?: string; apply: boolean }; returns: { edit: WorkspaceEdit | null } };
  pasteBibtex: { takes: Place & { text: string }; returns: { keys: string[]; added: string[] } };
  suppress: { takes: Place; returns: unknown };
  report: { takes: { uri?: string }; returns: { title: string; html: string } };
  status: { takes: { uri?: string }; returns: { text: string } };
}

/** Lets the server run one of its commands. */
export async function execute<C extends keyof Commands>(
  client: LanguageClient,
  command: C,
  argument: Commands[C]["takes"],
): Promise<Commands[C]["returns"]> {
  const params = { command: `lacuna.${command}`, arguments: [argument] };
  return (await client.sendRequest(ExecuteCommandRequest.type, params)) as Commands[C]["returns"];
}
