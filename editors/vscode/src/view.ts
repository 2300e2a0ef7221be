/** The view "Open Citations": of a paper its sections, of the workspace its files, and in each their gaps. */

import * as vscode from "vscode";
import { knowledge, type Knowledge, type OpenCitations } from "./openCitations";
import type { OpenCitation } from "./protocol";

export interface Section {
  title: string;
  gaps: Gap[];
  /** Where files are shown. */
  file?: File;
}

export interface File {
  uri: vscode.Uri;
  sections: Section[];
}

type Row = File | Section | Gap;

export interface Gap {
  gap: OpenCitation;
  section: Section;
}

const ICONS: Record<Knowledge, vscode.ThemeIcon> = {
  certain: new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed")),
  doubtful: new vscode.ThemeIcon("question", new vscode.ThemeColor("list.warningForeground")),
  unmatched: new vscode.ThemeIcon("circle-slash", new vscode.ThemeColor("list.errorForeground")),
  open: new vscode.ThemeIcon("circle-large-outline"),
};

const WORDS: Record<string, string> = {
  "match": vscode.l10n.t("match"),
  "author-differs": vscode.l10n.t("author differs"),
  "title-differs": vscode.l10n.t("title differs"),
  "ambiguous": vscode.l10n.t("ambiguous"),
  "not-found": vscode.l10n.t("not found"),
};

/** The words of a sentence just before its gap and after it, so that a narrow view shows the gap. */
function excerpt({ sentence, verdict }: OpenCitation): string {
  const before = verdict ? 18 : 24; // so that the verdict is to be seen, too
  const at = sentence.indexOf("____");
  if (at <= before) {
    return sentence;
  }
  const start = sentence.indexOf(" ", at - before);
  return start < 0 || start > at ? sentence.slice(at - before) : `…${sentence.slice(start)}`;
}

export class OpenCitationsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private rows: Row[] = [];
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Row>;
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly open: OpenCitations) {
    this.view = vscode.window.createTreeView("lacuna.openCitations", { treeDataProvider: this });
    this.subscription = open.onDidChange(() => {
      this.update();
    });
  }

  dispose(): void {
    vscode.Disposable.from(this.subscription, this.view, this.changed).dispose();
  }

  getChildren(element?: Row): Row[] {
    if (!element) {
      return this.rows;
    }
    return "sections" in element ? element.sections : "gaps" in element ? element.gaps : [];
  }

  getParent(element: Row): Row | undefined {
    return "sections" in element ? undefined : "gaps" in element ? element.file : element.section;
  }

  getTreeItem(element: Row): vscode.TreeItem {
    if ("sections" in element) {
      const item = new vscode.TreeItem(element.uri, vscode.TreeItemCollapsibleState.Expanded);
      item.iconPath = vscode.ThemeIcon.File;
      item.description = `${element.sections.reduce((sum, it) => sum + it.gaps.length, 0)}`;
      return item;
    }
    if ("gaps" in element) {
      const item = new vscode.TreeItem(element.title, vscode.TreeItemCollapsibleState.Expanded);
      item.description = `${element.gaps.length}`;
      return item;
    }
    const { gap } = element;
    const start = new vscode.Position(gap.range.start.line, gap.range.start.character);
    const item = new vscode.TreeItem(gap.named ?? excerpt(gap));
    item.iconPath = ICONS[knowledge(gap)];
    item.description = gap.verdict ? (WORDS[gap.verdict] ?? gap.verdict) : "";
    item.contextValue = "gap";
    item.tooltip = [gap.sentence, gap.message, ...gap.candidates.map((it) => `${it.label}: ${it.title}`)].join("\n\n");
    // The cursor alone: a selected gap would be overwritten by the next letter.
    const selection = new vscode.Range(start, start);
    item.command = { command: "vscode.open", title: vscode.l10n.t("Go There"), arguments: [vscode.Uri.parse(gap.uri), { selection }] };
    return item;
  }

  private update(): void {
    const files: File[] = [];
    for (const gap of this.open.all) {
      const uri = vscode.Uri.parse(gap.uri);
      let file = files.find((it) => it.uri.toString() === uri.toString());
      if (!file || (!this.open.isOfWorkspace && file !== files.at(-1))) {
        file = { uri, sections: [] };
        files.push(file);
      }
      const title = gap.section ?? decodeURIComponent(gap.uri.slice(gap.uri.lastIndexOf("/") + 1));
      let section = file.sections.at(-1);
      if (section?.title !== title) {
        section = { title, gaps: [], ...(this.open.isOfWorkspace && { file }) };
        file.sections.push(section);
      }
      section.gaps.push({ gap, section });
    }
    // In one paper the text is read across its files.
    this.rows = this.open.isOfWorkspace ? files : files.flatMap((it) => it.sections);
    const count = this.open.all.length;
    const tooltip = count === 1 ? vscode.l10n.t("1 open citation") : vscode.l10n.t("{0} open citations", count);
    this.view.badge = count ? { value: count, tooltip } : undefined;
    this.changed.fire(undefined);
  }
}
