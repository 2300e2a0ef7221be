// The packed extension in the real VS Code, on a copy of the survey.
// SERVER names the server, FIXTURE the copy, OUT the folder for screenshots, PARTS what is installed, VSIX the extension.

import { appendFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { has, hasNot, steps } from "./steps.mjs";
import { start, until, sleep, Workbench } from "./workbench.mjs";

const { SERVER: server, FIXTURE: survey, OUT: out, HOME: home, PARTS: parts, VSIX: vsix } = process.env;
const GAPS = /lacuna\(?(prose|masked)-citation/;

let { page, stop } = await start({ parts, vsix, survey, home, out });
let it = new Workbench(page);

const file = (name) => readFileSync(join(survey, name), "utf8");
const { step, shot, failed } = steps(out, () => ({ page, it }));

/** Waits until there is one element only, and it has `words`. */
function alone(selector, words) {
  return until(`${words} alone`, async () => {
    const texts = (await it.texts(selector)).filter(Boolean);
    return texts.length === 1 && texts[0].includes(words);
  });
}

/** Takes the mouse from what would otherwise tell of itself, over what is looked at next. */
const aside = () => page.mouse.move(900, 1100);

/** Presses a button of a row of the view, which may be drawn anew in between. */
function press(words, button) {
  const row = page.locator(`.pane-body .monaco-list-row:has-text('${words}')`).first();
  return until(`${button} of ${words}`, async () => {
    try {
      await row.hover({ timeout: 2000 });
      await row.locator(`[aria-label^='${button}']`).click({ timeout: 2000 });
      await aside();
      return true;
    } catch {
      return false;
    }
  });
}

/** Where `words` stand in a file as it was saved last: line and column from 1. */
function find(name, words) {
  const before = file(name).slice(0, file(name).indexOf(words)).split("\n");
  return [before.length, before.at(-1).length + 1];
}

/** Saves until the file has `words`: the edit may still be on its way. */
async function saved(name, words) {
  await until(`"${words}" in ${name}`, async () => {
    await it.keys("Control+s");
    await sleep(150);
    return file(name).includes(words);
  });
}

// An edit of a file that is not shown may come after a first saving.
const written = (what, ready) =>
  until(what, async () => {
    await it.command("File: Save All Files");
    return ready();
  });

await step("diagnostics on the 15 gaps", async () => {
  await it.open("related-work.tex");
  await it.keys("Control+Shift+m");
  await it.see(".markers-panel .monaco-list-row .monaco-count-badge", "15");
  const rows = await it.texts(".markers-panel .monaco-list-row");
  if (!rows.slice(1).every((row) => GAPS.test(row))) throw new Error("others among them");
  await shot("problems");
  await it.keys("Control+j");
  await until("15 squiggles", async () =>
    (await page.$$(".squiggly-warning, .squiggly-info")).length >= 15);
});

await step("colours by what is known", async () => {
  const known = { certain: "Sutskever", doubtful: "Vinyals", unmatched: "Lample", plain: "Multilingual" };
  await until("colours of their own", async () => {
    const colours = await Promise.all(Object.values(known).map((word) => it.colour(word)));
    return new Set(colours).size === colours.length && (await it.colour("____")) === colours[2];
  });
});

await step("status bar", async () => {
  has(await it.see(".statusbar-item", " open"), "15 open · 5 unmatched");
});

await step("view of open citations", async () => {
  await it.command("Focus on Open Citations View");
  await until("the rows", async () => (await it.texts(".pane-body .monaco-list-row")).length > 10);
  await it.see(".pane-body .monaco-list-row", "Medical Large Language Models");
  await it.see(".activitybar .badge-content", "15");
  const row = await page.waitForSelector(".pane-body .monaco-list-row:has-text('match')");
  await row.hover();
  await sleep(300);
  await shot("view-row");
  await row.click();
  await it.see(".statusbar-item", "Ln 4, Col 395");
  await aside();
});

await step("next and previous open citation", async () => {
  await it.go(1, 1);
  await it.keys("Control+F8");
  await it.see(".statusbar-item", "Ln 4, Col 321");
  await it.keys("Control+F8");
  await it.see(".statusbar-item", "Ln 4, Col 395");
  await it.keys("Control+Shift+F8");
  await it.see(".statusbar-item", "Ln 4, Col 321");
});

await step("hover on a prose citation", async () => {
  const [line, column] = find("related-work.tex", "Devlin et al.");
  await it.go(line, column + 3);
  const card = await it.hover("Jacob Devlin", "Pre-training of Deep Bidirectional Transformers");
  hasNot(card, "{BERT}");
  hasNot(card, "**");
  await shot(`card ${line}`);
  await it.keys("Escape");
});

await step("completion by words of a title", async () => {
  await it.go(3, 1);
  await it.type("Typed here~\\cite{stochastic parr");
  await it.keys("Control+Space");
  const row = await it.see(".suggest-widget.visible .monaco-list-row", "bender2021dangers");
  const rows = await it.texts(".suggest-widget.visible .monaco-list-row");
  if (rows.filter((other) => other.includes("bender2021dangers")).length !== 1) throw new Error(`twice: ${rows}`);
  await shot("completion list");
  await page.waitForSelector(".suggest-widget.visible .monaco-list-row.focused");
  await it.keys("Enter");
  await saved("related-work.tex", "Typed here~\\cite{bender2021dangers}");
  return row;
});

await step("counts above the headings follow the text", async () => {
  await it.see(".codelens-decoration", "1 work, 15 open citations");
});

await step("quick fix on a prose citation", async () => {
  const [line, column] = find("related-work.tex", "Devlin et al.");
  await it.go(line, column + 3);
  await until("quick fixes", async () => {
    await it.keys("Control+.");
    return page.waitForSelector(".action-widget .monaco-list-row", { timeout: 2000 }).catch(() => false);
  });
  await sleep(300);
  await shot("quick fixes");
  await it.keys("Enter");
  await saved("related-work.tex", "influential models in the field~\\cite{devlin2018bert}.");
  hasNot(file("related-work.tex"), "**Devlin");
});

await step("fill by quick pick", async () => {
  const [line, column] = find("related-work.tex", "event phenomena ____");
  await it.go(line, column + 17);
  await it.keys("Control+k", "y");
  await it.list();
  await sleep(300);
  await shot("quick pick proposes");
  await it.type("stochastic parrots");
  await alone(".quick-input-list .monaco-list-row", "Stochastic Parrots");
  await shot("quick pick searches");
  await it.keys("Enter");
  await saved("related-work.tex", "event phenomena~\\cite{bender2021dangers}.");
});

await step("several by quick pick, from a row of the view", async () => {
  await press("language and thought", "Fill Open Citation");
  await it.list();
  const ticked = [];
  for (const [words, title] of [["stochastic parrots", "Stochastic Parrots"], ["lample cross-lingual", "Cross-lingual"]]) {
    // No pause behind the tick: it is to outlive the search that follows, and to stay on top.
    await page.focus(".quick-input-widget input:not([type=checkbox])");
    await it.keys("Control+a");
    await it.type(words);
    await until(`${title} below ${ticked.length} ticked`, async () => {
      const rows = (await it.texts(".quick-input-list .monaco-list-row")).filter(Boolean);
      return rows.length === ticked.length + 1 && [...ticked, title].every((it, at) => rows[at].includes(it));
    });
    await it.see(".quick-input-widget .quick-input-count", `${ticked.length} Selected`);
    await page.click(`.quick-input-list .monaco-list-row:has-text('${title}')`);
    ticked.push(title);
  }
  await it.see(".quick-input-widget .quick-input-count", "2 Selected");
  await shot("quick pick of several");
  await it.keys("Enter");
  await saved("related-work.tex", "language and thought~\\cite{bender2021dangers,conneau2019cross}.");
});

await step("silenced from a row of the view", async () => {
  await press("PromptCBLUE", "Silence Report");
  await saved("related-work.tex", "% lacuna: ignore");
  await page.waitForSelector(".pane-body .monaco-list-row:has-text('PromptCBLUE')", { state: "detached" });
});

await step("fill all certain, previewed", async () => {
  await it.keys("F1");
  await it.type("Lacuna: Fill All Certain");
  await it.see(".quick-input-list .monaco-list-row", "Fill All Certain");
  await it.keys("Enter");
  await it.see(".quick-input-list .monaco-list-row", "holtzman2019curious");
  await sleep(300);
  await shot("preview");
  await it.keys("Enter");
  await it.see(".view-lines", "holtzman2019curious");
  await saved("related-work.tex", "holtzman2019curious");
  hasNot(file("related-work.tex"), "**Holtzman");
  has(file("related-work.tex"), "**Conneau");
});

await step("a bibliography rewritten on disk is seen", async () => {
  await it.go(2, 1);
  await it.keys("Home");
  await it.type("% first\n");
  await it.keys("ArrowUp", "End");
  // Closed by hand: the editor adds the brace itself unless it is still at the colours of the line above.
  await it.type("\nAs in \\cite{nightingale1858notes}");
  await it.keys("Escape", "End", "Escape");
  await it.go(1, 1);
  await page.waitForSelector(".squiggly-error");
  const entry = "author = {Nightingale, Florence}, title = {Notes on Matters}, publisher = {Harrison}, year = {1858}";
  appendFileSync(join(survey, "refs.bib"), `\n@book{nightingale1858notes,\n  ${entry},\n}\n`);
  await page.waitForSelector(".squiggly-error", { state: "detached", timeout: 10_000 });
});

await step("an entry of a master library is copied when its key is accepted", async () => {
  await it.go(1, 1);
  await it.type("Typed here~\\cite{method of least");
  await it.keys("Control+Space");
  await it.see(".suggest-widget.visible .monaco-list-row.focused", "legendre1805methode");
  await shot("master library");
  await it.keys("Enter");
  await it.see(".view-line", "\\cite{legendre1805methode}");
  await written("the entry", () => file("refs.bib").includes("@book{legendre1805methode"));
});

await step("BibTeX pasted", async () => {
  await it.go(1, 1);
  await it.type("As is known ____. ");
  await it.go(1, 14);
  const text = "@article{bayes1763essay, author = {Bayes, Thomas}, title = {An Essay}, year = 1763}";
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await it.command("Lacuna: Paste BibTeX and Cite");
  await it.see(".view-line", "As is known~\\cite{bayes1763essay}.");
  await written("the entry", () => file("refs.bib").includes("bayes1763essay"));
});

await step("status", async () => {
  await it.command("Lacuna: Show Status");
  await it.see(".view-lines", "cite commands");
  await it.see(".tab.active", "Status of Lacuna");
  await shot("status page");
  await it.keys("Control+F4");
});

await step("the report in a panel follows edits and leads to the text", async () => {
  await it.open("main.tex");
  await it.command("Lacuna: Show Report of the Survey");
  const inside = async (words) => {
    for (const frame of page.frames()) {
      const text = await frame.locator("main#main").textContent({ timeout: 300 }).catch(() => "");
      if (text.includes(words)) return frame;
    }
    return undefined;
  };
  const frame = await until("the report", () => inside("How far it is"));
  await sleep(500);
  await shot("report panel");
  await frame.locator("#sections a.place", { hasText: "related-work.tex" }).first().click();
  await it.see(".tab.active", "related-work.tex");
  await it.see(".statusbar-item", "Ln ");
  await it.go(1, 1);
  await it.type("\\section{Typed just now}\nNew \\cite{}.\n");
  await until("the new section", () => inside("Typed just now"));
  await it.keys("Control+z", "Control+z", "Control+z");
  await it.command("File: Revert File");
});

await step("hover on a key", async () => {
  await it.open("main.tex");
  const [line, column] = find("main.tex", "devlin2018bert");
  await it.go(line, column + 3);
  const card = await it.hover("Jacob Devlin", "Pre-training of Deep Bidirectional Transformers");
  hasNot(card, "{BERT}");
  hasNot(card, "**");
  await shot(`card ${line}`);
  await it.keys("Escape");
});

await step("rename in .tex and .bib", async () => {
  const [line, column] = find("main.tex", "devlin2018bert");
  await it.go(line, column + 3);
  await it.keys("F2");
  await page.waitForSelector(".rename-box input:focus");
  await it.type("devlin2019bert");
  await it.keys("Enter");
  await it.see(".view-line", "\\cite{devlin2019bert");
  await written("the new key in all files", () =>
    ["main.tex", "related-work.tex", "refs.bib"].every((name) => file(name).includes("devlin2019bert")));
});

await stop();
const bare = await start({ parts, vsix, survey, home: join(home, "bare"), out, bare: true });
({ page, stop } = bare);
it = new Workbench(page);

await step("a missing server is told of, with the way to it", async () => {
  await it.open("related-work.tex");
  await it.see(".notification-toast", "neither packed with this extension nor on the PATH");
  await shot("missing server");
  await it.command("Notifications: Clear All Notifications");
  await it.command("Lacuna: Go to Next Open Citation");
  await it.see(".notification-toast", "neither packed with this extension nor on the PATH");
  await page.click(".notification-toast .monaco-button:has-text('How to Install')");
  await it.see(".tab.active", "INSTALL.md");
  const frames = () => Promise.all(page.frames().map((frame) => frame.textContent("body").catch(() => "")));
  await until("the way to it", async () => (await frames()).some((text) => text?.includes("cargo install")));
});

await step("a server installed later is found, in a folder that is not trusted", async () => {
  await it.see(".statusbar-item", "Restricted Mode");
  await page.click(".tab:has-text('related-work.tex')");
  mkdirSync(bare.bin);
  symlinkSync(server, join(bare.bin, "lacuna"));
  await it.command("Lacuna: Restart Server");
  await it.see(".statusbar-item", " open");
  await page.waitForSelector(".squiggly-warning");
});

await stop();
process.exit(failed() ? 1 : 0);
