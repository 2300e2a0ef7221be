// The pictures and the film of README.md, taken in the real VS Code on a copy of the survey.
// FIXTURE names the copy, OUT the folder for pictures, PARTS what is installed, VSIX the extension.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { steps } from "./steps.mjs";
import { start, until, sleep, Workbench } from "./workbench.mjs";

const { FIXTURE: survey, OUT: out, HOME: home, PARTS: parts, VSIX: vsix } = process.env;

const look = {
  "editor.fontSize": 13,
  "editor.cursorBlinking": "solid",
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
  "breadcrumbs.enabled": false,
};
const { page, stop } = await start({ parts, vsix, survey, home, out, own: look });
await page.setViewportSize({ width: 1200, height: 720 });
const it = new Workbench(page);
const { step, failed } = steps(join(out), () => ({ page, it }));

const file = (name) => readFileSync(join(survey, name), "utf8");
const aside = () => page.mouse.move(700, 700);
const picture = async (name) => {
  await sleep(400);
  await page.screenshot({ path: join(out, `picture-${name}.png`), animations: "disabled" });
};

/** A film of what is shown, each picture for as long as is said: a busy machine's waiting is not worth a look. */
class Film {
  constructor(name) {
    this.name = name;
    this.folder = join(out, "frames");
    this.taken = [];
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder);
  }

  async take(seconds) {
    const path = join(this.folder, `${String(this.taken.length).padStart(4, "0")}.png`);
    await page.screenshot({ path, animations: "disabled" });
    this.taken.push(`file '${path}'\nduration ${seconds}`);
  }

  async type(text) {
    for (let at = 0; at < text.length; at += 3) {
      await it.type(text.slice(at, at + 3));
      await this.take(0.2);
    }
  }

  finish() {
    const list = join(this.folder, "list");
    writeFileSync(list, `ffconcat version 1.0\n${this.taken.join("\n")}\nfile '${join(this.folder, "0000.png")}'\n`);
    const palette = "fps=5,scale=900:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=64:stats_mode=diff[p];[b][p]paletteuse=dither=none:diff_mode=rectangle";
    execFileSync("ffmpeg", ["-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", list, "-vf", palette, "-loop", "0", join(out, `${this.name}.gif`)]);
  }
}

await step("the view beside the text", async () => {
  await it.open("related-work.tex");
  await it.see(".statusbar-item", " open");
  await it.command("Focus on Open Citations View");
  await until("the rows", async () => (await it.texts(".pane-body .monaco-list-row")).length > 10);
  await it.command("Notifications: Clear All Notifications");
  await it.go(8, 1);
  await aside();
  await picture("view");
});

await step("a card", async () => {
  await it.open("main.tex");
  const before = file("main.tex").slice(0, file("main.tex").indexOf("devlin2018bert")).split("\n");
  await it.go(before.length, before.at(-1).length + 3);
  await it.hover("Jacob Devlin");
  await picture("card");
  await it.keys("Escape");
  await it.open("related-work.tex");
});

await step("the film", async () => {
  await it.go(1, 1);
  const film = new Film("lacuna");
  await film.take(1.2);
  // From gap to gap, and what is known of it.
  await it.keys("Control+F8");
  await it.see(".statusbar-item", "Ln 4, Col 321");
  await film.take(0.8);
  await it.hover("Sutskever");
  await sleep(300);
  await film.take(2.4);
  await it.keys("Escape");
  // A blank, filled by the words of a title.
  await it.go(8, file("related-work.tex").split("\n")[7].indexOf("____") + 1);
  await film.take(0.8);
  await it.keys("Control+k", "y");
  await it.list();
  await sleep(300);
  await picture("fill");
  await film.take(1.8);
  await film.type("stochastic parrots");
  await until("the one", async () => (await it.texts(".quick-input-list .monaco-list-row")).some((row) => row.includes("Stochastic Parrots")));
  await film.take(1.4);
  await it.keys("Enter");
  await it.see(".view-line", "bender2021dangers");
  await sleep(500);
  await film.take(1.6);
  // Typed by hand.
  await it.go(11, 1);
  await film.type("As shown by~\\cite{few shot");
  await it.keys("Control+Space");
  await it.see(".suggest-widget.visible .monaco-list-row", "brown2020language");
  await page.waitForSelector(".suggest-widget.visible .monaco-list-row.focused");
  await sleep(300);
  await picture("type");
  await film.take(2);
  await it.keys("Enter");
  await it.see(".view-line", "\\cite{brown2020language");
  await sleep(500);
  await film.take(1.4);
  // All that is certain.
  await it.keys("F1");
  await it.type("Lacuna: Fill All Certain");
  await it.see(".quick-input-list .monaco-list-row", "Fill All Certain");
  await film.take(0.8);
  await it.keys("Enter");
  await it.see(".quick-input-list .monaco-list-row", "holtzman2019curious");
  await sleep(300);
  await picture("certain");
  await film.take(2.2);
  await it.keys("Enter");
  await it.see(".view-lines", "holtzman2019curious");
  await sleep(800);
  await film.take(3);
  film.finish();
});

await stop();
process.exit(failed() ? 1 : 0);
