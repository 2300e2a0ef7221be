/**
 * What is ticked in a list whose rows are replaced while the user ticks.
 *
 * VS Code tells of rows by their places. While new rows are on their way to its window, a tick there is still
 * told by a place among the old ones; and when they arrive, the window tells that no row is ticked any more,
 * and then those that were sent as ticked. So no place is given to a new row that an old one has just had,
 * and of rows that were sent with ticks, the first that is told of them is nothing new.
 */

/** A row of a list, or what keeps the place of an old one. */
export interface Row {
  key: string;
}

interface List<R extends Row> {
  rows: R[];
  /** The place of the first row. */
  start: number;
  /** The window has yet to tell of the ticks that the list was sent with. */
  untold: boolean;
}

export class Ticks<R extends Row> {
  private chosen: R[] = [];
  private current: List<R> = { rows: [], start: 0, untold: false };
  private former = this.current;

  /** `keeping` makes what shows nothing and keeps the place of a row. */
  constructor(private readonly keeping: (row: R | undefined) => R) {}

  /** The rows that are ticked. */
  get all(): readonly R[] {
    return this.chosen;
  }

  /** Puts the ticked rows before `found` and returns what is to stand at each place. */
  replace(found: readonly R[]): R[] {
    const rest = found.filter((row) => !this.chosen.some((it) => it.key === row.key));
    const rows = [...this.chosen, ...rest].map((row) => ({ ...row }));
    this.chosen = rows.slice(0, this.chosen.length);
    this.former = this.current;
    const { rows: old, start: before } = this.former;
    const start = rows.length <= before ? 0 : before + old.length;
    this.current = { rows, start, untold: this.chosen.length > 0 };
    return Array.from(
      { length: Math.max(start + rows.length, before + old.length) },
      (_, place) => rows[place - start] ?? this.keeping(old[place - before]),
    );
  }

  /**
   * Takes in what the window tells to be ticked.
   *
   * @returns whether the rows on show lack a tick of it and are to be replaced
   */
  told(ticked: readonly Row[]): boolean {
    const first = ticked[0];
    if (!first) {
      if (!this.current.untold) {
        this.chosen = [];
      }
      return false;
    }
    const list = this.current.rows.some((row) => row === first) ? this.current : this.former;
    const rows = list.rows.filter((row) => ticked.some((it) => it.key === row.key));
    if (list.untold || !rows.length) {
      list.untold = false;
      return false;
    }
    this.chosen = rows;
    return list !== this.current;
  }
}
