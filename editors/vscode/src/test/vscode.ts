/**
 * What of VS Code choosing uses, with the window apart from the extension, as it is: what one tells the other
 * is under way until `arrive` or `hear` is called. Rows are told of by their places.
 */

interface Row {
  key: string;
  label: string;
  kind?: number;
}

interface Update {
  rows?: Row[];
  ticked?: number[];
}

export const QuickPickItemKind = { Separator: -1, Default: 0 };

class Listeners<A extends unknown[]> {
  private readonly all: ((...event: A) => unknown)[] = [];
  readonly on = (listener: (...event: A) => unknown): void => void this.all.push(listener);
  fire(...event: A): void {
    this.all.forEach((listener) => listener(...event));
  }
}

export class QuickPick {
  title = "";
  placeholder = "";
  canSelectMany = false;
  busy = false;
  value = "";
  private readonly valueChanged = new Listeners<[string]>();
  private readonly selectionChanged = new Listeners<[Row[]]>();
  private readonly accepted = new Listeners<[]>();
  private readonly hidden = new Listeners<[]>();
  readonly onDidChangeValue = this.valueChanged.on;
  readonly onDidChangeSelection = this.selectionChanged.on;
  readonly onDidAccept = this.accepted.on;
  readonly onDidHide = this.hidden.on;

  private rows: Row[] = [];
  private active: Row[] = [];
  private pending: Update = {};
  private told: (() => void)[] = [];
  private shown: Row[] = [];
  private checked: number[] = [];
  isShown = false;

  // As the extension sees it.

  get items(): Row[] {
    return this.rows;
  }
  set items(rows: Row[]) {
    this.rows = [...rows];
    this.pending.rows = this.rows;
  }
  set selectedItems(rows: Row[]) {
    this.pending.ticked = rows.map((row) => this.rows.indexOf(row));
  }
  get activeItems(): Row[] {
    return this.active;
  }
  set activeItems(rows: Row[]) {
    this.active = rows;
  }
  show(): void {
    this.isShown = true;
    this.arrive();
  }
  hide(): void {
    this.isShown = false;
    this.hidden.fire();
  }
  dispose(): void {
    this.told = [];
  }

  // As the user does.

  /** What the extension has said comes to the window. */
  arrive(): void {
    const { rows, ticked } = this.pending;
    this.pending = {};
    if (rows) {
      this.shown = rows;
      this.check([]);
    }
    if (ticked) {
      this.check(ticked);
    }
  }

  /** What the window has said comes to the extension. */
  hear(): void {
    this.told.splice(0).forEach((tell) => {
      tell();
    });
  }

  /** The keys of the rows on show; those that are ticked have a star. */
  get sight(): string[] {
    const lines = this.shown.map((row, at) => ({ row, star: this.checked.includes(at) ? "*" : "" }));
    return lines.filter(({ row }) => row.kind === undefined).map(({ row, star }) => star + row.key);
  }

  toggle(key: string): void {
    const at = this.shown.findIndex((row) => row.key === key && row.kind === undefined);
    const rest = this.checked.filter((it) => it !== at);
    this.check(rest.length < this.checked.length ? rest : [...rest, at].sort((a, b) => a - b));
  }

  type(value: string): void {
    this.told.push(() => {
      this.value = value;
      this.valueChanged.fire(value);
    });
  }

  enter(): void {
    if (!this.checked.length) {
      this.tell([]);
    }
    this.told.push(() => {
      this.accepted.fire();
    });
  }

  private check(places: number[]): void {
    if (places.join() !== this.checked.join()) {
      this.checked = places;
      this.tell(places);
    }
  }

  private tell(places: number[]): void {
    this.told.push(() => {
      this.selectionChanged.fire(places.flatMap((at) => this.rows[at] ?? []));
    });
  }
}

/** The list that was made last. */
export let pick = new QuickPick();

export const window = {
  createQuickPick(): QuickPick {
    pick = new QuickPick();
    return pick;
  },
};

export const l10n = {
  t: (words: string, ...values: unknown[]): string => words.replace(/\{(\d+)\}/g, (_, at: string) => String(values[Number(at)])),
};
