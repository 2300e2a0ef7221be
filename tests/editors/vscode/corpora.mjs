// References looked up, in the real VS Code: a differing one, a retracted one, a work of a corpus in a list.
// FIXTURE names the copy, HOME has the corpora, OUT the folder for screenshots, PARTS what is installed, VSIX the extension.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { has, steps } from "./steps.mjs";
import { start, until, sleep, Workbench } from "./workbench.mjs";

const { FIXTURE: survey, OUT: out, HOME: home, PARTS: parts, VSIX: vsix } = process.env;
const { page, stop } = await start({ parts, vsix, survey, home, out });
const it = new Workbench(page);
const file = (name) => readFileSync(join(survey, name), "utf8");
const { step, shot, failed } = steps(out, () => ({ page, it }));

await step("a differing and a retracted entry among the problems", async () => {
  await it.open("checked.bib");
  await it.keys("Control+Shift+m");
  has(await it.see(".markers-panel .monaco-list-row", "reference-differs"), "2017");
  await it.see(".markers-panel .monaco-list-row", "retracted-work");
  await page.waitForSelector(".squiggly-warning");
  await shot("problems");
  await it.keys("Control+j");
});

await step("card of the differing entry", async () => {
  await it.go(1, 18);
  await it.hover("2017");
  await shot("card");
  await it.keys("Escape");
});

await step("quick fix: the year of the record", async () => {
  await it.go(5, 12);
  await until("quick fixes", async () => {
    await it.keys("Control+.");
    return page.waitForSelector(".action-widget .monaco-list-row", { timeout: 2000 }).catch(() => false);
  });
  await sleep(300);
  await shot("quick fixes");
  await page.click(".action-widget .monaco-list-row:has-text('Correct')");
  await until("the year in the file", async () => {
    await it.keys("Control+s");
    await sleep(150);
    return file("checked.bib").includes("{2017}");
  });
});

await step("a work of a corpus in a list, and its entry", async () => {
  await it.open("checked.tex");
  await it.go(5, 1);
  await it.keys("End");
  await it.type(" \\cite{adam stoch");
  await it.keys("Control+Space");
  await it.see(".suggest-widget.visible .monaco-list-row", "in works");
  await shot("completion");
  await page.waitForSelector(".suggest-widget.visible .monaco-list-row.focused");
  await it.keys("Enter");
  await until("the entry in the bibliography", async () => {
    await it.command("File: Save All Files");
    return file("checked.bib").includes("Adam: A Method") || file("checked.bib").includes("{A}dam: {A} Method");
  });
  await shot("added");
});

await stop();
process.exit(failed() ? 1 : 0);
