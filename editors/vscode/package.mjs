// Packs the extension with the server of this platform: `npm run package [-- server [target]]`. Builds the
// server where none is named.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [named, target = `${process.platform}-${process.arch}`] = process.argv.slice(2);
const program = target.startsWith("win32") ? "lacuna.exe" : "lacuna";
const root = join(here, "..", "..");

function build() {
  execFileSync("cargo", ["build", "--release", "--locked"], { cwd: root, stdio: "inherit" });
  return join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release", program);
}

rmSync(join(here, "bin"), { recursive: true, force: true });
mkdirSync(join(here, "bin"));
copyFileSync(named ?? build(), join(here, "bin", program));
chmodSync(join(here, "bin", program), 0o755);
for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  copyFileSync(join(root, license), join(here, license));
}

const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");
const options = ["--target", target, "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", `lacuna-${target}.vsix`];
execFileSync(process.execPath, [vsce, "package", ...options], { cwd: here, stdio: "inherit" });
