/** The view "Open Citations": sections, and in each its gaps. */

import * as vscode from "vscode";
import { knowledge, type Knowledge, type OpenCitations } from "./openCitations";
import type { OpenCitation } from "./protocol";

export interface Section {
  title: string;
  gaps: Gap[];
}

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
  "match": "match",
  "author-differs": "author differs",
  "title-differs": "title differs",
  "ambiguous": "ambiguous",
  "not-found": "not found",
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

export class OpenCitationsView implements vscode.TreeDataProvider<Section | Gap>, vscode.Disposable {
  private sections: Section[] = [];
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Section | Gap>;
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

  getChildren(element?: Section | Gap): (Section | Gap)[] {
    if (!element) {
      return this.sections;
    }
    return "gaps" in element ? element.gaps : [];
  }

  getParent(element: Section | Gap): Section | undefined {
    return "gaps" in element ? undefined : element.section;
  }

  getTreeItem(element: Section | Gap): vscode.TreeItem {
    if ("gaps" in element) {
      const item = new vscode.TreeItem(element.title, vscode.TreeItemCollapsibleState.Expanded);
      item.description = `${element.gaps.length}`;
      return item;
    }
    const { gap } = element;
    const start = new vscode.Position(gap.range.start.line, gap.range.start.character);
    const item = new vscode.TreeItem(excerpt(gap));
    item.iconPath = ICONS[knowledge(gap)];
    item.description = gap.verdict ? (WORDS[gap.verdict] ?? gap.verdict) : "";
    item.contextValue = "gap";
    item.tooltip = [gap.sentence, gap.message, ...gap.candidates.map((it) => `${it.label}: ${it.title}`)].join("\n\n");
    // The cursor alone: a selected gap would be overwritten by the next letter.
    const selection = new vscode.Range(start, start);
    item.command = { command: "vscode.open", title: "Go There", arguments: [vscode.Uri.parse(gap.uri), { selection }] };
    return item;
  }

  private update(): void {
    this.sections = [];
    for (const gap of this.open.all) {
      const title = gap.section ?? decodeURIComponent(gap.uri.slice(gap.uri.lastIndexOf("/") + 1));
      let section = this.sections.at(-1);
      if (section?.title !== title) {
        section = { title, gaps: [] };
        this.sections.push(section);
      }
      section.gaps.push({ gap, section });
    }
    const count = this.open.all.length;
    this.view.badge = count ? { value: count, tooltip: `${count} open citation${count === 1 ? "" : "s"}` } : undefined;
    this.changed.fire(undefined);
  }
}
