// The page of `lacuna report` in a real Chromium: on a paper whose titles would like to be more than text, on a large one, and
// served while its files change.
// SERVER names the program, FIXTURE a copy of the survey, OUT the folder for screenshots, PARTS what is installed.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { SERVER: program, FIXTURE: survey, OUT: out, PARTS: parts } = process.env;
const require = createRequire(join(parts, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const THEMES = ["light", "dark"];
const WIDTHS = [390, 820, 1400];
/** Bytes and milliseconds for 3,000 works in 60 sections. */
const LARGEST = 2_000_000;
const LONGEST = 1000;

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
let failed = false;

async function step(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    failed = true;
    console.log(`not ok ${name}: ${error.message.split("\n").slice(0, 3).join(" ")}`);
  }
}

function is(condition, told) {
  if (!condition) throw new Error(told);
}

const env = { ...process.env, LACUNA_CORPORA: "there-are-none" };

function report(folder, name, files = {}, args = []) {
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const page = join(out, `${name}.html`);
  execFileSync(program, ["report", "main.tex", "--html", page, ...args], { cwd: folder, env });
  return page;
}

/** A page, what it has told of on its console, and which addresses it has asked for. */
async function open(address, { width = 1400, colorScheme = "light" } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme });
  page.setDefaultTimeout(10_000);
  const told = [];
  const asked = [];
  page.on("console", (it) => told.push(it.text()));
  page.on("pageerror", (it) => told.push(it.message));
  page.on("dialog", (it) => { told.push(`dialog: ${it.message()}`); void it.dismiss(); });
  page.on("request", (it) => asked.push(it.url()));
  await page.goto(address, { waitUntil: "load" });
  return { page, told, asked };
}

/** Runs axe in a world of its own: the page's policy lets no script of ours act in the page's. */
async function violations(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  const run = (expression) => session.send("Runtime.evaluate", { contextId, expression, awaitPromise: true, returnByValue: true });
  await run(axe);
  const { result } = await run("axe.run().then((it) => it.violations.map((it) => `${it.id}: ${it.help}, ${it.nodes.map((it) => it.html).slice(0, 2).join(' ')}`))");
  is(Array.isArray(result.value), "axe did not run");
  return result.value;
}

const titles = (page, table) => page.locator(`#${table} tbody th cite:visible`).allTextContents();

const page = pathToFileURL(report(survey, "survey")).href;
for (const colorScheme of THEMES) {
  for (const width of WIDTHS) {
    await step(`${width} wide, ${colorScheme}`, async () => {
      const { page: it, told, asked } = await open(page, { width, colorScheme });
      await it.screenshot({ path: join(out, `${width}-wide-${colorScheme}.png`), fullPage: true });
      is(!told.length, told.join("; "));
      is(asked.every((url) => url === page || url.startsWith("data:")), asked.join(" "));
      const over = await it.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      is(over <= 0, `${over} px too wide`);
      const found = await violations(it);
      is(!found.length, found.join("; "));
      const paper = await it.evaluate(() => getComputedStyle(document.body).backgroundColor);
      is((paper === "rgb(253, 252, 250)") === (colorScheme === "light"), paper);
      await it.close();
    });
  }
}

const words = ["One", "two", "Three", "four"];
const entry = (n) => `@article{key${n}, author = {Name${n % 50}, A.}, title = {${words[n % 4]} title of a work ${n}}, journal = {Journal ${n % 9}}, year = ${1990 + (n % 30)}}`;
const numbers = (from, to) => Array.from({ length: to - from }, (_, at) => from + at);

await step("sorting and filtering", async () => {
  const cites = numbers(0, 40).map((n) => `So it is~\\cite{key${n}}.${n < 3 ? ` Again \\cite{key${n}}.`.repeat(n + 1) : ""}`);
  const files = {
    "main.tex": `\\documentclass{article}\\begin{document}\\section{A}\n${cites.join("\n")}\n\\bibliography{refs}\\end{document}`,
    "refs.bib": numbers(0, 40).map(entry).join("\n"),
  };
  const { page: it, told } = await open(pathToFileURL(report(join(survey, "..", "sorted"), "sorted", files)).href);
  const head = (name) => it.locator("#works thead th", { hasText: name });
  is((await titles(it, "works")).length === 12, "twelve at first");
  is((await titles(it, "works"))[0] === "Three title of a work 2", (await titles(it, "works"))[0]);
  await head("Year").getByRole("button").click();
  is((await head("Year").getAttribute("aria-sort")) === "descending", "the latest first");
  is((await titles(it, "works"))[0].endsWith("work 29"), (await titles(it, "works"))[0]);
  // By keyboard.
  await head("Work").getByRole("button").focus();
  await it.keyboard.press("Enter");
  is((await head("Work").getAttribute("aria-sort")) === "ascending" && !(await head("Year").getAttribute("aria-sort")), "one at a time");
  is((await titles(it, "works"))[0] === "four title of a work 3", (await titles(it, "works"))[0]);
  await it.getByLabel("Filter").last().fill("three 26");
  await it.locator("#works input").fill("three 26");
  is((await titles(it, "works")).join() === "Three title of a work 26", (await titles(it, "works")).join());
  is((await it.locator("#works output").textContent()) === "1 of 40", "it is counted");
  await it.locator("#works input").fill("");
  await it.locator("#works select").selectOption("once");
  is((await it.locator("#works output").textContent()) === "37 of 40", await it.locator("#works output").textContent());
  await it.locator("#works button.all").click();
  is((await titles(it, "works")).length === 37, "all are shown");
  await it.keyboard.press("Control+Home");
  await it.locator(".skip").focus();
  is(await it.locator(".skip").isVisible(), "a way past the head");
  is(!told.length, told.join("; "));
  await it.close();
});

await step("without scripts everything is there", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const it = await context.newPage();
  await it.goto(pathToFileURL(join(out, "sorted.html")).href);
  is((await it.locator("#works tbody tr:visible").count()) === 40, "every row");
  is(!(await it.locator("#works input").isVisible()), "nothing that would do nothing");
  await context.close();
});

await step("it prints whole and light", async () => {
  const { page: it } = await open(pathToFileURL(join(out, "sorted.html")).href, { colorScheme: "dark" });
  await it.emulateMedia({ media: "print" });
  is((await it.locator("#works tbody tr:visible").count()) === 40, "every row");
  is(!(await it.locator("nav").isVisible()), "no way through a page of paper");
  is((await it.evaluate(() => getComputedStyle(document.body).backgroundColor)) === "rgb(255, 255, 255)", "on white");
  await it.pdf({ path: join(out, "printed.pdf") });
  await it.close();
});

await step("titles do nothing", async () => {
  const evil = ["<script>hit()</script>", "</style></script><img src=x onerror=hit()>", "\\\" onmouseover=hit() x=", "{{script}}", "كتاب في التاريخ", "深度学习综述", "a\u202eb"];
  const urls = ["javascript:hit()", "JavaScript:hit()", "data:text/html,<script>hit()</script>", "vbscript:hit()", "https://example.org/\" onclick=\"hit()", "//example.org", "file:///etc/passwd"];
  const refs = evil.map((title, n) => `@misc{k${n}, author = {{${title}}}, title = {${title}}, howpublished = {${title}}, url = {${urls[n]}}, year = 2020}`);
  const files = {
    "main.tex": `\\documentclass{article}\\title{</title><script>hit()</script>}\\begin{document}\\section{<img src=x onerror=hit()>}\n\\cite{${evil.map((_, n) => `k${n}`)},<svg onload=hit()>} ____ <b onclick=hit()>x</b> [citation needed]\n\\bibliography{refs}\\end{document}`,
    "refs.bib": refs.join("\n"),
  };
  const { page: it, told, asked } = await open(pathToFileURL(report(join(survey, "..", "hostile"), "hostile", files, ["--links", "vscode"])).href);
  await it.screenshot({ path: join(out, "titles-do-nothing.png"), fullPage: true });
  is(!told.length && asked.every((url) => /^(file:.*\/hostile\.html|data:,)$/.test(url)), `${told} ${asked}`);
  is((await it.locator("script, style").count()) === 2, "one script, one style");
  is(!(await it.locator("img, iframe, object, embed, form, [onclick], [onerror], [onload], [onmouseover], [style]").count()), "nothing of theirs");
  const links = await it.$$eval("a[href]", (all) => all.map((a) => a.href));
  is(links.every((url) => /^(https?:|vscode:|file:.*#)/.test(url)), links.join(" "));
  for (const title of ["<script>hit()</script>", "كتاب في التاريخ", "深度学习综述"]) is((await titles(it, "works")).some((it) => it.includes(title)), title);
  const found = await violations(it);
  is(!found.length, found.join("; "));
  await it.close();
});

await step("3,000 works in 60 sections", async () => {
  const sections = numbers(0, 60).map((s) => {
    const lines = numbers(s * 50, s * 50 + 50).map((n) => `It was shown~\\cite{key${n},key${(n * 7) % 3000}} that this is so.`);
    return `\\section{Section of some length ${s}}\n${lines.join("\n")}\n`;
  });
  const files = {
    "main.tex": `\\documentclass{article}\\begin{document}\n${sections.join("\n")}\\bibliography{refs}\\end{document}`,
    "refs.bib": numbers(0, 3000).map(entry).join("\n"),
  };
  const file = report(join(survey, "..", "large"), "large", files);
  const times = [];
  for (let turn = 0; turn < 3; turn++) {
    const { page: it, told } = await open(pathToFileURL(file).href);
    times.push(await it.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd));
    is(!told.length, told.join("; "));
    await it.close();
  }
  console.error(`${statSync(file).size} bytes, opened in ${times.map(Math.round)} ms`);
  is(statSync(file).size < LARGEST, `${statSync(file).size} bytes`);
  is(Math.min(...times) < LONGEST, `${times} ms`);
});

await step("a served page follows edits and keeps what was chosen", async () => {
  const server = spawn(program, ["report", "--serve"], { cwd: join(survey, "..", "sorted"), env });
  try {
    const address = await new Promise((resolve) => server.stdout.once("data", (it) => resolve(/http:\S+/.exec(it)[0])));
    const { page: it, told } = await open(address);
    await it.locator("#works input").fill("three");
    const before = await it.locator("#works output").textContent();
    const main = join(survey, "..", "sorted", "main.tex");
    writeFileSync(main, readFileSync(main, "utf8").replace("\\section{A}", "\\section{A new name}"));
    await it.getByText("A new name").first().waitFor();
    is((await it.locator("#works input").inputValue()) === "three", "the filter is kept");
    is((await it.locator("#works output").textContent()) === before, before);
    is(!told.length, told.join("; "));
    await it.close();
  } finally {
    server.kill();
  }
});

await browser.close();
process.exit(failed ? 1 : 0);
