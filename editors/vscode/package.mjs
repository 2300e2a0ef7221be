// Packs the extension: `npm run package [-- server [target]]` with the server of a platform (built where none is
// named), `npm run package -- universal` with none, for those who have `lacuna` on the PATH.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [named, target = `${process.platform}-${process.arch}`] = process.argv.slice(2);
const universal = named === "universal";
const program = target.startsWith("win32") ? "lacuna.exe" : "lacuna";
const root = join(here, "..", "..");

function build() {
  execFileSync("cargo", ["build", "--release", "--locked"], { cwd: root, stdio: "inherit" });
  return join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release", program);
}

rmSync(join(here, "bin"), { recursive: true, force: true });
if (!universal) {
  mkdirSync(join(here, "bin"));
  copyFileSync(named ?? build(), join(here, "bin", program));
  chmodSync(join(here, "bin", program), 0o755);
}
for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  copyFileSync(join(root, license), join(here, license));
}

// The marketplace shows the page apart from the sources: its pictures are those of the repository.
const { repository } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const address = repository.url.replace(/\.git$/, "");
const links = ["--baseContentUrl", `${address}/blob/HEAD/editors/vscode`, "--baseImagesUrl", `${address}/raw/HEAD/editors/vscode`];
const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");
const platform = universal ? [] : ["--target", target];
const out = ["--out", `lacuna-${universal ? "universal" : target}.vsix`];
execFileSync(process.execPath, [vsce, "package", ...platform, "--no-dependencies", "--skip-license", ...links, ...out], {
  cwd: here,
  stdio: "inherit",
});
