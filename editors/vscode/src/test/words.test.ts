import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

type Words = Record<string, string>;

const LANGUAGES = ["de", "fr", "ja", "zh-cn"];
const read = (name: string): Words => JSON.parse(readFileSync(name, "utf8")) as Words;
/** What stands for a value, a setting's name or a command, and is no word of a language. */
const signs = (text: string): string[] => (text.match(/\{\d+\}|`[^`]*`|\(command:[^)]*\)/g) ?? []).sort();

function compare(language: string, own: Words, english: Words): void {
  assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort(), language);
  for (const [key, text] of Object.entries(own)) {
    assert.ok(text.trim(), `${language}: ${key}`);
    assert.deepEqual(signs(text), signs(english[key] ?? ""), `${language}: ${key}`);
  }
}

test("what the manifest says, it says in every language", () => {
  const english = read("package.nls.json");
  const used = [...readFileSync("package.json", "utf8").matchAll(/"%([^%"]+)%"/g)].map((it) => it[1] ?? "");
  assert.ok(used.length > 50);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(english).sort());
  for (const language of LANGUAGES) {
    compare(language, read(`package.nls.${language}.json`), english);
  }
});

test("what the extension says, it says in every language", () => {
  const sources = readdirSync("src").filter((name) => name.endsWith(".ts"));
  const code = sources.map((name) => readFileSync(`src/${name}`, "utf8")).join("\n");
  const said = [...code.matchAll(/l10n\.t\(\s*"((?:[^"\\]|\\.)*)"/g)].map((it) => it[1] ?? "");
  assert.equal(said.length, [...code.matchAll(/l10n\.t\(/g)].length, "each is one literal");
  const english = Object.fromEntries(said.map((it) => [it, it]));
  for (const language of LANGUAGES) {
    compare(language, read(`l10n/bundle.l10n.${language}.json`), english);
  }
});
