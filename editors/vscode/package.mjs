// Packs the extension with the server of this platform: `npm run package [-- server [target]]`.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [named, target = `${process.platform}-${process.arch}`] = process.argv.slice(2);
const program = target.startsWith("win32") ? "lacuna.exe" : "lacuna";
const root = join(here, "..", "..");

rmSync(join(here, "bin"), { recursive: true, force: true });
mkdirSync(join(here, "bin"));
copyFileSync(named ?? join(root, "target", "release", program), join(here, "bin", program));
chmodSync(join(here, "bin", program), 0o755);
for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  copyFileSync(join(root, license), join(here, license));
}

const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");
const options = ["--target", target, "--no-dependencies", "--allow-missing-repository", "--out", `lacuna-${target}.vsix`];
execFileSync(process.execPath, [vsce, "package", ...options], { cwd: here, stdio: "inherit" });
