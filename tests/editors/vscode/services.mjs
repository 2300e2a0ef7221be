// Services in the real VS Code, which a stand-in answers for: silence, the question, the look-up, how far the
// background is, and a verdict among the problems.
// FIXTURE names a folder beside which the paper is made, OUT the folder for screenshots, PARTS what is installed, VSIX the extension.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { has, steps } from "./steps.mjs";
import { start, until, sleep, Workbench } from "./workbench.mjs";

const { FIXTURE: survey, OUT: out, HOME: home, PARTS: parts, VSIX: vsix } = process.env;

const works = [
  ["Rivers of the Northern Valleys and their Fish", "Ida", "Blum", 2019, "10.1000/rivers.1"],
  ["Learning to Read Maps without Supervision", "Petra", "Moss", 2021, "10.1000/maps.2"],
].map(([title, given, family, year, DOI]) => ({
  DOI, title: [title], author: [{ given, family }], issued: { "date-parts": [[year]] }, type: "journal-article",
  "container-title": ["Journal of Valleys"],
}));

/** What came, and to which service. */
const came = [];
const standIn = createServer((request, response) => {
  const asked = decodeURIComponent(request.url).replaceAll("+", " ");
  came.push(asked);
  const meant = works.filter((it) => asked.includes(it.DOI) || asked.includes(it.title[0]));
  const agency = (doi) => (works.some((it) => it.DOI === doi) ? { DOI: doi, RA: "Crossref" } : { DOI: doi, status: "DOI does not exist" });
  const body = asked.startsWith("/doi/doiRA/")
    ? asked.slice("/doi/doiRA/".length).split(",").map(agency)
    : { status: "ok", message: { items: meant } };
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
});
await new Promise((resolve) => standIn.listen(0, "127.0.0.1", resolve));

const paper = join(dirname(survey), "paper");
const own = join(home, ".config/lacuna/services.toml");
mkdirSync(paper, { recursive: true });
mkdirSync(dirname(own), { recursive: true });
const address = `http://127.0.0.1:${standIn.address().port}`;
writeFileSync(own, `services = ["doi", "crossref"]\n[addresses]\ndoi = "${address}/doi"\ncrossref = "${address}/crossref"\n`);
const unknown = ["Glaciers", "Harbours", "Islands", "Deserts", "Lagoons", "Meadows", "Canyons"];
const entry = (key, author, title, year) =>
  `@article{${key},\n  author = {${author}},\n  title = {${title}},\n  journal = {Journal of Valleys},\n  year = {${year}},\n}\n\n`;
writeFileSync(join(paper, "asked.bib"), entry("quint2021", "Quint, Xaver", works[1].title[0], 2021) +
  unknown.map((it) => entry(it.toLowerCase(), "Known, Nobody", `${it} that Nobody has Ever Charted`, 2020)).join(""));
writeFileSync(join(paper, "asked.tex"), `\\documentclass{article}
\\begin{document}
Maps are read \\cite{quint2021}, and much else \\cite{${unknown.map((it) => it.toLowerCase())}}.
As shown by __**Blum et al., "${works[0].title[0]}"**__.
\\bibliography{asked}
\\end{document}
`);

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
standIn.close();
process.exit(failed() ? 1 : 0);
