// A trial's steps, each told of on a line of its own, with a picture of how it ended.

import { join } from "node:path";

/** While working on a step: STEPS is a pattern of those to run. */
const only = process.env.STEPS && new RegExp(process.env.STEPS);

/** `bench` gives the page and the workbench of the moment; pictures go to the folder `out`. */
export function steps(out, bench) {
  let failed = false;
  // As it is once what fades in has done so.
  const shot = (name) =>
    bench().page.screenshot({ path: join(out, `${name.replace(/\W+/g, "-")}.png`), animations: "disabled" });

  async function step(name, body) {
    if (only && !only.test(name)) return;
    try {
      await body();
      console.log(`ok ${name}`);
    } catch (error) {
      failed = true;
      console.log(`not ok ${name}: ${error.message.split("\n")[0]}`);
      await bench().it.keys("Escape", "Escape").catch(() => {});
    }
    await shot(name);
  }

  return { step, shot, failed: () => failed };
}

export function has(text, words) {
  if (!text.includes(words)) throw new Error(`no "${words}" in: ${text.slice(0, 300)}`);
}

export function hasNot(text, words) {
  if (text.includes(words)) throw new Error(`"${words}" in: ${text.slice(0, 300)}`);
}
