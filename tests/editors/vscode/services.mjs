// Services in the real VS Code, which a stand-in answers for: silence, the question, the look-up, how far the
// background is, and a verdict among the problems.
// FIXTURE names a folder beside which the paper is made, OUT the folder for screenshots, PARTS what is installed, VSIX the extension.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { standIn } from "../services/stand_in.mjs";
import { has, steps } from "./steps.mjs";
import { start, until, sleep, Workbench } from "./workbench.mjs";

const { FIXTURE: survey, OUT: out, HOME: home, PARTS: parts, VSIX: vsix } = process.env;

const paper = join(dirname(survey), "paper");
const { came, own, close } = await standIn(home, paper);
const { page, stop } = await start({ parts, vsix, survey: paper, home, out });
const it = new Workbench(page);
const file = (name) => readFileSync(join(paper, name), "utf8");
const { step, shot, failed } = steps(out, () => ({ page, it }));
const silent = () => { if (came.length) throw new Error(`asked before the user was: ${came[0]}`); };

await step("a look-up is offered, and nothing was sent", async () => {
  await it.open("asked.tex");
  await it.go(4, 30);
  await until("the offer", async () => {
    await it.keys("Control+.");
    const rows = await page.waitForSelector(".action-widget .monaco-list-row", { timeout: 2000 }).catch(() => false);
    if (rows && (await it.texts(".action-widget .monaco-list-row")).some((row) => row.includes("Look up in"))) return true;
    await it.keys("Escape");
    return false;
  });
  has((await it.texts(".action-widget .monaco-list-row")).join("\n"), "(asks you first)");
  await sleep(300);
  silent();
});

await step("the question says what is sent, and where", async () => {
  await page.click(".action-widget .monaco-list-row:has-text('Look up in')");
  const question = await it.see(".notifications-toasts .notification-list-item", "title, first author, year and identifiers");
  for (const words of ["nothing of the text", "doi.org and Crossref", "kept in your own settings"]) has(question, words);
  const answers = await it.texts(".notifications-toasts .notification-list-item .monaco-button");
  if (answers.join() !== "Ask services,Not for this project,Never") throw new Error(`answers: ${answers}`);
  await sleep(300);
  silent();
  has(file("asked.bib"), "quint2021");
});

await step("how far the look-ups are", async () => {
  await page.click(".notifications-toasts .notification-list-item .monaco-button:has-text('Ask services')");
  has(await it.see(".statusbar-item", "asking services:"), "references");
});

await step("the work is added and cited", async () => {
  await until("the citation", async () => {
    await it.command("File: Save All Files");
    return file("asked.tex").includes("\\cite{blum2019}") && file("asked.bib").includes("@article{blum2019,");
  });
  has(readFileSync(own, "utf8"), "online = true");
});

await step("a verdict among the problems", async () => {
  await it.open("asked.bib");
  await it.keys("Control+Shift+m");
  const row = await it.see(".markers-panel .monaco-list-row", "reference-differs", "Petra Moss");
  has(row, "in Crossref");
  await it.see(".markers-panel .monaco-list-row", "reference-not-found");
  await shot("problems");
});

await stop();
close();
process.exit(failed() ? 1 : 0);
