// Sorting, filtering and folding of tables; what was chosen outlives a reload. Without it all rows are shown.
"use strict";
document.documentElement.classList.add("js");
(() => {
  const editor = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : undefined;
  const store = {
    read() {
      try {
        return (editor ? editor.getState() : JSON.parse(sessionStorage.getItem("report"))) ?? {};
      } catch {
        return {};
      }
    },
    write(state) {
      try {
        if (editor) editor.setState(state);
        else sessionStorage.setItem("report", JSON.stringify(state));
      } catch {
        // Where nothing may be stored nothing outlives a reload.
      }
    },
  };
  const state = { tables: {}, scroll: 0, ...store.read() };
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  function value(row, column) {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent.trim();
  }

  function table(element) {
    const [body, rest] = element.tBodies;
    const rows = [...body.rows, ...(rest?.rows ?? [])];
    let order = rows;
    const block = element.closest("[data-table]");
    const heads = [...element.tHead.rows[0].cells];
    const input = block.querySelector("input[type=search]");
    const select = block.querySelector("select");
    const count = block.querySelector("output");
    const all = block.querySelector("button.all");
    const most = Number(block.dataset.shown);
    const own = (state.tables[block.id] ??= {});
    let words;

    function show() {
      const asked = plain(input?.value ?? "").split(/\s+/).filter(Boolean);
      const kind = select?.value ?? "";
      words ??= asked.length ? rows.map((row) => plain(row.textContent)) : undefined;
      const fits = (row, at) =>
        asked.every((word) => words[at].includes(word)) && (!kind || (row.dataset.kind ?? "").split(" ").includes(kind));
      const found = new Set(rows.filter(fits));
      const fitting = order.filter((row) => found.has(row));
      for (const row of rows) row.hidden = !found.has(row);
      if (rest) {
        body.replaceChildren(...fitting.slice(0, most));
        rest.replaceChildren(...fitting.slice(most), ...order.filter((row) => row.hidden));
      } else {
        body.replaceChildren(...order);
      }
      if (count) count.value = found.size === rows.length ? `${rows.length}` : `${found.size} of ${rows.length}`;
      const isOpen = element.classList.contains("open");
      if (all) {
        all.hidden = isOpen || found.size <= most;
        all.textContent = `Show all ${found.size}`;
      }
      Object.assign(own, { words: input?.value, kind, isOpen });
    }

    function sort(column, direction) {
      const sign = direction === "descending" ? -1 : 1;
      const keys = new Map(rows.map((row, at) => [row, [value(row, column), at]]));
      order = [...rows].sort((a, b) => {
        const [one, other] = [keys.get(a), keys.get(b)];
        // What has no value stands last, whichever way.
        if (!one[0] !== !other[0]) return one[0] ? -1 : 1;
        return sign * collator.compare(one[0], other[0]) || one[1] - other[1];
      });
      for (const head of heads) head.removeAttribute("aria-sort");
      heads[column].setAttribute("aria-sort", direction);
      Object.assign(own, { column, direction });
      show();
    }

    heads.forEach((head, column) => {
      head.querySelector("button")?.addEventListener("click", () => {
        const first = head.dataset.first ?? "ascending";
        const second = first === "ascending" ? "descending" : "ascending";
        sort(column, head.getAttribute("aria-sort") === first ? second : first);
      });
    });
    if (input) {
      input.value = own.words ?? "";
      input.addEventListener("input", show);
    }
    if (select) {
      select.value = own.kind ?? "";
      select.addEventListener("change", show);
    }
    all?.addEventListener("click", () => {
      element.classList.add("open");
      show();
    });
    element.classList.toggle("open", Boolean(own.isOpen));
    if (own.column !== undefined && heads[own.column]) sort(own.column, own.direction);
    else if (own.words || own.kind || own.isOpen) show();
  }

  /** Loads the page anew when its files have changed. */
  async function follow(revision) {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      try {
        const answer = await fetch("revision", { cache: "no-store" });
        if (answer.ok && (await answer.text()) !== revision) {
          remember();
          location.reload();
          return;
        }
      } catch {
        // It is not served any more, or not yet again.
      }
    }
  }

  function remember() {
    state.scroll = window.scrollY;
    store.write(state);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-table] table").forEach(table);
    if (editor || document.body.dataset.revision) {
      window.scrollTo({ top: state.scroll, behavior: "instant" });
      window.addEventListener("scroll", remember, { passive: true });
      window.addEventListener("pagehide", remember);
      document.addEventListener("change", remember);
      document.addEventListener("click", remember);
    }
    if (editor) {
      document.addEventListener("click", (event) => {
        const link = event.target.closest("a[data-file]");
        if (!link) return;
        event.preventDefault();
        // The editor takes `#` for the way to the top.
        event.stopPropagation();
        const { file, line, column } = link.dataset;
        editor.postMessage({ file, line: Number(line), column: Number(column) });
      });
    }
    if (document.body.dataset.revision) void follow(document.body.dataset.revision);
  });

  // What is folded is not printed.
  const folded = [];
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details:not([open])").forEach((it) => {
      it.open = true;
      folded.push(it);
    });
  });
  window.addEventListener("afterprint", () => {
    folded.splice(0).forEach((it) => {
      it.open = false;
    });
  });
})();
