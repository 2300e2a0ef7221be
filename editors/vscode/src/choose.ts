/** Choosing entries: proposals first, then whatever is typed is searched in the library. */

import * as vscode from "vscode";
import type { Entry } from "./protocol";

interface Item extends vscode.QuickPickItem {
  key: string;
}

/** Searching costs the server little; this only spares it the letters of one quick word. */
const SETTLE_MS = 60;

function item(entry: Entry): Item {
  const description = [entry.key, entry.venue, entry.why].filter(Boolean).join(" · ");
  // The server has chosen; the list must not filter again.
  return { key: entry.key, label: entry.label, description, detail: entry.title, alwaysShow: true };
}

/**
 * Shows `proposed`, or what `search` finds for the typed words.
 *
 * @returns the keys that were ticked, or that of the highlighted entry where none was
 */
export function choose(
  title: string,
  proposed: Entry[],
  search: (query: string) => Promise<Entry[]>,
): Promise<string[]> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = "Words of a title, authors, year; tick several to cite them together";
  pick.canSelectMany = true;
  const first = proposed.map(item);
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;

  const show = (items: Item[]): void => {
    const ticked = pick.selectedItems;
    const rest = items.filter((it) => !ticked.some((other) => other.key === it.key));
    pick.items = [...ticked, ...rest];
    pick.selectedItems = ticked;
    // A list with boxes highlights nothing by itself, and Enter is to take the best one.
    pick.activeItems = rest.slice(0, 1);
  };
  const find = async (query: string): Promise<void> => {
    const mine = ++asked;
    if (!query.trim()) {
      show(first);
      return;
    }
    pick.busy = true;
    try {
      const found = await search(query);
      if (mine === asked) {
        show(found.map(item));
      }
    } finally {
      if (mine === asked) {
        pick.busy = false;
      }
    }
  };

  return new Promise((resolve) => {
    pick.onDidChangeValue((query) => {
      clearTimeout(timer);
      timer = setTimeout(() => void find(query), SETTLE_MS);
    });
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems.length ? pick.selectedItems : pick.activeItems.slice(0, 1);
      resolve(chosen.map((it) => it.key));
      pick.hide();
    });
    pick.onDidHide(() => {
      clearTimeout(timer);
      resolve([]);
      pick.dispose();
    });
    show(first);
    pick.show();
  });
}
