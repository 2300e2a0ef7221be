// The pictures and the film of README.md, taken in the real VS Code on a copy of the survey.
// FIXTURE names the copy, OUT the folder for pictures, PARTS what is installed, VSIX the extension.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { steps } from "./steps.mjs";
import { start, until, sleep, Workbench } from "./workbench.mjs";

const { FIXTURE: survey, OUT: out, HOME: home, PARTS: parts, VSIX: vsix } = process.env;

const look = { "editor.fontSize": 13, "window.commandCenter": false, "workbench.layoutControl.enabled": false, "breadcrumbs.enabled": false };
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

/** Takes what is on the screen whenever it changes, until the returned function is called. */
async function film(name) {
  const frames = join(out, "frames");
  rmSync(frames, { recursive: true, force: true });
  mkdirSync(frames);
  const taken = [];
  const session = await page.context().newCDPSession(page);
  session.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
    const path = join(frames, `${String(taken.length).padStart(5, "0")}.png`);
    writeFileSync(path, Buffer.from(data, "base64"));
    taken.push({ path, at: metadata.timestamp });
    void session.send("Page.screencastFrameAck", { sessionId }).catch(() => {});
  });
  await session.send("Page.startScreencast", { format: "png", everyNthFrame: 1 });
  return async () => {
    await session.send("Page.stopScreencast");
    const end = Date.now() / 1000;
    const list = taken.map(({ path, at }, index) => {
      // Waiting for a busy machine is not worth a look.
      const shown = Math.min((taken[index + 1]?.at ?? end) - at, 1.6);
      return `file '${path}'\nduration ${shown.toFixed(3)}`;
    });
    writeFileSync(join(frames, "list"), `ffconcat version 1.0\n${list.join("\n")}\nfile '${taken.at(-1).path}'\n`);
    const ffmpeg = (...rest) => execFileSync("ffmpeg", ["-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", join(frames, "list"), ...rest]);
    ffmpeg("-vf", "fps=12,format=yuv420p", "-c:v", "libvpx-vp9", "-crf", "40", "-b:v", "0", join(out, `${name}.webm`));
    const palette = "fps=6,scale=960:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=64:stats_mode=diff[p];[b][p]paletteuse=dither=none:diff_mode=rectangle";
    ffmpeg("-vf", palette, "-loop", "0", join(out, `${name}.gif`));
    rmSync(frames, { recursive: true });
  };
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
  const done = await film("lacuna");
  await sleep(900);
  // From gap to gap, and what is known of it.
  await it.keys("Control+F8");
  await it.see(".statusbar-item", "Ln 4, Col 321");
  await sleep(700);
  await it.hover("Sutskever");
  await sleep(1600);
  await it.keys("Escape");
  // A blank, filled by the words of a title.
  const at = file("related-work.tex").split("\n")[7].indexOf("____") + 1;
  await it.go(8, at);
  await sleep(400);
  await it.keys("Control+k", "y");
  await it.list();
  await sleep(1400);
  await picture("fill");
  await page.keyboard.type("stochastic parrots", { delay: 70 });
  await until("the one", async () => (await it.texts(".quick-input-list .monaco-list-row")).some((row) => row.includes("Stochastic Parrots")));
  await sleep(1000);
  await it.keys("Enter");
  await it.see(".view-line", "bender2021dangers");
  await sleep(1200);
  // Typed by hand.
  await it.go(11, 1);
  await page.keyboard.type("As shown by~\\cite{few shot", { delay: 70 });
  await it.keys("Control+Space");
  await it.see(".suggest-widget.visible .monaco-list-row", "brown2020language");
  await sleep(1200);
  await picture("type");
  await page.waitForSelector(".suggest-widget.visible .monaco-list-row.focused");
  await it.keys("Enter");
  await it.see(".view-line", "As shown by");
  await sleep(900);
  // All that is certain.
  await it.keys("F1");
  await it.type("Lacuna: Fill All Certain");
  await it.see(".quick-input-list .monaco-list-row", "Fill All Certain");
  await it.keys("Enter");
  await it.see(".quick-input-list .monaco-list-row", "holtzman2019curious");
  await sleep(1500);
  await picture("certain");
  await it.keys("Enter");
  await it.see(".view-lines", "holtzman2019curious");
  await sleep(1600);
  await done();
});

await stop();
process.exit(failed() ? 1 : 0);
