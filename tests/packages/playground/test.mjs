// The page of docs/playground in a real Chromium: what it reports, its cards and candidates, a citation put in, texts
// that are pasted, both themes, the width of a telephone.
// PAGE names the folder that was built, OUT one for screenshots, PARTS where playwright-core and axe-core are installed.

import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const { PAGE: folder, OUT: out, PARTS: parts } = process.env;
const require = createRequire(join(parts, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(out, { recursive: true });

// A plain static server, as any host of pages is.
const types = { html: "text/html; charset=utf-8", wasm: "application/wasm" };
const server = createServer((request, response) => {
  const name = request.url === "/" ? "index.html" : request.url.slice(1);
  const type = types[name.split(".").pop()];
  if (!type || name.includes("/")) return response.writeHead(404).end();
  return response.writeHead(200, { "Content-Type": type }).end(readFileSync(join(folder, name)));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
let failed = false;

function is(condition, told) {
  if (!condition) throw new Error(told);
}

/** Does it with a page that has been opened, and holds the page to tell of nothing on its console. */
async function step(name, { width = 1400, height = 900, colorScheme = "light" }, body) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.setDefaultTimeout(10_000);
  const told = [];
  page.on("console", (it) => told.push(it.text()));
  page.on("pageerror", (it) => told.push(it.message));
  page.on("request", (it) => { if (!it.url().startsWith(address) && !it.url().startsWith("data:")) told.push(`asked for ${it.url()}`); });
  try {
    await page.goto(address, { waitUntil: "load" });
    await page.getByText(/^\d+ reports?$/).waitFor();
    await body(page);
    is(!told.length, told.join("; "));
    console.log(`ok ${name}`);
  } catch (error) {
    failed = true;
    console.log(`not ok ${name}: ${error.message.split("\n").slice(0, 3).join(" ")}`);
  }
  await page.screenshot({ path: join(out, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}.png`), fullPage: true });
  await page.close();
}

const report = (page, rule) => page.locator("ol > li").filter({ has: page.locator("code", { hasText: rule }) });
const tex = (page) => page.locator("#tex");

async function violations(page) {
  await page.addScriptTag({ content: axe });
  return page.evaluate(() => axe.run().then((it) => it.violations.map((it) => `${it.id}: ${it.nodes.map((it) => it.html).slice(0, 2).join(" ")}`)));
}

for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of [[390, 844], [1400, 900]]) {
    await step(`${width} wide, ${colorScheme}`, { width, height, colorScheme }, async (page) => {
      is((await page.locator("#count").textContent()) === "4 reports", await page.locator("#count").textContent());
      await report(page, "prose-citation").getByRole("button").first().click();
      is((await page.locator(".card:visible").count()) === 1, "one card");
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      is(over <= 0, `${over} px too wide`);
      const found = await violations(page);
      is(!found.length, found.join("; "));
    });
  }
}

await step("a report is chosen", {}, async (page) => {
  await report(page, "prose-citation: match").getByRole("button").first().click();
  const card = await page.locator(".card:visible").textContent();
  is(card.includes("Sequence to Sequence Learning with Neural Networks") && card.includes("sutskever2014sequence"), card);
  const selected = await tex(page).evaluate((it) => it.value.slice(it.selectionStart, it.selectionEnd));
  is(selected === "Sutskever et al., \"Sequence to Sequence Learning with Neural Networks\"", selected);
  is((await page.locator("mark.chosen").textContent()) === selected, "it is marked");
});

await step("every gap is closed by what is offered", {}, async (page) => {
  await report(page, "prose-citation").getByRole("button", { name: "Cite Sutskever" }).click();
  await report(page, "masked-citation").getByRole("button", { name: "Cite Brown" }).click();
  await report(page, "citation-todo").getByRole("button", { name: "Cite Bender" }).click();
  await report(page, "undefined-citation").getByRole("button", { name: "Replace by `vaswani2017attention`" }).click();
  is((await page.locator("#count").textContent()) === "0 reports", await page.locator("ol").textContent());
  const text = await tex(page).inputValue();
  for (const part of ["end to end\n\\cite{sutskever2014sequence}, and", "models \\cite{brown2020language}.", "elsewhere \\cite{bender2021dangers}.", "\\cite{vaswani2017attention}."]) {
    is(text.includes(part), `no ${part} in ${text}`);
  }
});

await step("texts that are pasted", {}, async (page) => {
  await tex(page).fill("Übersicht 😀: as **Knuth, \"The TeXbook\"** shows, and ____.\n");
  await page.locator("#bib").fill("@book{knuth1984, author = {Knuth, Donald E.}, title = {The {\\TeX}book}, year = {1984}}\n");
  await page.getByText("2 reports").waitFor();
  const marks = await page.locator("mark").allTextContents();
  is(marks.join("|") === "Knuth, \"The TeXbook\"|____", marks.join("|"));
  await report(page, "prose-citation").getByRole("button", { name: "Cite Knuth" }).click();
  is((await tex(page).inputValue()).includes("as~\\cite{knuth1984} shows"), await tex(page).inputValue());
  // A work that is in no bibliography gets an entry there, to be filled in.
  await tex(page).fill("It was shown by **Doe et al., \"A Work that Nobody Has Written Yet\"**.\n");
  await page.getByText("not-found").waitFor();
  await report(page, "not-found").getByRole("button").last().click();
  is((await page.locator("#bib").inputValue()).includes("A Work that Nobody Has Written Yet"), await page.locator("#bib").inputValue());
  await tex(page).fill("");
  await page.locator("#bib").fill("");
  await page.getByText("0 reports").waitFor();
});

await step("a long text", {}, async (page) => {
  const line = "It was shown~\\cite{key7,key8} that this is so, as **Doe et al., \"A Work of Some Length\"** say ____.\n";
  const entries = Array.from({ length: 1000 }, (_, n) => `@article{key${n}, author = {Name${n}, A.}, title = {Title ${n} of a work}, year = {2001}}`);
  const taken = await page.evaluate(([text, bib]) => {
    document.querySelector("#tex").value = text;
    document.querySelector("#bib").value = bib;
    const from = performance.now();
    document.querySelector("#tex").dispatchEvent(new Event("input"));
    return new Promise((resolve) => {
      const seen = new MutationObserver(() => resolve(performance.now() - from));
      seen.observe(document.querySelector("#count"), { childList: true, characterData: true, subtree: true });
    });
  }, [line.repeat(100), entries.join("\n")]);
  console.error(`10 kB and 1,000 entries: ${Math.round(taken)} ms`);
  is(taken < 5000, `${Math.round(taken)} ms`);
});

await browser.close();
server.close();
process.exit(failed ? 1 : 0);
