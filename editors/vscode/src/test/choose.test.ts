import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { choose } from "../choose";
import type { Entry } from "../protocol";
import { pick } from "./vscode";

const entry = (key: string): Entry => ({ key, label: key, title: `Of ${key}` });

/** The answer to a search, given when the test says so. */
let answer: (keys: string) => void = () => undefined;
let chosen: Promise<string[]>;

const searched = (): Promise<string> => Promise.resolve("8 entries in 1 bibliography");

function begin(proposed: string): void {
  chosen = choose("Cite", proposed.split(" ").map(entry), () => {
    return new Promise((resolve) => {
      answer = (keys) => {
        resolve(keys ? keys.split(" ").map(entry) : []);
      };
    });
  }, searched);
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Types the words; the server has not answered yet. */
async function search(words: string): Promise<void> {
  pick.type(words);
  pick.hear();
  mock.timers.tick(100);
  await settled();
}

/** The server's answer comes to the extension, but not yet to the window. */
async function answered(keys: string): Promise<void> {
  answer(keys);
  await settled();
}

/** All that is under way arrives. */
function quiet(): void {
  for (let turn = 0; turn < 5; turn += 1) {
    pick.arrive();
    pick.hear();
  }
}

async function entered(): Promise<string[]> {
  pick.enter();
  pick.hear();
  return chosen;
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("what is ticked stays on top of what is searched for next", async () => {
  begin("a b c");
  pick.toggle("b");
  await search("d");
  await answered("d e");
  quiet();
  assert.deepEqual(pick.sight, ["*b", "d", "e"]);
  pick.toggle("e");
  await search("");
  quiet();
  assert.deepEqual(pick.sight, ["*b", "*e", "a", "c"]);
  assert.deepEqual(await entered(), ["b", "e"]);
});

test("a tick while the server searches is kept", async () => {
  begin("a b c");
  await search("d");
  pick.toggle("c");
  pick.hear();
  await answered("d e");
  quiet();
  assert.deepEqual(pick.sight, ["*c", "d", "e"]);
  assert.deepEqual(await entered(), ["c"]);
});

test("a tick while the new rows are on their way to the window is kept, and none of theirs is taken for it", async () => {
  begin("a b c");
  await search("d");
  await answered("d e f");
  pick.toggle("b");
  quiet();
  assert.deepEqual(pick.sight, ["*b", "d", "e", "f"]);
  assert.deepEqual(await entered(), ["b"]);
});

test("so is one beside earlier ticks, of which the window tells once more", async () => {
  begin("a b c");
  pick.toggle("a");
  await search("d");
  await answered("d e f g h");
  quiet();
  await search("i");
  await answered("i");
  pick.toggle("f");
  quiet();
  assert.deepEqual(pick.sight, ["*a", "*f", "i"]);
  assert.deepEqual(await entered(), ["a", "f"]);
});

test("ticks last while answer follows answer", async () => {
  begin("a b c");
  pick.toggle("c");
  for (const key of ["d", "e", "f", "g"]) {
    await search(key);
    await answered(`${key} a`);
    // The ticks are told to be gone, and the next answer is there before they are told to be back.
    pick.arrive();
  }
  quiet();
  assert.deepEqual(pick.sight, ["*c", "g", "a"]);
  assert.deepEqual(await entered(), ["c"]);
});

test("what is ticked no more is not cited", async () => {
  begin("a b");
  pick.toggle("a");
  await search("d");
  await answered("d");
  quiet();
  pick.toggle("a");
  pick.toggle("d");
  await search("e");
  await answered("e");
  quiet();
  assert.deepEqual(pick.sight, ["*d", "e"]);
  pick.toggle("d");
  assert.deepEqual(await entered(), ["e"]);
});

test("places are used again, however long one searches", async () => {
  begin("a b");
  for (let turn = 0; turn < 50; turn += 1) {
    await search(`${turn}`);
    await answered("d e f");
    quiet();
  }
  assert.ok(pick.items.length <= 9, `${pick.items.length} places`);
});

test("Enter right behind the last letter takes the best of what was typed", async () => {
  begin("a b");
  pick.type("d");
  pick.enter();
  pick.hear();
  await settled();
  await answered("d e");
  assert.deepEqual(await chosen, ["d"]);
});

test("Enter where nothing was found leaves the list open", async () => {
  begin("a");
  await search("d");
  await answered("");
  quiet();
  pick.enter();
  pick.hear();
  await settled();
  assert.ok(pick.isShown);
  pick.hide();
  assert.deepEqual(await chosen, []);
});

test("an answer that comes late changes nothing", async () => {
  begin("a");
  await search("d");
  const late = answer;
  await search("e");
  await answered("e");
  late("d");
  await settled();
  quiet();
  assert.deepEqual(pick.sight, ["e"]);
});

test("a search that fails ends the choice and is told", async () => {
  const failing = choose("Cite", [], () => Promise.reject(new Error("the server is gone")), searched);
  const told = assert.rejects(failing, /the server is gone/);
  await search("d");
  await told;
  assert.ok(!pick.isShown);
});

test("a search that finds nothing says what was searched", async () => {
  begin("a b");
  await search("x");
  await answered("");
  assert.equal(pick.title, "Cite: nothing has these words (searched 8 entries in 1 bibliography)");
  await search("c");
  await answered("c");
  assert.equal(pick.title, "Cite");
});
