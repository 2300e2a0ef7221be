/** Choosing entries: proposals first, then whatever is typed is searched in the library. */

import * as vscode from "vscode";
import type { Entry } from "./protocol";
import { Ticks, type Row } from "./ticks";

interface Item extends vscode.QuickPickItem, Row {}

/** Searching costs the server little; this only spares it the letters of one quick word. */
const SETTLE_MS = 60;

function item(entry: Entry): Item {
  const words = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(" · ");
  return {
    key: entry.key,
    label: entry.label,
    description: words(entry.key, entry.why),
    detail: words(entry.title, entry.venue),
    // The server has chosen; the list must not filter again.
    alwaysShow: true,
  };
}

/** A separator without a label, of which nothing is shown. */
function keeping(row: Item | undefined): Item {
  return { key: row?.key ?? "", label: "", kind: vscode.QuickPickItemKind.Separator };
}

/**
 * Shows `proposed`, or what `search` finds for the typed words. What was ticked stays on top, whatever is
 * searched for next.
 *
 * `library` says what it is that `search` looks through.
 *
 * @returns the keys that were ticked, or that of the highlighted entry where none was
 */
export function choose(
  title: string,
  proposed: Entry[],
  search: (query: string) => Promise<Entry[]>,
  library: () => Promise<string>,
): Promise<string[]> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t("Words of a title, authors, year; tick several to cite them together");
  pick.canSelectMany = true;
  // What is ticked outlives a look at another window, and a click beside a row that just moved.
  pick.ignoreFocusOut = true;
  // Nor sort again, by how well the labels fit what is typed. Not in the published interface, yet in every
  // VS Code; where it were not, nothing would happen.
  (pick as { sortByLabel?: boolean }).sortByLabel = false;
  const first = proposed.map(item);
  const ticks = new Ticks(keeping);
  let found: Item[];
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  let searched = Promise.resolve();

  const show = (items: Item[]): void => {
    found = items;
    pick.items = ticks.replace(found);
    pick.selectedItems = ticks.all;
    // A list with boxes highlights nothing by itself, and Enter is to take the best one.
    const best = pick.items.find((it) => it.kind === undefined && !ticks.all.includes(it));
    pick.activeItems = best ? [best] : [];
  };
  const find = async (): Promise<void> => {
    const mine = ++asked;
    const query = pick.value;
    timer = undefined;
    pick.busy = true;
    const items = query.trim() ? (await search(query)).map(item) : first;
    // What VS Code says of an empty list does not tell what was searched.
    const none = items.length ? undefined : vscode.l10n.t("nothing has these words (searched {0})", await library());
    if (mine === asked) {
      pick.title = none ? `${title}: ${none}` : title;
      show(items);
      pick.busy = false;
    }
  };

  return new Promise((resolve, reject) => {
    const findNow = (): void => {
      searched = find().catch((error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)));
        pick.hide();
      });
    };
    pick.onDidChangeValue(() => {
      clearTimeout(timer);
      timer = setTimeout(findNow, SETTLE_MS);
    });
    pick.onDidChangeSelection((items) => {
      if (ticks.told(items)) {
        show(found);
      }
    });
    pick.onDidAccept(async () => {
      // Enter right behind the last letter takes the best of what was typed.
      if (timer) {
        clearTimeout(timer);
        findNow();
      }
      await searched;
      const chosen = ticks.all.length ? ticks.all : pick.activeItems.slice(0, 1);
      if (chosen.length) {
        resolve(chosen.map((it) => it.key));
        pick.hide();
      }
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
