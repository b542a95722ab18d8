// Completes package-lock.json after `npm install`: a registry mirror that lacks the optional packages of other platforms makes
// npm leave them out of the lock, and `npm ci` then refuses it everywhere. Run as `npm run lock`.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = "package-lock.json";
const SYSTEMS = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "aix", "win32"];
const PROCESSORS = ["arm64", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32", "arm"];

const lock = JSON.parse(readFileSync(FILE, "utf8"));
const { packages } = lock;

/** Whether a package at `path` of the tree would find `name` in its own or an outer node_modules. */
function isLocked(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (at === "") return false;
  }
}

let added = 0;
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    const words = name.split(/[/-]/);
    const os = SYSTEMS.find((system) => words.includes(system));
    const cpu = PROCESSORS.find((processor) => words.includes(processor));
    if (cpu === undefined || (os === undefined && cpu !== "wasm32") || !/^\d/.test(version)) {
      process.stderr.write(`${name}@${version} of ${path} is not in the lock, and its platform is not in its name\n`);
      process.exitCode = 1;
      continue;
    }
    const dev = entry.dev ? { dev: true } : {};
    packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...dev,
      license: entry.license,
      optional: true,
      os: [os],
    };
    added++;
  }
}

const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
process.stdout.write(`${FILE}: ${added} packages of other platforms added\n`);
