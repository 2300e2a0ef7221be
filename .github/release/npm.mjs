// Makes the npm packages of a release: npm.mjs FOLDER OUT, FOLDER with the archives of the targets. `lacuna-tex` starts
// the program that one of its optional dependencies brings; npm installs the one of the platform alone.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const TARGETS = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "win32-x64": "x86_64-pc-windows-msvc",
  "win32-arm64": "aarch64-pc-windows-msvc",
};

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const [folder, out] = process.argv.slice(2);
const ask = (script) => execFileSync(join(root, ".github/release", script), { encoding: "utf8" }).trim();
const version = ask("version");
const address = ask("address");
const about = {
  version,
  license: "MIT OR Apache-2.0",
  repository: { type: "git", url: `git+${address}.git` },
  homepage: `${address}#readme`,
  bugs: `${address}/issues`,
};

function write(name, manifest, files) {
  const place = join(out, name);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), `${JSON.stringify({ name, ...about, ...manifest }, null, 2)}\n`);
  for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, license), join(place, license));
  files(place);
}

const made = [];
for (const [platform, target] of Object.entries(TARGETS)) {
  const [os, cpu] = platform.split("-");
  const stem = `lacuna-${version}-${target}`;
  const archive = join(folder, `${stem}.${os === "win32" ? "zip" : "tar.gz"}`);
  if (!existsSync(archive)) continue;
  const program = os === "win32" ? "lacuna.exe" : "lacuna";
  const scratch = mkdtempSync(join(tmpdir(), "lacuna-npm-"));
  if (os === "win32") execFileSync("python3", ["-m", "zipfile", "-e", archive, scratch]);
  else execFileSync("tar", ["-C", scratch, "-xzf", archive]);
  const name = `lacuna-tex-${platform}`;
  const description = `The program of lacuna-tex for ${platform}`;
  write(name, { description, os: [os], cpu: [cpu], files: [program], preferUnplugged: true }, (place) => {
    cpSync(join(scratch, stem, program), join(place, program));
    writeFileSync(join(place, "README.md"), `# ${name}\n\n${description}: install \`lacuna-tex\`.\n`);
  });
  rmSync(scratch, { recursive: true });
  made.push(name);
}
if (!made.length) throw new Error(`no archive of version ${version} in ${folder}`);

const starter = `#!/usr/bin/env node
"use strict";
const { spawnSync } = require("node:child_process");
const program = process.platform === "win32" ? "lacuna.exe" : "lacuna";
let path;
try {
  path = require.resolve(\`lacuna-tex-\${process.platform}-\${process.arch}/\${program}\`);
} catch {
  console.error(
    \`lacuna: no program is built for \${process.platform}-\${process.arch}, or npm was told to leave out optional dependencies\`,
  );
  process.exit(2);
}
const { status, signal, error } = spawnSync(path, process.argv.slice(2), { stdio: "inherit", windowsHide: true });
if (error) {
  console.error(\`lacuna: \${path} cannot be started: \${error.message}\`);
  process.exit(2);
}
if (signal) process.kill(process.pid, signal);
else process.exit(status);
`;
write(
  "lacuna-tex",
  {
    description: "The language server for people who write surveys in LaTeX: finds every open citation and helps to close it",
    keywords: ["latex", "bibtex", "citation", "bibliography", "survey", "language-server", "lsp"],
    bin: { lacuna: "lacuna.js", "lacuna-tex": "lacuna.js" },
    files: ["lacuna.js"],
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(made.map((name) => [name, version])),
  },
  (place) => {
    writeFileSync(join(place, "lacuna.js"), starter, { mode: 0o755 });
    copyFileSync(join(root, "docs/package.md"), join(place, "README.md"));
  },
);
console.log([...made, "lacuna-tex"].map((name) => join(out, name)).join("\n"));
