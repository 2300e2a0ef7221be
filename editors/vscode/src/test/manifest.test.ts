import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

type Properties = Record<string, { type: string; default: unknown }>;

interface Manifest {
  contributes: { configuration: { properties: Properties }[] };
}

const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const sources = readdirSync("src").filter((name) => name.endsWith(".ts"));
const code = sources.map((name) => readFileSync(`src/${name}`, "utf8")).join("\n");
const sorted = (words: Iterable<string | undefined>): string[] =>
  [...new Set(words)].filter((it) => it !== undefined).sort();

test("what the code asks of the settings can be set, and the other way round", () => {
  const asked = code.matchAll(/wanted\("(\w+)"\)/g);
  const properties = Object.assign({}, ...contributes.configuration.map((it) => it.properties)) as Properties;
  const ours = Object.entries(properties).filter(([name, it]) => name.startsWith("lacuna.editor.") && it.type === "boolean");
  assert.deepEqual(
    sorted([...asked].map((it) => it[1])),
    sorted(ours.map(([name]) => name.slice("lacuna.editor.".length))),
  );
  assert.ok(ours.every(([, it]) => it.default === true));
});

test("the README names every setting of the editor's own", () => {
  const readme = readFileSync("README.md", "utf8");
  for (const [, feature] of code.matchAll(/wanted\("(\w+)"\)/g)) {
    assert.ok(readme.includes(`lacuna.editor.${feature}`), feature);
  }
});
