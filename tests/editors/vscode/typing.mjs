// As a person types and clicks, letter by letter at three speeds, in the real VS Code on a copy of the survey.
// FIXTURE names the copy, OUT the folder for screenshots, PARTS what is installed, VSIX the extension.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { has, hasNot, steps } from "./steps.mjs";
import { start, until, sleep, Workbench } from "./workbench.mjs";

const { FIXTURE: survey, OUT: out, HOME: home, PARTS: parts, VSIX: vsix } = process.env;

// A paper of its own: nothing that one step leaves behind is in the way of another.
const paper = `\\documentclass{article}
\\begin{document}
\\section{Models}
They learn to translate \\cite{sutskever2014sequence}.

Here one types:

As is known \\cite{sutskever2014sequence}, event phenomena are discussed at length ____.
\\bibliography{refs}
\\end{document}
`;
writeFileSync(join(survey, "typed.tex"), paper);

// Dark and narrow; the other trial is light and wide.
const look = { "workbench.colorTheme": "Default Dark Modern", "window.autoDetectColorScheme": false };
const { page, stop } = await start({ parts, vsix, survey, home, out, own: look });
await page.setViewportSize({ width: 900, height: 900 });
const it = new Workbench(page);
const { step: plain, shot, failed } = steps(out, () => ({ page, it }));

/** A step that takes back what it has typed. */
const step = (name, body) =>
  plain(name, async () => {
    try {
      await body();
    } finally {
      await it.keys("Escape", "Escape");
      await it.command("File: Revert File").catch(() => {});
    }
  });

/** Types behind `Here one types:`. */
async function typed(text, delay) {
  await it.go(6, 1);
  await it.keys("End");
  await page.keyboard.type(` ${text}`, { delay });
}

const rows = () => it.texts(".suggest-widget.visible .monaco-list-row");

await plain("open citations before a file is opened", async () => {
  await page.click(".activitybar .action-label[aria-label*='Lacuna']");
  await it.see(".pane-body .monaco-list-row", "Vinyals et al., “Sequence to Sequence");
});

await plain("the paper is read", async () => {
  await it.open("typed.tex");
  await it.see(".statusbar-item", "1 open");
});

for (const delay of [5, 30, 120]) {
  await step(`words and a year open the list at ${delay} ms a letter`, async () => {
    await typed("\\cite{brown language 2020", delay);
    const row = await it.see(".suggest-widget.visible .monaco-list-row", "brown2020language");
    has(row, "Brown et al. (2020)");
    has(row, "few-shot learners");
    await shot(`row with a title ${delay}`);
    await sleep(1500);
    if (await page.$(".squiggly-error")) throw new Error("red while one chooses");
    await it.keys("Enter");
    await it.see(".view-line", "Here one types: \\cite{brown2020language}");
  });
}

await step("the key that is cited already comes first", async () => {
  await typed("\\cite{sutskever ", 30);
  await it.see(".suggest-widget.visible .monaco-list-row", "sutskever2014sequence");
  has((await rows())[0], "sutskever2014sequence");
});

await step("words that no entry has all of find those that have most", async () => {
  await typed("\\cite{stochastic unicorns", 30);
  await it.see(".suggest-widget.visible .monaco-list-row", "bender2021dangers", "without “unicorns”");
});

await step("words that find nothing are told of once they are left", async () => {
  await typed("\\cite{qwxz vbnm}", 30);
  await it.go(1, 1);
  await page.waitForSelector(".squiggly-error");
});

await step("a gap's card cites by a click", async () => {
  await it.go(8, paper.split("\n")[7].indexOf("____") + 2);
  const card = await it.hover("A citation is missing here");
  hasNot(card, "`");
  await shot("gap card");
  await page.click(".monaco-hover:not(.hidden) .hover-contents li a >> nth=0");
  await until("the cite command", async () =>
    (await it.texts(".view-line")).some((row) => /at length[ ~]\\cite\{\w+/.test(row)));
});

await step("a lens opens the references", async () => {
  await it.open("refs.bib");
  const lens = page.locator(".codelens-decoration a:has-text('cited')").first();
  await lens.click();
  await page.waitForSelector(".peekview-widget .monaco-list-row");
  await shot("references by a lens");
  await it.open("typed.tex");
});

await step("the context menu fills", async () => {
  await it.go(8, paper.split("\n")[7].indexOf("____") + 2);
  await it.keys("Shift+F10");
  const entries = () =>
    page.evaluate(() => {
      const all = [document, ...[...document.querySelectorAll("*")].map((it) => it.shadowRoot).filter(Boolean)];
      return all.flatMap((root) => [...root.querySelectorAll(".monaco-menu .action-label")].map((it) => it.textContent));
    });
  await until("Fill Open Citation in the menu", async () => (await entries()).join("\n").includes("Fill Open Citation"));
  await shot("context menu");
});

await step("the whole workspace by file", async () => {
  await it.command("Lacuna: Show Open Citations of the Whole Workspace");
  await it.command("Focus on Open Citations View");
  await it.see(".pane-body .monaco-list-row", "related-work.tex");
  await it.see(".pane-body .monaco-list-row", "Vinyals et al., “Sequence to Sequence");
  await shot("whole workspace");
  await it.command("Lacuna: Show Open Citations of This Paper");
  await it.command("View: Focus Active Editor Group");
});

await step("a server that is not there is told of, and the right one taken again", async () => {
  const path = (it) => writeFileSync(join(survey, ".vscode", "settings.json"), JSON.stringify({ "lacuna.server.path": it }));
  mkdirSync(join(survey, ".vscode"));
  path("/nowhere/lacuna");
  const told = await it.see(".notification-toast", "/nowhere/lacuna");
  await shot("wrong path");
  hasNot(told, "at ");
  await it.command("Notifications: Clear All Notifications");
  path("");
  await it.see(".statusbar-item", "1 open");
});

await plain("rules are a table in the settings", async () => {
  await it.command("Preferences: Open Settings (UI)");
  await page.waitForSelector(".settings-editor .search-container .monaco-editor");
  await it.type("lacuna.rules");
  await page.waitForSelector(".setting-item-contents .setting-list-object-widget");
});

await stop();
process.exit(failed() ? 1 : 0);
